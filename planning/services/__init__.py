"""The verbs of planning, the only code that writes its rows."""
