"""The Postgres that Debian installs, and files for one of its servers."""

import os
import subprocess
from pathlib import Path

from modellkoncept.embedded import unprivileged_user


def postgres_binaries() -> Path | None:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name)
    )
    return found[-1] if found else None


def make_cluster(binaries: Path, home: Path) -> None:
    """Make the files of an empty server, which everybody on the machine may enter."""
    user = unprivileged_user()
    home.mkdir(mode=0o700)
    if user:
        os.chown(home, *user)
    subprocess.run(
        [binaries / "initdb", "-D", home, "-U", "postgres", "--auth", "trust", "--no-sync"],
        user=user[0] if user else None,
        group=user[1] if user else None,
        cwd="/",
        check=True,
        capture_output=True,
    )
