#!/usr/bin/env bash
# Everything that can be judged without running a test: `make check`. Runs every check, then fails if any did.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-check.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# A developer's own .env must not change what is checked.
export DATA_DIR=$folder DATABASE_URL='' REDIS_URL='' EMAIL_URL=''

failed=()
check() { # check TITLE COMMAND...
  local title=$1
  shift
  if "$@" >"$folder/words" 2>&1; then
    printf 'ok    %s\n' "$title"
  else
    cat "$folder/words"
    printf 'WRONG %s\n' "$title"
    failed+=("$title")
  fi
}

check "Python, by ruff" ruff check .
check "Form of the Python, by ruff" ruff format --check --quiet .
# Only its rules, not its form: djlint does not know our block components and moves white space that shows.
check "Templates, by djlint" djlint --quiet --lint templates
check "Words that people say" python scripts/house_words.py
check "Types, by mypy" mypy .
check "Layers, by import-linter" lint-imports
check "Migrations are complete" env LOCAL=1 python -W error manage.py makemigrations --check --dry-run
# As PostgreSQL would do them, where there is one: SQLite makes a table anew for almost everything.
check "Migrations suit a trust in use" env LOCAL=1 LOG_LEVEL=ERROR PYTHONPATH=. DATABASE_URL="${TEST_DATABASE_URL:-}" \
  DJANGO_SETTINGS_MODULE=cpd_trust.settings python scripts/lint_migrations.py
check "Both databases can hold every rule" env LOCAL=1 python -W error manage.py check --database default --fail-level WARNING
key=$(python -c 'import secrets; print(secrets.token_urlsafe(64))')
check "Settings of an installation" env LOCAL=0 DEBUG=0 SECRET_KEY="$key" SITE_URL=https://cpd.example.org \
  ALLOWED_HOSTS=cpd.example.org TRUSTED_PROXY_COUNT=1 \
  python -W error manage.py check --deploy --fail-level WARNING

check "Licences of what is shipped" scripts/licences.sh

if [ ${#failed[@]} -gt 0 ]; then
  printf 'Wrong: %s\n' "${failed[@]}"
  exit 1
fi
