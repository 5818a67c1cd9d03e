"""Who reads what people say of training."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.search import Searched, terms_of
from planning.models import Action, Source
from training.records.models import Record
from training.records.querysets import RecordQuerySet

if TYPE_CHECKING:
    from people.models import Person


# So many records are named one by one, which an index answers; of more a page's rows soon find one each.
FEW_RECORDS = 500


class FeedbackQuerySet(Searched, models.QuerySet):
    """What people say of training."""

    SEARCHED = ("record__title",)

    def matching(self, text: str) -> Self:
        """Return the feedback in which everything typed stands: in its words, or in title and provider of its record.

        The records that fit are looked for first, by their own index; joined, each feedback would ask for its record.
        """
        if not text.strip():
            return self
        found = self if (terms := terms_of(text)) else self.none()
        for term in terms:
            records = Record.objects.filter(term.found_in(*RecordQuerySet.SEARCHED)).order_by()
            few = list(records.values_list("pk", flat=True)[: FEW_RECORDS + 1])
            words = term.found_in("learnt", "will_do", "recommended_for")
            many = Q(Exists(records.filter(pk=OuterRef("record"))))
            found = found.filter(words | (Q(record__in=few) if len(few) <= FEW_RECORDS else many))
        return found

    def visible_to(self, actor: "Person") -> Self:
        """Return the feedback on the records that the actor reads, and to staff all that is shared (policy IM-2)."""
        rows = self.filter(record__withdrawn_at=None)
        if actor.authority.is_trust_wide:
            return rows
        on_their_records = Q(record__in=Record.objects.visible_to(actor).order_by())
        return rows.filter(on_their_records | Q(is_shared=True) if actor.authority.is_staff else on_their_records)

    def in_library_of(self, actor: "Person") -> Self:
        """Return what is shared, to staff; a part of `visible_to` that one index answers."""
        if not actor.authority.is_staff:
            return self.none()
        # Records that were withdrawn are few: leaving theirs out joins no million others.
        withdrawn = Record.everything.filter(withdrawn_at__isnull=False).order_by().values("pk")
        return self.filter(is_shared=True).exclude(record__in=withdrawn)

    def seen_on(self, link: str, actor: "Person") -> Self:
        """Return what the actor may find by the need or action (`link`) that its record hangs on.

        Where that came of a review, only those who read the record: to find a colleague's words there would tell that
        their training was agreed in their review. Other links narrow nothing.
        """
        if actor.authority.is_trust_wide or link not in ("need", "action"):
            return self.all()
        of_a_review = Q(record__need__source=Source.REVIEW)
        if link == "action":
            planned = Action.objects.filter(Q(review_need__isnull=False) | Q(needs__source=Source.REVIEW))
            of_a_review = Q(record__action__in=planned.order_by().values("pk"))
        return self.filter(~of_a_review | Q(record__in=Record.objects.visible_to(actor).order_by()))
