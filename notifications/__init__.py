"""Tells a person something exactly once: an inbox in the app, and an outbox of mails."""
