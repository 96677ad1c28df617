"""The benchmarks are no part of the tests, but they start: what they import is there."""

import subprocess
import sys

import pytest

from modellkoncept import settings

pytestmark = pytest.mark.slow  # a process of its own


def test_the_benchmark_of_the_board_starts_and_says_how_it_is_used():
    command = [sys.executable, "-m", "tests.benchmarks.board", "--help"]

    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "--quick" in done.stdout
