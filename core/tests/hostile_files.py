"""Files that do harm or try to, made by script, and the decent ones beside them."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject


def _action(kind: str, key: str, value: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(value)})


ACTIONS = {
    "launch": lambda: _action("/Launch", "/F", "cmd.exe"),
    "submit": lambda: _action("/SubmitForm", "/F", "https://example.org"),
    "page_action": lambda: DictionaryObject({NameObject("/O"): _action("/JavaScript", "/JS", "1")}),
}


def pdf(pages: int = 1, **change) -> bytes:
    """Return a PDF.

    `change`: javascript, attachment, launch, submit, password, owner_password, page_action, circle, filler, objects,
    version.
    """
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if "javascript" in change:
        action = _action("/JavaScript", "/JS", "1")
        names = DictionaryObject(
            {NameObject("/Names"): ArrayObject([TextStringObject("a"), writer._add_object(action)])}
        )
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})
    if "attachment" in change:
        writer.add_attachment("tool.exe", b"MZ" * 50)
    for name, make_action in ACTIONS.items():
        if name in change:
            holder = writer.pages[0] if name == "page_action" else writer.root_object
            holder[NameObject("/AA" if name == "page_action" else "/OpenAction")] = writer._add_object(make_action())
    if "filler" in change:
        filler = StreamObject()
        filler.set_data(b"x" * change["filler"])
        writer._add_object(filler)
    if "circle" in change:
        tree: Any = writer.root_object["/Pages"]
        tree["/Kids"].append(tree.indirect_reference)
    for _ in range(change.get("objects", 0)):
        writer._add_object(DictionaryObject())
    if "version" in change:
        writer.pdf_header = f"%PDF-{change['version']}"
    if "password" in change:
        writer.encrypt("secret", algorithm="RC4-128")
    if "owner_password" in change:
        writer.encrypt("", "secret", algorithm=change["owner_password"])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def image(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **save) -> bytes:
    """Return a picture, red on the left and blue on the right."""
    picture = Image.new(save.pop("mode", "RGB"), size, "red")
    picture.paste(Image.new(picture.mode, (size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    out = io.BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue()


def photograph_with_place(kind: str = "JPEG") -> bytes:
    """Return a photograph taken on its side, that tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    if kind != "TIFF":  # which Pillow can't write such lists into
        exif[0x8769] = {0x927C: b"maker"}
        exif[0x8825] = {1: "N", 2: (52.0, 35.0, 12.0), 3: "W", 4: (2.0, 7.0, 33.0)}
    exif[0x010F] = "SECRETCAMERA"
    words = PngInfo()
    words.add_text("Comment", "SECRETCOMMENT")
    places: dict[str, dict[str, Any]] = {"JPEG": {"comment": b"SECRETCOMMENT"}, "PNG": {"pnginfo": words}}
    also = places.get(kind, {})
    return image(kind, size=(80, 40), exif=exif, **also)


def png_claiming(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to as many pixels as it says, all of them black."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = b"\x00" * (width // 8 + 2)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def two_pictures_of_a_phone() -> bytes:
    """Return a JPEG with a smaller picture behind it, as phones write them (MPO)."""
    return image("MPO", save_all=True, append_images=[Image.new("RGB", (30, 20), "green")])


def deep_scan(kind: str) -> bytes:
    """Return a scan of sixteen bits a pixel: dark grey on the left, light grey on the right."""
    picture = Image.new("I;16", (60, 40), 12_000)
    picture.paste(Image.new("I;16", (30, 40), 52_000), (30, 0))
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def png_with_a_flaw() -> bytes:
    """Return a PNG that can be drawn and whose picture is not what its checksum says."""
    body = image("PNG")
    place = body.index(b"IEND") - 5  # the last byte of the checksum
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def clear_picture(kind: str) -> bytes:
    """Return a picture that one can half look through."""
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (255, 0, 0, 100)).save(out, kind)
    return out.getvalue()


def moving(kind: str) -> bytes:
    """Return a picture that moves."""
    return image(kind, save_all=True, append_images=[Image.new("RGB", (60, 40), "green")])


def pdf_with_an_orphan() -> bytes:
    """Return a PDF with a program in an object that its own table does not name."""
    body = pdf()
    place = body.index(b"xref\n")
    orphan = b"99 0 obj\n<< /S /JavaScript /JS (1) >>\nendobj\n"
    moved = body[:place] + orphan + body[place:]
    return moved.replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + len(orphan)))


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in members.items():
            package.writestr(name, body)
    return out.getvalue()


HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def corpus() -> dict[str, tuple[str, bytes]]:
    """Return hostile and broken files: what each is → (its name, its bytes)."""
    whole = pdf(pages=3)
    jpeg, png = image(), image("PNG")
    files = {
        "web page as PDF": ("letter.pdf", HTML),
        "web page as JPEG": ("photo.jpg", HTML),
        "SVG": ("logo.svg", SVG),
        "SVG as PNG": ("logo.png", SVG),
        "PNG named PDF": ("scan.pdf", png),
        "PDF named JPEG": ("scan.jpg", whole),
        "PDF that runs JavaScript": ("form.pdf", pdf(javascript=True)),
        "PDF that runs JavaScript on a page": ("form.pdf", pdf(page_action=True)),
        "PDF with a program attached": ("pack.pdf", pdf(attachment=True)),
        "PDF that starts a program": ("open.pdf", pdf(launch=True)),
        "PDF with a password": ("locked.pdf", pdf(password=True)),
        "PDF with its words in disguise": (
            "disguise.pdf",
            pdf(javascript=True).replace(b"/JavaScript", b"/Java#53cript"),
        ),
        "PDF with too many pages": ("long.pdf", pdf(pages=301)),
        "PDF with a web page in front": ("both.pdf", HTML + whole),
        "PDF with a web page behind": ("both.pdf", whole + HTML),
        "PDF with a ZIP behind": ("both.pdf", whole + zipped({"a.txt": b"a"})),
        "PDF whose pages turn in a circle": ("loop.pdf", pdf(circle=True)),
        "PDF without pages": ("none.pdf", pdf(pages=0)),
        "PDF header alone": ("head.pdf", b"%PDF-1.7\n"),
        "PDF of noise": ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"startxref\n12\n%%EOF\n"),
        "picture of 30,000 × 30,000": ("bomb.png", png_claiming(30_000, 30_000)),
        "picture of 40,000 × 10": ("line.png", png_claiming(40_000, 10)),
        "first bytes of a JPEG alone": ("head.jpg", b"\xff\xd8\xff\xe0"),
        "picture that moves": ("moves.png", image("PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))])),
        "nothing": ("empty.pdf", b""),
        "one byte": ("one.pdf", b"%"),
        "program": ("setup.exe", b"MZ" + b"\x00" * 100),
        "program with two endings": ("report.pdf.exe", b"MZ" + b"\x00" * 100),
        "name without ending": ("report", whole),
        "ending alone": (".pdf", b"MZ"),
        "one byte too many": ("large.pdf", whole + b" " * (10 * 1024 * 1024 + 1 - len(whole))),
        "old Word file": ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500),
    }
    for tenth in range(1, 10):
        for name, body in (("cut.pdf", whole), ("cut.jpg", jpeg), ("cut.png", png)):
            files[f"{name[4:]} cut at {tenth}0 %"] = (name, body[: len(body) * tenth // 10])
    return files


# Check → a file that it alone refuses, and words of the refusal.
PDFS_FOR_EACH_CHECK = {
    "is_whole": (pdf() + HTML, "damaged"),
    "opens_without_password": (pdf(password=True), "password"),
    "says_nothing_lively": (pdf_with_an_orphan(), "a script"),
    "has_few_pages": (pdf(pages=301), "more than 300 pages"),
    "has_pages": (pdf(pages=0), "no pages"),
    "is_simple": (pdf(objects=60_001), "check this PDF"),
    "does_nothing_lively": (
        pdf(submit=True),
        "an automatic action",
    ),
}
# Check, and what the file is → how it is read, the file, and words of the refusal.
PICTURES_FOR_EACH_CHECK = {
    ("is_of_bearable_size", "PNG"): ("PNG", png_claiming(30_001, 10), "too large"),
    ("is_of_bearable_size", "JPEG"): ("JPEG", image(size=(30_001, 10)), "too large"),
    ("stands_still", "PNG"): ("PNG", moving("PNG"), "Animated"),
    ("stands_still", "WEBP"): ("WEBP", moving("WEBP"), "Animated"),
    ("stands_still", "TIFF"): ("TIFF", moving("TIFF"), "several pages"),
    ("is_undamaged", "PNG"): ("PNG", png_with_a_flaw(), "damaged"),
}
