"""How often something may be done from one internet address in an hour, without keeping who did it or when.

For pages without a sign-in whose answers have no name: a time beside an address would undo that (decision 10). One
value in the cache holds the whole hour: counts by a short code of the address, in the order of the codes, and the
secret that makes them. It changes all at once and ends with the hour, so nothing in it tells when any address came, nor
in which order; and a code fits tens of thousands of addresses.
"""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from core.calendar import now

HOUR = 3600
CODES = 2**16
PATIENCE = 2.0


def may_go_on(request: HttpRequest, action: str, an_hour: int) -> bool:
    """Count one try of `action` from the asker's internet address; False where it has had `an_hour` in this hour.

    Finds the address as the sign-in does: behind as many proxies as the installation trusts.
    """
    moment = int(now().timestamp())
    key = f"limit:{action}:{moment // HOUR}"
    with _alone(key):
        kept: tuple[bytes, dict[int, int]] = cache.get(key) or (secrets.token_bytes(32), {})
        secret, counts = kept
        code = _code(secret, get_adapter(request).get_client_ip(request))
        tries = counts.get(code, 0) + 1
        if tries <= an_hour:
            cache.set(key, (secret, dict(sorted((counts | {code: tries}).items()))), timeout=HOUR - moment % HOUR)
    return tries <= an_hour


def _code(secret: bytes, address: str) -> int:
    """Return the code of an address: of its /64 where it is IPv6, for a household has all of one."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6:
        ip = ipaddress.ip_network((ip, 64), strict=False).network_address
    return int.from_bytes(hmac.digest(secret, ip.packed, hashlib.sha256)[:4]) % CODES


@contextmanager
def _alone(key: str) -> Iterator[None]:
    """Wait until nobody else counts, but never long: what is counted at once then may be counted as one."""
    lock, until = f"{key}:lock", time.monotonic() + PATIENCE
    while not cache.add(lock, 1, timeout=10) and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield
    finally:
        cache.delete(lock)
