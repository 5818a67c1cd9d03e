"""A board's training record as a list."""

from core.formatting import days_of
from core.tables import Column, Empty, FileColumn, Table
from governance.board_training.selectors import way_of


class BoardRecordTable(Table):
    """A row for what one person did."""

    person = Column("Person", order_by=("person__last_name", "person__first_name", "pk"))
    title = Column("Training", order_by=("title", "pk"))
    provider = FileColumn("Provider")
    approach = FileColumn("Type of training")
    way = Column("How", way_of, orderable=False)
    starts_on = Column("Date", kind="date", file="First day", draw=days_of, order_by=("starts_on", "pk"))
    ends_on = FileColumn("Last day", kind="date")
    hours = Column("Hours", kind="number", order_by=("hours", "pk"))

    class Meta:
        sequence = ("person", "title", "way", "starts_on", "hours")

    caption = "Training record"
    one, many = "activity", "activities"
    formats = "pdf,csv,xlsx"
    code, file_name = "governance.board_record", "board-training-record"
    empty = Empty(
        "No training recorded this year",
        "Training for the board shows here once the register of an event is closed. Choose another year to see more.",
        icon="graduation-cap",
    )
