"""The virus scanner of the house: a command by setting, that reads a file and says yes or no."""

import logging
import subprocess
from typing import IO

from django.conf import settings

logger = logging.getLogger(__name__)
PATIENCE = 120  # seconds
CLEAN, INFECTED = 0, 1  # what the command ends with


class ScannerUnavailableError(Exception):
    """The scanner did not answer, or could not read the file: nothing is known of it."""


def is_scanning() -> bool:
    """Whether files must be scanned before they are handed out."""
    return bool(settings.VIRUS_SCAN_COMMAND)


def is_clean(file: "IO[bytes]") -> bool:
    """Whether the scanner finds nothing in the file. Raises ScannerUnavailableError."""
    try:
        done = subprocess.run(  # noqa: S603 – the operator's own command, without a shell
            settings.VIRUS_SCAN_COMMAND,
            input=file.read(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("the virus scanner did not answer (%s)", type(error).__name__)
        raise ScannerUnavailableError from error
    if done.returncode not in {CLEAN, INFECTED}:
        logger.warning("the virus scanner ended with %s", done.returncode)
        raise ScannerUnavailableError
    return done.returncode == CLEAN
