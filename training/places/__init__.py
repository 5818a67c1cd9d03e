"""Who goes to an event: invitations, the Headteacher's agreement, places, the waiting list."""
