"""Every address × the whole cast × every method × what is one's own, another school's or never was.

Nothing falls over, nothing of another school shows, a wrong method is refused, who only reads changes nothing, and the
navigation says rightly where the reader is.
"""

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.urls import resolve

import home.views
from conftest import CAST_ROLES, KINDS, LONG, WHOLE_CAST
from core.models import AuditEvent
from cpd_trust.tests.access.matrix import APPS, MATRIX
from cpd_trust.tests.helpers import quiet  # noqa: F401
from cpd_trust.tests.places import KNOWN, wrong_place
from cpd_trust.tests.walking import READ_CODES, STRANGERS, Walk, digest
from people.models import Post

# A queryset that lost its scope shows one of them what is another school's: the twins take each away in turn.
SCOPED = ("hal", "ada")
REFUSED = {302, 403, 404, 405}  # 302: the anonymous are sent to the sign-in


def some_of(row):
    """Return one of the cast for each status in the row, and one of each kind."""
    return dict.fromkeys([*one_of_each(row), *KINDS])


def one_of_each(row):
    """Return the first of the cast for each status in the row."""
    return {status: who for who, status in reversed(row.statuses.items())}.values()


def walk_reading(walk, name):
    """Read what is Oak's, as a page, as a part of one, and as its head alone.

    An address that only takes posts refuses to be read before it looks at anybody: by day one for each status tries.
    """
    row, url, seen_by = MATRIX[name], walk.own(name), []
    by_day = one_of_each(row) if row.method == "POST" else CAST_ROLES if WHOLE_CAST else some_of(row)
    for who in CAST_ROLES if LONG else by_day:
        expected = {row.statuses[who]} if row.method == "GET" else REFUSED | {200}
        answer = walk.ask(who, "GET", url)
        walk.expect(answer, expected, f"GET {name} as {who}")
        if answer.status == 200:
            seen_by.append(who)
            if answer.places is not None and who != "anonymous":
                walk.placed.add((name, who))
                walk.found += wrong_place(name, who, answer.places)
    # A part of a page and its head send no statement that the page does not.
    for who in seen_by[: 3 if LONG else 1] if WHOLE_CAST else ():
        walk.expect(walk.ask(who, "GET", url, htmx=True), {200}, f"GET by htmx {name} as {who}")
        walk.expect(walk.ask(who, "HEAD", url), {200, 405}, f"HEAD {name} as {who}")


def walk_writing(walk, name):
    """Post what the matrix says; to a page, which a row of its own asks to be read, as one of each kind by day.

    PostgreSQL is asked by one for each status: whoever is let in sends it the same statements.
    """
    row, url = MATRIX[name], walk.own(name)
    by_day = one_of_each(row) if not WHOLE_CAST else CAST_ROLES if row.method == "POST" else some_of(row)
    for who in CAST_ROLES if LONG else by_day:
        answer = walk.ask(who, "POST", url, row.data(walk.cast, walk.world))
        expected = {row.statuses[who]} if row.method == "POST" else REFUSED | {409, 422}  # 409: no version came
        if row.method == "GET" and row.statuses[who] in (403, 404):
            expected = {403, 404, 405}
        elif row.method == "GET" and not answer.written:
            expected = expected | {200}  # a page that only reads, whatever is sent to it
        walk.expect(answer, expected, f"POST {name} as {who}")


def walk_elsewhere(walk, name, strangers, posters=SCOPED):
    """Ask for what is Ash's and for what never was: to strangers there is no difference between the two."""
    row, others, ghost = MATRIX[name], walk.others(name), walk.ghost(name)
    # What is Oak's is not there for Elm's teacher and Headteacher, so what is Ash's is not there for both.
    private = row.statuses["tom"] == row.statuses["eli"] == 404
    data = row.data(walk.mirror, walk.mirror_world)
    for who in strangers:
        for method in ("GET", "POST") if who in posters else ("GET",):
            real, never = walk.ask(who, method, others, data), walk.ask(who, method, ghost, data)
            walk.expect(never, REFUSED, f"{method} {name} of nothing as {who}")
            if private and real.status != never.status:
                walk.found.append(f"{method} {name} of Ash as {who}: {real.status}, of nothing {never.status}")
            elif private and real.body.replace(others, ghost) != never.body:
                walk.found.append(f"{method} {name} of Ash as {who} reads otherwise than of nothing")


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_nothing_is_found_by_reading(app, cast, record_property):
    walk = Walk(app, cast)
    before, events = digest(), AuditEvent.objects.count()
    for name in walk.names:
        walk_reading(walk, name)
    record_property("cells", walk.cells)
    assert walk.found == [], "\n".join(walk.found)
    after = digest()
    assert {table for table in before if before[table] != after[table]} == set()
    assert not WHOLE_CAST or {key for key in KNOWN if key[0] in walk.names} <= walk.placed
    codes = set(AuditEvent.objects.order_by("pk").values_list("code", flat=True)[events:])
    assert {code for code in codes if not READ_CODES.search(code)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_nothing_is_found_by_writing(app, cast, record_property):
    walk = Walk(app, cast)
    for name in walk.names:
        walk_writing(walk, name)
    record_property("cells", walk.cells)
    assert walk.found == [], "\n".join(walk.found)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_a_method_that_no_address_knows_is_refused(app, cast, record_property):
    """By day for one of the cast whom the address lets in: the method is refused before anybody is looked at."""
    walk = Walk(app, cast)
    signed_in = [who for who in CAST_ROLES if who != "anonymous"]
    for name in walk.names:
        row = MATRIX[name]
        for who in one_of_each(row) if LONG else [min(signed_in, key=row.statuses.get)]:
            for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
                walk.expect(walk.ask(who, method, walk.own(name)), {403, 404, 405}, f"{method} {name} as {who}")
    record_property("cells", walk.cells)
    assert walk.found == [], "\n".join(walk.found)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_what_is_another_schools_is_like_what_never_was(app, cast, record_property):
    walk = Walk(app, cast)
    for name in walk.with_ids():
        if LONG:
            walk_elsewhere(walk, name, STRANGERS, posters=(*SCOPED, "gus", "nora"))
        else:
            walk_elsewhere(walk, name, (*SCOPED, "gus"))
    record_property("cells", walk.cells)
    assert walk.found == [], "\n".join(walk.found)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_nothing_is_taken_without_the_token_against_forgery(app, cast, record_property):
    """By day for two: the token is looked at before anybody is."""
    walk = Walk(app, cast, enforce_csrf_checks=True)
    for name in walk.names:
        for who in ("anonymous", "ada", "hal", "ben", "ann") if LONG else ("anonymous", "hal"):
            answer = walk.ask(who, "POST", walk.own(name), MATRIX[name].data(cast, walk.world))
            walk.expect(answer, {403}, f"POST {name} without the token as {who}")
    record_property("cells", walk.cells)
    assert walk.found == [], "\n".join(walk.found)


# --- Twins: the walk finds what it is there to find ----------------------------------------------------------------

# What everybody may see has no scope to take away.
OPEN = {"RequirementQuerySet"}
# Whoever may not administer is refused before any row is looked for.
BEHIND_A_POLICY = {"MailQuerySet"}


def scoped():
    """Return each kind of rows of ours that has a scope, with the app of a model that keeps such rows."""
    kinds = {}
    for model in apps.get_models():
        for kind in type(model._default_manager.all()).__mro__:
            if "visible_to" in vars(kind):
                kinds.setdefault(kind, model._meta.app_label)
                break
    return {kind: app for kind, app in kinds.items() if kind.__name__ not in OPEN | BEHIND_A_POLICY}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "app"), scoped().items(), ids=lambda value: getattr(value, "__name__", value))
def test_the_walk_finds_rows_without_their_scope(kind, app, cast, monkeypatch):
    walk, asked = Walk(app, cast), []
    monkeypatch.setattr(kind, "visible_to", lambda rows, actor: asked.append(actor) or rows.all())
    for name in walk.names:
        if name in walk.with_ids():
            walk_elsewhere(walk, name, SCOPED)
        elif MATRIX[name].method == "GET":
            walk.ask("hal", "GET", walk.own(name))
        if walk.found:
            return
    assert not asked, f"Give another school such a row, with the mark in it: by the world of {app}, or in canary.py."


@pytest.mark.once
@pytest.mark.django_db
def test_the_walk_finds_a_page_that_writes(cast, monkeypatch):
    walk = Walk("home", cast)

    def tidy(words):
        Post.objects.filter(person=cast.ada).update(job_title="Read")
        return ""

    monkeypatch.setattr(home.views, "render", lambda *args: HttpResponse(tidy(args)))
    before = digest()
    walk_reading(walk, "home:policy")
    assert any("writes to ['people_post']" in words for words in walk.found)
    assert before["people_post"] != digest()["people_post"]


def test_the_walk_finds_a_page_that_stands_nowhere_at_two_places_or_at_the_wrong_one():
    assert wrong_place("courses:request-decide", "eli", ["Home"])
    assert wrong_place("courses:request-decide", "hal", ["Approvals", "My CPD, Requests"])
    assert wrong_place("courses:request-decide", "hal", ["My CPD, Requests, Calendar"])
    assert wrong_place("courses:request-decide", "hal", ["My CPD, Requests"])
    assert not wrong_place("courses:request-decide", "hal", ["Approvals, Course requests"])


@pytest.mark.once
@pytest.mark.django_db
def test_the_walk_finds_an_address_that_asks_for_no_token(cast, monkeypatch):
    walk = Walk("home", cast, enforce_csrf_checks=True)
    view = resolve(walk.own("home:policy")).func
    monkeypatch.setattr(view, "csrf_exempt", True, raising=False)
    walk.expect(walk.ask("ada", "POST", walk.own("home:policy")), {403}, "POST without the token")
    assert walk.found == ["POST without the token: 405 instead of [403]"]
