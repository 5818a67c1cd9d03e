"""Boards, appointments to them, and the roles that follow from an appointment."""
