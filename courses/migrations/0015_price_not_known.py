"""The price of a course that nobody has said is not the price of a free one."""

from django.db import migrations, models

from core.triggers import KeepTriggers


class Migration(migrations.Migration):
    dependencies = [("courses", "0014_duties_of_records")]

    operations = [
        KeepTriggers(
            [
                migrations.AlterField(
                    model_name="course",
                    name="price",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="price a person in pounds",
                    ),
                )
            ]
        )
    ]
