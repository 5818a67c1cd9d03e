"""The documents that are written from the code, so that they cannot say something else: states and permissions."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from core.flow import HasStatus

FLOWS_HEAD = """# States

Written by `make docs` from each model's `FLOW`; do not change it by hand. A status moves only along its table
(`HasStatus.move_to`), under a lock taken before the policy is asked (`lock_for`).

When one verb needs several rows, it locks in this order: the school, the person, the review, the request, the booking,
the certificate; a notice is written last. Races with two threads stand behind the verbs that decide
(`courses/approvals/tests/test_races.py`, `appraisal/tests/test_races.py`).
"""

PERMISSIONS_HEAD = """# Permissions

Written by `make docs` from the access matrix (`cpd_trust/tests/access/`), every cell of which is a test; do not change
it by hand. *Not there* is the answer 404, the same as for something that does not exist. *Refused* is 403, with the
reason in words. Whoever is not signed in is asked to sign in, unless the row says otherwise.

## The cast

| name | who it is |
|---|---|
"""
ANSWERS = {200: "sees it", 302: "does it", 303: "does it", 409: "too late", 422: "is asked for more", 503: "not ready"}


def flows() -> str:
    """Return `docs/flows.md`: each model with a status, as a diagram and its ends."""
    parts = [FLOWS_HEAD]
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, HasStatus)]
    models.sort(key=lambda model: model._meta.label)  # noqa: SLF001
    for model in models:
        labels = dict(model._meta.get_field("status").choices or [])  # noqa: SLF001
        moves = list(model.FLOW.moves())
        ends = [label for value, label in labels.items() if not model.FLOW.table.get(value)]
        start = model._meta.get_field("status").default  # noqa: SLF001
        parts.append(
            "\n".join(
                [
                    f"\n## {str(model._meta.verbose_name).capitalize()} (`{model._meta.label}`)\n",  # noqa: SLF001
                    "```mermaid",
                    "stateDiagram-v2",
                    *[f"    {value}: {label}" for value, label in labels.items()],
                    f"    [*] --> {start}",
                    *[f"    {source} --> {target}" for source, target in moves],
                    "```\n",
                    f"Ends: {', '.join(ends) or 'none'}.",
                ]
            )
        )
    return "\n".join(parts) + "\n"


def permissions() -> str:
    """Return `docs/permissions.md`: each address, and what each of the cast gets there."""
    from conftest import CAST_ROLES
    from cpd_trust.tests.access.matrix import MATRIX

    cast = "\n".join(f"| {_name(name)} | {role} |" for name, role in CAST_ROLES.items() if name != "anonymous")
    lines = [PERMISSIONS_HEAD + cast]
    app = ""
    for name in sorted(MATRIX):
        row = MATRIX[name]
        here = name.split(":")[0] if ":" in name else "the project"
        if here != app:
            app = here
            lines += ["", f"## {app}", "", "| address | may | refused | not there |", "|---|---|---|---|"]
        lines.append(f"| `{name}` ({row.method}) | {' | '.join(_cells(row.method, row.statuses))} |")
    return "\n".join(lines) + "\n"


def _name(actor: str) -> str:
    return actor.capitalize()


def _cells(method: str, statuses: dict[str, int]) -> Iterator[str]:
    signed_in = {actor: status for actor, status in statuses.items() if actor != "anonymous"}
    may = []
    for status in sorted(set(signed_in.values()) - {403, 404}):
        words = "is led elsewhere" if method == "GET" and status in (302, 303) else ANSWERS.get(status, str(status))
        may.append(f"{_who(signed_in, status)}: {words}")
    if statuses["anonymous"] not in (302, 403, 404):
        may.append(f"nobody signed in: {ANSWERS.get(statuses['anonymous'], str(statuses['anonymous']))}")
    yield "; ".join(may) or "nobody"
    yield _who(signed_in, 403)
    yield _who(signed_in, 404)


def _who(statuses: dict[str, int], wanted: int) -> str:
    actors = [actor for actor, status in statuses.items() if status == wanted]
    others = [actor for actor in statuses if actor not in actors]
    if not others:
        return "everybody"
    if len(actors) > len(others):
        return "everyone else"
    return ", ".join(map(_name, actors)) or "–"
