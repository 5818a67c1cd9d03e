#!/usr/bin/env bash
# Resolves requirements*.in again and writes the locks with every hash: `make lock`. Upgrade by editing a pin first.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null; then
  echo "uv is needed to lock. Put it anywhere on the PATH, for instance: pipx install uv" >&2
  exit 1
fi
# For the oldest Python and the machines that a trust runs. The second lock keeps the versions of the first.
options=(--quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links)
options+=(--python-version 3.11 --python-platform x86_64-manylinux_2_28)
uv pip compile "${options[@]}" requirements.in --output-file requirements.txt
uv pip compile "${options[@]}" --constraints requirements.txt requirements-dev.in --output-file requirements-dev.txt
