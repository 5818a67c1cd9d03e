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

# One round may go beside another: what it says is shown when it is waited for.
beside() { # beside TITLE COMMAND...
  beside_title=$1 beside_began=$EPOCHSECONDS
  shift
  "$@" >"$folder/beside" 2>&1 &
  beside_pid=$!
}
gather() {
  local answer=0
  wait "$beside_pid" || answer=$?
  beside_pid=
  printf '\n=== %s\n' "$beside_title"
  cat "$folder/beside"
  judge "$beside_title" $(($(stat -c %Y "$folder/beside") - beside_began)) $answer # it spoke last when it ended
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-test.XXXXXX")
trap '[ -z "${beside_pid:-}" ] || kill "$beside_pid" 2>/dev/null || true; rm -rf "$folder"' EXIT
# The embedded default, whatever a developer's own .env says.
export DJANGO_SETTINGS_MODULE=cpd_trust.settings_test DATABASE_URL='' REDIS_URL='' EMAIL_URL='' TMPDIR=$folder
unset DATA_DIR

# pytest's own answer counts, also "nothing was collected". A process that has done its share takes from another's:
# the walks over all addresses are long.
# By day in the order of the files, so that a change is judged by itself; by night each run draws another.
order=()
[ -n "${LONG_TESTS:-}" ] || order=(-p no:randomly)
tests=(.venv/bin/python -m pytest -q ${ci:+-p cpd_trust.tests.strict_ci} "${order[@]}")
of_marker() { grep -rl --include='test_*.py' --exclude-dir=.venv --exclude-dir=var "mark\.$1" .; }
parallel=(-n "${TEST_PROCESSES:-2}" --dist worksteal)

services=
[ -z "${TEST_DATABASE_URL:-}" ] || [ -z "${TEST_REDIS_URL:-}" ] || services=yes

if [ -n "$services" ]; then
  # A worker is mostly waited for, so this goes beside the rounds that have no use for its Redis.
  mapfile -t files < <(of_marker services)
  DATABASE_URL=$TEST_DATABASE_URL REDIS_URL=$TEST_REDIS_URL beside "PostgreSQL, Redis and a worker" \
    "${tests[@]}" -m services "${files[@]}"
fi
round "Checks" scripts/check.sh
round "SQLite" "${tests[@]}" "${parallel[@]}" -m "not browser and not services and not postgresql"
[ -z "$services" ] || gather
chromium=()
if command -v chromium >/dev/null; then
  mapfile -t files < <(of_marker browser)
  chromium=("${tests[@]}" -m browser "${files[@]}")
fi
if [ -n "$services" ]; then
  # A browser is mostly waited for too: one process of them goes beside.
  [ ${#chromium[@]} -eq 0 ] || beside "Journeys in Chromium" "${chromium[@]}"
  wanted="not browser and not services"
  [ -n "${LONG_TESTS:-}" ] || wanted+=" and (not once or both)"
  DATABASE_URL=$TEST_DATABASE_URL REDIS_URL=$TEST_REDIS_URL round "PostgreSQL and Redis" \
    "${tests[@]}" "${parallel[@]}" -m "$wanted"
  [ ${#chromium[@]} -eq 0 ] || gather
elif [ ${#chromium[@]} -gt 0 ]; then
  round "Journeys in Chromium" "${chromium[@]}" "${parallel[@]}"
fi

printf '\n=== All rounds\n'
printf '%s\n' "${outcomes[@]}"
[ -z "$failed" ]
