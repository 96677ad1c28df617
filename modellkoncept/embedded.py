"""A private Postgres and Redis for a machine that has none."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote


def secret_key(data: Path) -> str:
    """The key of this data folder, made on first use and readable by its owner only."""
    path = data / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(60))
        return path.read_text()


def socket_dir(data: Path) -> Path:
    """A short folder for sockets (a socket's path may have at most 107 bytes), one per data folder."""
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"modellkoncept-{os.getuid()}-{mark}"


def database_url(data: Path) -> str:
    return f"postgres://postgres@{quote(str(socket_dir(data)), safe='')}/modellkoncept"


def redis_url(data: Path) -> str:
    return f"unix://{socket_dir(data)}/redis.sock"
