#!/usr/bin/env bash
# Makes .venv and puts the locked packages into it: `scripts/setup.sh runtime` or `scripts/setup.sh dev`.
# Does nothing where nothing has changed, so that every make target may begin with it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
is_root() { [ "$(id -u)" -eq 0 ]; }
has_apt() { command -v apt-get >/dev/null; }

# install_or_explain PURPOSE PACKAGE...: installs the packages as root on Debian, else says what to type.
install_or_explain() {
  local purpose=$1
  shift
  if is_root && has_apt; then
    say "Installing $* ($purpose) …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >&2
  else
    say "Missing: $* ($purpose). On Debian and Ubuntu: sudo apt install $*"
    return 1
  fi
}

case ${1:-runtime} in
  runtime) lock=requirements.txt ;;
  dev) lock=requirements-dev.txt ;;
  *) say "Use: scripts/setup.sh runtime|dev" && exit 2 ;;
esac

# --- Python and its environment ------------------------------------------------------------------------------------
python=${PYTHON:-$(command -v python3.11 || command -v python3 || true)}
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  say "Python 3.11 or newer is needed. On Debian 12: sudo apt install python3 python3-venv"
  exit 1
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    install_or_explain "to make a Python environment" "python$version-venv"
  fi
  say "Making the Python environment .venv …"
  "$python" -m venv --clear .venv
fi

# --- Packages, each checked against its hash -----------------------------------------------------------------------
sum=$(sha256sum "$lock" | cut -d ' ' -f 1)
stamp=.venv/installed-$lock
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
  say "Installing the packages of $lock …"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" >&2
  printf '%s\n' "$sum" >"$stamp"
fi

# --- The libraries that draw PDF files -----------------------------------------------------------------------------
draws_pdf() {
  .venv/bin/python -c 'import ctypes; [ctypes.CDLL(f"lib{n}-1.0.so.0") for n in ("pango", "pangoft2")]' 2>/dev/null
}
if ! draws_pdf || ! compgen -G '/usr/share/fonts/*/*' >/dev/null; then
  install_or_explain "for reports as PDF" libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core ||
    say "Everything else works without them."
fi
