#!/usr/bin/env bash
# The licences of what is shipped (requirements.txt), as a table. Fails on one that pyproject.toml does not allow, and on
# a package that it could not look at.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t packages < <(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/\1/p' requirements.txt)
table=$(.venv/bin/pip-licenses --python .venv/bin/python --format markdown --packages "${packages[@]}")
printf '%s\n' "$table"
found=$(($(wc -l <<<"$table") - 2))
[ "$found" -eq "${#packages[@]}" ] || { echo "Looked at $found of ${#packages[@]} packages." && exit 1; }
