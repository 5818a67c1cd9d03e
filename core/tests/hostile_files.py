"""Files that do harm or try to, made by script, and the decent ones beside them."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject


def pdf(pages: int = 1, **change) -> bytes:
    """Return a PDF. `change`: javascript, attachment, launch, password, page_action, circle, filler."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if "javascript" in change:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
        )
        names = DictionaryObject(
            {NameObject("/Names"): ArrayObject([TextStringObject("a"), writer._add_object(action)])}
        )
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})
    if "attachment" in change:
        writer.add_attachment("tool.exe", b"MZ" * 50)
    if "launch" in change:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    if "page_action" in change:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
        )
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    if "filler" in change:
        filler = StreamObject()
        filler.set_data(b"x" * change["filler"])
        writer._add_object(filler)
    if "circle" in change:
        tree: Any = writer.root_object["/Pages"]
        tree["/Kids"].append(tree.indirect_reference)
    if "password" in change:
        writer.encrypt("secret", algorithm="RC4-128")
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


def photograph_with_place() -> bytes:
    """Return a JPEG taken on its side, that tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    exif[0x8769] = {0x927C: b"maker"}
    exif[0x8825] = {1: "N", 2: (52.0, 35.0, 12.0), 3: "W", 4: (2.0, 7.0, 33.0)}
    exif[0x010F] = "SECRETCAMERA"
    return image(size=(80, 40), exif=exif, comment=b"SECRETCOMMENT")


def png_claiming(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to as many pixels as it says, all of them black."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = b"\x00" * (width // 8 + 2)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


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
        "JPEG named PNG": ("photo.png", jpeg),
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
