from dataclasses import dataclass

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.plugins import Plugin, by_key, register, registered
from core.tests.plugging import plugged_in


@dataclass(frozen=True, slots=True)
class Lamp(Plugin):
    key: str
    colour: str = "white"


@dataclass(frozen=True, slots=True)
class Bell(Plugin):
    sound: str


def test_what_is_registered_comes_by_its_position_then_in_the_order_of_registering():
    with plugged_in(Lamp("hall"), Lamp("door", position=-1), Bell("ding"), Lamp("attic")):
        assert [lamp.key for lamp in registered(Lamp)] == ["door", "hall", "attic"]
        assert by_key(Lamp)["hall"].colour == "white"
        with plugged_in(Lamp("cellar", position=-2)):
            assert next(iter(by_key(Lamp))) == "cellar"
        assert registered(Bell) == (Bell("ding"),)
    assert registered(Lamp) == ()


@pytest.mark.parametrize("again", [Lamp("hall"), Lamp("hall", "red"), Bell("ding"), Bell("ding", position=0)])
def test_a_plugin_that_is_there_already_is_refused(again):
    with plugged_in(Lamp("hall"), Bell("ding")):
        with pytest.raises(ImproperlyConfigured, match="twice"):
            register(again)
        register(Lamp("door"), Bell("dong"))


@pytest.mark.parametrize("thing", ["hall", Lamp, lambda: "ding", None])
def test_what_is_of_no_kind_is_refused(thing):
    with pytest.raises(ImproperlyConfigured, match="no kind"):
        register(thing)
