"""How often something may be done in an hour, from one internet address or by one person, without keeping who did it.

Pages without a sign-in whose answers have no name ask here: a time beside an address would undo that (decision 10). One
value in the cache holds the whole hour: counts by a short code of who it was, in the order of the codes, and the
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
from django.db import models
from django.http import HttpRequest

from core.calendar import now

HOUR = 3600
CODES = 2**16
PATIENCE = 2.0


def may_go_on(request: HttpRequest, action: str, an_hour: int) -> bool:
    """Count one try of `action` from the asker's internet address; False where it has had `an_hour` in this hour.

    Finds the address as the sign-in does: behind as many proxies as the installation trusts.
    """
    return _count(action, _network(get_adapter(request).get_client_ip(request)), an_hour)


def may_try(person: models.Model, action: str, an_hour: int) -> bool:
    """Count one try of `action` by somebody who is signed in; False after `an_hour` of them in this hour.

    By person, for a hall full of people shares one internet address.
    """
    return _count(action, str(person.pk).encode(), an_hour)


def _count(action: str, who: bytes, an_hour: int) -> bool:
    moment = int(now().timestamp())
    key = f"limit:{action}:{moment // HOUR}"
    with _alone(key):
        kept: tuple[bytes, dict[int, int]] = cache.get(key) or (secrets.token_bytes(32), {})
        secret, counts = kept
        code = int.from_bytes(hmac.digest(secret, who, hashlib.sha256)[:4]) % CODES
        tries = counts.get(code, 0) + 1
        if tries <= an_hour:
            cache.set(key, (secret, dict(sorted((counts | {code: tries}).items()))), timeout=HOUR - moment % HOUR)
    return tries <= an_hour


def _network(address: str) -> bytes:
    """Return an address as bytes; of IPv6 its /64, for a household has all of one."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6:
        ip = ipaddress.ip_network((ip, 64), strict=False).network_address
    return ip.packed


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
