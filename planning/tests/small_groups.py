"""Figures as they are, for tests of what a number is and not of whom it may tell."""

from core.models import TrustSettings


def show_every_group():
    """Let groups of one be shown, which no trust can set: the settings page refuses fewer than five."""
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"planning.smallest_group": 1}})
