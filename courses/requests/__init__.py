"""A person's request for a course: what they ask for and why, from draft to the end of its way."""
