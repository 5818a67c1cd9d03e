"""How quick the pages are for a large trust, beside a plain Django project on the same rows: `make bench`.

One module an app (`people`, `certificates`, `training`, `courses`), each with

- `build…()`: rows written straight into PostgreSQL (`rows.insert`), in the order that the database's guards ask for;
- `VIEWS`: the plain pages of the floor (`floor/`) on the same rows, with no rules and no frame;
- `pages()`: what is measured, as `measuring.Page`.

An app more: write its module, and name it and its steps in `parts`.
"""
