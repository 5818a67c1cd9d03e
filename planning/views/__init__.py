"""The pages of planning: find, ask, do, answer."""
