"""Who may open which page of needs, conversations and similar needs."""

import uuid
from types import SimpleNamespace

from core.calendar import academic_year, now, today
from cpd_trust.tests.access.row import Row, answers
from planning.similar.selectors import proposals_for
from planning.tests.factories import ConversationFactory, NeedFactory

# Ada's need is read by herself, her line manager, Oak's leaders and the central roles; to all others it is not there.
SEES_ADAS = dict.fromkeys(("ada", "lin", "sid", "hal", "eve", "cleo", "ben", "ann"), 200)
REGISTER = answers(
    403, sid=200, hal=200, eve=200, cleo=200, ben=200, ann=200, tom=404, eli=404, kim=404, mel=404, nora=404
)
PLANNERS = answers(
    403, sid=200, hal=200, eve=200, cleo=200, tom=404, eli=404, kim=404, mel=404, nora=404
)  # fmt: skip
SIMILAR = answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, ben=200, ann=200)
# Only the two of a conversation know of it: neither the Headteacher nor the chief executive.
TWO = answers(404, ada=200, lin=200)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make a need of Ada in each state that a page needs, a conversation, and a need that Oak and Elm share."""
    hers = {"school": cast.oak, "person": cast.ada, "title": "Needs: guided reading"}
    ended = {"status": "met", "ended_at": now(), "ended_by": cast.hal, "ended_note": "Coaching"}
    provision = NeedFactory(
        school=cast.central, person=None, needed_by="group", raised_by=cast.eve, title="Needs: provision"
    )
    for school in (cast.oak, cast.elm):
        NeedFactory(
            school=school, person=None, needed_by="group", staff_group="teaching_assistant", people_count=4,
            title="Needs: systematic synthetic phonics", raised_by=cast.eve,
        )  # fmt: skip
    proposals = {one.title: one.key for one in proposals_for(cast.eve)}
    return SimpleNamespace(
        need=NeedFactory(**hers),
        met_need=NeedFactory(**hers, **ended),
        gathered_need=NeedFactory(**hers, gathered_into=provision),
        conversation=ConversationFactory(school=cast.oak, person=cast.ada, manager=cast.lin),
        similar_key=proposals["Needs: systematic synthetic phonics"],
    )


def oak(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of Oak and this year."""
    return [cast.oak.public_id, academic_year(today())]


def need(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of Ada's need."""
    return [world.need.public_id]


def conversation(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of the conversation between Ada and Lin."""
    return [world.conversation.public_id]


ROWS: dict[str, Row] = {
    "planning:needs": Row("GET", REGISTER, oak),
    "planning:needs-carry": Row("GET", PLANNERS | {"ben": 403, "ann": 403}, oak),
    "planning:trust-needs": Row("GET", answers(403, eve=200, cleo=200, ben=200, ann=200)),
    "planning:my-needs": Row("GET", answers(200)),
    "planning:need-raise": Row("GET", answers(200, nora=403)),
    # Without a school that is one's own there is nobody to be found.
    "planning:need-person-options": Row("GET", answers(404)),
    "planning:need-detail": Row("GET", answers(404, **SEES_ADAS), need),
    # She raised it herself and it has no answer: she and those who plan change it.
    "planning:need-edit": Row("GET", answers(404, **(SEES_ADAS | {"lin": 403, "ben": 403, "ann": 403})), need),
    "planning:need-end": Row(
        "GET",
        answers(404, **(SEES_ADAS | {"ada": 403, "lin": 403, "ben": 403, "ann": 403})),
        lambda cast, world: [world.need.public_id, "met"],
    ),
    "planning:need-reopen": Row(
        "GET",
        answers(404, **(SEES_ADAS | {"ada": 403, "lin": 403, "ben": 403, "ann": 403})),
        lambda cast, world: [world.met_need.public_id],
    ),
    "planning:need-let-go": Row(
        "POST",
        answers(404, ada=403, lin=403, ben=403, ann=403, sid=302, hal=302, eve=302, cleo=302),
        lambda cast, world: [world.gathered_need.public_id],
        lambda cast, world: {"version": world.gathered_need.version},
    ),
    "planning:similar-needs": Row("GET", SIMILAR),
    # Leaders have no proposals over schools: they are led back to their own.
    "planning:similar-detail": Row(
        "GET", SIMILAR | {"sid": 302, "hal": 302, "eli": 302}, lambda cast, world: [world.similar_key]
    ),
    "planning:similar-plan": Row("GET", answers(403, eve=200, cleo=200), lambda cast, world: [world.similar_key]),
    "planning:conversation-list": Row("GET", answers(200)),
    "planning:conversation-ask": Row("GET", answers(200, nora=403)),
    "planning:conversation-detail": Row("GET", TWO, conversation),
    "planning:conversation-arrange": Row("GET", TWO | {"ada": 403}, conversation),
    "planning:conversation-record": Row("GET", TWO | {"ada": 403}, conversation),
    "planning:conversation-withdraw": Row(
        "POST",
        TWO | {"ada": 302, "lin": 302},
        conversation,
        lambda cast, world: {"version": world.conversation.version, "token": str(uuid.uuid4())},
    ),
}
