"""What a dump, a backup or a stolen disk tells of notes (TRUST: C15, C16): the files themselves."""

import secrets
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from padlet.live import board_cache
from padlet.models import Note
from padlet.services import sealing
from tests.padlet.conftest import Box
from tests.padlet.test_anonymity import everything_in_redis, ids_of, post, rows
from tests.padlet.test_sealing import sweep
from tests.site_processes import running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WHO_WRITES = ["politician", "manager", "strategist", "staff"]


def files_of_postgres() -> Path:
    """The folder of the database: tables, indexes, statistics, write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    try:
        next(folder.iterdir())
    except OSError:
        pytest.skip("Databasen är inte vår egen, så dess filer går inte att läsa här.")
    return folder


def found_in(folder: Path, texts: list[str]) -> dict[str, set[str]]:
    """The texts that stand in files below the folder, but for the keys', and in which."""
    sought = {text: text.encode() for text in texts}
    found: dict[str, set[str]] = {}
    for file in folder.rglob("*"):
        if file.is_symlink() or not file.is_file() or "keys" in file.parts:
            continue
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue  # a log of before that was let go of meanwhile
        for text, encoded in sought.items():
            if encoded in content:
                found.setdefault(str(file.relative_to(folder)), set()).add(text)
    return found


def signed_in(person) -> str:
    """The cookie of somebody who signed in a while ago."""
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def write_as_everybody(site, box: Box, cookies: dict[str, str], texts: list[str]) -> None:
    """Each in turn reads the board, signed in, and writes; as on an ordinary day."""
    for number, text in enumerate(texts):
        who = WHO_WRITES[number % len(WHO_WRITES)]
        reader = Client()
        reader.cookies["sessionid"] = cookies[who]
        for page in ("/", f"/tavlor/{box.board.pk}/", f"/t/{box.board.path}/"):
            assert reader.get(page).status_code == 200
        status, _token = post(
            site, box, source="127.0.0.1", cookie=cookies[who], agent="Telefon", text=text
        )
        assert status == 200


def test_no_file_but_the_key_tells_what_was_written_and_no_row_by_whom(
    people, politicians, tmp_path
):
    cookies = {who: signed_in(people[who]) for who in WHO_WRITES}
    texts = [f"Hemlig tanke {secrets.token_hex(8)}" for _ in range(12)]
    data, key_id = Path(settings.DATA_DIR), politicians.board.key_id

    with running_site(tmp_path) as site:
        before = rows()
        write_as_everybody(site, politicians, cookies, texts)
        after = rows()

        # Before sealing: neither tables, indexes, log, statistics, Redis, files nor what was said.
        assert found_in(files_of_postgres(), texts) == {}
        assert found_in(data, texts) == found_in(tmp_path, texts) == {}
        assert [key for key, value in everything_in_redis().items() if b"Hemlig" in value] == []
        # Nobody who read and wrote left a row whose mark lies beside a note's.
        assert {table for table in after if after[table] != before[table]} == {
            "padlet_note",
            "padlet_board",
        }
        # What stands on pages is not in any table, and the other way about.
        board_cache.clear()
        shown = Client().get(f"/t/{politicians.board.path}/lage/").text
        tables = "\n".join(row for table in after.values() for _, row in table)
        for note in Note.objects.all():
            row_id, public_id = ids_of(note)
            assert (shown.count(row_id), tables.count(public_id)) == (0, 0)
            assert (shown.count(public_id), tables.count(str(note.place))) == (1, 0)
        old_ids = [note.pk.bytes for note in Note.objects.all()]

        sealing.close_board(board=politicians.board)
        sweep()

    assert not (data / "keys" / f"{key_id.hex}.key").exists()
    # Afterwards the texts are in the tables alone, and the log of the time before is let go of.
    folder = files_of_postgres()
    found = found_in(folder, texts)
    assert {file.split("/")[0] for file in found} == {"base"}
    # The private Postgres lies in the data folder itself.
    outside = [file for file in found_in(data, texts) if not (data / file).is_relative_to(folder)]
    assert (outside, found_in(tmp_path, texts)) == ([], {})
    log = b"".join(file.read_bytes() for file in (folder / "pg_wal").glob("0*"))
    assert [each for each in old_ids if each in log] == []
    assert sorted(note.text for note in Note.objects.all()) == sorted(texts)
