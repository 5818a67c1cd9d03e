import hashlib
import io
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import file_check
from core.downloads import private_file_response
from core.models import StoredFile
from core.tests import hostile_files
from core.uploads import (
    DOCUMENTS,
    MAX_BYTES,
    TABLES,
    UploadRefused,
    check_upload,
    clean_name,
    look_from_outside,
    store_upload,
)

Kind = StoredFile.Kind
HOSTILE = hostile_files.corpus()
LEFT_TO_THE_LOOK_INSIDE = {
    "PDF": ("form.pdf", hostile_files.pdf(javascript=True)),
    "JPEG": ("photo.jpg", b"\xff\xd8\xff\xe0" + hostile_files.HTML),
    "PNG": ("scan.png", b"\x89PNG\r\n\x1a\n" + hostile_files.HTML),
    "WEBP": ("photo.webp", b"RIFF\x00\x00\x00\x00WEBP" + hostile_files.HTML),
    "TIFF": ("scan.tif", b"II*\x00" + hostile_files.HTML),
}


def upload(name: str, body: bytes, declared: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, declared)


@pytest.mark.parametrize("what", HOSTILE)
def test_check_upload_refuses_hostile_and_broken_files_with_a_sentence(what):
    name, body = HOSTILE[what]
    with pytest.raises(UploadRefused) as refusal:
        check_upload(upload(name, body))
    assert str(refusal.value).endswith(".")
    assert str(refusal.value)[0].isupper()


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("certificate.pdf", hostile_files.pdf(pages=2), Kind.PDF),
        ("certificate.PDF", hostile_files.pdf(), Kind.PDF),
        ("three hundred pages.pdf", hostile_files.pdf(pages=300), Kind.PDF),
        ("photo.jpg", hostile_files.image(), Kind.JPEG),
        ("photo.jfif", hostile_files.image(), Kind.JPEG),
        ("grey.jpeg", hostile_files.image(mode="L"), Kind.JPEG),
        ("print.jpg", hostile_files.image(mode="CMYK"), Kind.JPEG),
        ("scan.png", hostile_files.image("PNG", mode="RGBA"), Kind.PNG),
        ("palette.png", hostile_files.image("PNG", mode="P"), Kind.PNG),
        ("fax.png", hostile_files.image("PNG", mode="1"), Kind.PNG),
        ("clear grey.png", hostile_files.image("PNG", mode="LA"), Kind.PNG),
        ("photo.webp", hostile_files.image("WEBP"), Kind.JPEG),
        ("clear.webp", hostile_files.clear_picture("WEBP"), Kind.PNG),
        ("JPEG named.png", hostile_files.image(), Kind.JPEG),
        ("PNG named.jpg", hostile_files.image("PNG"), Kind.PNG),
        ("WEBP named.jpg", hostile_files.image("WEBP"), Kind.JPEG),
        ("scan.tif", hostile_files.image("TIFF", compression="tiff_lzw"), Kind.JPEG),
        ("print.tiff", hostile_files.image("TIFF", mode="CMYK"), Kind.JPEG),
        ("fax.tif", hostile_files.image("TIFF", mode="1", compression="group4"), Kind.PNG),
        ("two pictures of one phone.jpg", hostile_files.two_pictures_of_a_phone(), Kind.JPEG),
        ("newer.pdf", hostile_files.pdf(version="2.0"), Kind.PDF),
        ("filled up.pdf", hostile_files.pdf() + b"\x00" * 100, Kind.PDF),
        ("no copying, RC4.pdf", hostile_files.pdf(owner_password="RC4-128"), Kind.PDF),
        ("no copying, AES.pdf", hostile_files.pdf(owner_password="AES-128"), Kind.PDF),
        ("no copying, PDF 2.0.pdf", hostile_files.pdf(owner_password="AES-256"), Kind.PDF),
    ],
)
def test_check_upload_takes_decent_files(name, body, kind):
    checked = check_upload(upload(name, body))
    assert checked.kind == kind
    assert checked.size == len(checked.content)
    assert checked.sha256 == hashlib.sha256(checked.content).hexdigest()
    if kind != Kind.PDF:
        with Image.open(io.BytesIO(checked.content)) as kept:
            assert kept.size == (60, 40)
    else:
        assert checked.content == body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_check_upload_keeps_nothing_of_a_photograph_but_the_picture(kind):
    photograph = hostile_files.photograph_with_place(kind)
    assert b"SECRET" in photograph
    checked = check_upload(upload(f"me.{kind.lower()}", photograph))
    assert b"SECRET" not in checked.content
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert not kept.getexif()
        # It lay on its side and now stands upright: red on top, blue below.
        assert kept.size == (40, 80)
        red, blue = kept.getpixel((20, 10)), kept.getpixel((20, 70))
    assert red[0] > 200
    assert red[2] < 60
    assert blue[2] > 200
    assert blue[0] < 60


def test_the_twin_that_only_writes_a_photograph_again_keeps_what_it_tells():
    out = io.BytesIO()
    with Image.open(io.BytesIO(hostile_files.photograph_with_place())) as picture:
        picture.save(out, "JPEG")
    assert b"SECRETCOMMENT" in out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_check_upload_cuts_off_what_a_picture_carries_behind_it(kind):
    body = hostile_files.image(kind) + hostile_files.HTML + hostile_files.zipped({"a.txt": b"a"})
    checked = check_upload(upload("both." + kind.lower(), body))
    assert b"script" not in checked.content
    assert b"PK" not in checked.content


def test_check_upload_makes_a_fine_scan_smaller():
    checked = check_upload(upload("scan.png", hostile_files.image("PNG", size=(7000, 5000), mode="RGBA")))
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert max(kept.size) == file_check.MAX_SIDE


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_scan_of_sixteen_bits_keeps_its_greys(kind):
    checked = check_upload(upload(f"scan.{kind.lower()}", hostile_files.deep_scan(kind)))
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert (kept.mode, kept.getpixel((10, 10)), kept.getpixel((50, 10))) == ("L", 12_000 // 256, 52_000 // 256)


def test_a_photograph_of_48_megapixels_is_made_smaller_and_a_scan_of_as_many_is_refused():
    checked = check_upload(upload("large.jpg", hostile_files.image(size=(8064, 6048), mode="L")))
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert kept.size == (3500, 2625)
    with pytest.raises(UploadRefused, match=r"8064 × 6048 pixels.*at most 40 million"):
        check_upload(upload("large.png", hostile_files.png_claiming(8064, 6048)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("IMG_0042.HEIC", "save or export it as JPEG"),
        ("letter.docx", "Save it as PDF"),
        ("logo.svg", "Save it as JPEG or PNG"),
        ("staff.xls", "Upload a PDF, a JPEG or a PNG"),
    ],
)
def test_what_is_not_taken_is_told_how_to_save_it(name, words):
    with pytest.raises(UploadRefused, match=words):
        check_upload(upload(name, b"x"))
    with pytest.raises(UploadRefused, match="save or export it as JPEG"):
        check_upload(upload("IMG_0042.jpg", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100))
    with pytest.raises(UploadRefused, match=r"Save it as \.xlsx or as CSV"):
        check_upload(upload("staff.ods", b"x"), TABLES)


# --- Each check beside its twin: the same file where that check is left out ------------------------------------------


@pytest.mark.parametrize("kind", [*LEFT_TO_THE_LOOK_INSIDE])
def test_what_passes_from_outside_is_refused_by_the_look_inside(kind):
    name, body = LEFT_TO_THE_LOOK_INSIDE[kind]
    with pytest.raises(UploadRefused):
        check_upload(upload(name, body))
    assert look_from_outside(upload(name, body)) == (kind, body)


def test_the_first_bytes_refuse_what_the_look_inside_would_take():
    body = hostile_files.HTML + hostile_files.pdf()
    with pytest.raises(UploadRefused, match="isn't a PDF"):
        check_upload(upload("both.pdf", body))
    assert file_check.check(body, "PDF") == ("PDF", body)


@pytest.mark.parametrize("check", [*hostile_files.PDFS_FOR_EACH_CHECK])
def test_each_check_of_a_pdf_refuses_what_the_others_let_through(check):
    body, words = hostile_files.PDFS_FOR_EACH_CHECK[check]
    with pytest.raises(file_check.Refused, match=words):
        file_check.check_pdf(body)
    others = [each for each in file_check.PDF_CHECKS if each.__name__ != check]
    assert len(others) == len(file_check.PDF_CHECKS) - 1
    if check == "opens_without_password":
        with pytest.raises(Exception, match="not been decrypted"):
            file_check.check_pdf(body, others)
    else:
        file_check.check_pdf(body, others)


def test_every_check_of_a_pdf_has_a_file_that_needs_it():
    assert {each.__name__ for each in file_check.PDF_CHECKS} == set(hostile_files.PDFS_FOR_EACH_CHECK)


@pytest.mark.parametrize(("check", "what"), [*hostile_files.PICTURES_FOR_EACH_CHECK])
def test_each_check_of_a_picture_refuses_what_the_others_let_through(check, what):
    kind, body, words = hostile_files.PICTURES_FOR_EACH_CHECK[check, what]
    with pytest.raises(file_check.Refused, match=words):
        file_check.check(body, kind)
    others = [each for each in file_check.IMAGE_CHECKS if each.__name__ != check]
    assert len(others) == len(file_check.IMAGE_CHECKS) - 1
    assert file_check.clean_image(body, kind, others)[1]


def test_every_check_of_a_picture_has_a_file_that_needs_it():
    assert {each.__name__ for each in file_check.IMAGE_CHECKS} == {
        check for check, _ in hostile_files.PICTURES_FOR_EACH_CHECK
    }


def test_check_upload_goes_by_content_whatever_the_browser_declares():
    assert check_upload(upload("a.pdf", hostile_files.pdf(), "text/html")).kind == Kind.PDF


def test_check_upload_takes_exactly_the_limit():
    filler = MAX_BYTES - len(hostile_files.pdf(filler=MAX_BYTES)) + MAX_BYTES
    body = hostile_files.pdf(filler=filler)
    assert len(body) == MAX_BYTES
    assert check_upload(upload("full.pdf", body)).size == MAX_BYTES


def test_check_upload_takes_only_what_is_allowed_here():
    with pytest.raises(UploadRefused, match="Upload a PDF, a JPEG or a PNG"):
        check_upload(upload("staff.csv", b"a,b\n1,2\n"))
    assert check_upload(upload("staff.csv", b"a,b\n1,2\n"), TABLES).kind == Kind.CSV
    with pytest.raises(UploadRefused, match="read this file as a table"):
        check_upload(upload("staff.csv", b"a,b\x00\x00\x01"), TABLES)
    with pytest.raises(UploadRefused, match="an Excel workbook"):
        check_upload(upload("staff.xlsx", hostile_files.zipped({"a.txt": b"a"})), TABLES)


@pytest.mark.parametrize(
    ("evil", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("in\r\nSet-Cookie: a=b.pdf", "in Set-Cookie_ a=b.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("  .  .pdf", "file.pdf"),
        ("", "file.pdf"),
        ('he said "hi".pdf', "he said _hi_.pdf"),
        ("résumé – Zoë.pdf", "résumé – Zoë.pdf"),
        ("證書.pdf", "證書.pdf"),
        ("report.pdf.exe", "report.pdf.exe.pdf"),
        ("CON/aux/.pdf", "file.pdf"),
    ],
)
def test_clean_name_leaves_a_name_that_is_safe_to_show_and_send(evil, clean):
    assert clean_name(evil, Kind.PDF) == clean


@given(st.text(max_size=300))
def test_clean_name_is_short_plain_and_ends_as_its_kind(name):
    cleaned = clean_name(name, Kind.PNG)
    assert cleaned.endswith(".png")
    assert 4 < len(cleaned) <= 150
    assert not set(cleaned) & set('/\\\r\n\x00\u202e<>"')
    assert clean_name(cleaned, Kind.PNG) == cleaned


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_look_inside_answers_every_mutation_with_a_refusal_or_a_file(data):
    kind = data.draw(st.sampled_from(["PDF", "JPEG", "PNG"]))
    body = bytearray(hostile_files.pdf(pages=2) if kind == "PDF" else hostile_files.image(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(1, 3))] = data.draw(st.binary(max_size=6))
    with suppress(file_check.Refused):
        assert file_check.check(bytes(body), kind)[1]


@pytest.mark.django_db
def test_store_upload_keeps_the_file_under_a_random_name(cast):
    body = hostile_files.pdf()
    stored = store_upload(actor=cast.ada, upload=upload("First aid.pdf", body), allowed=DOCUMENTS)
    stored.refresh_from_db()
    assert stored.uploaded_by == cast.ada
    assert (stored.name, stored.size, stored.kind) == ("First aid.pdf", len(body), "application/pdf")
    assert "First" not in stored.file.name
    with stored.file.open("rb") as kept:
        assert kept.read() == body


@pytest.mark.django_db
def test_store_upload_keeps_nothing_of_a_refused_file(cast):
    with pytest.raises(UploadRefused):
        store_upload(actor=cast.ada, upload=upload("a.pdf", hostile_files.HTML))
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_private_file_response_is_a_download_that_runs_nothing(cast):
    stored = store_upload(actor=cast.ada, upload=upload("Zoë’s “best”.pdf", hostile_files.pdf()), allowed=DOCUMENTS)
    response = private_file_response(stored)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    response.file_to_stream.close()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Zo%C3%AB")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("more", "status"), [(0, 302), (1, 413)])
def test_a_request_larger_than_any_file_is_refused_before_it_is_read(client, settings, more, status):
    answer = client.post("/", CONTENT_LENGTH=str(settings.LARGEST_REQUEST + more))
    assert answer.status_code == status
    assert ("larger than 100.0\xa0MB" in answer.text) == (status == 413)


@pytest.mark.parametrize("size", ["9" * 16, "9" * 5000])
def test_no_size_is_too_large_to_be_refused(client, size):
    assert client.post("/", CONTENT_LENGTH=size).status_code == 413


def test_what_the_proxy_has_refused_is_said_by_a_page_of_ours(client):
    answer = client.get("/people/", headers={"X-Too-Large": "1"})
    assert answer.status_code == 413
    assert "This file is too large" in answer.text
