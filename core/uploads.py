"""Uploads: what may come in, checked by its content, cleaned, and kept under a random name.

Extension, first bytes and a real parse must agree; only which kind of picture it is, its bytes say alone. Pictures are
written anew, so that nothing but the picture is kept; PDFs are kept as they are when they are whole and quiet. The
parsing happens in a child process with little memory and little time (`core.file_check`). Tables are only looked at
here; `core.spreadsheets` reads them.
"""

import hashlib
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from core import spreadsheets
from core.models import StoredFile
from core.text import clean_line

Kind = StoredFile.Kind

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 150
# Above the child's own limit on processor time, for a machine that is busy with other things.
PATIENCE_SECONDS = 20

DOCUMENTS = (Kind.PDF, Kind.JPEG, Kind.PNG)
TABLES = (Kind.CSV, Kind.XLSX)
# Ending → how the file is read, and the kind that has to be allowed here. Some pictures are kept as JPEG or PNG.
EXTENSIONS: dict[str, tuple[str, Kind]] = {
    ".pdf": ("PDF", Kind.PDF),
    ".jpg": ("JPEG", Kind.JPEG),
    ".jpeg": ("JPEG", Kind.JPEG),
    ".jfif": ("JPEG", Kind.JPEG),
    ".png": ("PNG", Kind.PNG),
    ".webp": ("WEBP", Kind.JPEG),
    ".tif": ("TIFF", Kind.JPEG),
    ".tiff": ("TIFF", Kind.JPEG),
    ".csv": ("CSV", Kind.CSV),
    ".xlsx": ("XLSX", Kind.XLSX),
}
KEPT_AS = {"PDF": Kind.PDF, "JPEG": Kind.JPEG, "PNG": Kind.PNG, "CSV": Kind.CSV, "XLSX": Kind.XLSX}
WRITTEN_AS = {Kind.PDF: ".pdf", Kind.JPEG: ".jpg", Kind.PNG: ".png", Kind.CSV: ".csv", Kind.XLSX: ".xlsx"}
FIRST_BYTES: dict[str, bytes | tuple[bytes, ...]] = {
    "PDF": b"%PDF-",
    "JPEG": b"\xff\xd8\xff",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "WEBP": b"RIFF",
    "TIFF": (b"II*\x00", b"MM\x00*"),
    "XLSX": b"PK\x03\x04",
}
PICTURES = ("JPEG", "PNG", "WEBP", "TIFF")
HEIC = re.compile(rb"....ftyp(hei|hev|mif|msf)", re.DOTALL)
SPOKEN = {Kind.PDF: "PDF", Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.CSV: "CSV", Kind.XLSX: "Excel (.xlsx)"}
_PHOTO = (
    "This is a photo in a form that few programs read (HEIC). Open it and save or export it as JPEG. "
    "An iPhone takes JPEGs when Settings, Camera, Formats says “Most Compatible”."
)
_TEXT = "This is a document that can still be changed. Save it as PDF (File, Save as) and upload that."
_TABLE = "This workbook is of another kind. Save it as .xlsx or as CSV and upload that."
_PICTURE = "Pictures of this kind are not taken. Save it as JPEG or PNG and upload that."
HOW_TO_SAVE = (
    dict.fromkeys((".heic", ".heif", ".hif"), _PHOTO)
    | dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages", ".ppt", ".pptx", ".txt"), _TEXT)
    | dict.fromkeys((".gif", ".bmp", ".avif", ".svg"), _PICTURE)
)
HOW_TO_SAVE_A_TABLE = dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".numbers"), _TABLE)


class UploadRefused(Exception):
    """The file is not taken. The text is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: its kind, its cleaned name, the bytes to keep, their size and SHA-256."""

    kind: Kind
    name: str
    content: bytes
    size: int
    sha256: str


def clean_name(name: str, kind: Kind) -> str:
    """Return a name that is safe to show and to send: no path, no control or direction marks, at most 150 letters.

    The extension becomes the kind's own, so that a name never promises something else than the file is.
    """
    text = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    text = "".join("_" if char in '<>:"|?*' else char for char in text)
    while any(text.lower().endswith(ending) for ending in EXTENSIONS):
        text = text.rpartition(".")[0].strip(" .")
    stem = text.strip(" .") or "file"
    ending = WRITTEN_AS[kind]
    return stem[: MAX_NAME - len(ending)].rstrip(" .") + ending


def ending_of(name: str) -> str:
    """Return the ending of a file's name, in small letters and with its dot."""
    return PurePosixPath(name.strip(" .")).suffix.lower()


def how_to_save(name: str, *, as_table: bool) -> str:
    """Return how to save a file whose kind is not taken so that it is, or "" where nothing better is known."""
    return (HOW_TO_SAVE_A_TABLE if as_table else HOW_TO_SAVE).get(ending_of(name), "")


def check_upload(upload: UploadedFile, allowed: Collection[Kind] = DOCUMENTS) -> CheckedFile:
    """Look at an uploaded file and return what may be kept of it.

    `allowed`: the kinds that fit here. Raises `UploadRefused` with a sentence for the person, and nothing else.
    """
    read_as, content = look_from_outside(upload, allowed)
    kind = EXTENSIONS[ending_of(upload.name or "")][1]
    if kind in TABLES:
        try:
            spreadsheets.look_at(content, is_workbook=kind == Kind.XLSX)
        except spreadsheets.TableRefused as refusal:
            raise UploadRefused(str(refusal)) from None
    else:
        kind, content = _look_inside(content, read_as)
    return CheckedFile(
        kind=kind,
        name=clean_name(upload.name or "", kind),
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def look_from_outside(upload: UploadedFile, allowed: Collection[Kind] = DOCUMENTS) -> tuple[str, bytes]:
    """Return how a file is to be read, and its bytes, when size, ending and first bytes agree; else `UploadRefused`."""
    wanted = _and_or([SPOKEN[kind] for kind in Kind if kind in allowed])
    if not upload.size:
        raise UploadRefused("This file is empty. Choose another.")
    if upload.size > MAX_BYTES:
        raise UploadRefused(f"This file is larger than {MAX_BYTES // (1024 * 1024)} MB. Upload a smaller file.")
    name = upload.name or ""
    read_as, kind = EXTENSIONS.get(ending_of(name), ("", None))
    if kind is None or kind not in allowed:
        advice = how_to_save(name, as_table=Kind.XLSX in allowed)
        raise UploadRefused(advice or f"You can't upload this type of file. Upload {wanted}.")
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if not content or len(content) > MAX_BYTES:
        raise UploadRefused("The upload didn't finish. Try again.")
    if read_as in PICTURES:
        # Phones and messengers name a picture as they like. It is written anew as what it is.
        if HEIC.match(content):
            raise UploadRefused(_PHOTO)
        read_as = next((each for each in PICTURES if content.startswith(FIRST_BYTES[each])), read_as)
    if not content.startswith(FIRST_BYTES.get(read_as, b"")):
        raise UploadRefused(f"This file isn't {_a(read_as)}. Upload {wanted}.")
    return read_as, content


def store_upload(*, actor: Any, upload: UploadedFile, allowed: Collection[Kind] = DOCUMENTS) -> StoredFile:
    """Check an upload and keep it under a random name, and return its row.

    Raises `UploadRefused` with a sentence for the person. Who may read it is a question of the app that holds the row.
    """
    return _keep(actor=actor, file=check_upload(upload, allowed))


def keep_made_file(*, actor: Any, content: bytes, kind: Kind, name: str) -> StoredFile:
    """Keep a file that the system itself made, such as a report's PDF, in the same private place as uploads."""
    return _keep(
        actor=actor,
        file=CheckedFile(
            kind=kind, name=name, content=content, size=len(content), sha256=hashlib.sha256(content).hexdigest()
        ),
    )


def _keep(*, actor: Any, file: CheckedFile) -> StoredFile:
    stored = StoredFile(kind=file.kind, name=file.name, size=file.size, sha256=file.sha256, uploaded_by=actor)
    stored.file.save(uuid.uuid4().hex + WRITTEN_AS[file.kind], ContentFile(file.content), save=False)
    stored.save()
    return stored


def _look_inside(content: bytes, read_as: str) -> tuple[Kind, bytes]:
    """Return what to keep of a PDF or a picture, as the child process found it."""
    program = Path(__file__).with_name("file_check.py")
    too_hard = "We couldn't check this file. It may be damaged. Save a new copy and upload that."
    try:
        # -I keeps the child away from this folder, whose `calendar` would stand before Python's own.
        child = subprocess.run(  # noqa: S603 -- our own program, no shell
            [sys.executable, "-I", str(program), read_as],
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UploadRefused(too_hard) from None
    line, _, kept = child.stdout.partition(b"\n")
    try:
        answer = json.loads(line)
    except ValueError:
        answer = {}
    if "refused" in answer:
        raise UploadRefused(answer["refused"])
    if child.returncode != 0 or "kind" not in answer or not kept:
        raise UploadRefused(too_hard)
    return KEPT_AS[answer["kind"]], kept


def _a(word: str) -> str:
    return f"an {word}" if word.startswith(("Excel", "XLSX")) else f"a {word}"


def _and_or(words: list[str]) -> str:
    first, last = [_a(word) for word in words[:-1]], _a(words[-1])
    return f"{', '.join(first)} or {last}" if first else last
