"""Which small groups are left out of what boards and colleagues read, so that none is seen or found by subtraction.

One rule for survey results, priorities, the budget for boards and reports: a group of fewer people than the trust's
`planning.smallest_group` is not shown, and neither is a group by which it could be worked out.
"""

from collections.abc import Callable, Collection, Mapping

from core.trust_settings import trust_setting


def smallest_group() -> int:
    """Return of how many people a group must be, at least, to be shown to those who do not know them anyway."""
    return int(trust_setting("planning.smallest_group"))


def hidden_groups(counts: Mapping[str, int], smallest: int) -> set[str]:
    """Return the groups of a table that are not shown beside its total; everybody stands in one of them.

    A group of fewer than `smallest` is hidden. What the total leaves over once the shown groups are taken away is
    everybody in the hidden ones: where that is fewer than `smallest` too, the next smallest group is hidden with
    them, until it is enough or nothing is left to show. Those of no group ("") are never shown, and count as hidden.
    """
    found = {name: count for name, count in counts.items() if count}
    return _hidden(found, smallest, lambda names: sum(found[name] for name in names))


def hidden_parts(people: Mapping[str, Collection[int]], smallest: int, also: Collection[str] = ()) -> set[str]:
    """Return the same where somebody may stand in several parts, of the people in each.

    `also`: parts that are hidden in any case, because a figure elsewhere would give them away.
    """
    counts = {name: 0 if name in also else len(set(who)) for name, who in people.items() if who}
    return _hidden(counts, smallest, lambda names: len({person for name in names for person in people[name]}))


def _hidden(counts: Mapping[str, int], smallest: int, together: Callable[[Collection[str]], int]) -> set[str]:
    hidden = {name for name, count in counts.items() if count < smallest or not name}
    shown = sorted((count, name) for name, count in counts.items() if name not in hidden)
    while hidden and shown and together(hidden) < smallest:
        hidden.add(shown.pop(0)[1])
    return hidden


def found_by_subtraction(hidden: Mapping[str, Collection[int]], smallest: int) -> set[str]:
    """Return the parts of a total that would give away what several tables below it hide.

    `hidden`: by part, everybody whom one of the tables hides there. Nobody, or enough of them: it may be shown.
    """
    return {name for name, people in hidden.items() if 0 < len(set(people)) < smallest}


def in_band(part: int, whole: int, smallest: int) -> tuple[int | str, int | str]:
    """Return a part of a whole that is shown, and the rest of it, as they may be read: "fewer than 5", "over 25".

    Exact where both are nobody or enough people; the one that is small and, since the whole is known, the other too
    are told no closer than that.
    """
    rest = whole - part
    if 0 < part < smallest:
        return f"fewer than {smallest}", f"over {whole - smallest}"
    if 0 < rest < smallest:
        return f"over {whole - smallest}", f"fewer than {smallest}"
    return part, rest
