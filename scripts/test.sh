#!/usr/bin/env bash
# All checks and the test suite in rounds: SQLite; PostgreSQL with Redis and a real worker; journeys in Chromium. `make test`.
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

# --- The rounds: a failing one does not hide the others, and the end says how each went -----------------------------
outcomes=()
failed=
round() { # round TITLE COMMAND...
  local title=$1 started=$SECONDS answer=0 outcome=passed
  shift
  printf '\n=== %s\n' "$title"
  "$@" || answer=$?
  if [ $answer -ne 0 ]; then
    outcome="FAILED (exit status $answer)"
    failed=yes
  fi
  outcomes+=("$title: $outcome in $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s")
}

round "Checks" scripts/check.sh

folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-test.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# The embedded default, whatever a developer's own .env says.
export DJANGO_SETTINGS_MODULE=cpd_trust.settings_test DATABASE_URL='' REDIS_URL='' EMAIL_URL='' TMPDIR=$folder
unset DATA_DIR

# pytest's own answer counts, also "nothing was collected". A process that has done its share takes from another's:
# the walks over all addresses are long.
tests=(.venv/bin/python -m pytest -q ${ci:+-p cpd_trust.tests.strict_ci})
parallel=(-n "${TEST_PROCESSES:-2}" --dist worksteal)

round "SQLite" "${tests[@]}" "${parallel[@]}" -m "not browser and not services and not postgresql"
if [ -n "${TEST_DATABASE_URL:-}" ] && [ -n "${TEST_REDIS_URL:-}" ]; then
  export DATABASE_URL=$TEST_DATABASE_URL REDIS_URL=$TEST_REDIS_URL
  round "PostgreSQL and Redis" "${tests[@]}" "${parallel[@]}" -m "not browser and not services and not once"
  round "PostgreSQL, Redis and a worker" "${tests[@]}" -m services
  export DATABASE_URL='' REDIS_URL=''
fi
if command -v chromium >/dev/null; then
  round "Journeys in Chromium" "${tests[@]}" "${parallel[@]}" -m browser
fi

printf '\n=== All rounds\n'
printf '%s\n' "${outcomes[@]}"
[ -z "$failed" ]
