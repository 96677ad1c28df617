"""Static files as they are outside the tests, which do without the hashed names."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.slow
def test_every_static_file_gets_its_hashed_name_and_our_modules_import_by_it(tmp_path: Path):
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        env=os.environ | {"DATA_DIR": str(tmp_path), "STATIC_HASHED": "1"},
        cwd=settings.BASE_DIR,
        check=True,
        timeout=120,
    )

    static = tmp_path / "static"
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
