"""Tables and the address: sorting and pages come from it, the length of a page does not."""

from copy import copy

import django_tables2
from django_tables2 import Table


class RequestConfig(django_tables2.RequestConfig):
    """Sort a table and choose its page as the address asks.

    The library would also take `?per_page=` from it: below one that is a crash, and with a large number a whole
    register on one page.
    """

    def configure(self, table: Table) -> Table:
        """Sort and page the table, and return it."""
        asked = copy(self.request)
        asked.GET = self.request.GET.copy()
        asked.GET.pop(table.prefixed_per_page_field, None)
        django_tables2.RequestConfig(asked, self.paginate).configure(table)
        table.request = self.request
        return table
