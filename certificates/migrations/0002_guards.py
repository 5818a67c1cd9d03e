"""What the database itself refuses about certificates: they are revoked, never deleted."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate

REVOKED = "A certificate is revoked, never deleted."


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        RefuseTrigger(
            name="certificates_certificate_no_delete",
            table="certificates_certificate",
            event="DELETE",
            when="TRUE",
            message=REVOKED,
        ),
        RefuseTruncate(tables=["certificates_certificate"], message=REVOKED),
    ]
