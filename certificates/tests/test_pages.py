"""The pages: what they show, to whom, in how many queries, and what they do with forms that do harm."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates import services
from certificates.models import Certificate, NamedHolder, Qualification, Requirement
from certificates.services.requirements import mark_sources_checked
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import add_months, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent, StoredFile
from core.tests import hostile_files
from cpd_trust.tests.helpers import opening, same_cost
from people.tests.factories import GrantFactory, PostFactory

KIND_QUERIES = ("", "?kind=statutory", "?kind=recommended", "?kind=nonsense")

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def matrix_url(school, query=""):
    return reverse("certificates:matrix", args=[school.public_id]) + query


def filled(client, url, **facts):
    """Open a form and return what a browser would send with these facts."""
    form = client.get(url).context["form"]
    return {"token": form["token"].value(), "school": form["school"].value()} | facts


def entered(client, about, url=None, **facts):
    url = url or reverse("certificates:certificate-add")
    data = filled(client, url, requirement=str(about.public_id), awarded_on=today().isoformat()) | facts
    return client.post(url, data)


@pytest.mark.both
@pytest.mark.policy("HS-1", "IM-3")
def test_my_page_says_in_words_how_i_stand_and_what_to_do(cast, sign_in):
    expired = RequirementFactory(name="Fire safety", code="HS-FIRE")
    CertificateFactory(person=cast.ada, requirement=expired, expires_on=today() - dt.timedelta(days=1))
    CertificateFactory(person=cast.ada, requirement=RequirementFactory(name="Online safety"))
    RequirementFactory(name="Governance", audience="governance")
    page = sign_in(cast.ada).get(reverse("certificates:mine")).content.decode()
    assert page.index("Fire safety") < page.index("Up to date 1<") < page.index("Online safety")
    assert reverse("courses:course-list") + "?q=HS-FIRE" in page
    assert "Governance" not in page


@pytest.mark.both
def test_a_certificate_is_entered_once_with_its_file_and_its_expiry(cast, sign_in):
    requirement = RequirementFactory(interval_months=36)
    client = sign_in(cast.ada)
    url = reverse("certificates:certificate-add")
    data = filled(client, url, requirement=str(requirement.public_id), awarded_on=today().isoformat())
    scan = lambda: {"file": SimpleUploadedFile("photo.jpg", hostile_files.image())}  # noqa: E731
    first, second = client.post(url, data | scan()), client.post(url, data | scan())
    certificate = Certificate.objects.get()
    assert first.url == second.url == certificate.get_absolute_url()
    assert (certificate.expires_on, certificate.school) == (add_months(today(), 36), cast.oak)
    assert certificate.title == requirement.name
    assert "Not yet checked" in client.get(first.url).content.decode()
    assert StoredFile.objects.count() == 1


def rows_of(page):
    """Return what a browser would send with the rows of the page as they are."""
    return {
        f"{form.prefix}-{name}": form[name].value() for form in page.context["forms"] for name in ("token", "school")
    }


@pytest.mark.both
def test_several_certificates_are_added_at_once_and_what_is_wrong_is_shown_again(cast, sign_in):
    fire, food = RequirementFactory(name="Fire safety"), RequirementFactory(name="Food safety")
    client, url = sign_in(cast.ada), reverse("certificates:certificates-add")
    page = client.get(url)
    assert len(page.context["forms"]) == 5
    assert page.content.decode().count("A photo from your phone is fine.") == 1
    scan = SimpleUploadedFile("photo.jpg", hostile_files.image())
    facts = {
        "first-requirement": str(fire.public_id), "first-awarded_on": today().isoformat(), "first-file": scan,
        "third-requirement": str(food.public_id), "third-number": "N-7",
        "fifth-requirement": str(food.public_id), "fifth-awarded_on": today().isoformat(),
        "fifth-file": SimpleUploadedFile("photo.jpg", b"no picture"),
    }  # fmt: skip
    again = client.post(url, rows_of(page) | facts)
    assert again.status_code == 422
    assert [form.prefix for form in again.context["forms"]] == ["third", "fifth"]
    assert [list(form.errors) for form in again.context["forms"]] == [["awarded_on"], ["file"]]
    assert again.context["forms"][0]["number"].value() == "N-7"
    assert "Certificate added." in again.content.decode()
    added = Certificate.objects.get()
    assert (added.requirement, added.person, bool(added.file)) == (fire, cast.ada, True)
    right = {"third-requirement": str(food.public_id), "third-awarded_on": "2026-09-02"}
    last = client.post(url, rows_of(again) | right)
    assert last.url == reverse("certificates:mine")
    assert Certificate.objects.count() == 2
    # Sent twice, nothing is added twice, and nobody is told off.
    assert client.post(url, rows_of(again) | right).url == last.url
    assert Certificate.objects.count() == 2


def test_several_certificates_need_one_and_are_for_whom_one_may_enter_them(cast, sign_in):
    RequirementFactory()
    client, url = sign_in(cast.hal), reverse("certificates:certificates-add") + f"?person={cast.ada.public_id}"
    page = client.get(url)
    empty = client.post(url, rows_of(page))
    assert empty.status_code == 422
    assert "Fill in at least one certificate." in empty.content.decode()
    assert len(empty.context["forms"]) == 5
    assert sign_in(cast.eli).get(url).status_code == 404
    assert sign_in(cast.lin).get(url).status_code == sign_in(cast.lin).get(url.replace("several/", "")).status_code


def test_a_second_certificate_of_a_day_is_not_thrown_away_but_may_replace_the_first(cast, sign_in):
    requirement = RequirementFactory(expiry="printed", interval_months=None)
    client = sign_in(cast.ada)
    scan = SimpleUploadedFile("photo.jpg", hostile_files.image())
    assert entered(client, requirement, number="wrong", file=scan).status_code == 302
    first = Certificate.objects.get()
    facts = {"number": "N-2", "printed_expiry": "2031-05-01"}
    again = entered(client, requirement, **facts)
    assert again.status_code == 422
    assert "A certificate for this day has already been added" in again.content.decode()
    assert again.context["form"]["number"].value() == "N-2"
    names = list(again.context["form"].fields)
    assert names[names.index("awarded_on") + 1] == "replace"
    replaced = entered(client, requirement, replace="on", **facts)
    second = Certificate.objects.exclude(pk=first.pk).get()
    assert replaced.url == second.get_absolute_url()
    assert (second.number, second.expires_on, second.file) == ("N-2", dt.date(2031, 5, 1), first.file)
    first.refresh_from_db()
    assert (first.revoked_reason, second.is_current) == ("Replaced by a new entry", True)
    services.verify_certificate(certificate=second, actor=cast.hal)
    for facts in ({}, {"replace": "on"}):  # what somebody confirmed is not the person's to replace
        refused = entered(client, requirement, **facts)
        assert refused.status_code == 422
        assert "Ask them to withdraw it" in refused.content.decode()
    assert entered(client, RequirementFactory(), replace="on").status_code == 302  # another one: nothing to replace
    assert Certificate.objects.count() == 3


def test_a_second_certificate_of_a_day_is_refused_by_the_service(cast):
    facts = {"awarded_on": today(), "title": "First aid", "source": "upload", "actor": cast.ada, "school": cast.oak}
    facts |= {"person": cast.ada, "requirement": RequirementFactory()}
    services.award_certificate(**facts)
    with pytest.raises(IllegalMove, match="already been added"):
        services.award_certificate(**facts)


@pytest.mark.parametrize("name", ["me.exe", "photo.jpg", "scan.pdf", "empty.pdf"])
def test_a_hostile_upload_is_a_clear_error_and_changes_nothing(cast, sign_in, name):
    content = {
        "me.exe": b"MZ" * 50,
        "photo.jpg": b"<svg onload=alert(1)>",
        "scan.pdf": hostile_files.pdf(javascript=True),
        "empty.pdf": b"",
    }[name]
    response = entered(sign_in(cast.ada), RequirementFactory(), file=SimpleUploadedFile(name, content))
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not Certificate.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"awarded_on": "31/02/2026"}, "awarded_on"),
        ({"awarded_on": "2199-01-01"}, "awarded_on"),
        ({"printed_expiry": "2000-01-01"}, "printed_expiry"),
        ({"requirement": "no-such-thing"}, "requirement"),
        ({"requirement": ""}, "requirement"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_a_slip_is_shown_beside_its_field(cast, sign_in, facts, field):
    response = entered(sign_in(cast.ada), RequirementFactory(), **facts)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_form_cannot_choose_a_school_that_is_not_the_persons(cast, sign_in):
    response = entered(sign_in(cast.ada), RequirementFactory(), school=str(cast.elm.public_id))
    assert response.status_code == 422


@pytest.mark.both
def test_a_leader_enters_for_staff_and_a_stranger_finds_nobody(cast, sign_in):
    requirement = RequirementFactory()
    url = f"{reverse('certificates:certificate-add')}?person={cast.ada.public_id}&requirement={requirement.public_id}"
    client = sign_in(cast.hal)
    assert f'value="{requirement.public_id}" selected' in client.get(url).content.decode()
    assert entered(client, requirement, url).status_code == 302
    assert Certificate.objects.get().person == cast.ada
    assert sign_in(cast.eli).get(url).status_code == 404
    assert sign_in(cast.eli).get(reverse("certificates:certificate-add") + "?person=nonsense").status_code == 404
    assert sign_in(cast.lin).get(url).status_code == 403


@pytest.mark.both
def test_the_file_is_private_and_the_rights_are_asked_each_time(cast, sign_in):
    client = sign_in(cast.ada)
    url = entered(client, RequirementFactory(), file=SimpleUploadedFile("photo.png", hostile_files.image("PNG"))).url
    file_url = f"{url}file/"
    response = client.get(file_url)
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert AuditEvent.objects.filter(code="certificates.certificate.downloaded").count() == 1
    client = sign_in(cast.hal)
    b"".join(client.get(file_url).streaming_content)
    cast.hal.grants.update(ends_on=today() - dt.timedelta(days=1))
    assert client.get(file_url).status_code == 404


def test_the_scan_is_added_to_what_a_course_recorded(cast, sign_in):
    certificate = CertificateFactory(person=cast.ada)
    client, url = sign_in(cast.ada), reverse("certificates:certificate-attach", args=[certificate.public_id])
    token = client.get(url).context["form"]["token"].value()
    data = {"token": token, "file": SimpleUploadedFile("scan.pdf", hostile_files.pdf())}
    assert client.post(url, data).url == certificate.get_absolute_url()
    assert client.get(url).status_code == 403  # a second one would hide the first


def test_confirming_and_withdrawing(cast, sign_in):
    certificate = CertificateFactory(person=cast.ada, entered_by=cast.ada, source="upload")
    client = sign_in(cast.hal)
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Check this certificate" in page
    client.post(reverse("certificates:certificate-verify", args=[certificate.public_id]))
    again = client.post(reverse("certificates:certificate-verify", args=[certificate.public_id]), follow=True)
    assert "This has changed since you opened it" in again.content.decode()
    url = reverse("certificates:certificate-revoke", args=[certificate.public_id])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Somebody else's"}).status_code == 302
    certificate.refresh_from_db()
    assert (certificate.is_current, certificate.revoked_reason) == (False, "Somebody else's")


@pytest.mark.both
@pytest.mark.policy("HS-1")
def test_the_matrix_shows_the_school_both_ways_filters_and_exports(cast, sign_in):
    fire = RequirementFactory(name="Fire safety", code="HS-FIRE")
    RequirementFactory(name="Prevent", code="SG-PREVENT", staff_groups=["teacher"])
    CertificateFactory(person=cast.ada, requirement=fire, expires_on=today() + dt.timedelta(days=400))
    client = sign_in(cast.hal)

    def names(query):
        return {row.person.first_name for row in client.get(matrix_url(cast.oak, query)).context["matrix"].rows}

    assert names("") == {"Ada", "Bea", "Lin", "Sid", "Hal"}
    assert names("?group=teacher") == {"Ada", "Lin"}
    assert names("?topic=Safeguarding") == {"Ada", "Lin"}
    assert names("?status=valid") == {"Ada"}
    assert names("?q=exa+be") == {"Bea"}
    assert names(f"?requirement={fire.public_id}&q=ada") == {"Ada"}
    assert names("?group=nonsense&status=odd&requirement=x") == {"Ada", "Bea", "Lin", "Sid", "Hal"}
    # The kind that the page opened with gives way to what is looked for.
    RequirementFactory(name="Marking", code="CU-MARK", statutory="recommended")
    shown = client.get(matrix_url(cast.oak, "?topic=Curriculum&kind=statutory")).context["grid"]
    assert [one.code for one in shown.requirements] == ["CU-MARK"]
    Requirement.objects.filter(code="CU-MARK").update(is_active=False)
    rows = client.get(matrix_url(cast.oak, "?sort=unmet")).context["matrix"].rows
    assert [row.unmet for row in rows] == sorted((row.unmet for row in rows), reverse=True)
    first, second = client.get(matrix_url(cast.oak)).context["outstanding"]
    assert [(one.about.name, one.unmet) for one in (first, second)] == [("Fire safety", 4), ("Prevent", 2)]
    of_people = client.get(matrix_url(cast.oak, "?by=person")).context["outstanding"]
    assert (of_people[0].about.first_name, of_people[0].unmet) == ("Lin", 2)
    assert len(of_people) == 5
    table = b"".join(client.get(matrix_url(cast.oak, "?export=csv")).streaming_content).decode("utf-8-sig")
    assert table.splitlines()[0].startswith("Last name,First name,Job title,Prevent,SG-PREVENT: valid until or due by")
    assert len(table.splitlines()) == 6
    assert b"".join(client.get(matrix_url(cast.oak, "?export=xlsx")).streaming_content).startswith(b"PK")
    assert AuditEvent.objects.filter(code="certificates.matrix.exported").count() == 2


@pytest.mark.both
def test_nothing_of_another_school_shows_in_pages_totals_search_or_exports(cast, sign_in):
    """All that Oak's Headteacher reads is the same with and without what Elm holds."""
    fire = RequirementFactory(name="Fire safety", code="HS-FIRE")
    client = sign_in(cast.hal)
    addresses = [
        matrix_url(cast.oak),
        matrix_url(cast.oak, "?by=person"),
        matrix_url(cast.oak, "?q=tom"),
        reverse("certificates:qualification-list"),
        fire.get_absolute_url(),
    ]

    def bare(url):
        response = client.get(url)
        return response.status_code, response.content.decode().replace(str(response.context["csrf_token"]), "")

    before = [bare(url) for url in addresses]
    certificate = CertificateFactory(person=cast.tom, school=cast.elm, requirement=fire)
    Qualification.objects.create(
        person=cast.tom, school=cast.elm, title="NPQ", awarded_on=today(), paid_by="trust",
        entered_at=certificate.entered_at,
    )  # fmt: skip
    NamedHolder.objects.create(person=cast.tom, requirement=fire, since=today(), named_by=cast.eli)
    strip = lambda pages: [(status, page[page.index("<main") :]) for status, page in pages]  # noqa: E731
    assert strip([bare(url) for url in addresses]) == strip(before)
    assert client.get(certificate.get_absolute_url()).status_code == 404
    assert client.get(matrix_url(cast.elm)).status_code == 404
    assert client.get(reverse("certificates:person-compliance", args=[cast.tom.public_id])).status_code == 404


@pytest.mark.both
def test_the_trusts_matrix_counts_and_leads_to_the_names(cast, sign_in):
    fire = RequirementFactory(name="Fire safety", code="SG-FIRE")
    CertificateFactory(person=cast.ada, requirement=fire)
    client = sign_in(cast.eve)
    page = client.get(reverse("certificates:matrix-choose")).content.decode()
    assert f"{matrix_url(cast.oak)}?requirement={fire.public_id}" in page
    assert "20%" in page  # one of Oak's five
    assert "Ada" not in page
    RequirementFactory(statutory="recommended", staff_groups=["technician"])
    RequirementFactory(statutory="recommended", roles=["executive_lead"], code="SG-LEAD")
    rows = {query: client.get(reverse("certificates:matrix-choose") + query).context["rows"] for query in KIND_QUERIES}
    unmet = {query: [row.unmet for row in found] for query, found in rows.items()}
    assert all(numbers == sorted(numbers, reverse=True) for numbers in unmet.values())
    assert (sum(unmet[""]), sum(unmet["?kind=recommended"])) == (sum(unmet["?kind=statutory"]) + 1, 1)
    assert unmet["?kind=nonsense"] == unmet[""]
    table = client.get(reverse("certificates:matrix-choose") + "?export=csv")
    assert "Oak Primary School,20,4,0" in b"".join(table.streaming_content).decode()


def test_a_trust_of_many_schools_is_searched_and_turned_page_by_page(cast, sign_in):
    RequirementFactory(name="Fire safety")
    client, url = sign_in(cast.eve), reverse("certificates:matrix-choose")
    assert client.get(url).context["form"] is None, "Four places are found without a search."
    for post in PostFactory.create_batch(30):
        post.school.name = f"{post.school.name} Academy"
        post.school.save()
    page = client.get(url)
    assert "1 to 25 of 34 schools and boards" in page.text
    assert "Whole trust" in page.text
    found = client.get(f"{url}?q=oak&kind=statutory")
    assert [row.name for row in found.context["rows"]] == ["Oak Primary School"]
    assert "Whole trust" not in found.text
    assert "?q=oak&amp;kind=" in found.text, "Another kind keeps what is searched for."
    assert "Nothing matches" in client.get(f"{url}?q=xyzzy").text


def test_a_requirement_lists_the_schools_with_most_to_do_first_and_finds_one_of_many(cast, sign_in):
    fire = RequirementFactory(name="Fire safety")
    PostFactory.create_batch(30)
    page = sign_in(cast.eve).get(fire.get_absolute_url())
    unmet = [row["unmet"] for row in page.context["rows"]]
    assert unmet == sorted(unmet, reverse=True)
    assert "1 to 25 of 33 schools" in page.text
    found = sign_in(cast.eve).get(fire.get_absolute_url(), {"q": "elm"})
    assert [row["school"] for row in found.context["rows"]] == [cast.elm]
    assert "Compliance by school" not in sign_in(cast.ada).get(fire.get_absolute_url()).text


def test_somebody_who_leads_two_schools_reads_how_both_and_no_other_stand(cast, sign_in):
    RequirementFactory(name="Fire safety")
    client, url = sign_in(cast.hal), reverse("certificates:matrix-choose")
    assert client.get(url).url == matrix_url(cast.oak)
    GrantFactory(person=cast.hal, role="headteacher", school=cast.elm)
    page = sign_in(cast.hal).get(url)
    assert [row.school for row in page.context["rows"]] == [cast.oak, cast.elm]
    assert page.context["whole"].unmet == sum(row.unmet for row in page.context["rows"])
    assert "All your schools" in page.text


@pytest.mark.both
@pytest.mark.parametrize(
    ("actor", "address"),
    [
        ("ada", "mine"),
        ("hal", "matrix"),
        ("hal", "matrix?by=person"),
        ("hal", "matrix?kind=all"),
        ("eve", "matrix-choose"),
        ("ada", "requirement-list"),
        ("hal", "qualification-list"),
        ("hal", "first-aiders"),
    ],
)
def test_the_number_of_queries_is_the_same_with_one_row_and_three(cast, sign_in, actor, address):
    client = sign_in(getattr(cast, actor))
    name, _, query = address.partition("?")
    at = [cast.oak.public_id] if name in ("matrix", "first-aiders") else []
    url = reverse(f"certificates:{name}", args=at) + (f"?{query}" if query else "")

    def add(number):
        person = cast.bea if number == 3 else cast.ada
        requirement = RequirementFactory(code="FA-PFA" if not Requirement.objects.exists() else f"SG-{person.pk}")
        certificate = CertificateFactory(person=person, requirement=requirement, school=cast.oak)
        PostFactory(person=person, school=cast.oak)
        Qualification.objects.create(
            person=person, school=cast.oak, title="NPQ", awarded_on=today(), paid_by="trust",
            entered_at=certificate.entered_at,
        )  # fmt: skip

    same_cost(opening(client, url), add)


@pytest.mark.both
def test_the_printed_list_of_paediatric_first_aiders(cast, sign_in):
    requirement = RequirementFactory(code="FA-PFA", coverage="one_per_school")
    CertificateFactory(person=cast.ada, requirement=requirement, expires_on=today())
    CertificateFactory(person=cast.bea, requirement=requirement, expires_on=today() - dt.timedelta(days=1))
    page = sign_in(cast.hal).get(reverse("certificates:first-aiders", args=[cast.oak.public_id])).content.decode()
    assert "Ada Example" in page
    assert "Bea Example" not in page


def test_an_administrator_edits_a_requirement_and_a_stale_save_shows_both(cast, sign_in):
    requirement = RequirementFactory(source="https://example.org/guidance")
    requirement.satisfied_by.add(RequirementFactory(name="First aid at work", is_active=False))
    client, url = sign_in(cast.ann), reverse("certificates:requirement-edit", args=[requirement.public_id])
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in values.items() if value is not None and value is not False}
    assert client.post(url, data | {"interval_months": "24"}).status_code == 302
    stale = client.post(url, data | {"interval_months": "18"})
    assert stale.status_code == 409
    assert "Someone else saved this while you were editing" in stale.content.decode()
    assert [clash.label for clash in stale.context["form"].clashes] == ["Months until it expires"]
    requirement.refresh_from_db()
    assert (requirement.interval_months, requirement.version) == (24, 2)
    assert client.post(url, data | {"version": "2", "interval_months": ""}).status_code == 422
    checked = reverse("certificates:requirement-checked", args=[requirement.public_id])
    client.post(checked, {"version": "1"})
    assert (
        Requirement.objects.get(pk=requirement.pk).source_checked_on is None
    )  # it was changed since this page was shown
    client.post(checked, {"version": "2"})
    assert Requirement.objects.get(pk=requirement.pk).source_checked_on == today()


def test_an_administrator_marks_many_sources_as_checked_at_once(cast, sign_in):
    first, second, third = (RequirementFactory(source=f"https://example.org/{n}") for n in range(3))
    lacks = RequirementFactory(source="")
    idle = RequirementFactory(source="https://example.org/idle", is_active=False)
    client, url = sign_in(cast.ann), reverse("certificates:requirements-check")
    page = client.get(url)
    shown = page.context["form"]["shown"].value()
    assert len(shown) == 3
    assert "Mark all 3 as checked" in page.content.decode()
    assert lacks.name in page.content.decode()
    assert client.post(url, {"shown": shown}).status_code == 422  # none chosen
    by_id = {value.split(":")[0]: value for value in shown}
    done = client.post(url, {"shown": shown, "chosen": [by_id[str(first.public_id)]]}, follow=True)
    assert "1 source marked as checked by you today." in done.content.decode()
    # The page was open elsewhere meanwhile: nothing is marked that changed, nor anything beside it.
    assert client.post(url, {"shown": shown, "all": "yes"}).status_code == 422
    Requirement.objects.filter(pk=second.pk).update(version=2)
    rest = client.get(url).context["form"]["shown"].value()
    assert "2 sources marked" in client.post(url, {"shown": rest, "all": "yes"}, follow=True).content.decode()
    for row in (first, second, third):
        row.refresh_from_db()
        assert (row.source_checked_on, row.source_checked_by) == (today(), cast.ann)
    for row in (lacks, idle):
        row.refresh_from_db()
        assert row.source_checked_on is None


def test_a_requirement_that_changed_under_the_button_stops_all(cast):
    rows = [RequirementFactory(source="https://example.org/a") for _ in range(2)]
    versions = {row.public_id: row.version for row in rows}
    Requirement.objects.filter(pk=rows[1].pk).update(version=2)
    with pytest.raises(StaleVersion):
        mark_sources_checked(versions=versions, actor=cast.ann)
    assert not Requirement.objects.exclude(source_checked_on=None).exists()


@pytest.mark.both
def test_the_sources_cost_the_same_for_1_and_for_3(cast, sign_in):
    RequirementFactory(source="https://example.org/a")
    same_cost(
        opening(sign_in(cast.ann), reverse("certificates:requirements-check")),
        lambda n: RequirementFactory(source=f"https://example.org/{n}"),
    )


def test_naming_exempting_and_taking_back(cast, sign_in):
    requirement = RequirementFactory(coverage="named")
    client = sign_in(cast.hal)
    url = reverse("certificates:holder-name", args=[requirement.public_id])

    def name(person):
        token = client.get(url).context["form"]["token"].value()
        return client.post(url, {"token": token, "person": str(person.public_id)})

    assert name(cast.ada).status_code == 302
    assert name(cast.tom).status_code == 422  # not one of hers to name
    assert name(cast.hal).status_code == 422
    exempt = reverse("certificates:exemption-give", args=[cast.ada.public_id, requirement.public_id])
    token = client.get(exempt).context["form"]["token"].value()
    assert client.post(exempt, {"token": token, "reason": "On leave", "until": "2001-01-01"}).status_code == 422
    assert client.post(exempt, {"token": token, "reason": "On leave"}).status_code == 302
    exemption = cast.ada.exemptions.get()
    assert (
        "On leave" in client.get(reverse("certificates:person-compliance", args=[cast.ada.public_id])).content.decode()
    )
    client.post(reverse("certificates:exemption-end", args=[exemption.public_id]))
    client.post(reverse("certificates:holder-remove", args=[NamedHolder.objects.get().pk]))
    assert not cast.ada.exemptions.open().exists()
    assert not NamedHolder.objects.open().exists()


@pytest.mark.both
@pytest.mark.policy("RM-8")
def test_a_qualification_is_entered_with_who_paid_and_listed(cast, sign_in):
    client, url = sign_in(cast.ada), reverse("certificates:qualification-add")
    facts = {"title": "NPQ for SENCOs", "awarded_on": "01/07/2026", "paid_by": "trust", "agrees_to_be_named": "on"}
    data = filled(client, url, **facts)
    assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert client.post(url, data | {"token": "x", "paid_by": ""}).status_code == 422
    assert Qualification.objects.get().agrees_to_be_named
    listed = reverse("certificates:qualification-list")
    assert "NPQ for SENCOs" in sign_in(cast.hal).get(listed).content.decode()
    assert "NPQ for SENCOs" not in sign_in(cast.eli).get(listed).content.decode()
    table = b"".join(sign_in(cast.hal).get(listed + "?export=csv&q=npq").streaming_content).decode()
    assert "Ada Example" in table


def test_somebody_in_no_school_enters_for_the_central_team(cast, sign_in):
    requirement = RequirementFactory(audience="governance")
    assert entered(sign_in(cast.tess), requirement).status_code == 302
    assert Certificate.objects.get().school == cast.central


# --- Before anything is set up --------------------------------------------------------------------------------------

COMPLIANCE_PAGES = ("mine", "requirement-list", "matrix-choose", "matrix", "first-aiders", "person-compliance")


def compliance_page(client, cast, name):
    args = {"matrix": [cast.oak.public_id], "first-aiders": [cast.oak.public_id]}
    args |= {"person-compliance": [cast.ada.public_id]}
    return client.get(reverse(f"certificates:{name}", args=args.get(name, []))).content.decode()


@pytest.mark.parametrize("name", COMPLIANCE_PAGES)
def test_nothing_is_called_met_while_nothing_is_required(cast, sign_in, name):
    RequirementFactory(is_active=False)
    page = compliance_page(sign_in(cast.eve), cast, name)
    assert "No required training has been set up yet" in page
    assert "Ask the " in page
    assert "is valid" not in page.replace("is valid until", "")
    load = reverse("certificates:requirements-load")
    assert load not in page
    assert load in compliance_page(sign_in(cast.ann), cast, name)
    RequirementFactory(audience="both", code="FA-PFA")
    assert "No required training has been set up yet" not in compliance_page(sign_in(cast.eve), cast, name)


@pytest.mark.policy("HS-1")
def test_the_list_that_comes_with_the_system_is_added_once_by_a_button(cast, sign_in):
    changed = RequirementFactory(code="SG-ALL", name="Our own words")
    client, load = sign_in(cast.ann), reverse("certificates:requirements-load")
    client.post(load)
    first = Requirement.objects.count()
    assert first > 20
    client.post(load)
    assert Requirement.objects.count() == first
    changed.refresh_from_db()
    assert changed.name == "Our own words"


def test_whoever_needs_nothing_is_told_so(cast, sign_in):
    RequirementFactory(audience="governance")
    page = sign_in(cast.ada).get(reverse("certificates:mine")).content.decode()
    assert "None of the trust’s required training applies to you." in page


def test_all_up_to_date_is_said_of_what_is_met_and_not_of_what_is_not_due_yet(cast, sign_in):
    RequirementFactory(name="Not for years", first_due_days=20000, staff_groups=["teacher"])
    client = sign_in(cast.ada)

    def page():
        return client.get(reverse("certificates:mine")).content.decode()

    assert "Nothing is due yet." in page()
    assert "Not due yet 1<" in page()
    assert "All up to date" not in page()
    CertificateFactory(person=cast.ada, requirement=RequirementFactory(), school=cast.oak)
    assert "All up to date" in page()
    RequirementFactory()
    assert "All up to date" not in page()
    assert "1 overdue or never done, 1 up to date" in page()
