"""Records of bookings take over the duty that their request names."""

from typing import Any

from django.db import migrations


def name_duties(apps: Any, schema_editor: Any) -> None:
    """Copy the requirement of each statutory request to the record of its booking."""
    bookings = apps.get_model("courses", "Booking").objects.filter(request__reason="statutory")
    records = apps.get_model("training", "Record").objects
    named = bookings.exclude(request__requirement=None).values_list("public_id", "request__requirement")
    for public_id, requirement in named.iterator():
        records.filter(source_key=f"booking:{public_id}", reason="statutory").update(requirement=requirement)


class Migration(migrations.Migration):
    dependencies = [("courses", "0013_folded_words"), ("training", "0006_record_requirement")]

    operations = [migrations.RunPython(name_duties, migrations.RunPython.noop)]
