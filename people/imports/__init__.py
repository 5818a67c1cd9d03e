"""Reading staff and school files: which column means what, what each cell says, and what it would change.

Nothing here writes; `people.services.imports` does.
"""
