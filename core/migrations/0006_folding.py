"""The function by which PostgreSQL folds texts, for searching them."""

from django.db import migrations

from core.folding import MakeFoldingFunction


class Migration(migrations.Migration):
    dependencies = [("core", "0005_file_guards")]

    operations = [MakeFoldingFunction()]
