"""Ended exemptions and names are kept, the yearly window may open early, and a confirmed award goes before one's word."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def leave_years_as_they_were(apps: Any, schema_editor: Any) -> None:
    """Empty the months that meant nothing for an academic year, so that they do not begin to mean something."""
    yearly = apps.get_model("certificates", "Requirement").objects.filter(expiry="academic_year")
    yearly.update(early_renewal_months=0)


def mark_confirmed_awards(apps: Any, schema_editor: Any) -> None:
    """Move the mark from one's own word to the award of the same day that somebody vouches for."""
    certificates = apps.get_model("certificates", "Certificate").objects.filter(revoked_at=None)
    own_word = Q(source="upload", entered_by=F("person"), verified_at=None)
    for marked in certificates.filter(own_word, is_current=True):
        history = certificates.filter(person=marked.person_id, requirement=marked.requirement_id)
        vouched_days = list(history.exclude(own_word).values_list("awarded_on", flat=True))
        if marked.awarded_on not in vouched_days:
            continue
        counts = (
            history.exclude(own_word, awarded_on__in=vouched_days)
            .order_by(F("expires_on").desc(nulls_first=True), "-awarded_on", "-pk")
            .first()
        )
        history.filter(pk=marked.pk).update(is_current=False)
        history.filter(pk=counts.pk).update(is_current=True)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_ladder_and_verification")]

    operations = [
        migrations.RunPython(leave_years_as_they_were, migrations.RunPython.noop),
        migrations.RunPython(mark_confirmed_awards, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=Q(("expiry", "academic_year"), _negated=True) | Q(early_renewal_months__lte=11),
                name="certificates_requirement_year_ahead_within_a_year",
                violation_error_message="Enter at most 11 months for an academic year.",
            ),
        ),
        migrations.RemoveConstraint(model_name="exemption", name="certificates_exemption_once"),
        migrations.RemoveConstraint(model_name="namedholder", name="certificates_namedholder_once"),
        migrations.AddField(
            model_name="exemption",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="namedholder",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.UniqueConstraint(
                condition=Q(ended_on=None), fields=("person", "requirement"), name="certificates_exemption_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="namedholder",
            constraint=models.UniqueConstraint(
                condition=Q(ended_on=None), fields=("person", "requirement"), name="certificates_namedholder_once"
            ),
        ),
    ]
