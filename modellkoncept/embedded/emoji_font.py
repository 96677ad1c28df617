"""Whether this machine has a font with emoji: without one a document shows boxes in their place."""

import shutil
import subprocess
import sys
from pathlib import Path

EMOJI_FONT_HELP = (
    "Ett typsnitt med emojier saknas, så i dokumenten blir de tomma rutor. Installera och starta"
    " igen:\n"
    "  Debian, Ubuntu:  sudo apt install fonts-noto-color-emoji\n"
    "  Fedora:          sudo dnf install google-noto-color-emoji-fonts"
)
# Newer emoji, and letters of flags: fonts for text have a few old faces at most.
SAMPLE = ":charset=1f9d1 1f389 1f1f8 2705"
APPLE = Path("/System/Library/Fonts/Apple Color Emoji.ttc")


def emoji_font_is_missing() -> bool:
    """Ask fontconfig, as Pango does. Where it cannot be asked, nothing is said to be missing."""
    if sys.platform == "darwin" and APPLE.exists():
        return False
    program = shutil.which("fc-list")
    if program is None:
        return False
    try:
        asked = subprocess.run([program, SAMPLE, "family"], capture_output=True, text=True)
    except OSError:
        return False
    return asked.returncode == 0 and not asked.stdout.strip()
