"""How static files are named: by their content, so that a browser may keep them for ever."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from servestatic.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "(?P<sheet>[^"]+)";$', re.M)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Imports between our ES modules lead to the hashed names; imported style sheets are joined.

    A style sheet that only imports others would cost a phone one more round trip and a request for
    each of them before it shows anything.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # our modules import each other through more files than Django's 5
    # Ours only: others' files speak of imports in their comments, and of files they do not bring.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],  # noqa: SLF001 – Django offers no other way to narrow it
    )

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        """Hash and compress the files, our own sheets with what they import."""
        yield from super().post_process(paths | joined_sheets(paths), **options)


class PlainStaticFiles(StaticFilesStorage):
    """Files keep their names, as in the tests; imported style sheets are joined all the same."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Put our own sheets in place, with what they import."""
        sheets = {} if dry_run else joined_sheets(paths)
        for name, (storage, path) in sheets.items():
            self.delete(name)
            with storage.open(path) as file:
                self.save(name, file)
            yield name, name, True


def joined_sheets(paths: dict[str, Any]) -> dict[str, Any]:
    """Our own sheets that import others, as files with those in place of the imports."""
    joined = InMemoryStorage()

    def text_of(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()

    def imported(name: str, text: str) -> str:
        return IMPORT.sub(
            lambda found: text_of(str(PurePosixPath(name).parent / found["sheet"])), text
        )

    texts = {name: text_of(name) for name in paths if re.fullmatch(r"css/[^/]+\.css", name)}
    importing = {name: text for name, text in texts.items() if IMPORT.search(text)}
    return {
        name: (joined, joined.save(name, ContentFile(imported(name, text).encode())))
        for name, text in importing.items()
    }
