"""The addresses of governance. None holds a name."""

from governance.audits.urls import urlpatterns as audit_urls
from governance.board_training.urls import urlpatterns as training_urls
from governance.boards.urls import urlpatterns as board_urls
from governance.documents.urls import urlpatterns as document_urls
from governance.meetings.urls import urlpatterns as meeting_urls

app_name = "governance"

urlpatterns = [*board_urls, *training_urls, *audit_urls, *document_urls, *meeting_urls]
