"""What a trust has to enter before people can work here. Each app says of its own part what is still missing."""

from collections.abc import Callable
from dataclasses import dataclass

from core.plugins import Plugin, registered
from core.reading import Steps, run_steps, side_by_side


@dataclass(frozen=True, slots=True)
class SetupStep(Plugin):
    """A step of setting up. `missing`: what is not there yet, in words, "" once it is done; `url`: where it is done."""

    label: str
    missing: Callable[[], Steps[str]]
    url: Callable[[], str]


@dataclass(frozen=True, slots=True)
class StepState:
    """How far a step is: `missing` in words, "" where it is done."""

    label: str
    missing: str
    url: str

    @property
    def is_done(self) -> bool:
        """Return whether nothing is missing."""
        return not self.missing


def setup_steps() -> list[StepState]:
    """Return every step of setting up, in the order in which one needs the other."""
    steps = registered(SetupStep)
    missing = run_steps(side_by_side(step.missing() for step in steps))
    return [StepState(step.label, words, step.url()) for step, words in zip(steps, missing, strict=True)]
