"""Who may open which page of policy documents."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from core.tests.hostile_files import pdf
from core.uploads import Kind, keep_made_file
from cpd_trust.tests.access.row import Row, answers
from governance.documents.tests.factories import DocumentFactory, ReadingFactory, VersionFactory

Arguments = Callable[[SimpleNamespace, SimpleNamespace], list[Any]]
OAK_STAFF = ("ada", "bea", "lin", "sid", "hal")
CENTRAL = ("eve", "cleo", "ben", "ann")
SEES = (*OAK_STAFF, "gus", "chas", "cora", *CENTRAL)
KEEPS = ("hal", "eve", "ann")
# Of their own people alone.
FOLLOWS_UP = ("sid", "hal", *CENTRAL)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make a policy of Oak that its staff are asked to read."""
    document: Any = DocumentFactory(school=cast.oak, title=f"Lone working {cast.ada.last_name}", current=False)
    file = keep_made_file(actor=cast.hal, content=pdf(), kind=Kind.PDF, name="policy.pdf")
    version = VersionFactory(document=document, file=file, link="", added_by=cast.hal)
    return SimpleNamespace(
        document=document, document_version=version, reading=ReadingFactory(document=document, asked_by=cast.hal)
    )


def of(name: str) -> Arguments:
    """Return the arguments of an address of one of the world's objects."""
    return lambda cast, world: [getattr(world, name).public_id]


def version_of(name: str) -> Callable[[SimpleNamespace, SimpleNamespace], dict[str, Any]]:
    """Return what a button carries."""
    return lambda cast, world: {"version": getattr(world, name).version}


def kept(status: int) -> dict[str, int]:
    """Return the status for those who keep it, 403 for its other readers, and 404 for everybody else."""
    return answers(404, **dict.fromkeys(SEES, 403) | dict.fromkeys(KEEPS, status))


ROWS: dict[str, Row] = {
    "governance:document-list": Row("GET", answers(200, nora=403)),
    "governance:document-create": Row("GET", answers(403, **dict.fromkeys((*KEEPS, "eli", "cora"), 200))),
    "governance:document-keeper-options": Row("GET", answers(200, nora=403)),
    "governance:document-detail": Row("GET", answers(404, **dict.fromkeys(SEES, 200)), of("document")),
    "governance:document-edit": Row("GET", kept(200), of("document")),
    "governance:document-version-add": Row("GET", kept(200), of("document")),
    "governance:document-withdraw": Row("POST", kept(302), of("document"), version_of("document")),
    "governance:document-restore": Row("POST", kept(302), of("document"), version_of("document")),
    "governance:document-file": Row("GET", answers(404, **dict.fromkeys(SEES, 200)), of("document_version")),
    "governance:reading-ask": Row("GET", kept(200), of("document")),
    "governance:reading-detail": Row("GET", answers(404, **dict.fromkeys(FOLLOWS_UP, 200)), of("reading")),
    "governance:reading-declare": Row(
        "POST",
        answers(404, **dict.fromkeys(SEES, 403) | dict.fromkeys(OAK_STAFF, 302)),
        of("reading"),
        lambda cast, world: {"version": 1},
    ),
    "governance:reading-remind": Row("POST", answers(404, **dict.fromkeys(FOLLOWS_UP, 302)), of("reading")),
    "governance:reading-end": Row(
        "POST",
        answers(404, **dict.fromkeys(FOLLOWS_UP, 403) | dict.fromkeys(KEEPS, 302)),
        of("reading"),
        version_of("reading"),
    ),
}
