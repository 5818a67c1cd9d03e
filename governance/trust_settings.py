"""Numbers about boards that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting

register(
    # Code, the trust's own name and whether it is in use, of each link role in order (`boards/link_roles.py`).
    Setting("governance.link_roles", "Link roles", [], kind="page"),
    Setting(
        "governance.term_years",
        "Years of a term of office",
        4,
        kind="number",
        group="Governance",
        help="For each new appointment; you can change it there.",
        check=lambda value: "" if 1 <= int(value) <= 10 else "Enter a number from 1 to 10.",
    ),
)
