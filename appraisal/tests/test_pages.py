"""The pages of reviews: found, opened, written, agreed, and read by nobody else (policy PM-1, PM-4)."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from appraisal.models import AgreedTraining, Objective, Review, YearNote
from appraisal.tests.factories import make_review
from appraisal.to_do import appraisal_tasks
from conftest import LONG
from core.calendar import today
from core.models import AuditEvent
from core.reading import run_steps
from courses.tests.factories import make_request, record_of
from cpd_trust.tests.helpers import PEOPLE, cost_of, same_cost
from notifications.models import Notice
from people.models import Person
from people.tests.factories import PersonFactory, PostFactory
from planning.models import Need
from planning.tests.factories import ActionFactory, PriorityFactory, this_year
from planning.thread.trace import trace_of
from training.tests.factories import FeedbackFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("PM-1"), pytest.mark.once]

SECRET = "Wallabytext"
# By day one of each kind of those who are neither of the two nor lead their school.
BY_DAY = ("bea", "sid", "eli", "eve", "gus", "ann")
OTHERS = [who for who in PEOPLE if who not in ("ada", "lin", "hal") and (LONG or who in BY_DAY)]


def adas(cast, status="setting", **facts):
    return make_review(status, **({"school": cast.oak, "reviewee": cast.ada, "reviewer": cast.lin} | facts))


def page(client, name, *args):
    return client.get(reverse(f"appraisal:{name}", args=args))


def send(client, name, row, **data):
    """Post a page's form with what it was opened with and what was typed."""
    url = reverse(f"appraisal:{name}", args=[row.public_id])
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("token", "version") if name in form.fields}
    return client.post(url, hidden | data)


def main_of(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def names(response):
    return [row.record.reviewee.first_name for row in response.context["table"].rows]


def test_a_review_is_written_proposed_and_agreed_on_its_pages(cast, sign_in):
    priority = PriorityFactory(school=cast.oak)
    client = sign_in(cast.hal)
    url = reverse("appraisal:review-open", args=[cast.oak.public_id, cast.ada.public_id])
    form = client.get(url).context["form"]
    assert str(form["reviewer"].value()) == str(cast.lin.public_id)
    data = {"token": form["token"].value(), "reviewer": cast.lin.public_id}
    first, second = client.post(url, data), client.post(url, data)
    review = Review.objects.get()
    assert first.url == second.url == review.get_absolute_url()

    client = sign_in(cast.lin)
    wrong = send(client, "objective-add", review, title="", success_criteria=SECRET)
    assert (wrong.status_code, SECRET in wrong.content.decode()) == (422, True)
    facts = {"title": "Objective one", "success_criteria": SECRET, "priority": priority.public_id}
    assert send(client, "objective-add", review, **facts).status_code == 302
    objective = Objective.objects.get()
    assert objective.priority == priority
    facts = {"what": "Two days on fluency", "area": "reading", "wanted_by": "", "estimated_cost": "240"}
    assert send(client, "training-add", objective, **facts).url == f"{objective.get_absolute_url()}#training"
    shown = main_of(client.get(review.get_absolute_url()))
    assert "We’ll add this to training needs when the review is agreed" in shown

    review.refresh_from_db()
    assert client.post(reverse("appraisal:review-propose", args=[review.public_id]), {"version": 1}).status_code == 302
    assert "Look at it again" in client.get(review.get_absolute_url()).content.decode()
    propose = reverse("appraisal:review-propose", args=[review.public_id])
    client.post(propose, {"version": review.version})
    review.refresh_from_db()
    assert review.status == "proposed"
    client = sign_in(cast.ada)
    client.post(reverse("appraisal:review-agree", args=[review.public_id]), {"version": review.version})
    need = Need.objects.get()
    shown = main_of(client.get(objective.get_absolute_url()))
    assert need.get_absolute_url() in shown
    assert "Training need:" in shown
    assert "Linked to an objective" in main_of(sign_in(cast.eve).get(need.get_absolute_url()))


def test_two_windows_lose_no_text_and_a_late_one_is_led_back(cast, sign_in):
    objective = adas(cast, trainings=1).objectives.get()
    client = sign_in(cast.ada)
    url = reverse("appraisal:objective-edit", args=[objective.public_id])
    data = {"version": 1, "title": "First", "success_criteria": "First.", "priority": ""}
    assert client.post(url, data).status_code == 302
    late = client.post(url, data | {"title": "Second"})
    assert late.status_code == 409
    assert {"First", "Second"} <= set(main_of(late).replace(">", " ").replace("<", " ").replace('"', " ").split())
    training = AgreedTraining.objects.get()
    url = reverse("appraisal:training-edit", args=[training.public_id])
    data = {"version": 1, "what": "One", "area": "reading", "wanted_by": "", "estimated_cost": ""}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"what": "Two"}).status_code == 409
    Review.objects.get().move_to("proposed", proposed_at=objective.review.opened_at)
    gone = client.get(url)
    assert gone.url == objective.review.get_absolute_url()


def test_sending_back_and_opening_again_ask_why(cast, sign_in):
    review = adas(cast, "proposed")
    client = sign_in(cast.ada)
    assert send(client, "review-back", review, reason="").status_code == 422
    assert send(client, "review-back", review, reason=SECRET).url == review.get_absolute_url()
    assert SECRET in main_of(client.get(review.get_absolute_url()))
    agreed = adas(cast, "agreed", year=this_year() - 1)
    assert send(sign_in(cast.lin), "review-reopen", agreed, reason=SECRET).status_code == 302
    agreed.refresh_from_db()
    assert (agreed.status, agreed.reason) == ("setting", SECRET)
    assert "Previous objectives" in main_of(sign_in(cast.ada).get(agreed.get_absolute_url()))


def test_objectives_are_set_and_answered_on_their_pages(cast, sign_in):
    review = adas(cast, "proposed", trainings=1)

    def read(person):
        return main_of(sign_in(person).get(review.get_absolute_url()))

    waiting = read(cast.lin)
    assert "you can set the objectives without agreement from" in waiting
    assert "Set without agreement" not in waiting
    assert page(sign_in(cast.lin), "review-set", review.public_id).status_code == 403
    send(sign_in(cast.ada), "review-back", review, reason="Not with this class.")
    assert "Set without agreement" in read(cast.lin)
    assert send(sign_in(cast.lin), "review-set", review, reason="").status_code == 422
    assert send(sign_in(cast.lin), "review-set", review, reason=SECRET).url == review.get_absolute_url()
    shown = read(cast.ada)
    assert (SECRET in shown, "You can write a reply" in shown) == (True, True)
    # A second window keeps what was typed there.
    url = reverse("appraisal:review-reply", args=[review.public_id])
    client = sign_in(cast.ada)
    version = client.get(url).context["form"]["version"].value()
    assert send(client, "review-reply", review, reply="Wombatreply").status_code == 302
    late = client.post(url, {"version": version, "reply": "Second thoughts"})
    assert (late.status_code, "Second thoughts" in main_of(late)) == (409, True)
    for person in (cast.lin, cast.hal):
        assert "Wombatreply" in read(person)


@pytest.mark.policy("RM-3")
def test_the_year_is_written_on_its_pages_and_read_by_the_two_and_the_headteacher(cast, sign_in):
    review = adas(cast, "agreed")
    objective = review.objectives.get()
    facts = {"held_on": today().isoformat(), "text": SECRET}
    for who, name, row in (
        (cast.ada, "self-review-add", review), (cast.lin, "mid-year-add", review), (cast.lin, "progress-add", objective)
    ):  # fmt: skip
        client = sign_in(who)
        wrong = send(client, name, row, **facts | {"held_on": ""})
        assert (wrong.status_code, SECRET in main_of(wrong)) == (422, True)
        url = reverse(f"appraisal:{name}", args=[row.public_id])
        data = facts | {"token": client.get(url).context["form"]["token"].value()}
        assert client.post(url, data).url == client.post(url, data).url, "sent twice, it is kept once"
    assert YearNote.objects.count() == 3
    for who in (cast.ada, cast.lin, cast.hal):
        client = sign_in(who)
        pages = [main_of(client.get(row.get_absolute_url())).count(SECRET) for row in (review, objective)]
        assert pages == [3, 1]
        assert ("Add self-review" in main_of(client.get(review.get_absolute_url()))) == (who == cast.ada)
    # What is typed while the reviewer opens it again stays in the form.
    review.move_to("setting", reason="A new class.")
    late = sign_in(cast.ada).post(
        reverse("appraisal:self-review-add", args=[review.public_id]), facts | {"token": str(uuid.uuid4())}
    )
    assert (late.status_code, SECRET in main_of(late)) == (409, True)


@pytest.mark.both
def test_each_reading_by_the_headteacher_is_shown_to_the_two(cast, sign_in):
    review = adas(cast)
    for url in (review.get_absolute_url(), review.objectives.get().get_absolute_url()):
        sign_in(cast.hal).get(url)
        sign_in(cast.lin).get(url)
    assert (
        list(AuditEvent.objects.filter(code="appraisal.review.read").values_list("actor", flat=True))
        == [cast.hal.pk] * 2
    )
    assert main_of(sign_in(cast.ada).get(review.get_absolute_url())).count("Read by the head of the school") == 2


# --- The lists ----------------------------------------------------------------------------------------------------


@pytest.fixture
def some_reviews(cast):
    """Return reviews of Oak in every state, one of last year, and Hal's own."""
    adas(cast, "agreed")
    adas(cast, "proposed", reviewee=cast.bea)
    adas(cast, reviewee=cast.lin, reviewer=cast.sid)
    adas(cast, year=this_year() - 1)
    make_review(school=cast.oak, reviewee=cast.hal, reviewer=cast.eve, is_of_leader=True)
    make_review(school=cast.elm, reviewee=cast.tom, reviewer=cast.eli)


@pytest.mark.both
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ada", "Bea", "Lin"]),
        ("?status=proposed", ["Bea"]),
        ("?q=ad", ["Ada"]),
        ("?q=sid", ["Lin"]),
        ("?sort=-reviewee", ["Lin", "Bea", "Ada"]),
        ("?reviewer=SID", ["Lin"]),
        ("?school=OAK", ["Ada", "Bea", "Lin"]),
        (f"?year={this_year() - 1}", ["Ada"]),
        ("?year=all", ["Ada", "Ada", "Bea", "Lin"]),
    ],
)
def test_the_headteacher_finds_the_reviews_of_the_school(query, found, some_reviews, cast, sign_in):
    query = query.replace("SID", str(cast.sid.public_id)).replace("OAK", str(cast.oak.public_id))
    assert names(sign_in(cast.hal).get(reverse("appraisal:review-staff") + query)) == found


@pytest.mark.both
def test_from_a_priority_the_headteacher_finds_whose_objectives_serve_it(cast, sign_in):
    priority, elms = PriorityFactory(school=cast.oak), PriorityFactory(school=cast.elm)
    for person in (cast.ada, cast.bea, cast.sid):
        adas(cast, "agreed", reviewee=person, priority=priority, objectives=2)
    adas(cast, reviewee=cast.lin, reviewer=cast.sid)
    make_review("agreed", school=cast.elm, reviewee=cast.tom, reviewer=cast.eli, priority=elms)
    step = next(s for s in trace_of(priority, cast.hal) if s.label == "Objective")
    assert (len(step.links), step.more) == (3, 3)
    client = sign_in(cast.hal)
    shown = client.get(step.more_url)
    assert names(shown) == ["Ada", "Bea", "Sid"]
    assert {row.record.objective_count for row in shown.context["table"].rows} == {2}
    assert "Showing only items linked to “" in main_of(shown)
    ghost = "6f1c3c9e-9ec6-4a0a-9be8-3b8f3f6f2f11"
    url = f"{reverse('appraisal:review-staff')}?year=all&priority="
    real, never = (main_of(client.get(f"{url}{key}")) for key in (elms.public_id, ghost))
    assert real.replace(str(elms.public_id), ghost) == never
    assert "Nothing to show." in never


@pytest.mark.both
def test_a_reviewer_who_has_left_is_marked_in_the_list(cast, sign_in):
    adas(cast)
    assert "Has left" not in main_of(page(sign_in(cast.hal), "review-staff"))
    Person.objects.filter(pk=cast.lin.pk).update(left_on=today() - dt.timedelta(days=1))
    assert "Has left" in main_of(page(sign_in(cast.hal), "review-staff"))


def test_the_executives_list_the_reviews_of_leaders_and_open_only_what_they_lead(some_reviews, cast, sign_in):
    own = Review.objects.get(reviewee=cast.hal)
    for person, is_linked in ((cast.eve, True), (cast.cleo, False)):
        shown = sign_in(person).get(reverse("appraisal:review-staff"))
        assert names(shown) == ["Hal"]
        assert (f'"{own.get_absolute_url()}"' in main_of(shown)) == is_linked
    client = sign_in(cast.cleo)
    assert client.get(own.get_absolute_url()).status_code == 404
    changed = send(client, "review-reviewer", own, reviewer=cast.cleo.public_id)
    assert changed.url == reverse("appraisal:review-staff")
    assert client.get(own.get_absolute_url()).status_code == 200
    assert sign_in(cast.eve).get(own.get_absolute_url()).status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["review-list", "review-staff", "review-none"])
def test_a_download_says_who_and_how_far_and_never_a_word_of_an_objective(name, format_, some_reviews, cast, sign_in):
    sent = sign_in(cast.hal).get(reverse(f"appraisal:{name}") + f"?export={format_}")
    body = b"".join(sent.streaming_content)
    assert AuditEvent.objects.filter(code="appraisal.review.exported", actor=cast.hal).exists()
    if format_ == "csv":
        assert b"reads aloud" not in body
        assert (b"Ada Example" in body) == (name == "review-staff")


@pytest.mark.both
def test_own_reviews_and_those_that_one_leads(some_reviews, cast, sign_in):
    client = sign_in(cast.lin)
    url = reverse("appraisal:review-list")
    assert sorted(names(client.get(url))) == ["Ada", "Ada", "Bea", "Lin"]
    assert names(client.get(url + "?mine=own")) == ["Lin"]
    assert sorted(names(client.get(url + "?mine=led"))) == ["Ada", "Ada", "Bea"]
    assert names(client.get(url + "?mine=led&status=proposed")) == ["Bea"]
    assert names(client.get(url + f"?year={this_year() - 1}")) == ["Ada"]
    assert "No reviews yet" in main_of(sign_in(cast.tess).get(url))


@pytest.mark.both
def test_staff_without_a_review_are_listed_once_and_opened_together(cast, sign_in):
    adas(cast)
    PostFactory(person=cast.bea, school=cast.oak, job_title="Lunchtime assistant")
    lunchtime = PersonFactory(first_name="Zoe", email=None)
    PostFactory(person=lunchtime, school=cast.oak, line_manager=cast.hal)
    PostFactory(person=PersonFactory(first_name="Yan"), school=cast.oak, line_manager=cast.hal)
    client = sign_in(cast.hal)
    listed = page(client, "review-none")
    assert [row.record.person.first_name for row in listed.context["table"].rows] == ["Bea", "Lin", "Sid", "Yan", "Zoe"]
    assert "sign in, so can" in main_of(listed)
    url = reverse("appraisal:review-open-all", args=[cast.oak.public_id])
    shown = client.get(url)
    assert [one.person.first_name for one in shown.context["opening"]] == ["Yan"]
    data = {"token": shown.context["form"]["token"].value()}
    assert client.post(url, data).url == client.post(url, data).url
    assert Review.objects.count() == 2
    assert "Not included" in main_of(client.get(url))


@pytest.mark.policy("PM-4")
def test_where_many_could_lead_it_the_reviewer_is_found_by_typing(cast, sign_in):
    for _ in range(13):
        PostFactory(school=cast.oak)
    client = sign_in(cast.hal)
    url = reverse("appraisal:reviewer-options", args=[cast.oak.public_id, cast.bea.public_id])
    found = client.get(url + "?reviewer_words=li").content.decode()
    assert ("Lin Example" in found, "Tom Example" in found) == (True, False)
    form = page(client, "review-open", cast.oak.public_id, cast.bea.public_id).context["form"]
    data = {"token": form["token"].value(), "reviewer": "", "reviewer_words": "Lin Ex"}
    assert client.post(url.removesuffix("reviewers/"), data).status_code == 302
    assert Review.objects.get().reviewer == cast.lin


@pytest.mark.both
@pytest.mark.parametrize(
    ("name", "who", "most"), [("review-list", "lin", 15), ("review-staff", "hal", 18), ("review-none", "hal", 16)]
)
def test_three_rows_cost_what_one_costs(name, who, most, cast, sign_in):
    client = sign_in(getattr(cast, who))
    PostFactory(school=cast.oak)

    def add(_):
        make_review(objectives=2, school=cast.oak, reviewee=PersonFactory(), reviewer=cast.lin)
        PostFactory(school=cast.oak)

    assert same_cost(lambda: page(client, name), add) <= most


@pytest.mark.both
@pytest.mark.parametrize(("name", "most"), [("review-detail", 11), ("objective-detail", 19)])
def test_a_page_costs_the_same_with_one_objective_and_with_three(name, most, cast, sign_in):
    client = sign_in(cast.ada)
    counts = []
    for count in (1, 3):
        review = adas(cast, "agreed", objectives=count, trainings=count, year=this_year() - count)
        row = review if name == "review-detail" else review.objectives.first()
        page(client, name, row.public_id)
        counts.append(cost_of(page, client, name, row.public_id))
    assert counts[0] == counts[1] <= most


# --- Waiting, and what must not leak ------------------------------------------------------------------------------


@pytest.mark.both
def test_what_waits_for_whom(cast, sign_in):
    adas(cast, "proposed")
    adas(cast, objectives=0, reviewee=cast.bea)
    waiting = {name: [t.label for t in run_steps(appraisal_tasks(getattr(cast, name))) if t.count] for name in PEOPLE}
    assert {name: labels for name, labels in waiting.items() if labels} == {
        "ada": ["Agree your objectives"],
        "lin": ["reviews you lead have no objectives yet"],
    }
    for person, label in ((cast.ada, "Agree your objectives"), (cast.lin, "1 review you lead has no objectives yet")):
        assert label in main_of(sign_in(person).get(reverse("home:home")))


def whole_thread(cast, need, priority):
    """Return the addresses of everything that hangs on an objective's need and priority."""
    action = ActionFactory(school=cast.oak, priority=priority)
    action.needs.add(need)
    facts = {"applicant": cast.ada, "school": cast.oak, "need": need, "priority": priority, "reason": "priority"}
    booking = make_request("attended", **facts, officer=cast.ben).bookings.get()
    feedback = FeedbackFactory(record=record_of(booking, need=need, priority=priority), shared=True)
    things = [need, priority, action, booking.request, booking, feedback.record, feedback]
    return [thing.get_absolute_url() for thing in things]


@pytest.mark.long
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_a_word_of_it_anywhere(who, cast, sign_in):
    """Every list, search and export that the matrix knows, and the pages of what hangs on the objective (S2)."""
    from cpd_trust.tests.test_leaks import list_pages

    priority = PriorityFactory(school=cast.oak)
    review = adas(cast, "agreed", trainings=1, priority=priority)
    Review.objects.filter(pk=review.pk).update(status="setting", reason=SECRET)
    Objective.objects.update(title=SECRET, success_criteria=SECRET)
    row = Review.objects.filter(pk=review.pk)
    row.update(status="proposed")
    row.update(status="agreed")
    client = sign_in(Person.objects.get(pk=getattr(cast, who).pk))
    need = Need.objects.get()
    for url in [*list_pages(), *whole_thread(cast, need, priority)]:
        answers = {"": client.get(url)}
        if answers[""].status_code == 200:  # else the page is refused, whatever is asked of it
            answers |= {query: client.get(url + query) for query in (f"?q={SECRET}", "?export=csv")}
        for query, answer in answers.items():
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            # A search says again what was searched for: in its own field, and in the links that carry it on.
            echoed = body.replace(f"q={SECRET}".encode(), b"").replace(f'value="{SECRET}"'.encode(), b"")
            assert SECRET.encode() not in echoed, url + query
    assert SECRET not in repr(list(Notice.objects.values_list())) + repr(list(AuditEvent.objects.values_list()))
