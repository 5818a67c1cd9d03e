"""What people read of planning: how each school stands, its priorities, and one priority with all that serves it."""
