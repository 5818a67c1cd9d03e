"""What lies in an archive: a tar stream of the database, the files, and last the manifest.

database/000000 …   a copy of the SQLite file, or what `pg_dump --format=custom` wrote, in pieces in their order
aside/…             readings that wait to be written into the audit trail (SQLite; `core.waiting`)
files/…             each file that a row of the database names
manifest.json       what this is, with a count of each table and the SHA-256 of each of the above
"""

import dataclasses
import hashlib
import io
import json
import re
import tarfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, BinaryIO, cast

from core.backup.sealing import CHUNK, DAMAGED, BackupRefused, SealedReader, SealedWriter

DATABASE, ASIDE, FILES, MANIFEST = "database/", "aside/", "files/", "manifest.json"
PIECE = 8 * 1024 * 1024
# Nothing that leads out of its folder when it is unpacked, whoever made the archive.
SAFE_NAME = re.compile(r"(database/\d{6}|aside/reading-[0-9a-f]+|files(/\w[\w.-]*)+)", re.ASCII)


@dataclasses.dataclass(slots=True)
class Manifest:
    """What an archive says of itself.

    `migrations`: the last migration of each app. `counts`: rows by table. `hashes`: SHA-256 by member. `files_missing`:
    how many files were named by a row and not on the disk.
    """

    version: str
    engine: str
    created_at: str
    migrations: dict[str, str]
    counts: dict[str, int]
    files_missing: int = 0
    hashes: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return how many rows all tables have."""
        return sum(self.counts.values())

    @property
    def files(self) -> int:
        """Return how many files the archive holds."""
        return sum(name.startswith(FILES) for name in self.hashes)


class Hashed:
    """A source of bytes that is hashed as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.sum = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the source."""
        data = self.source.read(size)
        self.sum.update(data)
        return data


class ArchiveWriter:
    """Writes the members of an archive into a stream, one after another, and holds none of them in memory."""

    def __init__(self, out: BinaryIO, key: str) -> None:
        self.sealed = SealedWriter(out, key)
        self.tar = tarfile.open(fileobj=cast(BinaryIO, self.sealed), mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- `finish`
        self.hashes: dict[str, str] = {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add one member of so many bytes."""
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(time.time()), 0o600
        hashed = Hashed(source)
        self.tar.addfile(member, hashed)
        self.hashes[name] = hashed.sum.hexdigest()

    def add_pieces(self, pieces: Iterable[bytes]) -> None:
        """Add the database."""
        for number, piece in enumerate(pieces):
            self.add(f"{DATABASE}{number:06}", io.BytesIO(piece), len(piece))

    def finish(self, manifest: Manifest) -> Manifest:
        """Add the manifest, with the hashes of what was added, and end the archive."""
        manifest.hashes = dict(self.hashes)
        text = json.dumps(dataclasses.asdict(manifest), indent=1).encode()
        self.add(MANIFEST, io.BytesIO(text), len(text))
        self.tar.close()
        self.sealed.close()
        return manifest

    def close(self) -> None:
        """Leave off where the archive was not finished: tarfile would write to its end whenever it is forgotten."""
        with suppress(OSError):
            self.tar.close()


def pieces_of(source: IO[bytes]) -> Iterator[bytes]:
    """Yield what a source holds, in pieces that fit into memory."""
    while piece := source.read(PIECE):
        yield piece


def members(source: BinaryIO, key: str) -> Iterator[tuple[str, Hashed]]:
    """Yield each member's name and its bytes, the manifest last. Each is read to its end before the next.

    Raises `BackupRefused` where the archive is not whole; so whoever writes something down waits for the end.
    """
    sealed = SealedReader(source, key)
    try:
        with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or not (member.name == MANIFEST or SAFE_NAME.fullmatch(member.name)):
                    raise BackupRefused("The archive holds something that no backup of this system holds.")
                hashed = Hashed(content)
                yield member.name, hashed
                while hashed.read(CHUNK):
                    pass
        sealed.read_to_end()
    except tarfile.TarError:
        raise BackupRefused(DAMAGED) from None


def check(source: BinaryIO, key: str) -> Manifest:
    """Read an archive from end to end and return its manifest, or raise `BackupRefused`."""
    found: dict[str, Hashed] = {}
    text = b""
    for name, content in members(source, key):
        if MANIFEST in found or name in found:
            raise BackupRefused(DAMAGED)
        found[name] = content
        if name == MANIFEST:
            text = content.read()
    found.pop(MANIFEST, None)
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError):
        raise BackupRefused(DAMAGED) from None
    if manifest.hashes != {name: content.sum.hexdigest() for name, content in found.items()}:
        raise BackupRefused(DAMAGED)
    return manifest
