"""Sealing (TRUST: C11), on real tables: what is left in them, in their files and in Redis."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from padlet import errors
from padlet.live import board_cache, diff, projection
from padlet.models import Board, Note, Sentence
from padlet.services import boards, moderation, notes, rate_limit, sealing
from tests.factories import notes_saying
from tests.modellkoncept.processes import environment
from tests.modellkoncept.toy_systems import server
from tests.padlet.conftest import Box, in_state, open_it
from tests.padlet.test_anonymity import rows
from tests.padlet.test_note_api import post_note

pytestmark = pytest.mark.django_db(transaction=True)


def write_many(box: Box, number: int) -> list[str]:
    texts = [f"{n:03} lapp" for n in range(number)]
    for text in texts:
        rate_limit.clear()
        box.write(text=text)
    return texts


def order_in_the_file() -> list[str]:
    """The texts as their rows lie in the table's file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM padlet_note ORDER BY ctid")
        texts = {note.pk: note.text for note in Note.objects.all()}
        return [texts[pk] for (pk,) in cursor.fetchall()]


def order_of_writing_left(texts: list[str]) -> float:
    """1 when the texts stand in the order they were written in, about 0 when drawn by lot."""
    n, place = len(texts), {text: i for i, text in enumerate(sorted(texts))}
    squares = sum((i - place[text]) ** 2 for i, text in enumerate(texts))
    return 1 - 6 * squares / (n * (n * n - 1))


def sweep() -> None:
    """As every minute, until it succeeds: Postgres' own upkeep may look at the old rows still."""
    outlast_other_databases()
    deadline = time.monotonic() + 20
    while not sealing.rewrite_sealed_tables():
        assert time.monotonic() < deadline, who_may_read_old_rows()
        time.sleep(0.2)


def outlast_other_databases() -> None:
    """Until what runs in other databases of the server is over: it too keeps rows from going."""
    deadline = time.monotonic() + 180
    begun = changing_in_other_databases()
    while begun & changing_in_other_databases():
        assert time.monotonic() < deadline, who_may_read_old_rows()
        time.sleep(0.2)


def changing_in_other_databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT backend_xid::text FROM pg_stat_activity"
            " WHERE datname <> current_database() AND backend_xid IS NOT NULL"
        )
        return {xid for (xid,) in cursor.fetchall()}


def who_may_read_old_rows() -> list[tuple]:
    """The connections whose transaction or snapshot keeps old rows, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, datname, backend_type, state, wait_event, backend_xid::text,"
            " backend_xmin::text, (now() - xact_start)::text, left(query, 90)"
            " FROM pg_stat_activity"
            " WHERE (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)"
            " AND pid <> pg_backend_pid() ORDER BY xact_start"
        )
        return cursor.fetchall()


def test_a_transaction_in_another_database_of_the_server_delays_it_and_no_more(politicians):
    write_many(politicians, 5)
    with psycopg.connect(f"{server()}/postgres") as other:
        other.execute("SELECT pg_current_xact_id()")
        sealing.close_board(board=politicians.board)
        assert sealing.rewrite_sealed_tables() is False
    assert Board.objects.get().rewrite_pending

    sweep()

    assert not Board.objects.get().rewrite_pending


def bytes_of_the_table() -> bytes:
    """The table's file as it lies on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('padlet_note'))")
        return bytes(cursor.fetchone()[0])


def test_a_sealed_board_holds_the_same_texts_and_nothing_of_their_writing(politicians):
    board = politicians.board
    texts = write_many(politicians, 60)
    assert order_of_writing_left(order_in_the_file()) > 0.8
    written = {note.pk: note for note in Note.objects.all()}
    notes_saying("007 lapp").update(state="hidden", likes=3, dots=2, from_paper=True)
    theme = board.clusters.create(prompt=politicians.prompt, title="Underlag")
    notes_saying("001 lapp", "002 lapp").update(cluster=theme)
    sentence = Sentence.objects.create(
        board=board, prompt=politicians.prompt, position=1, text="Vi behöver underlag."
    )
    sentence.notes.set(notes_saying("001 lapp", "007 lapp", "059 lapp"))
    kept = ("text", "section", "prompt", "breakout", "state", "likes", "dots", "cluster")
    before = set(board.notes.values_list(*kept, "from_paper"))
    sealing.close_board(board=board)

    board.refresh_from_db()
    assert (board.state, board.sealed_on) == ("closed", timezone.localdate())
    assert set(board.notes.values_list(*kept, "from_paper")) == before
    assert sorted(board.notes.values_list("text", flat=True)) == texts
    assert [note.text for note in sentence.notes.order_by("text")] == [
        "001 lapp", "007 lapp", "059 lapp",
    ]  # fmt: skip
    # New ids, new lots, no hash, one transaction's mark on all rows, and no order left.
    new = list(Note.objects.all())
    assert {note.pk for note in new} & set(written) == set()
    assert {note.sort_key for note in new} & {note.sort_key for note in written.values()} == set()
    assert {note.edit_hash for note in new} == {None}
    assert len({mark for mark, _ in rows()["padlet_note"]}) == 1
    assert abs(order_of_writing_left(order_in_the_file())) < 0.5
    dump = "\n".join(row for table in rows().values() for _, row in table)
    assert [n for n in written.values() if str(n.pk) in dump or n.edit_hash in dump] == []


def test_after_the_sweep_the_files_hold_nothing_of_it_either(politicians):
    write_many(politicians, 40)
    old = list(Note.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE padlet_note")
    assert old[0].pk.bytes in bytes_of_the_table()
    sealing.close_board(board=politicians.board)
    assert Board.objects.get().rewrite_pending
    assert old[0].pk.bytes in bytes_of_the_table()

    sweep()

    file = bytes_of_the_table()
    assert all(note.pk.bytes in file for note in Note.objects.all())
    assert [n for n in old if n.pk.bytes in file or n.edit_hash.encode() in file] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM pg_stats s WHERE tablename = 'padlet_note'")
        statistics = "\n".join(text for (text,) in cursor.fetchall())
    assert [n for n in old if str(n.pk) in statistics or n.edit_hash in statistics] == []
    assert not Board.objects.get().rewrite_pending


def test_redis_holds_nothing_of_a_board(politicians):
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        before = set(client.keys("*"))
        write_many(politicians, 3)
        sealing.close_board(board=politicians.board)

        assert set(client.keys("*")) == before


def test_the_endpoints_of_a_sealed_board_answer_410(client, politicians):
    given = politicians.given()
    note = notes.add_note(**given)
    sealing.close_board(board=politicians.board)
    again = {"token": given["token"], "text": given["text"], "pass": given["pass_"]}
    sealed = Note.objects.get()

    assert post_note(client, politicians).status_code == 410
    assert post_note(client, politicians, **again).status_code == 410
    assert post_note(client, politicians, "put", **again).status_code == 410
    assert post_note(client, politicians, "delete", **again).status_code == 410
    for name in ("like", "dot"):
        args = [politicians.board.path, politicians.section.pk, note.pk]
        address = reverse(f"padlet:{name}", args=args)
        assert client.post(address, "{}", content_type="application/json").status_code == 410
    address = reverse("padlet:done", args=[politicians.board.path, politicians.section.pk, 0])
    assert client.post(address, "{}", content_type="application/json").status_code == 410
    address = reverse("padlet:own", args=[politicians.board.path, politicians.section.pk])
    asked = json.dumps(again)
    assert client.post(address, asked, content_type="application/json").status_code == 410
    assert [(n.pk, n.text) for n in Note.objects.all()] == [(sealed.pk, "En lapp")]


def test_closing_that_fails_half_way_leaves_an_open_board_with_its_notes(politicians):
    note = politicians.write()
    with connection.cursor() as cursor:  # the last thing that sealing does cannot be done
        cursor.execute(
            "CREATE RULE no_delete AS ON DELETE TO padlet_note DO INSTEAD "
            "(SELECT 1/0 FROM padlet_note)"
        )

    with pytest.raises(Exception, match="division by zero"):
        sealing.close_board(board=politicians.board)
    with connection.cursor() as cursor:
        cursor.execute("DROP RULE no_delete ON padlet_note")

    board = Board.objects.get()
    assert (board.state, board.sealed_on, board.rewrite_pending) == ("open", None, False)
    assert [(n.pk, n.edit_hash) for n in board.notes.all()] == [(note.pk, note.edit_hash)]
    sealing.close_board(board=board)
    assert Note.objects.get().edit_hash is None


@pytest.fixture
def refused_when_plain():
    """The database refuses the row of any text that is not encrypted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE padlet_note ADD CONSTRAINT refused CHECK (starts_with(text, E'\\x01'))"
        )
        yield
        cursor.execute("ALTER TABLE padlet_note DROP CONSTRAINT refused")


def test_a_sealing_that_the_database_refuses_is_logged_without_a_text(
    politicians, refused_when_plain, caplog
):
    """Postgres quotes the row that it refuses, and sealing writes in plain."""
    politicians.write(text="En hemlig lapp")

    late = timezone.now().replace(hour=2) + timedelta(days=100)

    assert sealing.seal_due_boards(late) == 0

    [record] = caplog.records
    said = f"board {politicians.board.pk} could not be seen to (IntegrityError); it is tried again"
    assert (record.getMessage(), record.exc_info) == (said, None)
    assert [note.text for note in Note.objects.all()] == ["En hemlig lapp"]


def test_sealing_again_changes_nothing(politicians):
    write_many(politicians, 5)
    sealing.close_board(board=politicians.board)
    before = set(Note.objects.values_list("pk", "sort_key"))

    sealing.seal_board(board=politicians.board)
    assert sealing.seal_due_boards() == 0
    with pytest.raises(errors.WrongStateError):
        sealing.close_board(board=politicians.board)

    assert set(Note.objects.values_list("pk", "sort_key")) == before


def test_two_who_close_at_once_seal_once_and_lose_nothing(politicians):
    texts, heard = write_many(politicians, 30), []

    def close():
        try:
            sealing.close_board(board=politicians.board)
            heard.append("closed")
        except errors.WrongStateError:
            heard.append("was closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(heard) == ["closed"] + ["was closed"] * 5
    assert sorted(Note.objects.values_list("text", flat=True)) == texts


def test_a_killed_closer_leaves_all_or_nothing_and_the_debt_is_known(politicians, tmp_path):
    """Kill -9 between the steps: whatever is done is whole, and the sweep does the rest."""
    board, texts = politicians.board, write_many(politicians, 300)
    script = (
        "import django; django.setup()\n"
        "from padlet import services; from padlet.models import Board\n"
        f"board = Board.objects.get(pk={board.pk}); print('ready', flush=True)\n"
        "services.close_board(board=board); print('closed', flush=True)\n"
        "services.rewrite_sealed_tables(); print('swept', flush=True)\n"
    )
    env = environment(tmp_path, DEMO="0", DJANGO_SETTINGS_MODULE="modellkoncept.settings")
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2):
        closer = subprocess.Popen(
            [sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, cwd=settings.BASE_DIR
        )
        assert closer.stdout
        closer.stdout.readline()
        time.sleep(delay)
        os.kill(closer.pid, signal.SIGKILL)
        closer.wait()
        closer.stdout.close()

        board.refresh_from_db()
        hashes = list(board.notes.values_list("edit_hash", flat=True))
        assert sorted(board.notes.values_list("text", flat=True)) == texts
        assert {board.state == "closed", board.sealed_on is not None, not any(hashes)} in (
            {True},
            {False},
        )
        assert board.state == "closed" or not board.rewrite_pending

    if board.state != "closed":
        sealing.close_board(board=board)
    sweep()
    assert not Board.objects.get().rewrite_pending


@pytest.mark.parametrize("in_the_way", ["holds the table", "still sees the old rows"])
def test_the_sweep_comes_again_when_somebody_is_in_the_way(politicians, in_the_way):
    politicians.write()
    entered, leave = threading.Event(), threading.Event()

    def linger():
        with transaction.atomic(), connection.cursor() as cursor:
            if in_the_way == "holds the table":
                cursor.execute("LOCK TABLE padlet_note IN ACCESS SHARE MODE")
            else:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT count(*) FROM padlet_board")
            entered.set()
            leave.wait(20)
        connection.close()

    other = threading.Thread(target=linger)
    other.start()
    entered.wait(5)
    sealing.close_board(board=politicians.board)

    assert not sealing.rewrite_sealed_tables()
    assert Board.objects.get().rewrite_pending
    leave.set()
    other.join()

    sweep()
    assert not Board.objects.get().rewrite_pending


def test_a_board_that_is_sealed_during_the_sweep_is_owed_its_own(
    politicians, group_meeting, monkeypatch
):
    """The vacuum that is going on began before its rows were rewritten."""
    rewrite_table = sealing.rewrite.rewrite_table
    second = open_it(
        boards.create_board(meeting=group_meeting, title="Under tiden", prompts=["Vad?"])
    )
    sealing.close_board(board=politicians.board)

    def seal_another_after(table: str) -> bool:
        done = rewrite_table(table)
        sealing.seal_board(board=second)
        return done

    monkeypatch.setattr(sealing.rewrite, "rewrite_table", seal_another_after)
    assert sealing.rewrite_sealed_tables()

    pending = dict(Board.objects.values_list("pk", "rewrite_pending"))
    assert pending == {politicians.board.pk: False, second.pk: True}


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(settings.TIME_ZONE))


@pytest.mark.parametrize(
    ("days", "hour", "state", "is_sealed"),
    [
        (13, 2, "open", False),
        (14, 2, "open", True),
        (14, 14, "open", False),  # somebody may be writing; the night comes
        (14, 14, "paused", True),
        (30, 2, "open", True),
        (30, 2, "draft", False),
        (0, 14, "closed", True),  # closed before there was sealing
    ],
)
def test_a_board_seals_itself_14_days_after_its_meeting(draft, days, hour, state, is_sealed):
    if state != "draft":
        open_it(draft)
        Board.objects.update(**in_state(state))

    sealed = sealing.seal_due_boards(at(draft.meeting.date + timedelta(days=days), hour))

    board = Board.objects.get()
    assert sealed == is_sealed
    assert (board.sealed_on is not None) == is_sealed
    assert board.state == ("closed" if is_sealed else state)


def test_who_leads_sees_moderates_and_sums_up_a_sealed_board(client, people, politicians):
    politicians.write(text="Den här")
    politicians.write(text="Den där")
    client.force_login(people["strategist"])
    client.get(politicians.board.get_absolute_url())

    client.post(reverse("padlet:close_board", args=[politicians.board.pk]), {"confirmed": "1"})
    page = client.get(politicians.board.get_absolute_url()).content.decode()
    note = notes_saying("Den här").get()
    for step, state in (("hide_note", "hidden"), ("show_note", "visible")):
        address = reverse(f"padlet:{step}", args=[politicians.board.pk, note.public_id])
        assert client.post(address).status_code == 302
        note.refresh_from_db()
        assert note.state == state
    sentence = Sentence.objects.create(
        board=politicians.board, prompt=politicians.prompt, position=1, text="Så är det."
    )
    sentence.notes.add(note)
    moderation.remove_note(board=politicians.board, note_id=note.pk)

    assert page.count(f'data-note="{note.public_id}"') == 1
    assert page.count(">Den där</p>") == 1
    assert [n.text for n in Note.objects.all()] == ["Den där"]
    assert list(sentence.notes.all()) == []


def test_a_stream_that_was_open_is_told_to_fetch_the_sealed_board_anew(politicians, monkeypatch):
    politicians.write()
    before = board_cache.current_snapshot(politicians.board.pk, projection.GUEST)
    sealing.close_board(board=politicians.board)
    board_cache.clear()
    after = board_cache.current_snapshot(politicians.board.pk, projection.GUEST)

    assert diff.difference(before, after) == {"refetch": True}
    assert set(before.notes) & set(after.notes) == set()
