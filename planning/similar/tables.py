"""The list of what could be provided together."""

from django.urls import reverse

from core.tables import Column, Empty, FileColumn, Table


class SimilarTable(Table):
    """Proposals: what, how many people of how many schools, what sending them out may cost."""

    title = Column("Training needed", linkify=lambda row: reverse("planning:similar-detail", args=[row.key]))
    about = Column("About")
    number = FileColumn("People", "people", "number")
    people = Column("Who", "who_exactly", order_by=("people", "schools", "title"))
    schools = Column("Schools", kind="number")
    which = FileColumn("School names", lambda row: ", ".join(f"{share.name} ({share.people})" for share in row.shares))
    count = Column("Training needs", kind="number")
    price = Column("Price per place", kind="price", orderable=False)

    caption = "Similar training needs"
    one = "proposal"
    code, file_name = "planning.need", "similar training needs"
    empty = Empty("No similar needs at the moment", "Open needs that are alike show here together.")
