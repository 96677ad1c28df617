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


@pytest.mark.parametrize(
    ("words", "demo"),
    [([], "1"), (["--no-demo"], "0"), (["--backup", "kopia.tar"], "0"), (["--restore=k"], "0")],
)
def test_it_hands_on_what_was_typed_and_where(tmp_path: Path, words: list[str], demo: str):
    project, elsewhere, tools = tmp_path / "project", tmp_path / "elsewhere", tmp_path / "bin"
    for folder in (project / ".venv" / "bin", elsewhere, tools):
        folder.mkdir(parents=True)
    for name in ("cksum", "dirname", "tr"):
        (tools / name).symlink_to(shutil.which(name))
    for name in ("start", "uv.lock"):
        shutil.copy(Path(settings.BASE_DIR, name), project)
    python = project / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$CALLED_FROM|$DEMO|$STARTED_HERE|$*"\n')
    python.chmod(0o755)
    lock = (project / "uv.lock").read_bytes()
    checksum = (
        subprocess.run([tools / "cksum"], input=lock, capture_output=True).stdout.decode().strip()
    )
    (project / ".venv" / f".locked-{checksum.replace(' ', '-')}").touch()

    said = subprocess.run(
        ["/bin/sh", str(project / "start"), *words],
        cwd=elsewhere,
        env={"PATH": str(tools), "REDIS_URL": "redis://127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=30,
    )

    command = " ".join(["manage.py up --demo", *words])
    assert said.stdout == f"{elsewhere}|{demo}|1|{command}\n", said.stderr
