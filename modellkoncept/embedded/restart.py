"""Run this command again with another environment, which the settings have then read."""

import os
import sys

RESTARTED = "MODELLKONCEPT_STARTED_OVER"


def restart_with(wanted: dict[str, str], *, now: dict[str, str]) -> None:
    """Set the environment; run the command again, once, unless `now` was read from the same."""
    os.environ.update(wanted)
    if os.environ.pop(RESTARTED, None) is None and wanted != now:
        os.environ[RESTARTED] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 – the words that started us
