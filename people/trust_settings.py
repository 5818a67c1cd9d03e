"""Words and rules about people that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting
from people.models.authority import Role

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
        "Minutes after signing in until performance reviews ask again who you are",
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
        ours="performance review",
        check=lambda value: "" if str(value).strip() else "Enter what your trust calls it.",
    ),
    Setting("people.word.board", "Your name for a school's board", "Local governing board", group="Trust and names"),
    *[
        Setting(f"people.title.{role.value}", f"Your name for “{role.label}”", role.label, group="Trust and names")
        for role in Role
    ],
)


def role_title(role: str) -> str:
    """Return the trust's own word for a role."""
    from core.trust_settings import trust_setting

    return str(trust_setting(f"people.title.{role}"))
