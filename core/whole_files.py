"""Writing a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

UNFINISHED = ".part"


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that gets the name `path` once all of it is on the disk; where anything fails, there is none.

    A process that is killed leaves a file behind whose name begins with "." and ends with `UNFINISHED`.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED, delete=False) as out:
        try:
            yield cast(BinaryIO, out.file)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        except BaseException:
            Path(out.name).unlink()
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
