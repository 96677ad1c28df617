"""Whether the collected static files are current, without collecting them again."""

import hashlib
import inspect
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from modellkoncept.web import static_storage


def static_fingerprint() -> str:
    """Changes when any file that collectstatic would copy does, or the way it copies them."""
    how = f"{settings.STORAGES['staticfiles']} {inspect.getsource(static_storage)}"
    digest = hashlib.sha256(how.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
