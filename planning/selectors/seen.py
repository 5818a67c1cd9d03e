"""What somebody had before their eyes, so that nobody agrees something else than they read."""

from zlib import crc32

from planning.models import ActionPlan


def seen_of_plan(plan: ActionPlan) -> str:
    """Return a short text that changes with every word of a plan and with each of its actions."""
    actions = list(plan.actions.order_by("pk").values_list("pk", "version"))
    return f"{plan.version}.{len(actions)}.{crc32(repr(actions).encode()):08x}"
