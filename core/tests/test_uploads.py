import hashlib
import io
import resource
import time
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
from core.uploads import DOCUMENTS, MAX_BYTES, TABLES, UploadRefused, check_upload, clean_name, store_upload

Kind = StoredFile.Kind
HOSTILE = hostile_files.corpus()


def upload(name: str, body: bytes, declared: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, declared)


@pytest.mark.parametrize("what", HOSTILE)
def test_check_upload_refuses_hostile_and_broken_files_with_a_sentence(what):
    name, body = HOSTILE[what]
    started = time.process_time()
    with pytest.raises(UploadRefused) as refusal:
        check_upload(upload(name, body))
    assert str(refusal.value).endswith(".")
    assert str(refusal.value)[0].isupper()
    assert time.process_time() - started < 2


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


def test_check_upload_keeps_nothing_of_a_photograph_but_the_picture():
    checked = check_upload(upload("me.jpg", hostile_files.photograph_with_place()))
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


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_check_upload_cuts_off_what_a_picture_carries_behind_it(kind):
    body = hostile_files.image(kind) + hostile_files.HTML + hostile_files.zipped({"a.txt": b"a"})
    checked = check_upload(upload("both." + kind.lower(), body))
    assert b"script" not in checked.content
    assert b"PK" not in checked.content


def test_check_upload_makes_a_fine_scan_smaller_in_time():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    checked = check_upload(upload("scan.png", hostile_files.image("PNG", size=(7000, 5000), mode="RGBA")))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time, which a busy machine does not stretch.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert max(kept.size) == file_check.MAX_SIDE


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
    with pytest.raises(UploadRefused, match="not a table of text"):
        check_upload(upload("staff.csv", b"a,b\x00\x00\x01"), TABLES)
    with pytest.raises(UploadRefused, match="not an Excel workbook"):
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
        assert file_check.check(bytes(body), kind)


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
