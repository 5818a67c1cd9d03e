"""Words and rules about people that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting, ours, own_word
from people.models.authority import Role

# What our texts call a role, where that is not its title alone. A member is also one of staff, of a board, of a group.
OURS: dict[str, tuple[str, ...]] = {
    Role.BOOKING_OFFICER: ("central booking officer", "booking officer"),
    Role.ADMINISTRATOR: ("trust administrator", "trust's administrator", "trust’s administrator", "administrator"),
    Role.MEMBER: (),
}

register(
    Setting("people.trust_name", "Name of the trust", "Your trust", group="Trust and names"),
    Setting(
        "people.second_factor_roles",
        "Roles that need two-step sign-in",
        [],
        kind="roles",
        group="Sign-in and email",
        help="With a passkey or authenticator app. People with these roles set one up at their next sign-in.",
    ),
    Setting(
        "people.confirm_after_minutes",
        ours("Minutes after signing in until performance reviews ask again who you are"),
        30,
        kind="number",
        group="Sign-in and email",
        help="Whoever reads or changes a review confirms it by a code, password or passkey. What they typed is kept.",
        check=lambda value: "" if 1 <= int(value) <= 720 else "Enter a number from 1 to 720.",
    ),
    Setting(
        "people.word.review",
        "Your name for a performance review",
        "performance review",
        group="Trust and names",
        help="As in the middle of a sentence, for one of them: “appraisal”.",
        ours=("performance review",),
        check=lambda value: "" if str(value).strip() else "Enter what your trust calls it.",
    ),
    Setting(
        "people.word.board",
        "Your name for a school's board",
        "Local governing board",
        group="Trust and names",
        ours=("local governing board", "governing board"),
    ),
    Setting(
        "people.word.second_year",
        "Your name for a teacher in the second year of induction",
        "Early career teacher, second year",
        group="Trust and names",
        help="Such as “Recently qualified teacher” or “RQT”.",
        ours=("early career teacher, second year",),
        check=lambda value: "" if str(value).strip() else "Enter what your trust calls them.",
    ),
    *[
        Setting(
            f"people.title.{role.value}",
            f"Your name for “{role.label}”",
            role.label,
            group="Trust and names",
            ours=OURS.get(role, (role.label,)),
        )
        for role in Role
    ],
)


def role_title(role: str) -> str:
    """Return the trust's own word for a role."""
    return own_word(f"people.title.{role}")


def role_choices() -> list[tuple[str, str]]:
    """Return the roles to choose from, as the trust calls them."""
    return [(role.value, role_title(role)) for role in Role]
