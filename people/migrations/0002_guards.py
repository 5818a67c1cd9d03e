"""What the database itself refuses about people, and what it keeps folded for finding them."""

from django.db import migrations

from core.folding import KeepFolded
from core.triggers import refuse_on_write

# No check constraint: SQLite would make the table anew for it, and triggers of apps above look into the table.
DELEGATIONS = refuse_on_write(
    name="people_delegation_named",
    table="people_delegation",
    when="NEW.named_by_id = NEW.deputy_id",
    message="Nobody names themselves to decide for somebody else.",
)

FOLDED = [
    KeepFolded(table="people_person", columns=["first_name", "last_name", "email"]),
    KeepFolded(table="people_post", columns=["job_title"]),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0003_guards"), ("people", "0001_initial")]

    operations = [*DELEGATIONS, *FOLDED]
