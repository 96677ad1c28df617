"""Each step with a note is a transaction of its own: no row mark joins it to a person or a time.

Postgres marks every row with the transaction that wrote it (xmin). A note that was written together
with the log, a session or a user would be joined to them, for anybody who can read the tables.
"""

import json
import secrets

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from modellkoncept.web.confirmation import CONFIRMED
from padlet import credentials
from padlet.models import Board, Cluster, Note
from padlet.services import clusters, moderation, paper, votes
from tests.padlet.conftest import Box

pytestmark = pytest.mark.django_db(transaction=True)

# What tells of notes and of nobody: these may be written together.
OF_NOTES = {"padlet_note", "padlet_board", "padlet_section", "padlet_cluster"}


TOP_TRANSACTIONS = """
CREATE TABLE written_in (name text, xact text);
CREATE FUNCTION note_down() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO written_in VALUES (TG_TABLE_NAME, pg_current_xact_id()::text);
    RETURN NULL;
END $$;
"""
WATCH = """
CREATE TRIGGER note_down AFTER INSERT OR UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION note_down()
"""


@pytest.fixture(autouse=True)
def _transactions_are_noted_down(transactional_db):
    """By the database itself, and the whole transaction's: a savepoint marks its rows apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(TOP_TRANSACTIONS)
        for table in tables:
            cursor.execute(WATCH.format(table=table))
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION note_down CASCADE; DROP TABLE written_in")


def written_by(step) -> dict[str, set[str]]:
    """By table, the transactions in which the step wrote to it."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE written_in")
        step()
        cursor.execute("SELECT name, array_agg(xact) FROM written_in GROUP BY name")
        return {table: set(transactions) for table, transactions in cursor.fetchall()}


def assert_apart(written: dict[str, set[str]], expected: set[str]) -> None:
    """Exactly these tables were written, and none of the others together with the notes."""
    assert set(written) == expected
    of_notes = {each for table in OF_NOTES & expected for each in written[table]}
    for table in expected - OF_NOTES:
        assert written[table] & of_notes == set(), table


@pytest.fixture
def waiting(politicians) -> Note:
    Board.objects.filter(pk=politicians.board.pk).update(approves=True)
    return politicians.write(text="Väntar")


@pytest.fixture
def shown(politicians) -> Note:
    return politicians.write(text="Syns")


@pytest.fixture
def by(people):
    return people["strategist"]


LOGGED = {"padlet_note", "padlet_board", "padlet_moderation"}


def test_hiding_and_showing_again(shown, by):
    given = {"board": shown.board, "note_id": shown.pk, "by": by}

    assert_apart(written_by(lambda: moderation.hide_note(**given)), LOGGED)
    assert_apart(written_by(lambda: moderation.show_note(**given)), LOGGED)


def test_doing_again_what_is_done_writes_nothing(shown, by):
    given = {"board": shown.board, "note_id": shown.pk, "by": by}
    moderation.hide_note(**given)

    assert written_by(lambda: moderation.hide_note(**given)) == {}


def test_approving_one_and_all(waiting, politicians, by):
    board, other = waiting.board, politicians.write(text="Väntar också")
    read = [waiting.revision_key]
    one = written_by(
        lambda: moderation.show_note(board=board, note_id=waiting.pk, by=by, read=read)
    )
    all_of_them = written_by(lambda: moderation.approve_all(board=board, read=[other.revision_key]))

    assert_apart(one, LOGGED)
    assert_apart(all_of_them, {"padlet_note", "padlet_board"})
    assert_apart(
        written_by(lambda: moderation.log_approval(board=board, by=by)), {"padlet_moderation"}
    )


def test_deleting(shown, by):
    """The note's row is gone: the board's counter must not share its mark with the log either."""
    given = {"board": shown.board, "note_id": shown.pk, "by": by}

    assert_apart(written_by(lambda: moderation.remove_note(**given)), LOGGED)


def test_sorting_by_cluster(shown, politicians):
    board, prompt = shown.board, politicians.prompt
    made = written_by(lambda: clusters.add_cluster(board=board, prompt_id=prompt.pk, title="Tid"))
    given = {"prompt_id": prompt.pk, "note_ids": [shown.pk], "cluster_id": Cluster.objects.get().pk}
    moved = written_by(lambda: clusters.sort_notes(board=board, **given))

    assert_apart(made, {"padlet_cluster", "padlet_board"})
    assert_apart(moved, {"padlet_note", "padlet_board"})


def test_paper_and_hands(shown, politicians):
    where = {"section_id": politicians.section.pk, "prompt_id": politicians.prompt.pk}
    typed = written_by(
        lambda: paper.add_paper_notes(
            board=shown.board, **where, breakout=0, token="a" * 48, texts=["Ett", "Två"]
        )
    )
    counted = written_by(
        lambda: votes.add_votes(board=shown.board, token="b" * 48, votes={shown.pk: 3})
    )

    assert_apart(typed, {"padlet_note", "padlet_board"})
    assert_apart(counted, {"padlet_note", "padlet_board"})


# --- the doors, with everything that the middleware writes -------------------------------------


@pytest.fixture
def leads(by) -> Client:
    client = Client()
    client.force_login(by)
    client.get("/")
    return client


DOORS = {"dolj": "visible", "visa": "hidden", "godkann": "waiting", "ta-bort": "hidden"}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("htmx", [False, True])
def test_no_door_of_those_who_lead_joins_a_note_to_whoever_pressed(leads, shown, door, htmx):
    Note.objects.filter(pk=shown.pk).update(state=DOORS[door])
    shown.refresh_from_db()
    address = f"/tavlor/{shown.board_id}/lappar/{shown.public_id}/{door}/"
    given = {"last": shown.revision_key, CONFIRMED: "1"}

    written = written_by(
        lambda: leads.post(address, given, headers={"HX-Request": "true"} if htmx else {})
    )

    assert_apart(written, LOGGED | (set(written) & {"django_session"}))


def test_what_is_taken_home_is_no_step_with_the_note(leads, shown):
    written = written_by(
        lambda: leads.post(reverse("padlet:add_takeaway", args=[shown.board_id, shown.public_id]))
    )

    assert OF_NOTES & set(written) == set()


API = {
    "add": ("POST", "lapp/{section}/{prompt}/0/", {"padlet_note", "padlet_board"}),
    "edit": ("PUT", "lapp/{section}/{prompt}/0/", {"padlet_note", "padlet_board"}),
    "delete": ("DELETE", "lapp/{section}/{prompt}/0/", {"padlet_note", "padlet_board"}),
    "own": ("POST", "egen/{section}/", set()),
    "like": ("POST", "gilla/{section}/{note}/", {"padlet_note", "padlet_board"}),
    "dot": ("POST", "prick/{section}/{note}/", {"padlet_note", "padlet_board"}),
    "done": ("POST", "klar/{section}/0/", {"padlet_section", "padlet_board"}),
}


@pytest.mark.parametrize("door", API)
def test_every_door_of_the_note_api_writes_the_note_and_the_counters(leads, politicians, door):
    method, address, expected = API[door]
    box: Box = politicians
    Board.objects.filter(pk=box.board.pk).update(dots_each=3)
    token = secrets.token_hex(24)
    note = box.write(token=token)
    path = f"/t/{box.board.path}/" + address.format(
        section=box.section.pk, prompt=box.prompt.pk, note=note.public_id
    )
    body = {
        "pass": credentials.write_pass(box.board, box.section),
        "token": secrets.token_hex(24) if door == "add" else token,
        "text": "Ny text",
        "done": "1",
    }

    answers = []
    written = written_by(
        lambda: answers.append(
            leads.generic(method, path, json.dumps(body), content_type="application/json")
        )
    )

    assert [answer.status_code for answer in answers] == [200]
    assert set(written) == expected
    assert len({each for table in written for each in written[table]}) <= 1
