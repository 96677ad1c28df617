"""Static files as they are outside the tests, which do without the hashed names."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.mark.slow
def test_every_static_file_gets_its_hashed_name_and_our_modules_import_by_it(settings, tmp_path):
    static = settings.STATIC_ROOT = tmp_path / "static"
    hashed = {"BACKEND": "modellkoncept.web.static_storage.HashedStaticFiles"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": hashed}
    for packing in ("GZIP", "BROTLI", "ZSTD"):  # takes long, and changes no name
        setattr(settings, f"SERVESTATIC_USE_{packing}", False)

    call_command("collectstatic", interactive=False, verbosity=0)

    names = json.loads((static / "staticfiles.json").read_text())["paths"]
    own = [
        str(path.relative_to(folder))
        for folder in settings.STATICFILES_DIRS
        for path in Path(folder).rglob("*")
        if path.is_file()
    ]
    assert [name for name in own if not re.search(r"\.[0-9a-f]{12}\.", names[name])] == []
    for name in own:
        if name.endswith(".js"):
            for target in re.findall(
                r'(?:from|import)\s*"(\.[^"]+)"', (static / names[name]).read_text()
            ):
                assert re.search(r"\.[0-9a-f]{12}\.js$", target), (name, target)
                assert (static / names[name]).parent.joinpath(target).exists()
