"""An archive: whatever is changed, cut off, moved or added is noticed before anything of it is used."""

import io
import json
import tarfile
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.backup.archive import MANIFEST, PIECE, ArchiveWriter, Manifest, check, pieces_of
from core.backup.sealing import (
    CHUNK,
    FORMAT,
    HEADER_BYTES,
    MAGIC,
    BackupRefused,
    SealedReader,
    SealedWriter,
)

KEY = "a key of more than thirty-two characters"
OTHER_KEY = "another key of more than 32 characters"
either = pytest.mark.parametrize("key", ["", KEY], ids=["plain", "encrypted"])


def sealed(content, key):
    out = io.BytesIO()
    writer = SealedWriter(out, key)
    writer.write(content)
    writer.close()
    return out.getvalue()


def opened(archive, key):
    reader = SealedReader(io.BytesIO(archive), key)
    return reader.read(len(archive))


def small_archive(key, **changes):
    """Return an archive of a database and two files; `changes` are of its manifest."""
    out = io.BytesIO()
    archive = ArchiveWriter(out, key)
    archive.add_pieces([b"SQLite format 3", b"and more"])
    archive.add("files/2026/11/one.pdf", io.BytesIO(b"%PDF-"), 5)
    archive.add("files/2026/11/two.png", io.BytesIO(b""), 0)
    facts = {"version": "1", "engine": "sqlite", "created_at": "now", "migrations": {}, "counts": {"person": 2}}
    archive.finish(Manifest(**facts | changes))
    return out.getvalue()


def is_refused(read, archive, key):
    try:
        read(io.BytesIO(archive), key)
    except BackupRefused as refusal:
        return "\n" not in str(refusal)
    return False


def read_all(source, key):
    SealedReader(source, key).read_to_end()


@either
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_written_is_read(key, size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert opened(sealed(content, key), key) == content


def test_an_encrypted_archive_shows_nothing_and_no_two_are_alike():
    one, two = sealed(b"Ada Example" * 50, KEY), sealed(b"Ada Example" * 50, KEY)
    assert b"Ada" not in one
    assert one[HEADER_BYTES:] != two[HEADER_BYTES:]
    assert b"Ada" in sealed(b"Ada Example", "")


@either
def test_every_changed_byte_is_noticed(key):
    good = sealed(b"something", key)
    for place in range(len(good)):
        for change in (1, 128, 255):
            bad = bytearray(good)
            bad[place] ^= change
            assert is_refused(read_all, bytes(bad), key), (place, change)


def test_without_the_seal_a_changed_byte_would_go_unnoticed():
    """The control of all these tests."""

    class Open:
        overhead = 16

        def open(self, nonce, closed):
            return closed

    reader = SealedReader(io.BytesIO(sealed(b"something", KEY)[:-1] + b"x"), KEY)
    reader.seal = Open()
    reader.read_to_end()


@either
def test_every_length_that_is_cut_off_is_noticed(key):
    good = sealed(b"something", key)
    for length in range(len(good)):
        assert is_refused(read_all, good[:length], key), length
    assert is_refused(read_all, good + b"\0", key)


@either
def test_a_chunk_that_is_left_out_moved_doubled_or_the_last_too_early_is_noticed(key):
    good = sealed(bytes(3 * CHUNK + 5), key)
    overhead = SealedReader(io.BytesIO(good), key).seal.overhead
    header, rest = good[:HEADER_BYTES], good[HEADER_BYTES:]
    size = CHUNK + overhead
    chunks = [rest[start : start + size] for start in range(0, len(rest), size)]
    assert len(chunks) == 4
    assert not is_refused(read_all, header + b"".join(chunks), key)
    for order in (
        [1, 2, 3],
        [0, 2, 3],
        [0, 1, 2],
        [0, 1],
        [],
        [1, 0, 2, 3],
        [0, 0, 1, 2, 3],
        [0, 1, 3],
        [0, 1, 2, 3, 3],
    ):
        assert is_refused(read_all, header + b"".join(chunks[number] for number in order), key), order


@pytest.mark.parametrize("key", ["", KEY], ids=["plain", "encrypted"])
def test_a_whole_archive_says_what_is_in_it(key):
    manifest = check(io.BytesIO(small_archive(key)), key)
    assert (manifest.rows, manifest.files, manifest.engine) == (2, 2, "sqlite")


ARCHIVES = {key: small_archive(key) for key in ("", KEY)}


@given(st.data())
@hypothesis_settings(max_examples=300)
def test_any_changed_byte_of_an_archive_is_noticed(data):
    key = data.draw(st.sampled_from(["", KEY]))
    bad = bytearray(ARCHIVES[key])
    bad[data.draw(st.integers(0, len(bad) - 1))] ^= data.draw(st.integers(1, 255))
    assert is_refused(check, bytes(bad), key)


@given(st.data())
@hypothesis_settings(max_examples=100)
def test_any_archive_that_is_cut_short_is_noticed(data):
    key = data.draw(st.sampled_from(["", KEY]))
    assert is_refused(check, ARCHIVES[key][: data.draw(st.integers(0, len(ARCHIVES[key]) - 1))], key)


@pytest.mark.parametrize(
    ("archive", "key", "said"),
    [
        (b"", "", "not a backup"),
        (b"PK\3\4 some other file", "", "not a backup"),
        (MAGIC + b"2\n" + sealed(b"", "")[len(MAGIC + FORMAT) :], "", "newer version"),
        (sealed(b"", KEY), "", "is encrypted"),
        (sealed(b"", KEY), OTHER_KEY, "not the key"),
        (sealed(b"", KEY), "short", "shorter than 32"),
        (sealed(b"no tar at all" * 100, ""), "", "damaged"),
        (sealed(b"", ""), "", "damaged"),
    ],
    # By what they are: the bytes differ from process to process.
    ids=["empty", "another file", "newer", "encrypted", "another key", "short key", "no tar", "nothing inside"],
)
def test_what_is_no_archive_of_ours_is_refused_in_one_line(archive, key, said):
    with pytest.raises(BackupRefused, match=said) as refused:
        check(io.BytesIO(archive), key)
    assert "\n" not in str(refused.value)


def test_a_short_key_makes_no_archive():
    with pytest.raises(BackupRefused, match="shorter than 32"):
        sealed(b"", "a" * 31)


@pytest.mark.parametrize(
    "name", ["files/../../etc/passwd", "/files/a.pdf", "files/.ssh", "aside/session-1", "other", "files"]
)
def test_a_member_that_no_backup_has_is_refused(name):
    out = io.BytesIO()
    archive = ArchiveWriter(out, "")
    archive.add(name, io.BytesIO(b""), 0)
    archive.finish(Manifest("1", "sqlite", "now", {}, {}))
    with pytest.raises(BackupRefused, match="no backup of this system"):
        check(io.BytesIO(out.getvalue()), "")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_member_that_is_no_file_is_refused(kind):
    out = io.BytesIO()
    archive = ArchiveWriter(out, "")
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = kind, "/etc/passwd"
    archive.tar.addfile(link)
    archive.finish(Manifest("1", "sqlite", "now", {}, {}))
    assert is_refused(check, out.getvalue(), "")


@pytest.mark.parametrize("change", ["another hash", "one too many", "one too few", "no manifest", "a foreign manifest"])
def test_a_manifest_that_does_not_fit_is_refused(change):
    out = io.BytesIO()
    archive = ArchiveWriter(out, "")
    archive.add("files/a.pdf", io.BytesIO(b"%PDF-"), 5)
    if change == "another hash":
        archive.hashes["files/a.pdf"] = "0" * 64
    elif change == "one too many":
        archive.hashes["files/b.pdf"] = "0" * 64
    elif change == "one too few":
        archive.hashes.clear()
    elif change == "a foreign manifest":
        text = json.dumps({"made by": "somebody else"}).encode()
        archive.add(MANIFEST, io.BytesIO(text), len(text))
    if change in ("no manifest", "a foreign manifest"):
        archive.tar.close()
        archive.sealed.close()
    else:
        archive.finish(Manifest("1", "sqlite", "now", {}, {}))
    assert is_refused(check, out.getvalue(), "")


class Zeros(io.RawIOBase):
    """So many bytes that nobody holds."""

    def __init__(self, size):
        self.left = size

    def read(self, size=-1):
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_large_archive_is_never_held_in_memory(tmp_path):
    size, path = 12 * PIECE, tmp_path / "large"
    tracemalloc.start()
    try:
        with path.open("wb") as out:
            archive = ArchiveWriter(out, KEY)
            archive.add_pieces(pieces_of(Zeros(size // 2)))
            archive.add("files/large.pdf", Zeros(size // 2), size // 2)
            archive.finish(Manifest("1", "sqlite", "now", {}, {}))
        with path.open("rb") as source:
            assert check(source, KEY).files == 1
        assert path.stat().st_size > size
        assert tracemalloc.get_traced_memory()[1] < 4 * PIECE
    finally:
        tracemalloc.stop()
