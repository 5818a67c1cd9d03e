"""The areas of a skills audit, after the features of good governance that the DfE names."""

from django.db import models


class Area(models.TextChoices):
    """What a statement is about."""

    STRATEGY = "strategy", "Strategy"
    ACCOUNTABILITY = "accountability", "Accountability"
    PEOPLE = "people", "People"
    STRUCTURES = "structures", "Structures"
    COMPLIANCE = "compliance", "Compliance"
    EVALUATION = "evaluation", "Evaluation"
    CONTRIBUTION = "contribution", "Contribution"


# What each step of the scale means, lowest first.
SCALE = {
    1: "None yet",
    2: "A little",
    3: "Some",
    4: "Strong",
    5: "Very strong",
}
