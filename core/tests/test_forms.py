"""Forms read what people type, say what is wrong in words, make things once, and show both texts of a clash."""

import datetime as dt
import threading
import uuid
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.template import Context, Template

from core.flow import IllegalMove
from core.forms import (
    BritishDateField,
    EditConflict,
    LineField,
    PoundsField,
    SearchSelectField,
    SubmitOnceForm,
    UploadField,
    VersionedForm,
    answer_once,
    answered,
    field_of,
)
from core.models import FormToken
from people.imports.cells import read_date
from people.models import Post, School
from people.tests.factories import SchoolFactory


def draw(text, **values):
    return Template(text).render(Context(values))


def error_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages[0]


# --- Fields --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["24/11/2026", "2026-11-24", "24.11.2026", "24-11-2026", "24 November 2026", " 24  Nov 2026 ", "24th nov 2026"],
)
def test_a_date_can_be_typed_as_people_write_it(typed):
    assert BritishDateField().clean(typed) == dt.date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["1 Sept 2026", "1st September 2026", "1ST SEPT. 2026"])
def test_the_first_of_september_can_be_written_as_people_do(typed):
    assert BritishDateField().clean(typed) == dt.date(2026, 9, 1)
    assert read_date(typed) == dt.date(2026, 9, 1)


@pytest.mark.parametrize("typed", ["", "31/02/2026", "11/24/2026", "tomorrow", "24/11/26", "24/11/0026", "24/11/2626"])
def test_what_is_no_date_gets_an_example(typed):
    assert error_of(BritishDateField(), typed) == "Enter a date such as 24/11/2026"


def test_a_date_keeps_to_its_limits():
    field = BritishDateField(earliest=dt.date(2026, 9, 1), latest=dt.date(2027, 8, 31))
    assert field.clean("01/09/2026") == dt.date(2026, 9, 1)
    assert error_of(field, "31/08/2026") == "Enter a date on or after 1 September 2026"
    assert error_of(field, "01/09/2027") == "Enter a date on or before 31 August 2027"
    assert 'min="2026-09-01" max="2027-08-31"' in field.widget.render("day", None, field.widget.attrs)


def test_a_date_input_keeps_what_is_no_date_for_the_person_to_correct():
    widget = BritishDateField().widget
    assert 'type="date"' in widget.render("day", dt.date(2026, 11, 24))
    assert 'value="2026-11-24"' in widget.render("day", dt.date(2026, 11, 24))
    kept = widget.render("day", "31/02/2026")
    assert 'type="text"' in kept
    assert 'value="31/02/2026"' in kept


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12", "12.00"),
        ("£12", "12.00"),
        ("1,234.50", "1234.50"),
        (" £ 1,234.5 ", "1234.50"),
        ("0", "0.00"),
        (".5", "0.50"),
        ("99999.99", "99999.99"),
    ],
)
def test_pounds_are_read_as_people_type_them(typed, amount):
    assert PoundsField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter an amount such as 125.00"),
        ("12,50", "Enter an amount such as 125.00"),
        ("1,2,3", "Enter an amount such as 125.00"),
        ("twelve", "Enter an amount such as 125.00"),
        ("1e3", "Enter an amount such as 125.00"),
        ("NaN", "Enter an amount such as 125.00"),
        ("Infinity", "Enter an amount such as 125.00"),
        ("١٢", "Enter an amount such as 125.00"),
        ("9" * 400, "Enter an amount such as 125.00"),
        ("-1", "Enter an amount of £0.00 or more"),
        ("−1", "Enter an amount of £0.00 or more"),
        ("1.005", "Enter an amount in pounds and pence, such as 125.50"),
        ("100000", "Enter an amount of £99,999.99 or less"),
    ],
)
def test_what_is_no_amount_gets_a_reason(typed, message):
    assert error_of(PoundsField(), typed) == message


def test_an_optional_amount_may_stay_empty_and_another_spelling_is_no_change():
    field = PoundsField(required=False)
    assert field.clean("") is None
    assert not field.has_changed(Decimal("1234.50"), "£1,234.50")
    assert field.has_changed(Decimal("1234.50"), "1,234.51")
    assert field.has_changed(Decimal("1"), "one")


def upload(name, content=b"%PDF-1.4 x"):
    return SimpleUploadedFile(name, content)


def test_an_upload_states_what_may_come_and_refuses_the_rest():
    field = UploadField(max_bytes=1024, help_text="The certificate.")
    assert field.help_text == (
        "The certificate. PDF, JPG, PNG, WEBP or TIFF, up to 1.0\xa0KB. We make large photos smaller."
    )
    assert field.widget.attrs["accept"] == ".pdf,.jpg,.jpeg,.png,.webp,.tif,.tiff"
    assert field.clean(upload("A.PDF")).name == "A.PDF"
    assert error_of(field, upload("a.exe")) == "Choose a file ending in pdf, jpg, jpeg, png, webp, tif or tiff"
    assert error_of(field, upload("a.pdf", b"")) == "The file you chose is empty. Choose another"
    assert error_of(field, upload("a.pdf", b"x" * 1025)).startswith("The file is 1.0\xa0KB. Choose one smaller")
    assert error_of(field, None) == "Choose a file"
    assert UploadField(required=False).clean(None) is None


# --- Fields of columns -----------------------------------------------------------------------------------------------


def test_a_field_of_a_column_is_cleaned_limited_and_required_as_the_column_is():
    name, town = field_of(School, "name", label="Name"), field_of(School, "town")
    assert name.clean("\u200bOak\u00a0 Primary\n School ") == "Oak Primary School"
    assert error_of(name, "x" * 151) == "Shorten this to 150 characters. It has 151"
    assert (name.required, town.required, name.column.name) == (True, False, "name")
    assert error_of(field_of(School, "town", max_length=5), "Exampleton") == "Shorten this to 5 characters. It has 10"
    assert error_of(field_of(School, "low_age"), "32768") == "Enter a number of 32767 or less"
    assert error_of(field_of(Post, "fte"), "0.1234") == "Enter a number with at most 3 decimals"


def test_a_field_that_is_drawn_with_several_lines_keeps_them():
    field = field_of(School, "street", widget=forms.Textarea({"rows": 2}))
    assert field.clean("1 Example Road\r\nExampleton ") == "1 Example Road\nExampleton"
    assert field_of(School, "street").clean("1 Example Road\r\nExampleton ") == "1 Example Road Exampleton"


@pytest.mark.parametrize("typed", ["１２/０９/2026", "12/09/2026\u200b", "\u202d2026-09-12\u202c"])
def test_a_date_is_read_without_what_nobody_sees(typed):
    assert BritishDateField().clean(typed) == dt.date(2026, 9, 12)


@pytest.mark.parametrize("typed", ["£1,234.50\u200b", "１２３４.５０", "\u00a01,234.5"])
def test_an_amount_is_read_without_what_nobody_sees(typed):
    assert PoundsField().clean(typed) == Decimal("1234.50")


# --- Once ----------------------------------------------------------------------------------------------------------


class NewSchool(SubmitOnceForm):
    name = LineField()


def make_school(name):
    return f"/schools/{SchoolFactory(name=name, urn=None).public_id}"


def test_every_new_form_has_a_token_of_its_own():
    tokens = {str(NewSchool()["token"].value()) for _ in range(3)}
    assert len(tokens) == 3
    assert "This form has expired. Go back and open it again." in str(NewSchool({"name": "x"}).errors)


def test_the_second_post_of_a_form_gets_the_first_answer(cast):
    form = NewSchool({"token": str(uuid.uuid4()), "name": "Ash"})
    assert form.is_valid()
    first = form.answer_once(cast.ann, lambda: make_school("Ash"))
    again = form.answer_once(cast.ann, lambda: make_school("Ash"))
    assert first == again
    assert School.objects.filter(name="Ash").count() == 1
    assert answered(form.cleaned_data["token"], cast.ann) == first


def test_a_token_is_free_again_when_the_making_fails(cast):
    token = uuid.uuid4()

    def fail():
        make_school("Ash")
        raise IllegalMove("Not now.")

    with pytest.raises(IllegalMove):
        answer_once(token, cast.ann, fail)
    assert not School.objects.filter(name="Ash").exists()
    assert answered(token, cast.ann) is None
    assert answer_once(token, cast.ann, lambda: "/made") == "/made"


def test_a_broken_constraint_of_the_maker_is_not_taken_for_a_twin(cast):
    def clash():
        FormToken.objects.create(token=token_taken, person=cast.ann)
        return "/never"

    token_taken = uuid.uuid4()
    FormToken.objects.create(token=token_taken, person=cast.ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        answer_once(uuid.uuid4(), cast.ann, clash)


def test_somebody_elses_token_gives_away_nothing(cast):
    token = uuid.uuid4()
    answer_once(token, cast.ann, lambda: "/secret")
    assert answered(token, cast.ada) is None
    with pytest.raises(IllegalMove):
        answer_once(token, cast.ada, lambda: "/other")


def race(cast, once):
    """Run two POSTs of one form at the same moment; return their answers."""
    token, start, answers = uuid.uuid4(), threading.Barrier(2), []

    def post():
        try:
            start.wait(timeout=20)
            answers.append(once(token))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.race
def test_twins_at_the_same_moment_make_one_thing(live_cast):
    for _ in range(10):
        answers = race(live_cast, lambda token: answer_once(token, live_cast.ann, lambda: make_school("Twin")))
        assert len(answers) == 2
        assert len(set(answers)) == 1
    assert School.objects.filter(name="Twin").count() == 10


@pytest.mark.race
def test_without_the_token_twins_make_two_things(live_cast):
    answers = race(live_cast, lambda token: make_school("Twin"))
    assert len(set(answers)) == 2


# --- Versions ------------------------------------------------------------------------------------------------------


class EditForm(VersionedForm):
    title = LineField()
    fee = PoundsField()
    kind = forms.ChoiceField(choices=[("a", "Half a day"), ("b", "A day")])
    starts = BritishDateField(required=False)
    open = forms.BooleanField(required=False)


def test_a_clash_keeps_what_was_typed_and_shows_both_texts():
    row = SimpleNamespace(version=4, title="Reading", fee=Decimal("100"), kind="b", starts=None, open=True)
    typed = {"version": "3", "title": "Reading", "fee": "120", "kind": "a", "starts": "24/11/2026", "open": ""}
    form = EditForm(typed)
    assert form.is_valid()
    form.show_clash(row)
    assert form.clashes == [
        EditConflict("Fee", "£100.00", "£120.00"),
        EditConflict("Kind", "A day", "Half a day"),
        EditConflict("Starts", "", "24 November 2026"),
        EditConflict("Open", "Yes", "No"),
    ]
    drawn = draw("{% clash form %}{{ form|crispy }}", form=form)
    assert 'name="version" value="4"' in drawn
    assert 'value="120"' in drawn
    assert "£100.00" in drawn
    assert draw("{% clash form %}", form=EditForm()).strip() == ""


def test_a_form_opens_with_its_row_and_with_what_it_shows_otherwise():
    row = SimpleNamespace(version=4, title="Reading", fee=Decimal("100"), kind="b")
    form = EditForm(row=row, initial={"kind": "a"})
    assert form.initial == {"version": 4, "title": "Reading", "fee": Decimal("100"), "kind": "a"}


def test_a_clash_takes_values_that_are_no_attribute():
    form = EditForm({"version": "1", "title": "Mine", "fee": "1", "kind": "a"})
    assert form.is_valid()
    form.show_clash(SimpleNamespace(version=2), values={"title": "Theirs"})
    assert form.clashes == [EditConflict("Title", "Theirs", "Mine")]


# --- Choosing from a long list -------------------------------------------------------------------------------------


class ChooseForm(forms.Form):
    school = SearchSelectField(
        queryset=School.objects.none(),
        search=lambda rows, words: rows.filter(name__icontains=words).order_by("name"),
        hint_of=lambda school: school.get_kind_display(),
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = rows


def choose(rows, **data):
    form = ChooseForm(data, rows=rows)
    form.is_valid()
    return form


def test_the_choice_of_a_radio_button_is_the_object(cast):
    form = choose(School.objects.all(), school=str(cast.oak.public_id), school_words="whatever")
    assert form.cleaned_data["school"] == cast.oak


def test_words_alone_are_enough_where_one_fits(cast):
    assert choose(School.objects.all(), school_words="oak prim").cleaned_data["school"] == cast.oak


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("primary", "Choose one of the results for “primary”"),
        ("zzz", "No results for “zzz”. Check the spelling or type fewer letters"),
        ("o", "No results for “o”. Check the spelling or type fewer letters"),
        ("", "Type a name, then choose one from the list"),
    ],
)
def test_words_that_do_not_settle_it_say_why(cast, words, message):
    assert choose(School.objects.all(), school_words=words).errors["school"] == [message]


def test_what_was_found_comes_back_as_radio_buttons_without_javascript(cast):
    drawn = draw("{{ form|crispy }}", form=choose(School.objects.all(), school_words="primary"))
    assert f'value="{cast.oak.public_id}"' in drawn
    assert f'value="{cast.elm.public_id}"' in drawn
    assert 'value="primary"' in drawn
    assert "2 results." in drawn


def test_a_choice_made_stays_chosen_when_another_field_is_wrong(cast):
    drawn = draw("{{ form|crispy }}", form=choose(School.objects.all(), school=str(cast.oak.public_id)))
    assert f'id="id_school_{cast.oak.public_id}" checked' in drawn


def test_an_object_outside_what_may_be_seen_cannot_be_chosen_or_found(cast):
    only_elm = School.objects.filter(pk=cast.elm.pk)
    assert "no longer available" in str(choose(only_elm, school=str(cast.oak.public_id)).errors)
    assert "No results for “Oak”" in str(choose(only_elm, school_words="Oak").errors)
    assert "no longer available" in str(choose(only_elm, school="no-uuid").errors)


def test_htmx_gets_the_same_options_and_a_hint_that_there_are_more(cast):
    for number in range(15):
        SchoolFactory(name=f"Birch {number:02}", urn=None)
    form = ChooseForm(rows=School.objects.all())
    found = form.fields["school"].found({"field": "school", "school_words": "birch"})
    assert [option.label for option in found["options"]] == [f"Birch {number:02}" for number in range(12)]
    assert found["more"]
    assert not form.fields["school"].found({"field": "school", "school_words": "b"})["searched"]
