"""The addresses of governance. None holds a name."""

from governance.audits.urls import urlpatterns as audit_urls
from governance.boards.urls import urlpatterns as board_urls

app_name = "governance"

urlpatterns = [*board_urls, *audit_urls]
