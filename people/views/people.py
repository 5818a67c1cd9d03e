"""The list of people, a person's page, and what an administrator changes on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.calendar import today
from core.decisions import require
from core.forms import SearchSelectField, SubmitOnceForm
from core.history import history_of
from core.http import Request
from core.plugins import registered
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from core.trust_settings import in_own_words
from people import policies
from people.board_roles import duty_sources_of, sources_of
from people.directory import suggested
from people.filters import PersonFilter
from people.forms.people import (
    AddPersonForm,
    AddPostForm,
    ChangePersonForm,
    ChangePostForm,
    GrantForm,
    LastDayForm,
    LeavingForm,
    RecordLeaversForm,
    ResponsibilityForm,
)
from people.models import AccountChange, Grant, LongAbsence, Person, Post, Responsibility
from people.open_matters import open_after, vacant_after
from people.profile import ProfileLink
from people.services import leaving as leaving_services
from people.services import people as people_services
from people.services import places as place_services
from people.tables import PersonTable
from people.views.lookups import administer, find_person

# A form takes 2,000 fields.
MOST_LEAVERS = 200


def with_work(people: Any) -> Any:
    """Add what people do today, in two queries however many they are."""
    return people.prefetch_related(
        Prefetch("posts", Post.objects.current().select_related("school"), to_attr="current_posts"),
        Prefetch("grants", Grant.objects.current().select_related("school"), to_attr="current_grants"),
    )


@require_safe
def person_list(request: Request) -> HttpResponseBase:
    """List the people whose record the reader may see, with search, filters, sorting and export."""
    require(policies.can_list_people(request.user))
    people = Person.objects.visible_to(request.user).filter(merged_into=None)
    if not request.GET.get("state"):
        people = people.filter(Q(left_on=None) | Q(left_on__gte=today()))
    found = PersonFilter(request.GET, queryset=people, actor=request.user)
    words = request.GET.get("q", "").strip()
    table = PersonTable(with_work(found.qs), order_by=() if words else "name")  # the nearest first
    if answer := prepare(request, table):
        return answer
    meant = suggested(Person.objects.visible_to(request.user), words) if words and not table.paginator.count else ""
    administers = policies.can_administer(request.user)
    gone = Person.objects.ending().filter(last_day__lt=today()).count() if administers else 0
    context = {"filter": found, "table": table, "administer": administers, "meant": meant, "gone": gone}
    context["title"] = "Board members" if policies.lists_board_alone(request.user) else "People"
    return render(request, "people/person_list.html", context)


@require_safe
def person_options(request: Request) -> HttpResponse:
    """Answer a search-select with the people who fit the words typed, out of those the reader may see."""
    require(policies.can_list_people(request.user))
    field = SearchSelectField(queryset=Person.objects.visible_to(request.user))
    return render(request, "kit/search_options.html", field.found(request.GET))


@require_safe
def person_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a person: what they do where, their roles and duties, and for an administrator what can be done."""
    person = find_person(request, public_id)
    administer_decision = policies.can_administer(request.user)
    grants = list(person.grants.select_related("school").order_by("-starts_on"))
    duties = list(person.responsibilities.select_related("school").order_by("-starts_on"))
    sources = sources_of(grants) if administer_decision else {}
    duty_sources = duty_sources_of(duties) if administer_decision else {}
    context = {
        "person": person,
        "links": [(link.label, link.icon, link.url_of(person)) for link in registered(ProfileLink)],
        "posts": person.posts.select_related("school", "line_manager").order_by("-starts_on"),
        "grants": [(grant, sources.get(grant.pk, "")) for grant in grants],
        "responsibilities": [(duty, duty_sources.get(duty.pk, "")) for duty in duties],
        "absences": LongAbsence.objects.visible_to(request.user).filter(person=person).order_by("-starts_on"),
        "keep_absences": policies.can_keep_absences(request.user, person),
        "today": today(),
        "ending": Person.objects.ending().filter(pk=person.pk).first() if administer_decision else None,
        "administer": administer_decision,
        "invite": policies.can_invite(request.user, person),
        "switch": policies.can_switch_off(request.user, person),
        "name_deputy": policies.can_name_deputy_for(request.user, person),
        "delegations": person.delegations_given.filter(ended_at=None, ends_on__gte=today())
        .select_related("deputy")
        .order_by("starts_on"),
        "account_change": AccountChange.objects.visible_to(request.user).waiting().filter(person=person).first(),
        "history": history_of(person, everything=True) if administer_decision else [],
    }
    return render(request, "people/person_detail.html", context)


def person_add(request: Request) -> HttpResponse:
    """Add a person."""
    administer(request)
    form = AddPersonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: people_services.add_person(actor=request.user, facts=form.facts()),
        done="Person added. Next, add a post or role, then send an invitation.",
        context={"title": "Add a person", "button": "Add person", "back": "people:person-list"},
    )


def person_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a person's facts; a stale save shows both texts."""
    administer(request)
    person = find_person(request, public_id)
    initial = {
        name: getattr(person, name) for name in ("first_name", "last_name", "email", "teacher_number", "joined_on")
    }
    form = ChangePersonForm(request.POST or None, initial=initial | {"version": person.version})

    def change() -> Person:
        people_services.change_person(
            actor=request.user, person=person, version=form.cleaned_data["version"], facts=form.facts()
        )
        when = in_own_words(" The new email takes effect when the person confirms it or a second administrator agrees.")
        messages.success(request, f"Details saved.{when if person.account_changes.waiting().exists() else ''}")
        return person

    context = {"title": "Edit details", "person": person}
    return form_page(request, form, change, now=lambda: find_person(request, public_id), context=context)


def post_add(request: Request, public_id: UUID) -> HttpResponse:
    """Give a person a post."""
    administer(request)
    person = find_person(request, public_id)
    form = AddPostForm(request.POST or None, actor=request.user)
    return once_page(
        request, form, person, "Add a post", "Add post",
        lambda: place_services.save_post(actor=request.user, person=person, post=None, version=0, facts=form.facts()),
    )  # fmt: skip


def post_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a post: its title, days, line manager."""
    administer(request)
    post = get_object_or_404(
        Post.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person", "school"),
        public_id=public_id,
    )
    form = ChangePostForm.opened_for(post, actor=request.user, data=request.POST or None)

    def save() -> Person:
        place_services.save_post(
            actor=request.user,
            person=post.person,
            post=post,
            version=form.cleaned_data["version"],
            facts=form.facts(),
        )
        return post.person

    context = {"title": "Edit post", "person": post.person}
    return form_page(request, form, save, done="Post saved.", now=lambda: Post.objects.get(pk=post.pk), context=context)


def post_end(request: Request, public_id: UUID) -> HttpResponse:
    """End a post with a day."""
    administer(request)
    post = get_object_or_404(
        Post.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person", "school"),
        public_id=public_id,
    )
    return last_day_page(
        request, post.person, f"End the post: {post}",
        lambda day: place_services.end_post(actor=request.user, post=post, last_day=day),
    )  # fmt: skip


def grant_add(request: Request, public_id: UUID) -> HttpResponse:
    """Give a person a role from a day."""
    administer(request)
    person = find_person(request, public_id)
    form = GrantForm(request.POST or None)
    return once_page(
        request, form, person, "Add a role", "Add role",
        lambda: place_services.grant_role(
            actor=request.user, person=person, role=form.cleaned_data["role"], school=form.cleaned_data["school"],
            starts_on=form.cleaned_data["starts_on"], ends_on=form.cleaned_data["ends_on"],
        ),
    )  # fmt: skip


def grant_end(request: Request, public_id: UUID) -> HttpResponse:
    """End a role with a day."""
    administer(request)
    grant = get_object_or_404(
        Grant.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person", "school"),
        public_id=public_id,
    )
    return last_day_page(
        request, grant.person, f"End role: {grant}",
        lambda day: place_services.end_grant(actor=request.user, grant=grant, last_day=day),
    )  # fmt: skip


def responsibility_add(request: Request, public_id: UUID) -> HttpResponse:
    """Name a person for a duty."""
    administer(request)
    person = find_person(request, public_id)
    form = ResponsibilityForm(request.POST or None)
    return once_page(
        request, form, person, "Add a responsibility", "Add responsibility",
        lambda: place_services.add_responsibility(
            actor=request.user, person=person, school=form.cleaned_data["school"], kind=form.cleaned_data["kind"],
            starts_on=form.cleaned_data["starts_on"], ends_on=form.cleaned_data["ends_on"],
        ),
    )  # fmt: skip


def responsibility_end(request: Request, public_id: UUID) -> HttpResponse:
    """End a duty with a day."""
    administer(request)
    duty = get_object_or_404(
        Responsibility.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person"),
        public_id=public_id,
    )
    require(policies.can_end_duty(request.user, duty))
    return last_day_page(
        request, duty.person, f"End responsibility: {duty.get_kind_display()}",
        lambda day: place_services.end_responsibility(actor=request.user, responsibility=duty, last_day=day),
    )  # fmt: skip


def person_leave(request: Request, public_id: UUID) -> HttpResponse:
    """Record that somebody leaves the trust, or another day than before; show what is open after the day chosen."""
    administer(request)
    person = find_person(request, public_id)
    require(policies.can_switch_off(request.user, person))
    chosen = LastDayForm(request.POST or None)
    ending = Person.objects.ending().filter(pk=person.pk).first()
    known = ending.last_day if ending else person.left_on or today()
    day = chosen.cleaned_data["last_day"] if chosen.is_valid() else known
    opened = open_after(person, day)
    form = LeavingForm(request.POST or None, actor=request.user, person=person, day=day, opened=opened)
    vacant = vacant_after(person, day)

    def leave() -> Person:
        leaving_services.record_leaving(actor=request.user, person=person, left_on=day, hand_on=form.successors())
        messages.success(request, f"Leaving date saved. {person.full_name} can sign in up to and including that day.")
        if vacant:
            messages.warning(request, f"Vacant afterwards: {', '.join(vacant)}.")
        return person

    answer = None if "look" in request.POST else submit_form(request, form, leave)
    context = {
        "form": form,
        "person": person,
        "day": day,
        "opened": opened,
        "vacant": vacant,
        "can_take_back": person.left_on is not None and person.merged_into_id is None,
    }
    return answer or render(request, "people/leave.html", context, status=status_of(form))


def leavers(request: Request) -> HttpResponse:
    """Show whose every post and role is over and whose leaving nobody has recorded, and record it for those chosen."""
    administer(request)
    gone = Person.objects.ending()
    if request.method == "POST":
        form = RecordLeaversForm(request.POST, people=list(gone))
        if form.is_valid():
            recorded, refused = leaving_services.record_leavers(actor=request.user, people=form.chosen())
            messages.success(request, f"{recorded} {'person' if recorded == 1 else 'people'} recorded as left.")
            for sentence in refused:
                messages.warning(request, sentence)
            return redirect("people:leavers")
    found = list(gone.filter(last_day__lt=today())[: MOST_LEAVERS + 1])
    if request.method != "POST":
        form = RecordLeaversForm(people=found[:MOST_LEAVERS])
    context = {"form": form, "people": found[:MOST_LEAVERS], "has_more": len(found) > MOST_LEAVERS}
    return render(request, "people/leavers.html", context, status=status_of(form))


@require_POST
def leaving_take_back(request: Request, public_id: UUID) -> HttpResponse:
    """Take somebody's leaving date back."""
    administer(request)
    person = find_person(request, public_id)
    return press_button(
        request,
        lambda: leaving_services.take_back_leaving(actor=request.user, person=person),
        "Leaving date removed. What ended with it carries on as before.",
        back=person,
    )


@require_POST
def person_invite(request: Request, public_id: UUID) -> HttpResponse:
    """Send an invitation."""
    person = find_person(request, public_id)
    people_services.invite_person(actor=request.user, person=person)
    messages.success(request, "Invitation sent.")
    return redirect(person)


@require_POST
def person_switch(request: Request, public_id: UUID) -> HttpResponse:
    """Switch somebody's sign-in off or on."""
    person = find_person(request, public_id)
    allowed = request.POST.get("allowed") == "yes"
    people_services.switch_sign_in(actor=request.user, person=person, allowed=allowed)
    messages.success(request, "Sign-in turned on." if allowed else "Sign-in turned off.")
    return redirect(person)


# --- The pages that the views above share ---------------------------------------------------------------------------


def form_page(
    request: Request,
    form: Form,
    write: Callable[[], Any],
    *,
    context: dict[str, Any],
    done: str = "",
    now: Callable[[], Any] | None = None,
) -> HttpResponse:
    """Show a form on a page of its own, and write what it asks (`core.submissions.submit_form`)."""
    answer = submit_form(request, form, write, done=done, now=now)
    return answer or render(request, "people/form.html", {"form": form} | context, status=status_of(form))


def once_page(
    request: Request, form: SubmitOnceForm, person: Person, title: str, button: str, make: Callable[[], Any]
) -> HttpResponse:
    """Show a form that makes something for a person, and make it once."""

    def make_and_return() -> Person:
        make()
        return person

    context = {"title": title, "button": button, "person": person}
    return form_page(request, form, make_and_return, done="Date saved.", context=context)


def last_day_page(request: Request, person: Person, title: str, end: Callable[[Any], Any]) -> HttpResponse:
    """Ask for a last day, and end what is to be ended."""
    form = LastDayForm(request.POST or None)

    def end_and_return() -> Person:
        end(form.cleaned_data["last_day"])
        return person

    context = {"title": title, "button": "Save date", "person": person}
    return form_page(request, form, end_and_return, done="Date saved.", context=context)
