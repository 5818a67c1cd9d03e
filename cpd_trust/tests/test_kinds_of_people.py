"""Which cases the round on PostgreSQL leaves to that on SQLite by day."""

from types import SimpleNamespace

from conftest import of_a_kind_asked_already


def case(function, **params):
    return SimpleNamespace(function=function, callspec=SimpleNamespace(params=params))


def test_one_of_each_kind_is_asked_for_each_thing_that_is_expected():
    statuses = {"ada": 403, "bea": 403, "hal": 200, "eli": 200, "anonymous": 302, "tess": 404, "tara": 404}
    cases = [case("reading", who=who, status=status) for who, status in statuses.items()]
    others = [case("writing", who="bea"), case("deputies", who="bea", deputy="sid"), SimpleNamespace()]
    left = of_a_kind_asked_already([*cases, *others])
    assert [one.callspec.params["who"] for one in left] == ["bea", "eli", "tara"]
