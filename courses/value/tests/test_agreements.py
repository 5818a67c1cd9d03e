"""Service-level agreements: what was bought, and what bookings use of it (policy GV-2, AP-10)."""

import contextlib
import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.calendar import today
from core.flow import IllegalMove, StaleVersion
from courses.desk.details import BookingDetails
from courses.desk.services import book_request, cancel_booking, change_booking
from courses.models import Booking, ServiceAgreement
from courses.tests.desk import details_for, make_booking
from courses.tests.factories import CourseFactory, ProviderFactory, ServiceAgreementFactory, book, make_request
from courses.value import policies, services
from courses.value.selectors import prepaid_for
from courses.value.services import CreditsUsedUp, credits_used
from cpd_trust.tests.helpers import names_who, opening, same_cost

KEEPERS = {"ben", "ann"}
READERS = {"sid", "hal", "eli", "gus", "chas", "cora", "tess", "tara", "mel", "eve", "cleo", "ben", "ann"}


def values(**changes):
    facts = {
        "title": "Governor training", "starts_on": today(), "ends_on": today() + dt.timedelta(days=364),
        "cost": Decimal("900.00"), "credits": Decimal(10), "notes": "",
    }  # fmt: skip
    return facts | changes


@pytest.fixture
def to_book(cast):
    return make_request("to_book", applicant=cast.ada, school=cast.oak)


# --- Who ------------------------------------------------------------------------------------------------------------


@pytest.mark.policy("GV-2")
def test_who_keeps_and_who_reads(cast):
    assert names_who(cast, policies.can_manage_agreements) == KEEPERS
    assert names_who(cast, policies.can_list_agreements) == READERS


def test_one_for_some_schools_is_seen_there_and_at_the_centre(cast):
    agreement = ServiceAgreementFactory()
    agreement.schools.add(cast.elm)
    seen = names_who(cast, ServiceAgreement.objects.visible_to)
    assert seen == {"eli", "tess", "tara", "mel", "eve", "cleo", "ben", "ann"}


@pytest.mark.parametrize(
    ("days", "running", "ends_soon"),
    [(-1, False, False), (0, True, True), (1, True, True), (59, True, True), (60, True, True), (61, True, False)],
)
def test_the_pages_say_up_to_the_last_day_that_it_runs_and_that_it_ends_soon(cast, sign_in, days, running, ends_soon):
    agreement = ServiceAgreementFactory(ends_on=today() + dt.timedelta(days=days))
    client = sign_in(cast.ben)
    detail = client.get(agreement.get_absolute_url()).context
    assert (detail["running"], detail["ends_soon"]) == (running, ends_soon)
    for show, is_listed in (("running", running), ("left", running), ("over", not running)):
        listed = client.get(reverse("courses:agreement-list"), {"show": show})
        assert listed.context["table"].paginator.count == int(is_listed)


# --- Keeping --------------------------------------------------------------------------------------------------------


def test_a_keeper_writes_and_changes_it(cast):
    made = services.create_agreement(actor=cast.ben, values=values(provider=ProviderFactory(), schools=[cast.oak]))
    assert list(made.schools.all()) == [cast.oak]
    changed = services.change_agreement(agreement=made, actor=cast.ann, version=1, values={"title": "Board training"})
    assert (changed.title, changed.version) == ("Board training", 2)
    with pytest.raises(StaleVersion):
        services.change_agreement(agreement=made, actor=cast.ann, version=1, values={"title": "Lost"})
    with pytest.raises(PermissionDenied):
        services.create_agreement(actor=cast.hal, values=values(provider=made.provider))


def test_one_that_is_used_stays_and_keeps_its_credits(cast, to_book):
    agreement = ServiceAgreementFactory(credits=2)
    book_request(
        request=to_book, actor=cast.ben, details=details_for(to_book, agreement=agreement, credits_used=Decimal(2))
    )
    with pytest.raises(IllegalMove, match="Credits used already: 2"):
        services.change_agreement(agreement=agreement, actor=cast.ben, version=1, values={"credits": Decimal(1)})
    with pytest.raises(PermissionDenied, match="a booking has used its credits"):
        services.remove_agreement(agreement=agreement, actor=cast.ben, version=1)
    spare = ServiceAgreementFactory()
    services.remove_agreement(agreement=spare, actor=cast.ben, version=1)
    assert not ServiceAgreement.objects.filter(pk=spare.pk).exists()


# --- Using ----------------------------------------------------------------------------------------------------------


@pytest.mark.policy("GV-2", "AP-10")
def test_bookings_use_credits_and_cancelling_gives_them_back(cast, to_book):
    agreement = ServiceAgreementFactory(credits=3)
    booking = book_request(
        request=to_book, actor=cast.ben, details=details_for(to_book, agreement=agreement, credits_used=Decimal(2))
    )
    other = make_request("to_book", applicant=cast.ada, school=cast.oak)
    wants_two = details_for(other, agreement=agreement, credits_used=Decimal(2))
    with pytest.raises(CreditsUsedUp, match="has 1 credit left"):
        book_request(request=other, actor=cast.ben, details=wants_two)
    cancel_booking(booking=booking, actor=cast.ben, cancelled_by="us")
    assert credits_used(agreement) == 0
    assert [row.left for row in prepaid_for(other)] == [3]
    book_request(request=other, actor=cast.ben, details=wants_two)
    assert credits_used(agreement) == 2
    assert [row.left for row in prepaid_for(other)] == [1]
    agreement.credits = Decimal(2)
    agreement.save()
    assert prepaid_for(other) == []  # used up


def test_a_changed_booking_counts_itself_once(cast):
    agreement = ServiceAgreementFactory(credits=3)
    booking = make_booking(cast)
    for wanted in (Decimal(3), Decimal(2), Decimal(3)):
        details = BookingDetails.of(booking)
        booking = change_booking(
            booking=booking,
            actor=cast.ben,
            version=booking.version,
            details=BookingDetails(
                cost=details.cost, starts_on=details.starts_on, ends_on=details.ends_on, agreement=agreement,
                credits_used=wanted,
            ),
        )  # fmt: skip
    assert credits_used(agreement) == 3


def test_period_and_schools_bind(cast, to_book):
    over = ServiceAgreementFactory(ends_on=today())
    elms = ServiceAgreementFactory()
    elms.schools.add(cast.elm)
    for agreement, words in ((over, "does not run"), (elms, "not for this school")):
        with pytest.raises(CreditsUsedUp, match=words):
            book_request(
                request=to_book,
                actor=cast.ben,
                details=details_for(to_book, agreement=agreement, credits_used=Decimal(1)),
            )
    assert not Booking.objects.exists()


@pytest.mark.policy("GV-2")
@pytest.mark.parametrize(
    ("edge", "days", "runs"),
    [("starts_on", -1, True), ("starts_on", 0, True), ("starts_on", 1, False),
     ("ends_on", -1, False), ("ends_on", 0, True), ("ends_on", 1, True)],
)  # fmt: skip
def test_an_agreement_pays_from_its_first_day_to_its_last(cast, to_book, edge, days, runs):
    agreement = ServiceAgreementFactory(**{edge: to_book.agreed_starts_on + dt.timedelta(days=days)})
    assert [row.agreement for row in prepaid_for(to_book)] == ([agreement] if runs else [])
    details = details_for(to_book, agreement=agreement, credits_used=Decimal(1))
    with contextlib.nullcontext() if runs else pytest.raises(CreditsUsedUp, match="does not run"):
        book_request(request=to_book, actor=cast.ben, details=details)


@pytest.mark.policy("GV-2")
@pytest.mark.parametrize("in_catalogue", [True, False])
def test_an_agreement_pays_only_for_its_own_providers_courses(cast, in_catalogue):
    own, other = ServiceAgreementFactory(), ServiceAgreementFactory(provider__name="Another Provider")
    # The course itself says whose it is; the words on the request only where there is no course.
    course = CourseFactory(provider=own.provider) if in_catalogue else None
    name = "Another Provider" if in_catalogue else " test PROVIDER "
    asked = make_request("to_book", applicant=cast.ada, school=cast.oak, course=course, provider_name=name)
    assert [row.agreement for row in prepaid_for(asked)] == [own]
    with pytest.raises(CreditsUsedUp, match="not with the provider of this course"):
        book_request(
            request=asked, actor=cast.ben, details=details_for(asked, agreement=other, credits_used=Decimal(1))
        )
    assert not Booking.objects.exists()
    booking = book_request(
        request=asked, actor=cast.ben, details=details_for(asked, agreement=own, credits_used=Decimal(1))
    )
    with pytest.raises(CreditsUsedUp, match="not with the provider of this course"):
        change_booking(
            booking=booking,
            actor=cast.ben,
            version=booking.version,
            details=details_for(asked, agreement=other, credits_used=Decimal(1)),
        )


@pytest.mark.policy("GV-2")
def test_the_database_refuses_another_providers_agreement(cast, to_book):
    own, other = ServiceAgreementFactory(), ServiceAgreementFactory(provider__name="Another Provider")
    with pytest.raises(IntegrityError, match="its own provider"), transaction.atomic():
        book(to_book, officer=cast.ben, agreement=other, credits_used=1)
    booking = book(to_book, officer=cast.ben, agreement=own, credits_used=1)
    with pytest.raises(IntegrityError, match="its own provider"), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(agreement=other)
    with pytest.raises(IntegrityError, match="stays with its provider"), transaction.atomic():
        ServiceAgreement.objects.filter(pk=own.pk).update(provider=other.provider)
    # What is left alone can still be moved on, whatever became of the provider's name.
    own.provider.name = "Renamed"
    own.provider.save()
    booking.refresh_from_db()
    booking.venue = "Hall B"
    booking.save()


def test_one_that_is_used_stays_with_its_provider(cast, sign_in, to_book):
    agreement, other = ServiceAgreementFactory(), ProviderFactory()
    values = {"provider": other}
    services.change_agreement(agreement=agreement, actor=cast.ben, version=1, values=values)
    services.change_agreement(
        agreement=agreement, actor=cast.ben, version=2, values={"provider": ProviderFactory(name="Test Provider")}
    )
    book(to_book, officer=cast.ben, agreement=agreement, credits_used=1)
    with pytest.raises(IllegalMove, match="stays with its provider"):
        services.change_agreement(agreement=agreement, actor=cast.ben, version=3, values=values)
    page = sign_in(cast.ben).get(reverse("courses:agreement-edit", args=[agreement.public_id])).content.decode()
    assert "stays with its provider" in page
    assert other.name not in page


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_the_booking_form_offers_what_fits_and_says_beside_the_field_what_is_left(cast, sign_in, to_book):
    agreement = ServiceAgreementFactory(credits=1)
    elms = ServiceAgreementFactory()
    elms.schools.add(cast.elm)
    others = ServiceAgreementFactory(provider__name="Another Provider")
    client = sign_in(cast.ben)
    url = f"{reverse('courses:book')}?request={to_book.public_id}"
    page = client.get(url).content.decode()
    assert agreement.title in page
    assert elms.title not in page
    assert others.title not in page
    form = {
        "token": str(uuid.uuid4()), "request": to_book.public_id, "cost": "0", "starts_on": to_book.agreed_starts_on,
        "ends_on": to_book.agreed_ends_on, "agreement": agreement.public_id,
    }  # fmt: skip
    page = client.post(reverse("courses:book"), form)
    assert (page.status_code, b"the number of credits" in page.content) == (422, True)
    page = client.post(reverse("courses:book"), form | {"credits_used": "2"})
    assert (page.status_code, b"has 1 credit left" in page.content) == (422, True)
    assert client.post(reverse("courses:book"), form | {"credits_used": "1"}).status_code == 302
    booking = Booking.objects.get()
    assert (booking.agreement, booking.credits_used) == (agreement, 1)
    assert agreement.title in client.get(booking.get_absolute_url()).content.decode()


@pytest.mark.policy("AP-10")
def test_prepaid_places_show_at_the_moment_of_asking_and_of_deciding(cast, sign_in):
    provider = ProviderFactory(name="Learning Partners")
    agreement = ServiceAgreementFactory(provider=provider, credits=4)
    facts = {"applicant": cast.ada, "school": cast.oak, "provider_name": "learning partners"}
    draft, deciding = make_request("draft", **facts), make_request("deciding", **facts)
    asked = sign_in(cast.ada).get(reverse("courses:request-check", args=[draft.public_id]))
    decides = sign_in(cast.hal).get(reverse("courses:request-decide", args=[deciding.public_id]))
    for page in (asked, decides):
        text = " ".join(page.content.decode().split())
        assert agreement.title in text
        assert "4 credits left" in text


def test_the_list_costs_the_same_with_one_and_with_three(cast, sign_in):
    page = opening(sign_in(cast.ben), reverse("courses:agreement-list"))
    assert same_cost(page, lambda _: ServiceAgreementFactory()) < 15


def test_two_windows_change_one_agreement(cast, sign_in):
    agreement = ServiceAgreementFactory()
    client = sign_in(cast.ben)
    form = {
        "version": 1, "provider": agreement.provider.public_id, "title": "One", "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on, "cost": "900", "credits": "10",
    }  # fmt: skip
    url = reverse("courses:agreement-edit", args=[agreement.public_id])
    assert client.post(url, form).status_code == 302
    late = client.post(url, form | {"title": "Two"})
    assert late.status_code == 409
    assert b"One" in late.content
    assert b"Two" in late.content
