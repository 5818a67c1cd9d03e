#!/usr/bin/env bash
# Runs a command beside a throwaway PostgreSQL and Redis: `scripts/with_services.sh make test`.
# The command finds them in TEST_DATABASE_URL and TEST_REDIS_URL. Both end with the command and leave nothing behind.
set -euo pipefail

initdb=$(command -v initdb || ls -v /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1 || true)
redis=$(command -v redis-server || true)
if [ "${1:-}" = "--check" ]; then
  # Says which of the two are missing, and fails when one is.
  missing=()
  [ -n "$initdb" ] || missing+=(PostgreSQL)
  [ -n "$redis" ] || missing+=(Redis)
  [ ${#missing[@]} -eq 0 ] && exit 0
  echo "${missing[*]}"
  exit 1
fi
if [ -z "$initdb" ] || [ -z "$redis" ] || [ $# -eq 0 ]; then
  echo "Use: scripts/with_services.sh COMMAND… (needs PostgreSQL and Redis: sudo apt install postgresql redis-server)" >&2
  exit 2
fi
postgres=$(dirname "$(readlink -f "$initdb")")

# PostgreSQL refuses to run as root.
as_owner=()
[ "$(id -u)" -ne 0 ] || as_owner=(runuser -u postgres --)

folder=$(mktemp -d "${TMPDIR:-/tmp}/cpd-services.XXXXXX")
redis_pid=
finish() {
  trap '' INT TERM
  [ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
  (cd / && "${as_owner[@]}" "$postgres/pg_ctl" -D "$folder/postgres" -m immediate -w stop) >/dev/null 2>&1 || true
  [ -z "$redis_pid" ] || wait "$redis_pid" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

chmod 711 "$folder"
mkdir "$folder/postgres" "$folder/redis"
[ "$(id -u)" -ne 0 ] || chown postgres: "$folder/postgres"
port=$(free_port)
# Quick, and safe only because nobody needs this data after a power cut.
options="-p $port -h 127.0.0.1 -k $folder/postgres -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
(
  cd /
  "${as_owner[@]}" "$postgres/initdb" -D "$folder/postgres" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
  "${as_owner[@]}" "$postgres/pg_ctl" -D "$folder/postgres" -l "$folder/postgres/log" -o "$options" -w start
) >"$folder/start.log" 2>&1 || {
  cat "$folder/start.log" "$folder/postgres/log" >&2 || true
  echo "PostgreSQL did not start." >&2
  exit 1
}
export TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"

port=$(free_port)
"$redis" --port "$port" --bind 127.0.0.1 --dir "$folder/redis" --save '' --appendonly no >"$folder/redis.log" 2>&1 &
redis_pid=$!
for _ in $(seq 100); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  kill -0 "$redis_pid" 2>/dev/null || break
  sleep 0.05
done
if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  cat "$folder/redis.log" >&2
  echo "Redis did not start." >&2
  exit 1
fi
export TEST_REDIS_URL="redis://127.0.0.1:$port/0"

status=0
"$@" || status=$?
exit "$status"
