#!/usr/bin/env bash
# All checks and the test suite in rounds: SQLite; PostgreSQL with Redis and a real worker; journeys in Chromium. `make test`.
# With CI set, a round that cannot run and a test that is skipped are failures. With LONG_TESTS set, what is asked once by
# day is asked of both databases, and what is drawn or crossed takes its long form: `make nightly`.
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
judge() { # judge TITLE SECONDS STATUS
  local outcome=passed
  if [ "$3" -ne 0 ]; then
    outcome="FAILED (exit status $3)"
    failed=yes
  fi
  outcomes+=("$1: $outcome in $(($2 / 60)) min $(($2 % 60)) s")
}
round() { # round TITLE COMMAND...
  local title=$1 started=$SECONDS answer=0
  shift
  printf '\n=== %s\n' "$title"
  "$@" || answer=$?
  judge "$title" $((SECONDS - started)) $answer
}

round "Checks" scripts/check.sh

folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-test.XXXXXX")
trap '[ -z "${beside:-}" ] || kill "$beside" 2>/dev/null || true; rm -rf "$folder"' EXIT
# The embedded default, whatever a developer's own .env says.
export DJANGO_SETTINGS_MODULE=cpd_trust.settings_test DATABASE_URL='' REDIS_URL='' EMAIL_URL='' TMPDIR=$folder
unset DATA_DIR

# pytest's own answer counts, also "nothing was collected". A process that has done its share takes from another's:
# the walks over all addresses are long.
tests=(.venv/bin/python -m pytest -q ${ci:+-p cpd_trust.tests.strict_ci})
parallel=(-n "${TEST_PROCESSES:-2}" --dist worksteal)

services=
[ -z "${TEST_DATABASE_URL:-}" ] || [ -z "${TEST_REDIS_URL:-}" ] || services=yes
if [ -n "$services" ]; then
  # A worker is mostly waited for, so this goes beside the round that has no use for its Redis.
  (
    answer=0
    DATABASE_URL=$TEST_DATABASE_URL REDIS_URL=$TEST_REDIS_URL "${tests[@]}" -m services || answer=$?
    echo "$SECONDS $answer" >"$folder/services.end"
  ) >"$folder/services.words" 2>&1 &
  beside=$! began=$SECONDS
fi
round "SQLite" "${tests[@]}" "${parallel[@]}" -m "not browser and not services and not postgresql"
if [ -n "$services" ]; then
  title="PostgreSQL, Redis and a worker"
  wait "$beside"
  beside=
  printf '\n=== %s\n' "$title"
  cat "$folder/services.words"
  read -r ended answer <"$folder/services.end"
  judge "$title" $((ended - began)) "$answer"
  wanted="not browser and not services"
  [ -n "${LONG_TESTS:-}" ] || wanted+=" and (not once or both)"
  DATABASE_URL=$TEST_DATABASE_URL REDIS_URL=$TEST_REDIS_URL round "PostgreSQL and Redis" \
    "${tests[@]}" "${parallel[@]}" -m "$wanted"
fi
if command -v chromium >/dev/null; then
  round "Journeys in Chromium" "${tests[@]}" "${parallel[@]}" -m browser
fi

printf '\n=== All rounds\n'
printf '%s\n' "${outcomes[@]}"
[ -z "$failed" ]
