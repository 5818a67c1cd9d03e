"""Who may open which page of `notifications`: everybody their own notices; the outbox, the administrator alone."""

from types import SimpleNamespace

from cpd_trust.tests.access.row import Row, answers
from notifications.tests.factories import MailFactory, NoticeFactory


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make a notice of Ada's, and a mail to her that failed and one that nobody knows about."""
    return SimpleNamespace(
        notice=NoticeFactory(person=cast.ada),
        failed=MailFactory(person=cast.ada, status="failed"),
        unknown=MailFactory(person=cast.ada, status="unknown"),
    )


ROWS: dict[str, Row] = {
    "notifications:inbox": Row("GET", answers(200)),
    "notifications:inbox-read-all": Row("POST", answers(302)),
    "notifications:preferences": Row("GET", answers(200)),
    "notifications:notice-detail": Row("GET", answers(404, ada=200), lambda c, w: [w.notice.public_id]),
    "notifications:notice-open": Row("POST", answers(404, ada=302), lambda c, w: [w.notice.public_id]),
    "notifications:notice-read": Row("POST", answers(404, ada=302), lambda c, w: [w.notice.public_id]),
    "notifications:outbox": Row("GET", answers(403, ann=200)),
    "notifications:mail-test": Row("POST", answers(403, ann=302)),
    "notifications:mail-detail": Row("GET", answers(403, ann=200), lambda c, w: [w.failed.public_id]),
    "notifications:mail-send-again": Row("POST", answers(403, ann=302), lambda c, w: [w.failed.public_id]),
    "notifications:mail-leave": Row("POST", answers(403, ann=302), lambda c, w: [w.failed.public_id]),
    "notifications:mail-settle-as-sent": Row("POST", answers(403, ann=302), lambda c, w: [w.unknown.public_id]),
}
