"""One running instance per data folder, guarded by a file lock that the kernel releases."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another instance holds the data folder; `url` is where it answers."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@contextmanager
def single_instance(data: Path, url: str) -> Iterator[None]:
    """Hold the data folder. Raises AlreadyRunningError with the address of the one that runs."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / "running"
    while True:
        file = path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise AlreadyRunningError(file.read()) from error
        with suppress(FileNotFoundError):
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                break
        file.close()  # its holder deleted the file on stopping: lock the one that is there now
    with file:
        file.truncate(0)
        file.write(url)
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
