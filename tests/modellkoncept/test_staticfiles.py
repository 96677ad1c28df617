"""Static files as they are outside the tests, which do without the hashed names."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

from modellkoncept.web.static_storage import joined_sheets


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


def test_a_sheet_that_imports_others_is_served_as_one():
    css = Path(finders.find("css/components.css"))
    names = re.findall(r'@import "(.*)";', css.read_text())
    parts = [css.parent.joinpath(name).read_text() for name in names]
    files = {"css/components.css": css, **{f"css/{name}": css.parent / name for name in names}}
    paths = {name: (FileSystemStorage("/"), str(path)) for name, path in files.items()}

    storage, name = joined_sheets(paths)["css/components.css"]

    served = storage.open(name).read().decode()
    assert "@import" not in served
    assert served.endswith("\n".join(parts) + "\n")
    assert joined_sheets(paths).keys() == {"css/components.css"}
