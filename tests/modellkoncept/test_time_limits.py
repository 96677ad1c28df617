"""What hangs in the database costs one visitor a page with a sentence, and nobody a 500."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InternalError, OperationalError, connection
from django.urls import reverse
from psycopg.errors import IdleInTransactionSessionTimeout

from modellkoncept.database import rewrite
from modellkoncept.database.timeouts import without_time_limits
from modellkoncept.web.errors import is_unavailable
from padlet.models import Board
from tests.factories import BoardFactory
from tests.modellkoncept.processes import environment
from tests.site_processes import Site, running_site

SHOWN = "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"
SHOW = (
    "import django; django.setup(); from django.db import connection; c = connection.cursor();"
    f" print(*[c.execute('SHOW ' + n).fetchone()[0] for n in {SHOWN}], connection.pg_version)"
)


def limits() -> list[str]:
    with connection.cursor() as cursor:
        return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in SHOWN]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pool", "timeout", "shown"),
    [
        ("10", "", ["15s", "5s", "30s"]),
        ("0", "", ["4min", "30s", "5min"]),
        ("10", "7", ["7s", "5s", "30s"]),
        ("10", "0", ["0", "0", "0"]),
    ],
    ids=["web", "worker", "set", "none"],
)
def test_each_kind_of_process_has_its_limits(tmp_path: Path, pool: str, timeout: str, shown):
    ours = environment(
        tmp_path,
        DATABASE_POOL_SIZE=pool,
        DATABASE_STATEMENT_TIMEOUT=timeout,
        DJANGO_SETTINGS_MODULE="modellkoncept.settings",
    )

    said = subprocess.run([sys.executable, "-c", SHOW], env=ours, capture_output=True, text=True)

    assert said.stdout.split()[:3] == shown, said.stderr


def test_the_address_keeps_what_it_says_and_silence_is_noticed(tmp_path: Path):
    ask = (
        "from modellkoncept.settings import DATABASES as d; import json;"
        " print(json.dumps(d['default']['OPTIONS']))"
    )
    address = "postgres://app@db.example.se/app?sslmode=require&options=-c%20search_path%3Dx"
    ours = environment(tmp_path) | {"DATABASE_URL": address, "DATABASE_POOL_SIZE": "10"}

    said = subprocess.run([sys.executable, "-c", ask], env=ours, capture_output=True, text=True)

    options = json.loads(said.stdout)
    assert options["sslmode"] == "require"
    assert options["options"].endswith("30s -c search_path=x")
    assert {name: options[name] for name in options if "keepalives" in name} == {
        "keepalives": 1,
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    assert options["tcp_user_timeout"] == 50_000


@pytest.mark.django_db(transaction=True)
def test_migrations_and_rewriting_have_no_limit_and_leave_the_others_as_they_were(monkeypatch):
    before, during = limits(), []
    with without_time_limits(connection):
        during.append(limits())

    call_command("migrate", verbosity=0)
    assert rewrite.rewrite_table("padlet_board")

    assert before == limits() == ["4min", "30s", "5min"]
    assert during == [["0", "0", "0"]]


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_hangs_is_ended():
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
        with pytest.raises(OperationalError) as ended:
            cursor.execute("SELECT pg_sleep(5)")
        cursor.execute("RESET statement_timeout")

    assert is_unavailable(ended.value)


def test_a_session_that_was_ended_for_its_silence_counts_as_away():
    error = InternalError()
    error.__cause__ = IdleInTransactionSessionTimeout()

    assert (is_unavailable(error), is_unavailable(InternalError())) == (True, False)


@pytest.fixture
def site(transactional_db, tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path, worker=False, DATABASE_STATEMENT_TIMEOUT="1") as running:
        yield running


@pytest.mark.slow
def test_a_stuck_query_is_answered_with_a_sentence(site: Site):
    board = BoardFactory(state=Board.State.OPEN)
    guest = f"/t/{board.path}/"
    note = reverse("padlet:note", args=[board.path, 1, 2, 3])
    refused = reverse("padlet:note", args=[board.path, 1, 2, 4])
    sentence = (
        '{"error": "token", "sentence": "Lappen kunde inte tas emot.'
        ' Texten ligger kvar, f\\u00f6rs\\u00f6k igen."}'
    )
    paths = {
        guest: None,
        f"{guest}lage/": None,
        note: json.dumps({"pass": "a", "token": "b" * 48, "text": "c"}).encode(),
        refused: b'{"pass": "a", "token": "b", "text": "c"}',
        "/halsa/": None,
        f"/tavlor/{board.pk}/": None,
    }
    with psycopg.connect(
        settings.DATABASE_URL.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    ) as there:
        there.execute("LOCK TABLE padlet_board, django_session IN ACCESS EXCLUSIVE MODE")

        answers = {path: asked(site, path, body) for path, body in paths.items()}

    assert answers[guest][0] == answers[f"{guest}lage/"][0] == 503
    assert "Vi når inte databasen just nu" in answers[guest][1]
    assert answers[refused] == (409, sentence)
    assert answers[note][0] == 503
    assert "texten ligger kvar" in answers[note][1]
    assert answers[f"/tavlor/{board.pk}/"][0] == 503
    assert asked(site, guest, None)[0] == 200


def asked(site: Site, path: str, body: bytes | None) -> tuple[int, str]:
    request = urllib.request.Request(  # noqa: S310 – our own site
        site.url + path,
        data=body,
        headers={"Content-Type": "application/json", "Cookie": "sessionid=" + "a" * 32},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
