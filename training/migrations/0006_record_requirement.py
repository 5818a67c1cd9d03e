"""The duty that a record was for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_kept_history"), ("training", "0005_folded_words")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="requirement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="certificates.requirement",
            ),
        ),
    ]
