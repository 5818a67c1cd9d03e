"""What the settings of an installation must be. Each that is wrong is one line in words, and nothing starts before."""

import os
import re
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ

INSECURE_KEY = "only-for-a-machine-of-your-own-never-for-a-trust-0123456789abcdef"
HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-f:]+\]")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# In a shared tenant any tenant's administrator can claim any address.
SHARED_TENANTS = ("", "common", "organizations", "consumers")
ESCAPE = "write special characters of the password as %40 and so on"


def read_file(path: Path) -> None:
    """Add what `.env` says to the environment; a variable of the process itself wins. Without the file, nothing."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except OSError as problem:
        raise SystemExit(f"{path} can't be read: {problem.strerror}. Run this as the user whose file it is.") from None
    except UnicodeDecodeError:
        raise SystemExit(f"{path} can't be read: save it as UTF-8 text.") from None
    for number, line in enumerate(lines, 1):
        # The line itself is not said: it may be a password.
        if line.strip() and not re.match(r"#|(export )?\w+=(?!\s)", line):
            raise SystemExit(f"{path}, line {number}: write NAME=value, with no space around the =.")
    environ.Env.read_env(path)


def refuse_if_wrong(env: environ.Env, *, is_local: bool) -> None:
    """End the process, with a line for each wrong setting. `is_local`: a machine of one's own may be careless."""
    if wrong := list(problems(env, is_local=is_local)):
        raise SystemExit(
            "\n".join([*wrong, "Nothing was started. Set this in .env; .env.example explains each setting."])
        )


def problems(env: environ.Env, *, is_local: bool) -> Iterator[str]:
    """Return what is wrong with the settings, each in a line that begins with its name and quotes no value."""
    for name in env.scheme:
        # To the library such a value is the name of another setting.
        if os.environ.get(name, "").startswith("$"):
            yield f"{name} must not start with $."
            return
    if not is_local:
        yield from _careless(env)
    yield from _unreadable(env)
    yield from _sign_in(env, is_local=is_local)


def _careless(env: environ.Env) -> Iterator[str]:
    if len(env("SECRET_KEY")) < 50 or env("SECRET_KEY") == INSECURE_KEY:
        yield "SECRET_KEY must be set to a random value of at least 50 characters."
    site, hosts = _address(env("SITE_URL")), env("ALLOWED_HOSTS")
    if site is None or site.scheme != "https" or not site.hostname or site.path not in ("", "/") or site.query:
        yield "SITE_URL must start with https:// and end with the host name, such as https://cpd.example.org."
        site = None
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        yield "ALLOWED_HOSTS must name the hosts of this installation, such as cpd.example.org, with no wildcard."
    elif site and site.hostname not in [host.lower() for host in hosts]:
        yield "ALLOWED_HOSTS must name the host of SITE_URL."


def _unreadable(env: environ.Env) -> Iterator[str]:
    if text := env("DATABASE_URL"):
        found = _address(text)
        if found is None or found.scheme not in ("postgres", "postgresql") or len(found.path) < 2 or found.fragment:
            yield f"DATABASE_URL must be such as postgres://cpd:password@localhost:5432/cpd; {ESCAPE}."
    if text := env("REDIS_URL"):
        found = _address(text)
        if found is None or found.scheme not in ("redis", "rediss") or not found.hostname or found.fragment:
            yield f"REDIS_URL must be such as redis://localhost:6379/0; {ESCAPE}."
    if text := env("EMAIL_URL"):
        found = _address(text)
        if (
            found is None
            or found.scheme not in ("smtp", "smtp+tls", "smtp+ssl")
            or not (found.hostname and found.port)
            or found.fragment
        ):
            yield f"EMAIL_URL must be such as smtp+tls://user:password@smtp.example.org:587; {ESCAPE}."
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parseaddr(env("EMAIL_FROM"))[1]):
        yield "EMAIL_FROM must be an email address, such as CPD <cpd@example.org>."
    if not re.fullmatch("[0-9]", os.environ.get("TRUSTED_PROXY_COUNT", "0")):
        yield "TRUSTED_PROXY_COUNT must be a number, such as 1."
    if env("LOG_LEVEL") not in LOG_LEVELS:
        yield f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}."
    if env("LOG_FORMAT") not in ("json", "text"):
        yield "LOG_FORMAT must be json or text."


def _sign_in(env: environ.Env, *, is_local: bool) -> Iterator[str]:
    if env("MICROSOFT_CLIENT_ID") and env("MICROSOFT_TENANT") in SHARED_TENANTS:
        yield "MICROSOFT_TENANT must be the trust's own tenant id."
    if env("OIDC_CLIENT_ID"):
        found = _address(env("OIDC_SERVER_URL"))
        if found is None or found.scheme not in (("http", "https") if is_local else ("https",)) or not found.hostname:
            yield "OIDC_SERVER_URL must be the address of your provider and start with https://."
    for provider in ("MICROSOFT", "GOOGLE", "OIDC"):
        if env(f"{provider}_CLIENT_ID") and not env(f"{provider}_CLIENT_SECRET"):
            yield f"{provider}_CLIENT_SECRET must be set where {provider}_CLIENT_ID is."


def _address(text: str) -> SplitResult | None:
    """Return the parts of an address, or None for a text that is none, such as a port that is no number."""
    try:
        found = urlsplit(text)
        _ = found.port
    except ValueError:
        return None
    return found
