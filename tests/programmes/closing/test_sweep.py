"""What a removal leaves in files is paid for little by little, when it disturbs nobody."""

import time
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from modellkoncept.database import rewrite
from modellkoncept.documents.models import Document
from programmes.closing.models import Closing
from programmes.closing.removal import cleanup
from tests.factories import BoardFactory
from tests.programmes.closing.test_removal import found_of, remove


def at(hour: int, *, days: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=30) + timedelta(days=days)


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The tables that were written anew, without doing it."""
    tables: list[str] = []

    def write(table: str) -> bool:
        tables.append(table)
        return True

    monkeypatch.setattr(rewrite, "rewrite_table", write)
    return tables


@pytest.fixture
def removed(ended) -> Closing:
    return remove(ended.planned())


def test_every_table_is_owed_and_paid_once(removed, written):
    assert removed.tables_owed == cleanup.every_table()
    assert "padlet_note" in removed.tables_owed
    assert removed.is_owing

    assert cleanup.sweep_up(at(2)) is True
    assert cleanup.sweep_up(at(2)) is True

    assert written == cleanup.every_table()
    removed.refresh_from_db()
    assert not removed.is_owing


def test_where_it_was_stopped_the_next_goes_on(removed, written, monkeypatch):
    write = rewrite.rewrite_table

    def stop_at_the_fourth(table: str) -> bool:
        if len(written) == 3:
            raise KeyboardInterrupt
        return write(table)

    monkeypatch.setattr(rewrite, "rewrite_table", stop_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        cleanup.sweep_up(at(2))
    monkeypatch.setattr(rewrite, "rewrite_table", write)

    assert cleanup.sweep_up(at(2)) is True
    assert written == cleanup.every_table()


def test_a_table_that_is_in_use_is_come_back_to_alone(removed, written, monkeypatch):
    write = rewrite.rewrite_table
    monkeypatch.setattr(
        rewrite, "rewrite_table", lambda table: table != "padlet_note" and write(table)
    )
    assert cleanup.sweep_up(at(2)) is False
    removed.refresh_from_db()
    assert removed.tables_owed == ["padlet_note"]

    monkeypatch.setattr(rewrite, "rewrite_table", write)
    assert cleanup.sweep_up(at(2)) is True
    assert written.count("padlet_note") == 1


@pytest.mark.parametrize(
    ("hour", "days", "is_open", "is_done"),
    [
        (2, 0, False, True),
        (2, 0, True, False),
        (13, 0, False, False),
        (13, 8, False, True),  # perhaps nobody has the computer on at night
        (13, 8, True, False),
        (2, 8, True, True),  # a board that somebody forgot to close
    ],
)
def test_tables_are_held_when_it_disturbs_nobody(removed, written, hour, days, is_open, is_done):
    BoardFactory(state="open" if is_open else "closed")

    assert cleanup.sweep_up(at(hour, days=days)) is is_done

    assert bool(written) is is_done


def test_a_board_that_is_opened_meanwhile_is_not_disturbed(removed, written, monkeypatch):
    board, write = BoardFactory(state="closed"), rewrite.rewrite_table

    def write_and_open(table: str) -> bool:
        type(board).objects.filter(pk=board.pk).update(state="open")
        return write(table)

    monkeypatch.setattr(rewrite, "rewrite_table", write_and_open)

    assert cleanup.sweep_up(at(2)) is False
    assert written == cleanup.every_table()[:1]


def test_a_table_that_is_no_more_holds_nothing_up(removed, written):
    Closing.objects.update(tables_owed=["an_older_table", "padlet_note"])

    assert cleanup.sweep_up(at(2)) is True
    assert written == ["padlet_note"]


def test_a_document_asked_for_while_the_removal_went_on_goes_too(removed, ended, written):
    of = {"kind": "agenda", "of": str(ended.meeting.pk)}
    before = Document.objects.create(
        **of, title="Före", requested_at=removed.removed_at - timedelta(seconds=1)
    )
    after = Document.objects.create(**of, title="Efter")

    cleanup.sweep_up(at(13))

    assert list(Document.objects.filter(pk__in=[before.pk, after.pk])) == [after]


def test_files_go_by_day_too(removed, written):
    Closing.objects.update(files_owed=["documents/nobody-has-it"])

    cleanup.sweep_up(at(13))

    assert (Closing.objects.get().files_owed, written) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_it_at_once(removed, written):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [cleanup.ONE_AT_A_TIME])
        assert cleanup.sweep_up(at(2)) is False
        assert written == []
    finally:
        other.close()

    wait_until(lambda: cleanup.sweep_up(at(2)))
    assert written == cleanup.every_table()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_after_the_sweep_no_file_of_any_table_holds_a_name(ended):
    remove(ended.planned())

    # Other processes of this Postgres may look at the old rows a while yet.
    wait_until(lambda: cleanup.sweep_up(at(2)))

    assert Closing.objects.get().tables_owed == []
    for table, statistics in quoted_values():
        assert found_of(ended.forgotten, {table: [statistics]}) == []
    for name, content in table_files():
        text = content.decode("utf-8", errors="ignore")
        assert [user.email for user in ended.goes if user.email in text] == [], name
        assert "Åkerblom" not in text, name


def quoted_values() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, s::text FROM pg_stats s WHERE schemaname = 'public'")
        return cursor.fetchall()


def table_files() -> list[tuple[str, bytes]]:
    """What Postgres has written to disk of each table."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid))"
            " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return [(name, bytes(content)) for name, content in cursor.fetchall()]


def wait_until(holds, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
