"""Adding and changing policy documents, and asking people to read them."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.calendar import today
from core.forms import (
    BritishDateField,
    SavedForm,
    SearchSelectField,
    SubmitOnceForm,
    UploadField,
    VersionedForm,
    VersionField,
    field_of,
)
from core.trust_settings import ours
from governance.boards.models import Board
from governance.documents import policies
from governance.documents.models import DocumentVersion, PolicyDocument, Reading
from governance.documents.selectors import boards_to_name, places_to_keep_for
from people.models import Person, Role, School
from people.trust_settings import role_choices
from planning.scope import place_name
from training.events.forms import AudienceFields

Readers = PolicyDocument.Readers
# Roles that many hold look after nothing.
NO_KEEPERS = (Role.GOVERNOR, Role.TRUSTEE, Role.MEMBER)


def keeper_choices() -> list[tuple[str, str]]:
    """Return the roles that can look after a document, as the trust calls them."""
    return [("", "Choose a role"), *(choice for choice in role_choices() if choice[0] not in NO_KEEPERS)]


class PlaceField(forms.ModelChoiceField):
    """A school, or the whole trust."""

    def label_from_instance(self, obj: Any) -> str:
        """Return for whom a document is."""
        return place_name(obj)


class DocumentFields(SavedForm):
    """What is said of a document."""

    title = field_of(PolicyDocument, "title", label="Title", error_messages={"required": "Enter the title"})
    subject = forms.ChoiceField(
        label="Subject",
        choices=[("", "Choose a subject"), *PolicyDocument.Subject.choices],
        error_messages={"required": "Choose the subject"},
    )
    school = PlaceField(
        label="Where does it apply?",
        queryset=School.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a school or the whole trust",
        error_messages={"required": "Choose where it applies"},
    )
    readers = forms.ChoiceField(
        label="Who can see it?",
        choices=Readers.choices,
        widget=forms.RadioSelect,
        initial=Readers.EVERYONE,
        help_text=ours("Whoever looks after it, the trust administrator and the Executive Lead always see it."),
    )
    keeper_role = forms.ChoiceField(
        label="Role that looks after it",
        required=False,
        choices=keeper_choices,
        help_text="We remind whoever has this role before the review date.",
    )
    keeper = SearchSelectField(label="Or a person", required=False, queryset=Person.objects.none())

    def offer(self, actor: Person, document: PolicyDocument | None = None) -> None:
        """Offer the places for which the actor keeps documents, and the people whom they may name."""
        self.actor, self.document = actor, document
        fields: Any = self.fields
        places, people = places_to_keep_for(actor), Person.objects.visible_to(actor).in_trust_on(today())
        if document is not None:
            places = School.objects.filter(pk__in=[*places.values_list("pk", flat=True), document.school_id])
            people = people | Person.objects.filter(policy_documents_kept=document).in_trust_on(today())
        fields["school"].queryset = places.order_by("kind", "name", "pk")
        if document is None and len(places) == 1:
            fields["school"].initial = places[0].public_id
        fields["keeper"].queryset = people.distinct().order_by("last_name", "first_name", "pk")
        fields["keeper"].options_url = "governance:document-keeper-options"
        if document is None and not actor.authority.holds_any(policies.KEEPERS):
            of_staff = actor.authority.holds_any(Role.school_leaders())
            of_boards = actor.authority.holds(Role.CLERK)
            choices = [row for row in Readers.choices if (of_boards if row[0] == Readers.BOARD else of_staff)]
            fields["readers"].choices = choices
            fields["readers"].initial = choices[0][0] if choices else None

    def clean(self) -> dict[str, Any]:
        """Ask for one who looks after it, and for readers whom the actor may choose there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role, person, school = cleaned.get("keeper_role"), cleaned.get("keeper"), cleaned.get("school")
        if bool(role) == bool(person) and not {"keeper", "keeper_role"} & set(self.errors):
            self.add_error("keeper_role", "Choose a role or a person, not both")
        if school and school.is_central and role in set(Role.of_a_school()) - {Role.CLERK}:
            self.add_error(
                "keeper_role", "This role belongs to one school. Choose a role of the whole trust, or a person"
            )
        if school and cleaned.get("readers"):
            there = self.document
            same = there is not None and (there.school_id, there.readers) == (school.pk, cleaned["readers"])
            if not same and not (decision := policies.can_add_for(self.actor, school, cleaned["readers"])):
                self.add_error("readers", decision.reason)
        return cleaned


class ApprovalFields(SavedForm):
    """Which version it is, who approved it and when it is reviewed."""

    label = field_of(
        DocumentVersion, "label", label="Version", help_text="For example 2026/27. Leave blank and we number it."
    )
    board = forms.ModelChoiceField(
        label="Board that approved it",
        queryset=Board.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="None of these",
    )
    approved_by = field_of(
        DocumentVersion,
        "approved_by",
        label="Or someone else",
        help_text="Their name or role.",
    )
    approved_on = BritishDateField(label="Approved on")
    review_on = BritishDateField(label="Review date")

    def offer_boards(self, places: "QuerySet[School]", current: DocumentVersion | None = None) -> None:
        """Offer the boards of the places, and the one that approved the current version."""
        boards = boards_to_name(places)
        if current is not None:
            boards = boards | Board.objects.filter(pk__in=[current.board_id or 0])
        self.fields["board"].queryset = boards.distinct().order_by("kind", "name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one who approved it, and check the order of the dates."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("board")) == bool(cleaned.get("approved_by")) and not self.errors.get("approved_by"):
            self.add_error("board", "Choose the board or enter who else approved it, not both")
        approved, review = cleaned.get("approved_on"), cleaned.get("review_on")
        if approved and approved > today():
            self.add_error("approved_on", "Enter the day it was approved. It can’t be in the future")
        if approved and review and review <= approved:
            self.add_error("review_on", "The review date must be after the date of approval")
        return cleaned


class ContentFields(SavedForm):
    """What it says: a PDF or a link."""

    file = UploadField(label="PDF", required=False, endings=("pdf",))
    link = field_of(DocumentVersion, "link", label="Or a link to it")

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"file", "link"} & set(self.errors) and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("file", "Choose a PDF or enter a link, not both")
        return cleaned


class NewDocumentForm(SubmitOnceForm, ContentFields, ApprovalFields, DocumentFields):
    """A new document with its first version."""

    apart = ("file",)

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(actor)
        self.offer_boards(self.fields["school"].queryset)  # type: ignore[attr-defined]


class DocumentForm(VersionedForm, ApprovalFields, DocumentFields):
    """A document that is there, and what is said of its current version; what it says stays."""

    def __init__(
        self, *args: Any, actor: Person, document: PolicyDocument, current: DocumentVersion, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=document, initial=said_of(current), **kwargs)
        self.offer(actor, document)
        self.offer_boards(self.fields["school"].queryset, current)  # type: ignore[attr-defined]


def said_of(current: DocumentVersion) -> dict[str, Any]:
    """Return what is said of a version, by field."""
    return {name: getattr(current, name) for name in ("label", "board", "approved_by", "approved_on", "review_on")}


class NewVersionForm(SubmitOnceForm, ContentFields, ApprovalFields):
    """A new version, and whether everybody who is asked reads it again."""

    version = VersionField()
    changes = field_of(
        DocumentVersion,
        "changes",
        label="What has changed?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Readers see this above the document.",
    )
    read_again = forms.BooleanField(label="Ask everyone to read it again", required=False, initial=True)
    read_again_by = BritishDateField(label="Read by", required=False)

    apart = ("file", "read_again", "read_again_by")

    def __init__(self, *args: Any, document: PolicyDocument, reading: Reading | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["version"].initial = document.version
        self.offer_boards(School.objects.filter(pk=document.school_id))
        fields["read_again_by"] = BritishDateField(label="Read by", required=False, earliest=today())
        if reading is None:
            del fields["read_again"], fields["read_again_by"]

    def clean(self) -> dict[str, Any]:
        """Ask for a day where everybody is to read it again."""
        cleaned = super().clean()
        wants_day = cleaned.get("read_again") and not cleaned.get("read_again_by")
        if wants_day and "read_again_by" not in self.errors:
            self.add_error("read_again_by", "Enter the day by which people read it")
        return cleaned

    def read_again_day(self) -> Any:
        """Return the day by which everybody reads it again; None where nobody does."""
        return self.cleaned_data.get("read_again_by") if self.cleaned_data.get("read_again") else None


class AskForm(SubmitOnceForm, AudienceFields):
    """Who reads a document, and by when."""

    version = VersionField()
    due_on = BritishDateField(label="Read by")
    every_year = forms.BooleanField(
        label="Ask again every year",
        required=False,
        help_text="On the day a year after today, and every year after that.",
    )

    # The parts of the audience that are folded.
    SOME = ("groups", "stages", "duties", "roles", "phases")

    def __init__(self, *args: Any, document: PolicyDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        fields: Any = self.fields
        fields["version"].initial = document.version
        fields["due_on"] = BritishDateField(label="Read by", earliest=today())
        fields["whole"].label = "Who reads it?"
        if document.school.is_central:
            schools = School.objects.open_on(today())
            self.offer_places(schools, {row.phase for row in schools if row.phase})
        else:
            del fields["schools"], fields["phases"]
        if document.readers == Readers.BOARD:
            self.offer_boards_only()
        elif document.readers == Readers.STAFF:
            fields["whole"].choices = [choice for choice in fields["whole"].choices if choice[0] == "staff"]
        self.order_fields(["token", "version", "whole", "schools", "due_on", "every_year"])

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines of the audience: of a school's document at that school alone."""
        lines = super().lines()
        if self.document.school.is_central:
            return lines
        return [line | {"school": self.document.school} for line in lines]

    def plain_fields(self) -> list[Any]:
        """Return the fields that are always shown."""
        return [bound for bound in self.visible_fields() if bound.name not in self.SOME]

    def folded_fields(self) -> list[Any]:
        """Return those of only some people."""
        return [self[name] for name in self.SOME if name in self.fields]

    def is_folded_open(self) -> bool:
        """Return whether something is set or wrong there."""
        return any(bound.errors or bound.value() for bound in self.folded_fields())
