"""The look inside an uploaded PDF or image, run as a program of its own with little memory and little time.

Parsers of hostile files run long, eat memory or crash. This file runs in a child process that may do all three and
hurts nobody: it reads the bytes on its standard input and answers on its standard output with one line of JSON,
`{"ok": true}` or `{"refused": "why"}`, then the bytes to keep. It imports nothing of the project.
"""

import io
import json
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

MEMORY = 768 * 1024 * 1024
SECONDS = 3
MAX_PAGES = 300
MAX_OBJECTS = 60_000
MAX_PIXELS = 40_000_000  # a page scanned at 600 dots an inch
MAX_SIDE = 3500
MAX_IMAGE_BYTES = 10 * 1024 * 1024

# What a PDF can do to its reader, beside being read.
LIVELY_KEYS = frozenset(
    {
        "/JavaScript",
        "/JS",
        "/EmbeddedFiles",
        "/EmbeddedFile",
        "/EF",
        "/Launch",
        "/RichMedia",
        "/XFA",
        "/RichMediaContent",
    }
)
LIVELY_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/GoToE",
        "/ImportData",
        "/SubmitForm",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)
LIVELY_TYPES = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
# A second look at the plain bytes, for objects that this reader does not reach and another might.
LIVELY_BYTES = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


class Refused(Exception):
    """The file is not wanted. The text is for the person who sent it."""


BROKEN_PDF = "This PDF is damaged or incomplete. Open it on your computer and save or print it as a PDF again."
LIVELY_PDF = (
    "This PDF holds a program, an attachment or an action that starts by itself. "
    "Print it as a PDF again and upload that."
)
BROKEN_IMAGE = "This picture is damaged or incomplete. Open it on your computer and save it again."


def check_pdf(data: bytes) -> None:
    """Raise `Refused` unless this is a whole, quiet, readable PDF of at most 300 pages."""
    from pypdf import PdfReader

    if not data.startswith(b"%PDF-"):
        raise Refused("This is not a PDF, whatever its name says.")
    tail = re.search(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z", data[-2048:])
    if tail is None or not 0 < int(tail.group(1)) < len(data):
        raise Refused(BROKEN_PDF)
    reader = PdfReader(io.BytesIO(data), root_object_recovery_limit=1000)
    if reader.is_encrypted:
        raise Refused("This PDF is locked with a password. Save a copy without the password and upload that.")
    if LIVELY_BYTES.search(HEX_IN_NAME.sub(lambda m: bytes([int(m.group(1), 16)]), data)):
        raise Refused(LIVELY_PDF)
    pages = 0
    for page in reader.pages:
        pages += 1
        if pages > MAX_PAGES:
            raise Refused(f"This PDF has more than {MAX_PAGES} pages. Upload only the pages that matter.")
        page.mediabox  # noqa: B018 -- a page without a size is no page
    if not pages:
        raise Refused("This PDF has no pages.")
    for seen, value in enumerate(_every_value(reader)):
        if seen > MAX_OBJECTS:
            raise Refused("This PDF is too complicated to check. Print it as a PDF again and upload that.")
        _refuse_lively(value)


def _every_value(reader: Any) -> Iterator[Any]:
    """Yield each dictionary and array of the file, also of objects that no page refers to."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    stack: list[Any] = [reader.trailer]
    stack.extend(IndirectObject(number, 0, reader) for number in sorted(numbers, reverse=True) if number)
    while stack:
        value = stack.pop()
        if isinstance(value, IndirectObject):
            # Every object has its own turn; following references as well would only go round in circles.
            value = reader.get_object(value)
        if isinstance(value, DictionaryObject):
            yield value
            stack.extend(v for v in value.values() if isinstance(v, (DictionaryObject, ArrayObject)))
        elif isinstance(value, ArrayObject):
            yield value
            stack.extend(v for v in value if isinstance(v, (DictionaryObject, ArrayObject)))


def _refuse_lively(value: Any) -> None:
    if not isinstance(value, dict):
        return
    if not LIVELY_KEYS.isdisjoint(value.keys()):
        raise Refused(LIVELY_PDF)
    for key, lively in (("/S", LIVELY_ACTIONS), ("/Type", LIVELY_TYPES), ("/Subtype", LIVELY_TYPES)):
        if str(value.get(key, "")) in lively:
            raise Refused(LIVELY_PDF)


def clean_image(data: bytes, wanted: str) -> bytes:
    """Return the picture written anew as `wanted` ("JPEG" or "PNG"): upright, with nothing in it but the picture.

    Raises `Refused` for another kind, a damaged file, or more than 40 million pixels. Very large
    pictures are made smaller; a certificate stays readable at that size.
    """
    from PIL import Image, ImageFile, ImageOps

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # our own cap stands below, before anything is decoded
    with Image.open(io.BytesIO(data), formats=[wanted]) as first:
        width, height = first.size
        if width * height > MAX_PIXELS or max(width, height) > 30_000:
            raise Refused(
                f"This picture is too large ({width} × {height} pixels). Make it smaller and upload it again."
            )
        if getattr(first, "n_frames", 1) > 1 and wanted == "PNG":
            raise Refused("This picture moves. Upload a still picture.")
        first.verify()
    with Image.open(io.BytesIO(data), formats=[wanted]) as picture:
        if wanted == "JPEG":
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        picture.load()
        if picture.mode in ("L", "RGB", "RGBA", "CMYK"):
            # Before anything copies it: what is left of the work is done on few pixels.
            picture.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(picture)
        clear = "A" in upright.mode or "transparency" in upright.info
        if upright.mode == "1" or upright.mode.startswith("I"):
            upright = upright.convert("L")
        elif upright.mode not in ("L", "RGB"):
            upright = upright.convert("RGBA" if clear and wanted == "PNG" else "RGB")
        plain = Image.new(upright.mode, upright.size)
        plain.paste(upright)
    plain.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
    while True:
        out = io.BytesIO()
        if wanted == "JPEG":
            plain.save(out, "JPEG", quality=88)
        else:
            plain.save(out, "PNG", compress_level=4)
        if out.tell() <= MAX_IMAGE_BYTES:
            return out.getvalue()
        plain.thumbnail((plain.width * 2 // 3, plain.height * 2 // 3))


def check(data: bytes, kind: str) -> bytes:
    """Return the bytes to keep of a file of `kind` ("PDF", "JPEG" or "PNG"). Raises `Refused` with the reason."""
    try:
        if kind == "PDF":
            check_pdf(data)
            return data
        return clean_image(data, kind)
    except Refused:
        raise
    except MemoryError:
        raise Refused(BROKEN_PDF if kind == "PDF" else BROKEN_IMAGE) from None
    except Exception as error:
        raise Refused(BROKEN_PDF if kind == "PDF" else BROKEN_IMAGE) from error


def main() -> None:
    """Read a file on standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read()
    try:
        kept = check(data, sys.argv[1])
    except Refused as refusal:
        sys.stdout.buffer.write(json.dumps({"refused": str(refusal)}).encode() + b"\n")
    else:
        sys.stdout.buffer.write(b'{"ok": true}\n' + kept)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
