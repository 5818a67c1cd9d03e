"""The envelope of an archive: a stream in chunks, each of which proves itself, its place and whether it is the last.

With a key each chunk is sealed by AES-256-GCM, as in the construction STREAM (Hoang, Reyhanitabar, Rogaway, Vizár
2015) and in age: the nonce is the number of the chunk and a mark on the last one, so that none can be changed, left
out, moved or cut off. The key of an archive is derived from BACKUP_KEY and a random salt, and seals nothing else.
Without a key a SHA-256 stands in the place of the seal: it proves that nothing was damaged, and hides nothing.
"""

import hashlib
import hmac
import os
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"CPD backup "
FORMAT = b"1\n"
PLAIN, KEYED = b"P", b"K"
SALT_BYTES, KEY_MARK_BYTES = 32, 16
HEADER_BYTES = len(MAGIC + FORMAT + PLAIN) + SALT_BYTES + KEY_MARK_BYTES
CHUNK = 64 * 1024
SHORTEST_KEY = 32

DAMAGED = "The archive is damaged or incomplete. Nothing was changed. Use another one."


class BackupRefused(Exception):
    """A backup was not made, or an archive not taken. The text is one line for whoever ran the command."""


class Seal(Protocol):
    """How a chunk is closed and opened again."""

    overhead: int

    def close(self, nonce: bytes, chunk: bytes) -> bytes:
        """Return the chunk closed."""

    def open(self, nonce: bytes, closed: bytes) -> bytes:
        """Return the chunk again. Raises `BackupRefused` where anything of it was changed."""


class KeyedSeal:
    """AES-256-GCM by the archive's own key; the header is authenticated with each chunk."""

    overhead = 16

    def __init__(self, key: bytes, header: bytes) -> None:
        self.cipher, self.header = AESGCM(key), header

    def close(self, nonce: bytes, chunk: bytes) -> bytes:
        """Return the chunk encrypted, with its tag."""
        return self.cipher.encrypt(nonce, chunk, self.header)

    def open(self, nonce: bytes, closed: bytes) -> bytes:
        """Return the chunk in clear."""
        try:
            return self.cipher.decrypt(nonce, closed, self.header)
        except InvalidTag:
            raise BackupRefused(DAMAGED) from None


class PlainSeal:
    """A SHA-256 over header, nonce and chunk, behind the chunk."""

    overhead = 32

    def __init__(self, header: bytes) -> None:
        self.header = header

    def close(self, nonce: bytes, chunk: bytes) -> bytes:
        """Return the chunk with its sum."""
        return chunk + hashlib.sha256(self.header + nonce + chunk).digest()

    def open(self, nonce: bytes, closed: bytes) -> bytes:
        """Return the chunk without its sum."""
        chunk = closed[: -self.overhead]
        if not hmac.compare_digest(self.close(nonce, chunk), closed):
            raise BackupRefused(DAMAGED)
        return chunk


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def _derive(key: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key of one archive, and a mark by which a wrong BACKUP_KEY is known from a damaged archive."""
    if len(key) < SHORTEST_KEY:
        raise BackupRefused(
            f"BACKUP_KEY is shorter than {SHORTEST_KEY} characters. See .env.example for how to make one."
        )
    both = HKDF(SHA256(), length=32 + KEY_MARK_BYTES, salt=salt, info=MAGIC + FORMAT).derive(key.encode())
    return both[:32], both[32:]


class SealedWriter:
    """A stream that seals what is written to it into `out`. `close` ends it; without that the archive is incomplete."""

    def __init__(self, out: BinaryIO, key: str) -> None:
        self.out = out
        salt = os.urandom(SALT_BYTES)
        archive_key, mark = _derive(key, salt) if key else (b"", bytes(KEY_MARK_BYTES))
        header = MAGIC + FORMAT + (KEYED if key else PLAIN) + salt + mark
        self.seal: Seal = KeyedSeal(archive_key, header) if key else PlainSeal(header)
        self.held = bytearray()
        self.number = 0
        out.write(header)

    def write(self, data: bytes) -> int:
        """Take bytes in, and write each chunk that is full and not the last."""
        self.held += data
        while len(self.held) > CHUNK:
            self._send(bytes(self.held[:CHUNK]), is_last=False)
            del self.held[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the last chunk."""
        self._send(bytes(self.held), is_last=True)

    def _send(self, chunk: bytes, *, is_last: bool) -> None:
        self.out.write(self.seal.close(_nonce(self.number, is_last=is_last), chunk))
        self.number += 1


class SealedReader:
    """The stream that was written, chunk by chunk; raises `BackupRefused` before it gives out anything changed."""

    def __init__(self, source: BinaryIO, key: str) -> None:
        self.source = source
        header = source.read(HEADER_BYTES)
        kind = header[len(MAGIC + FORMAT) :][:1]
        if not header.startswith(MAGIC) or kind not in (PLAIN, KEYED, b""):
            raise BackupRefused("This file is not a backup of this system.")
        if not header.startswith(MAGIC + FORMAT):
            raise BackupRefused("The archive was made by a newer version of this system. Update first.")
        if len(header) < HEADER_BYTES:
            raise BackupRefused(DAMAGED)
        self.is_encrypted = kind == KEYED
        self.seal: Seal = PlainSeal(header)
        if self.is_encrypted:
            if not key:
                raise BackupRefused("The archive is encrypted. Set BACKUP_KEY to the key that it was made with.")
            archive_key, mark = _derive(key, header[len(MAGIC + FORMAT + KEYED) :][:SALT_BYTES])
            if not hmac.compare_digest(mark, header[-KEY_MARK_BYTES:]):
                raise BackupRefused("BACKUP_KEY is not the key that the archive was made with.")
            self.seal = KeyedSeal(archive_key, header)
        self.held = bytearray()
        self.number = 0
        self.next = self._closed()
        self.at_end = False

    def read(self, size: int) -> bytes:
        """Return so many bytes, and fewer only at the end."""
        while len(self.held) < size and not self.at_end:
            self._take()
        found = bytes(self.held[:size])
        del self.held[:size]
        return found

    def read_to_end(self) -> None:
        """Open every chunk that is left, and drop it: only then is the archive known to be whole."""
        while self.read(CHUNK):
            pass

    def _closed(self) -> bytes:
        return self.source.read(CHUNK + self.seal.overhead)

    def _take(self) -> None:
        closed, self.next = self.next, self._closed()
        self.at_end = not self.next
        self.held += self.seal.open(_nonce(self.number, is_last=self.at_end), closed)
        self.number += 1
