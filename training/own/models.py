"""The transcripts that were issued: enough to say of a file that it is one, and of nobody whose it is."""

from django.db import models


class Transcript(models.Model):
    """One PDF that somebody took along. Neither the file nor whose it is is kept: its hash, its code and the day."""

    code = models.CharField(max_length=14, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    issued_on = models.DateField(editable=False)

    class Meta:
        ordering = ("-issued_on", "-pk")

    def __str__(self) -> str:
        return self.code
