"""What ./start says on a machine where it cannot go on: a sentence, and what to type."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings


def start_with(folder: Path, python: str) -> "subprocess.CompletedProcess[str]":
    """Run a copy of ./start on a machine whose only Python is the given shell script, or none."""
    tools = folder / "bin"
    tools.mkdir()
    for name in ("cksum", "dirname", "tr"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    if python:
        (tools / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (tools / "python3").chmod(0o755)
    for name in ("start", "uv.lock"):
        shutil.copy(Path(settings.BASE_DIR, name), folder)
    return subprocess.run(
        ["/bin/sh", "./start"],
        cwd=folder,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.mark.parametrize(
    ("python", "sentence", "apt"),
    [
        ("", "Python saknas. Det behövs Python 3.11", "sudo apt install python3 python3-venv"),
        (
            "case $2 in *print*) echo 3.9 ;; *) exit 1 ;; esac",
            "Python 3.9 är för gammal. Det behövs Python 3.11",
            "sudo apt install python3 python3-venv",
        ),
        (
            "case $2 in *print*) echo 3.12 ;; *ensurepip*) exit 1 ;; esac",
            "Python 3.12 finns, men delen venv saknas.",
            "sudo apt install python3.12-venv",
        ),
    ],
    ids=["missing", "too old", "without venv"],
)
def test_a_python_that_will_not_do_is_explained(
    tmp_path: Path, python: str, sentence: str, apt: str
):
    said = start_with(tmp_path, python)

    assert said.returncode == 1
    assert said.stderr.startswith(sentence)
    assert f"  Debian, Ubuntu:  {apt}\n" in said.stderr
    assert not (tmp_path / ".venv").exists()
