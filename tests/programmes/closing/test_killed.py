"""What a killed worker leaves half done is finished by the next: packs and removals."""

import signal
import subprocess
import sys
import time

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from programmes.closing.archive import pack as pack_archive
from programmes.closing.archive.request import request_pack
from programmes.closing.models import Closing, Pack
from tests.modellkoncept.processes import environment
from tests.programmes.closing.conftest import Ended, end_a_round
from tests.programmes.closing.test_pack import opened
from tests.programmes.closing.test_removal import everything, found_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
State = Pack.State


@pytest.fixture
def ended(transactional_db) -> Ended:
    """Committed, so that another process sees it."""
    return end_a_round()


BUILD_PACK = """
import sys, time
import django
django.setup()
from programmes.closing.archive import pack as archive
kept = archive._kept
def slowly(pack, path, *given):
    made = kept(pack, path, *given)
    if path.endswith("/dokumentation.pdf"):
        print("at the board", flush=True)
        time.sleep(60)
    return made
if "slowly" in sys.argv:
    archive._kept = slowly
archive.build_pack(sys.argv[1])
"""


def test_a_pack_killed_in_the_middle_the_next_worker_finishes(ended, tmp_path):
    pack = request_pack(closing=ended.close())
    command = [sys.executable, "-c", BUILD_PACK, str(pack.pk)]
    env = environment(tmp_path, DEMO="0", DJANGO_SETTINGS_MODULE="modellkoncept.settings")
    with subprocess.Popen(
        [*command, "slowly"], env=env, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout.readline() == "at the board\n"
        first.kill()
    pack.refresh_from_db()
    assert (pack.state, len(pack.parts)) == (State.RUNNING, 5)
    assert pack_archive.packs_to_make() == []  # its lease is not out yet
    Pack.objects.update(lease_until=timezone.now())

    assert pack_archive.packs_to_make() == [pack.pk]
    subprocess.run(command, env=env, check=True, timeout=120)

    closing = Closing.objects.with_all().get()
    assert closing.pack.state == State.DONE
    assert pack_archive.pack_is_whole(closing.pack)
    assert len(opened(closing).namelist()) == 10
    assert len(default_storage.listdir(f"packs/{pack.pk}")[1]) == 1


REMOVE = """
import sys, time
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from programmes.closing.removal import removal
whole = removal.remove_residual_data
def slowly(*given):
    counts = whole(*given)
    print("half way", flush=True)
    time.sleep(60)
    return counts
if "slowly" in sys.argv:
    removal.remove_residual_data = slowly
print(removal.remove_due_data(timezone.localdate() + timedelta(days=1)), flush=True)
"""


def test_a_removal_killed_in_the_middle_is_whole_again_and_the_next_sweep_finishes(ended, tmp_path):
    ended.planned()
    before = everything()
    command = [sys.executable, "-c", REMOVE]
    env = environment(tmp_path, DEMO="0", DJANGO_SETTINGS_MODULE="modellkoncept.settings")
    first = subprocess.Popen([*command, "slowly"], env=env, stdout=subprocess.PIPE, text=True)
    with first:
        assert first.stdout.readline() == "half way\n"
        first.send_signal(signal.SIGKILL)
    wait_until(lambda: everything() == before)

    subprocess.run(command, env=env, check=True, timeout=60)

    assert found_of(ended.forgotten, everything()) == []
    assert Closing.objects.get().removed_at <= timezone.now()


def wait_until(holds, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
