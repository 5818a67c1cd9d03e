#!/usr/bin/env bash
# Everything that can be judged without running a test: `make check`.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-check.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# A developer's own .env must not change what is checked.
export DATA_DIR=$folder DATABASE_URL='' REDIS_URL='' EMAIL_URL=''

step() { printf -- '--- %s\n' "$*"; }

step "Python: ruff"
ruff check .
ruff format --check .
step "Templates: djlint"
djlint --quiet --lint templates
djlint --quiet --check templates
step "Types: mypy"
mypy .
step "Layers: import-linter"
lint-imports --no-timing 2>/dev/null || lint-imports
step "Migrations are complete"
LOCAL=1 python -W error manage.py makemigrations --check --dry-run
step "Production settings: check --deploy"
LOCAL=0 DEBUG=0 SITE_URL=https://cpd.example.org ALLOWED_HOSTS=cpd.example.org TRUSTED_PROXY_COUNT=1 \
  SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
  python -W error manage.py check --deploy --fail-level WARNING
