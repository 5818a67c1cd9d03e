"""A believable trust to try the system with. Every school and person in it is invented.

The same numbers come out on the same day: one seeded generator drives everything. Rows are written in bulk, in the
order in which the database's own rules allow them; nothing here is used outside the demo and the tests of it.
"""
