"""Which groups a table of answers leaves out, so that none of fewer than so many is seen or found by subtraction."""

from collections.abc import Mapping


def hidden_groups(counts: Mapping[str, int], smallest: int) -> set[str]:
    """Return the groups of a table that are not shown beside its total.

    A group of fewer than `smallest` is hidden. What the total leaves over once the shown groups are taken away is
    everybody in the hidden ones: where that is fewer than `smallest` too, the next smallest group is hidden with
    them, until it is enough or nothing is left to show. Those of no group ("") are never shown, and count as hidden.
    """
    hidden = {name for name, count in counts.items() if count and (count < smallest or not name)}
    shown = sorted((count, name) for name, count in counts.items() if count and name not in hidden)
    while hidden and shown and sum(counts[name] for name in hidden) < smallest:
        hidden.add(shown.pop(0)[1])
    return hidden
