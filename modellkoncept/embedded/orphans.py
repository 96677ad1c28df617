"""End the processes that outlived a killed supervisor, and no others: a process number is reused.

Linux kills our children with us. Elsewhere, and for one that did not die of it, the next start
reads which process it was.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

SECONDS = 5.0  # for its own way to stop, before it is killed


def record_pid(pid_file: Path, pid: int) -> None:
    """Record the process with the mark of its birth; without a place for it, record nothing."""
    with suppress(OSError):
        pid_file.parent.mkdir(parents=True, exist_ok=True)
        pid_file.write_text(f"{pid} {birth_mark(pid)}")


def forget_pid(pid_file: Path) -> None:
    with suppress(OSError):
        pid_file.unlink(missing_ok=True)


def end_orphan(pid_file: Path, stop_signal: int) -> None:
    """End the recorded process and its group, if it is still the one that was recorded."""
    try:
        number, _, mark = pid_file.read_text().partition(" ")
        pid = int(number)
    except (OSError, ValueError):
        return
    for how, seconds in ((stop_signal, SECONDS), (signal.SIGKILL, 1.0)):
        deadline = time.monotonic() + seconds
        if mark and birth_mark(pid) == mark:
            with suppress(OSError):
                os.killpg(pid, how)
        while mark and birth_mark(pid) == mark and time.monotonic() < deadline:
            time.sleep(0.02)
    forget_pid(pid_file)


def birth_mark(pid: int) -> str:
    """When this process began, as the kernel counts it; empty when there is none (any more)."""
    if Path("/proc/self/stat").exists():
        try:
            parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return ""
        return "" if parts[0] in {"Z", "X"} else f"{boot} {parts[19]}"
    asked = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "lstart="], capture_output=True, text=True
    )
    return asked.stdout.strip()
