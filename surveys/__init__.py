"""Surveys to staff, boards, parents and pupils, and the needs that come out of them (policy AP-3)."""
