"""The look inside an uploaded PDF or image, run as a program of its own with little memory and little time.

Parsers of hostile files run long, eat memory or crash. This file runs in a child process that may do all three and
hurts nobody: it reads the bytes on its standard input and answers on its standard output with one line of JSON,
`{"kind": "JPEG"}` or `{"refused": "why"}`, then the bytes to keep. It imports nothing of the project.
"""

import io
import itertools
import json
import re
import resource
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

MEMORY = 768 * 1024 * 1024
SECONDS = 3
MAX_PAGES = 300
MAX_OBJECTS = 60_000
MAX_PIXELS = 40_000_000  # a page scanned at 600 dots an inch
MAX_JPEG_PIXELS = 120_000_000  # the largest that phones take
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
LIVELY_BYTES = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


class Refused(Exception):
    """The file is not wanted. The text is for the person who sent it."""


BROKEN_PDF = (
    "This PDF is damaged or incomplete. Open it on your computer, save it as a PDF again and upload the new file."
)
LIVELY_PDF = (
    "This PDF contains an attachment, a script or an automatic action, so we can't accept it. Use “Print to PDF” to "
    "make a plain copy and upload that."
)
BROKEN_IMAGE = "This image is damaged or incomplete. Open it on your computer, save it again and upload the new file."


class Pdf:
    """A PDF as it came, and as the reader sees it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def reader(self) -> Any:
        """Return the reader. Raises whatever it likes for a broken file."""
        from pypdf import PdfReader

        return PdfReader(io.BytesIO(self.data), root_object_recovery_limit=1000)


def is_whole(pdf: Pdf) -> None:
    """Refuse a PDF that was cut off, or that something else follows; scanners may fill up with zeros."""
    tail = re.search(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\x00]*\Z", pdf.data[-2048:])
    if tail is None or not 0 < int(tail.group(1)) < len(pdf.data):
        raise Refused(BROKEN_PDF)


def opens_without_password(pdf: Pdf) -> None:
    """Refuse a PDF that asks its reader for a password; one that only forbids copying opens with none."""
    if pdf.reader.is_encrypted and not pdf.reader.decrypt(""):
        raise Refused("This PDF is password protected. Upload a copy without a password.")


def says_nothing_lively(pdf: Pdf) -> None:
    """Refuse words of programs anywhere in the bytes, for objects that this reader does not reach and another might."""
    if LIVELY_BYTES.search(HEX_IN_NAME.sub(lambda m: bytes([int(m.group(1), 16)]), pdf.data)):
        raise Refused(LIVELY_PDF)


def has_pages(pdf: Pdf) -> None:
    """Refuse a PDF without pages, or with pages that have no size."""
    for page in itertools.islice(pdf.reader.pages, MAX_PAGES):
        page.mediabox  # noqa: B018 -- a page without a size is no page
    if not len(pdf.reader.pages):
        raise Refused("This PDF has no pages. Upload a different file.")


def has_few_pages(pdf: Pdf) -> None:
    """Refuse a PDF of more than 300 pages."""
    if len(pdf.reader.pages) > MAX_PAGES:
        raise Refused(f"This PDF has more than {MAX_PAGES} pages. Upload only the pages we need.")


def is_simple(pdf: Pdf) -> None:
    """Refuse a PDF of so many objects that nobody can look at each."""
    for seen, _ in enumerate(_every_value(pdf.reader)):
        if seen > MAX_OBJECTS:
            raise Refused("We couldn't check this PDF. Use “Print to PDF” to make a plain copy and upload that.")


def does_nothing_lively(pdf: Pdf) -> None:
    """Refuse a PDF in which any object is a program, an attachment or an action that leaves the page."""
    for value in _every_value(pdf.reader):
        _refuse_lively(value)


PDF_CHECKS: tuple[Callable[[Pdf], None], ...] = (
    is_whole,
    opens_without_password,
    says_nothing_lively,
    has_few_pages,
    has_pages,
    is_simple,
    does_nothing_lively,
)


def check_pdf(data: bytes, checks: Iterable[Callable[[Pdf], None]] = PDF_CHECKS) -> None:
    """Raise `Refused` unless this is a whole, quiet, readable PDF of at most 300 pages."""
    pdf = Pdf(data)
    for each in checks:
        each(pdf)


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


def is_of_bearable_size(picture: Any) -> None:
    """Refuse more pixels than can be drawn here. A JPEG is drawn smaller at once, so it may be larger."""
    width, height = picture.size
    most = MAX_JPEG_PIXELS if picture.format in ("JPEG", "MPO") else MAX_PIXELS
    if width * height > most or max(width, height) > 30_000:
        raise Refused(
            f"This image is too large ({width} × {height} pixels). Save it with at most "
            f"{most // 1_000_000} million pixels and upload it again."
        )


def stands_still(picture: Any) -> None:
    """Refuse a picture that moves and a scan of several pages: one of them alone would be kept."""
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":  # a phone's second, smaller picture
        if picture.format == "TIFF":
            raise Refused("This scan has several pages. Save it as a PDF and upload that.")
        raise Refused("Animated images can't be uploaded. Take a screenshot of it and upload that.")


def is_undamaged(picture: Any) -> None:
    """Refuse a picture whose own checksums say that it was damaged on its way."""
    picture.verify()


IMAGE_CHECKS: tuple[Callable[[Any], None], ...] = (is_of_bearable_size, stands_still, is_undamaged)


def clean_image(data: bytes, wanted: str, checks: Iterable[Callable[[Any], None]] = IMAGE_CHECKS) -> tuple[str, bytes]:
    """Return the picture written anew, upright, with nothing in it but the picture, and as what: "JPEG" or "PNG".

    `wanted`: what it is said to be, "JPEG", "PNG", "WEBP" or "TIFF". Raises `Refused` for another kind, a damaged
    file, or too many pixels. Very large pictures are made smaller; a certificate stays readable at that size.
    """
    from PIL import Image, ImageFile, ImageOps

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # our own cap stands above, before anything is decoded
    with Image.open(io.BytesIO(data), formats=[wanted]) as first:
        for each in checks:
            each(first)
    with Image.open(io.BytesIO(data), formats=[wanted]) as picture:
        if wanted == "JPEG":
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        picture.load()
        if picture.mode in ("L", "RGB", "RGBA", "CMYK"):
            # Before anything copies it: what is left of the work is done on few pixels.
            picture.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(picture)
        clear = "A" in upright.mode or "transparency" in upright.info
        if upright.mode[0] in "IF":
            upright = _in_eight_bits(upright)
        elif upright.mode == "1":
            upright = upright.convert("L")
        elif upright.mode not in ("L", "RGB"):
            upright = upright.convert("RGBA" if clear and wanted != "JPEG" else "RGB")
        plain = Image.new(upright.mode, upright.size)
        plain.paste(upright)
    kept_as = wanted if wanted in ("JPEG", "PNG") else "JPEG" if plain.mode == "RGB" else "PNG"
    plain.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
    while True:
        out = io.BytesIO()
        if kept_as == "JPEG":
            plain.save(out, "JPEG", quality=88)
        else:
            plain.save(out, "PNG", compress_level=4)
        if out.tell() <= MAX_IMAGE_BYTES:
            return kept_as, out.getvalue()
        plain.thumbnail((plain.width * 2 // 3, plain.height * 2 // 3))


def _in_eight_bits(picture: Any) -> Any:
    """Return a scan of 16 or 32 bits a pixel with the greys that it shows; converting alone would make it white."""
    sixteen = picture.mode.startswith("I;16")
    whole = picture.convert("I") if sixteen else picture
    _, brightest = whole.getextrema()
    factor = 1 / 256 if sixteen or 255 < brightest <= 65_535 else 255 / max(brightest, 1)
    return whole.point(lambda value: value * factor).convert("L")


def check(data: bytes, kind: str) -> tuple[str, bytes]:
    """Return what to keep of a file, as "PDF", "JPEG" or "PNG", and its bytes. Raises `Refused` with the reason.

    `kind`: what the file is said to be: "PDF", "JPEG", "PNG", "WEBP" or "TIFF".
    """
    try:
        if kind == "PDF":
            check_pdf(data)
            return kind, data
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
        kind, kept = check(data, sys.argv[1])
    except Refused as refusal:
        sys.stdout.buffer.write(json.dumps({"refused": str(refusal)}).encode() + b"\n")
    else:
        sys.stdout.buffer.write(json.dumps({"kind": kind}).encode() + b"\n" + kept)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
