import datetime as dt

from core.calendar import academic_year, today
from people.models import ImportWord, LongAbsence, Role, StaffImport
from people.services import (
    absences,
    accounts,
    first_administrator,
    import_words,
    imports,
    leaving,
    merging,
    people,
    places,
)
from people.services.delegation import end_delegation, name_deputy
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory
from people.tests.staff_files import csv_file, row

DAY = dt.timedelta(days=1)


def delegation(c):
    return name_deputy(actor=c.hal, deputy=c.sid, starts_on=today(), ends_on=today() + 7 * DAY)


def post_facts(c, **facts):
    return {
        "school": c.oak, "job_title": "Class teacher", "staff_group": "teacher", "starts_on": today(),
    } | facts  # fmt: skip


def rehearsed(c, rows):
    made = imports.start_staff_import(actor=c.ann, upload=csv_file(rows), school=None)
    imports.choose_columns(actor=c.ann, staff_import=made, columns=made.columns, school=made.school)
    imports.work_on(made.pk)
    return StaffImport.objects.get(pk=made.pk)


def apply(c):
    made = rehearsed(c, [row(school=c.oak.urn)])
    imports.apply_staff_import(actor=c.ann, staff_import=made, fingerprint=made.fingerprint)
    imports.work_on(made.pk)


def remember_word(c):
    made = rehearsed(c, [row(school="The Acorn")])
    imports.answer_questions(actor=c.ann, staff_import=made, answers={"school:the acorn": str(c.oak.public_id)})
    imports.work_on(made.pk)
    made.refresh_from_db()
    imports.apply_staff_import(actor=c.ann, staff_import=made, fingerprint=made.fingerprint)
    imports.work_on(made.pk)


def forget_word(c):
    remember_word(c)
    import_words.change_words(
        actor=c.ann,
        answers={"school:the acorn": import_words.FORGET},
        seen=import_words.fingerprint(ImportWord.objects.all()),
    )


def end_posts(c):
    missing = PostFactory(school=c.oak)
    made = rehearsed(c, [row(school=c.oak.urn)])
    imports.apply_staff_import(actor=c.ann, staff_import=made, fingerprint=made.fingerprint)
    imports.work_on(made.pk)
    imports.end_posts(actor=c.ann, staff_import=made, chosen=[str(missing.public_id)], last_day=today())


def appoint(c):
    return first_administrator.appoint_administrator(
        actor=None, email="first@example.org", first_name="First", last_name="Example", password="a-long-word-of-ours-9"
    )


def terms(c):
    year = academic_year(today())
    spans = {("autumn", 1): (dt.date(year, 9, 2), dt.date(year, 10, 23))}
    places.save_terms(actor=c.ann, school=c.oak, year=year, spans=spans)


def training_day(c):
    return places.add_training_day(actor=c.ann, school=c.oak, day=today(), title="Phonics")


def responsibility(c):
    return places.add_responsibility(
        actor=c.ann, person=c.ada, school=c.oak, kind="fire_warden", starts_on=today(), ends_on=None
    )


def switch(c, *, allowed):
    person = PersonFactory(is_active=not allowed)
    people.switch_sign_in(actor=c.ann, person=person, allowed=allowed)


def absence(c):
    return absences.record_absence(actor=c.hal, person=c.ada, starts_on=today(), ends_on=None)


def change_absence(c):
    row = absence(c)
    absences.change_absence(actor=c.hal, absence=row, version=1, starts_on=row.starts_on, ends_on=today() + DAY)


def leave_while_away(c):
    absence(c)
    leaving.record_leaving(actor=c.ann, person=c.ada, left_on=today())


def leave_before_it_begins(c):
    """Let somebody leave who would hold one of each dated thing later."""
    later = today() + 30 * DAY
    GrantFactory(person=c.sid, role="governor", school=c.elm, starts_on=later)
    PostFactory(person=c.sid, school=c.elm, starts_on=later)
    ResponsibilityFactory(person=c.sid, school=c.elm, starts_on=later)
    name_deputy(actor=c.hal, deputy=c.sid, starts_on=later, ends_on=later + 7 * DAY)
    LongAbsence.objects.create(person=c.sid, starts_on=later)
    leaving.record_leaving(actor=c.ann, person=c.sid, left_on=today())


def take_a_leaving_back(c):
    leave_before_it_begins(c)
    leaving.take_back_leaving(actor=c.ann, person=c.sid)


def new_person(c):
    facts = {"first_name": "New", "last_name": "Example", "email": "new@example.org"}
    return people.add_person(actor=c.ann, facts=facts)


def new_email(c):
    return accounts.propose_email(actor=c.ann, person=c.ada, email="new@example.org")


def release_email(c):
    leaving.record_leaving(actor=c.ann, person=c.ada, left_on=today() - DAY)
    c.ada.refresh_from_db()
    accounts.release_email(actor=c.ann, person=c.ada)


DEEDS = {
    "people.account.released": ("ann", release_email),
    "people.account.change_entered": ("ann", new_email),
    "people.account.changed": ("eve", lambda c: accounts.agree_email(actor=c.eve, change=new_email(c))),
    "people.account.change_refused": ("ada", lambda c: accounts.refuse_email(actor=c.ada, change=new_email(c))),
    "people.person.added": ("ann", new_person),
    "people.person.changed": (
        "ann",
        lambda c: people.change_person(
            actor=c.ann, person=c.ada, version=c.ada.version, facts={"last_name": "Featherstone-Haugh"}
        ),
    ),
    "people.person.invited": ("ann", lambda c: people.invite_person(actor=c.ann, person=c.ada)),
    "people.person.sign_in_allowed": ("ann", lambda c: switch(c, allowed=True)),
    "people.person.sign_in_stopped": ("ann", lambda c: switch(c, allowed=False)),
    "people.person.left": ("ann", lambda c: leaving.record_leaving(actor=c.ann, person=c.ada, left_on=today())),
    "people.person.password_set": (None, appoint),
    "people.person.leaving_taken_back": ("ann", take_a_leaving_back),
    "people.post.reopened": ("ann", take_a_leaving_back),
    "people.grant.reopened": ("ann", take_a_leaving_back),
    "people.responsibility.reopened": ("ann", take_a_leaving_back),
    "people.delegation.reopened": ("ann", take_a_leaving_back),
    "people.absence.recorded": ("hal", absence),
    "people.absence.changed": ("hal", change_absence),
    "people.absence.deleted": ("hal", lambda c: absences.delete_absence(actor=c.hal, absence=absence(c))),
    "people.absence.ended": ("ann", leave_while_away),
    "people.absence.taken_back": ("ann", leave_before_it_begins),
    "people.absence.reopened": ("ann", take_a_leaving_back),
    "people.post.added": (
        "ann", lambda c: places.save_post(actor=c.ann, person=c.ada, post=None, version=0, facts=post_facts(c)),
    ),
    "people.post.changed": (
        "ann",
        lambda c: places.save_post(
            actor=c.ann, person=c.ada, post=c.ada_post, version=1, facts={"job_title": "Year 2 teacher"}
        ),
    ),
    "people.post.ended": ("ann", end_posts),
    "people.grant.given": (
        "ann",
        lambda c: places.grant_role(
            actor=c.ann, person=c.ada, role=Role.SENIOR_LEADER, school=c.oak, starts_on=today(), ends_on=None
        ),
    ),
    "people.grant.ended": (
        "ann",
        lambda c: places.end_grant(
            actor=c.ann, grant=GrantFactory(person=c.ada, role="senior_leader", school=c.oak), last_day=today()
        ),
    ),
    "people.responsibility.added": ("ann", responsibility),
    "people.responsibility.ended": (
        "ann",
        lambda c: places.end_responsibility(
            actor=c.ann, responsibility=ResponsibilityFactory(person=c.ada, school=c.oak), last_day=today()
        ),
    ),
    "people.person.merged": (
        "ann", lambda c: merging.merge_people(actor=c.ann, keep=c.ada, gone=PersonFactory(email=None)),
    ),
    "people.post.taken_back": ("ann", leave_before_it_begins),
    "people.grant.taken_back": ("ann", leave_before_it_begins),
    "people.responsibility.taken_back": ("ann", leave_before_it_begins),
    "people.delegation.taken_back": ("ann", leave_before_it_begins),
    "people.delegation.made": ("hal", delegation),
    "people.delegation.ended": ("hal", lambda c: end_delegation(delegation=delegation(c), actor=c.hal)),
    "people.school.added": (
        "ann",
        lambda c: places.save_school(actor=c.ann, school=None, version=0, facts={"name": "Ash", "urn": "900077"}),
    ),
    "people.school.changed": (
        "ann",
        lambda c: places.save_school(actor=c.ann, school=c.oak, version=c.oak.version, facts={"town": "Fernham"}),
    ),
    "people.terms.changed": ("ann", terms),
    "people.training_day.added": ("ann", training_day),
    "people.training_day.removed": (
        "ann", lambda c: places.remove_training_day(actor=c.ann, training_day=training_day(c)),
    ),
    "people.staffimport.uploaded": (
        "ann", lambda c: imports.start_staff_import(actor=c.ann, upload=csv_file([row()]), school=None),
    ),
    "people.staffimport.discarded": (
        "ann", lambda c: imports.discard_staff_import(actor=c.ann, staff_import=rehearsed(c, [row(school=c.oak.urn)])),
    ),
    "people.staffimport.applied": ("ann", apply),
    "people.importword.remembered": ("ann", remember_word),
    "people.importword.forgotten": ("ann", forget_word),
}  # fmt: skip
