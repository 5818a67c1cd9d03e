#!/usr/bin/env bash
# Builds the large trust in the PostgreSQL that with_services.sh started, and measures it beside the floor; see benchmarks/.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TEST_DATABASE_URL:?Run this through scripts/with_services.sh}"
export DATABASE_URL=$TEST_DATABASE_URL LOCAL=1 REDIS_URL=$TEST_REDIS_URL EMAIL_URL='' LOG_LEVEL=ERROR
DATA_DIR=$(mktemp -d "${TMPDIR:-/tmp}/cpd-bench.XXXXXX")
export DATA_DIR
trap 'rm -rf "$DATA_DIR"' EXIT
.venv/bin/python -m benchmarks.run "$@"
