#!/usr/bin/env bash
# The test suite in rounds: SQLite; PostgreSQL with Redis and a real worker; journeys in Chromium. `make test`.
# With CI set, a round that cannot run and a test that is skipped are failures.
set -euo pipefail
cd "$(dirname "$0")/.."
ci=${CI:-}

# --- What is there to test with ------------------------------------------------------------------------------------
if [ -z "${TEST_DATABASE_URL:-}" ] || [ -z "${TEST_REDIS_URL:-}" ]; then
  if missing=$(scripts/with_services.sh --check); then
    exec scripts/with_services.sh "$0" "$@"
  fi
  not_run+=("PostgreSQL with Redis and a worker (missing: $missing; sudo apt install postgresql redis-server)")
fi
if ! command -v chromium >/dev/null; then
  not_run+=("journeys in a browser (missing: Chromium; sudo apt install chromium)")
fi
if [ -n "${not_run[*]:-}" ]; then
  printf '\n%s\n' "!!! These rounds of the tests CANNOT RUN on this machine:"
  printf '!!!   %s\n' "${not_run[@]}"
  echo
  [ -z "$ci" ] || exit 1
fi

# --- The rounds ----------------------------------------------------------------------------------------------------
folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-test.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# The embedded default, whatever a developer's own .env says.
export DJANGO_SETTINGS_MODULE=cpd_trust.settings_test DATABASE_URL='' REDIS_URL='' EMAIL_URL='' TMPDIR=$folder
unset DATA_DIR

# A process that has done its share takes from another's: the walks over all addresses are long.
parallel=(-n "${TEST_PROCESSES:-2}" --dist worksteal)

# round TITLE PYTEST-OPTION...: pytest's own answer counts, also "nothing was collected".
round() {
  printf '\n=== %s\n' "$1"
  shift
  .venv/bin/python -m pytest -q ${ci:+-p cpd_trust.tests.strict_ci} "$@"
}

round "SQLite" "${parallel[@]}" -m "not browser and not services"
if [ -n "${TEST_DATABASE_URL:-}" ] && [ -n "${TEST_REDIS_URL:-}" ]; then
  export DATABASE_URL=$TEST_DATABASE_URL REDIS_URL=$TEST_REDIS_URL
  round "PostgreSQL and Redis" "${parallel[@]}" -m "not browser and not services and not once"
  round "PostgreSQL, Redis and a worker" -m services
  export DATABASE_URL='' REDIS_URL=''
fi
if command -v chromium >/dev/null; then
  round "Journeys in Chromium" "${parallel[@]}" -m browser
fi
