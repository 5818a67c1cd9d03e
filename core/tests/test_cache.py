"""While Redis is away, the cache that counts sign-ins is a table of the database, and no page waits for long."""

import pytest
from django.core.cache import caches
from django.test import override_settings
from django.urls import reverse

from core import health
from core.cache import SteadyRedisCache
from notifications.tests.smtp_sink import free_port

FALLBACK = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}


@pytest.fixture
def redis_away(db, monkeypatch):
    """The cache at a port where nothing listens."""
    monkeypatch.setattr(SteadyRedisCache, "_rest_until", 0.0)
    away = {"BACKEND": "core.cache.SteadyRedisCache", "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    with override_settings(CACHES={"default": away, "fallback": FALLBACK}):
        yield caches["default"]


def test_every_operation_works_without_redis(redis_away):
    cache = redis_away
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    cache.set("b", 5)
    assert cache.incr("b") == 6
    assert cache.has_key("b")
    assert "b" in cache
    assert cache.get_many(["a", "b"]) == {"a": 1, "b": 6}
    assert cache.touch("a", 60)
    assert cache.delete("a")
    cache.set_many({"c": 3})
    cache.delete_many(["b"])
    assert (cache.get("b", "gone"), cache.get("c")) == ("gone", 3)
    cache.clear()
    assert cache.get("c") is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nowhere")


def test_redis_is_left_alone_for_a_while_after_a_failure(redis_away, monkeypatch):
    asked = []
    monkeypatch.setattr("core.cache.REST_SECONDS", 3600)
    monkeypatch.setattr(caches["default"]._class, "get", lambda *a, **k: asked.append(1), raising=False)
    redis_away.set("a", 1)
    for _ in range(5):
        redis_away.get("a")
    assert asked == []


def test_readyz_is_told_the_truth(redis_away):
    assert not health.parts(["cache"])["cache"].ok


@override_settings(ACCOUNT_RATE_LIMITS={"login": "30/m/ip", "login_failed": "3/m/ip,3/300s/key"})
def test_sign_ins_are_counted_all_the_same(client, redis_away):
    words = {"login": "nobody@example.org", "password": "wrong-word-of-mine"}
    answers = [client.post(reverse("account_login"), words) for _ in range(5)]
    assert [a.status_code for a in answers] == [200] * 5
    assert "Too many" in answers[-1].text
