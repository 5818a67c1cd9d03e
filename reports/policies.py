"""Who may draft, word, publish and correct a report."""

from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, Role, School
from reports.models import Report


def reads_on_a_board(actor: Person) -> bool:
    """Return whether the actor reads reports as one of a board, or its clerk."""
    return actor.authority.governs or actor.authority.holds(Role.CLERK)


def reads_as_leader(actor: Person) -> bool:
    """Return whether the actor reads reports as one who writes or answers for them, and for no board."""
    authority = actor.authority
    leads = bool(authority.schools_led()) or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO])
    return leads and not reads_on_a_board(actor)


def can_draft(actor: Person, kind: str, school: School | None) -> Decision:
    """A school's report is drafted by its Headteacher or Head of School, the trust's by the CEO (RP-1, RP-2)."""
    if kind == Report.Kind.TRUST:
        return allowed_if(
            actor.authority.holds(Role.CEO),
            ours("Only the chief executive can write the summary for trustees."),
        )
    if school is None or school.is_central:
        return refused("Choose a school for this report.")
    return allowed_if(
        actor.authority.holds_any(Role.school_leaders(), school.pk),
        ours("Only the Headteacher or Head of School can write this school's report."),
    )


def can_draft_any(actor: Person) -> Decision:
    """Whoever leads a school, or the trust, writes reports for a board."""
    return allowed_if(
        actor.authority.holds(Role.CEO) or bool(actor.authority.schools_with(Role.school_leaders())),
        ours("Only Headteachers, Heads of School and the chief executive can write reports."),
    )


def can_edit(actor: Person, report: Report) -> Decision:
    """Its author's role words and refreshes a draft; a published report never changes again (RP-1)."""
    if report.status == Report.Status.PUBLISHED:
        return refused("You can't edit a published report. Write a correction instead.")
    return can_draft(actor, report.kind, report.school)


def can_publish(actor: Person, report: Report) -> Decision:
    """A draft is published by its author's role, once it says something in its headline."""
    if not (decision := can_edit(actor, report)):
        return decision
    if not str(report.words.get("headline", "")).strip():
        return refused("Write the headline before you publish.")
    return ALLOWED


def can_correct(actor: Person, report: Report) -> Decision:
    """The newest published edition is corrected by a new edition, one at a time."""
    if report.status != Report.Status.PUBLISHED:
        return refused("This report is still a draft, so edit it instead.")
    if not (decision := can_draft(actor, report.kind, report.school)):
        return decision
    newer = Report.objects.filter(
        kind=report.kind, school=report.school_id, year=report.year, term=report.term, edition__gt=report.edition
    )
    return allowed_if(not newer.exists(), "There's already a newer version of this report. Open that one.")
