"""The anonymity contract: people post through the real endpoints, and nothing identifies them."""

import http.client
import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlencode

import pytest
import redis
from django.conf import settings
from django.db import IntegrityError, connection, models
from django.test import Client

from padlet.models import Board, Cluster, Note, Prompt, Section, Sentence
from padlet.services import moderation, notes
from tests.factories import NoteFactory
from tests.padlet.conftest import Box
from tests.site_processes import running_site

pytestmark = pytest.mark.django_db(transaction=True)

WHO_WRITES = ["politician", "manager", "strategist", "staff"]
AGENT = "Telefon-hos-{who}/1.0"


def test_no_field_leads_from_a_note_to_a_person_or_a_time():
    """Walk every field of the note, and of the rows that it refers to in this app."""
    found = {
        model: {field.name: type(field) for field in model._meta.concrete_fields}  # noqa: SLF001 – Django's public API, despite its name
        for model in (Note, Section, Prompt, Board, Cluster)
    }

    assert set(found[Note]) == {
        "id", "board", "section", "prompt", "breakout", "text", "sort_key", "state", "edit_hash",
        "likes", "dots", "cluster", "from_paper",
    }  # fmt: skip
    times = (models.DateField, models.TimeField, models.DateTimeField, models.DurationField)
    # When the time is out, from when nothing is left to find, and when the notes were taken away:
    # of the board, set by the facilitator or by the calendar.
    of_the_board = {"ends_at", "own_end", "sealed_on", "disposed_on", "rehearsed_on"}
    for fields in found.values():
        assert {name for name, kind in fields.items() if issubclass(kind, times)} <= of_the_board
        assert not [name for name, kind in fields.items() if "IPAddress" in kind.__name__]
    relations = [
        field.related_model
        for model in found
        for field in model._meta.concrete_fields  # noqa: SLF001 – as above
    ]
    pointed_at = {model.__name__ for model in relations if model}
    assert pointed_at == {"Board", "Section", "Prompt", "Cluster", "Meeting", "AgendaItem"}
    pointing_here = {relation.name for relation in Note._meta.related_objects}  # noqa: SLF001 – as above
    assert pointing_here == {"sentences"}  # a summary's sentences, which know no author either
    assert {field.name for field in Sentence._meta.concrete_fields} == {  # noqa: SLF001 – as above
        "id", "board", "prompt", "position", "text", "version", "chosen",
    }  # fmt: skip


def rows() -> dict[str, list[tuple[str, str]]]:
    """Every row of every table, as (xmin, text)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted(name for (name,) in cursor.fetchall())
        dump = {}
        for table in tables:
            cursor.execute(f'SELECT xmin::text, t::text FROM "{table}" t ORDER BY 2')  # noqa: S608 – names from the catalogue
            dump[table] = cursor.fetchall()
    return dump


def everything_in_redis() -> dict[bytes, bytes]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        dumps = ((key, client.dump(key)) for key in client.keys("*"))
        # What ran out since the keys were listed has no dump.
        return {key: dump for key, dump in dumps if dump is not None}


def post(site, box: Box, *, source: str, cookie: str, agent: str, text: str) -> tuple[int, str]:
    """One post from its own address, with a member's cookie and everything else that reveals."""
    given = box.given(text=text)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, source_address=(source, 0))
    connection.request(
        "POST",
        f"/t/{box.board.path}/lapp/{box.section.pk}/{box.prompt.pk}/{box.breakout}/",
        json.dumps({"pass": given["pass_"], "token": given["token"], "text": text}),
        {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={cookie}",
            "User-Agent": agent,
            "X-Forwarded-For": "192.0.2.77",
            "Referer": "http://127.0.0.1/hemlig-sida/",
        },
    )
    answer = connection.getresponse()
    assert answer.getheader("Set-Cookie") is None
    answer.read()
    connection.close()
    return answer.status, given["token"]


def ids_of(note: Note) -> tuple[str, str]:
    """The id of the note's row, and the one that pages know it by."""
    return str(note.pk), str(note.public_id)


@pytest.mark.slow
def test_several_people_post_and_nothing_joins_a_note_to_any_of_them(people, politicians, tmp_path):
    cookies = {}
    for who in WHO_WRITES:
        client = Client()
        client.force_login(people[who])
        cookies[who] = client.cookies["sessionid"].value
    texts = {who: f"Hemlig tanke {secrets.token_hex(8)}" for who in WHO_WRITES}

    with running_site(tmp_path, worker=False) as site:
        before, redis_before = rows(), everything_in_redis()
        tokens = []
        for number, who in enumerate(WHO_WRITES, start=2):
            status, token = post(
                site,
                politicians,
                source=f"127.0.0.{number}",
                cookie=cookies[who],
                agent=AGENT.format(who=who),
                text=texts[who],
            )
            assert status == 200
            tokens.append(token)
        # A refusal and a mistake must leave as little behind as a success.
        long_text = texts["staff"] + "x" * 500
        refused = post(site, politicians, source="127.0.0.9", cookie=cookies["staff"],
                       agent=AGENT.format(who="staff"), text=long_text)  # fmt: skip
        assert refused[0] == 422
        after, redis_after = rows(), everything_in_redis()
    said = site.said()

    # Posting wrote notes and the board's counter; every other row is the same row as before:
    # not even rewritten (xmin), so no session, no log, no audit trail was touched.
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"padlet_note", "padlet_board"}
    assert len(after["padlet_note"]) == len(WHO_WRITES)
    note_marks = {mark for mark, _ in after["padlet_note"]}
    others = {mark for table in after if table not in changed for mark, _ in after[table]}
    assert note_marks & others == set()

    # No value of a note stands anywhere else, and nothing of its author anywhere near it.
    elsewhere = "\n".join(
        row for table in after if table != "padlet_note" for _, row in after[table]
    )
    own = "\n".join(row for _, row in after["padlet_note"])
    for note in Note.objects.all():
        for value in (
            str(note.pk),
            str(note.public_id),
            note.text,
            str(note.sort_key),
            note.edit_hash,
        ):
            assert elsewhere.count(value) == 0
    traces = [
        *tokens,
        *cookies.values(),
        *(AGENT.format(who=who) for who in WHO_WRITES),
        *(people[who].email for who in WHO_WRITES),
        *(f"127.0.0.{number}" for number in range(2, 10)),
        "192.0.2.77",
        "hemlig-sida",
    ]
    assert [trace for trace in traces if trace in own] == []

    # Redis keeps nothing of it, and the logs do not know that anybody wrote.
    assert redis_after == redis_before
    told = [*texts.values(), *tokens, "192.0.2.77", politicians.board.path, "/lapp/", "Telefon-hos"]
    assert [trace for trace in told if trace in said] == []
    assert [n for n in range(2, 10) if f"127.0.0.{n}" in said] == []


def post_note(site, method: str, path: str, body: dict, *, source: str, cookie: str) -> int:
    """One request to a note endpoint, with everything that reveals who sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, source_address=(source, 0))
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"sessionid={cookie}",
        "User-Agent": AGENT.format(who=source),
        "X-Forwarded-For": "192.0.2.77",
        "Referer": "http://127.0.0.1/hemlig-sida/",
    }
    connection.request(method, path, json.dumps(body), headers)
    answer = connection.getresponse()
    assert answer.getheader("Set-Cookie") is None
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.slow
def test_change_read_agree_dot_klar_and_remove_leave_no_trace_of_who_did_it(
    people, politicians, tmp_path
):
    board, section = politicians.board, politicians.section
    Board.objects.filter(pk=board.pk).update(dots_each=3)
    client = Client()
    client.force_login(people["manager"])
    cookie = client.cookies["sessionid"].value
    kept, gone = politicians.given(text="Kvar"), politicians.given(text="Borta")
    note = notes.add_note(**kept)
    notes.add_note(**gone)
    base = f"/t/{board.path}"
    at = f"{base}/lapp/{section.pk}/{politicians.prompt.pk}/0/"
    secret = f"Ändrad {secrets.token_hex(8)}"
    requests = [
        ("PUT", at, {"token": kept["token"], "text": secret}),
        ("POST", f"{base}/egen/{section.pk}/", {"token": kept["token"]}),
        ("POST", f"{base}/gilla/{section.pk}/{note.public_id}/", {}),
        ("POST", f"{base}/prick/{section.pk}/{note.public_id}/", {}),
        ("POST", f"{base}/klar/{section.pk}/0/", {"done": "1"}),
        ("DELETE", at, {"token": gone["token"]}),
    ]

    with running_site(tmp_path, worker=False) as site:
        before, redis_before = rows(), everything_in_redis()
        for number, (method, path, body) in enumerate(requests, start=2):
            source = f"127.0.0.{number}"
            given = body | {"pass": kept["pass_"]}
            assert post_note(site, method, path, given, source=source, cookie=cookie) == 200, path
        after, redis_after = rows(), everything_in_redis()
    said = site.said()

    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"padlet_note", "padlet_board", "padlet_section"}  # the section says Klar
    assert redis_after == redis_before
    note.refresh_from_db()
    assert (note.text, note.likes, note.dots) == (secret, 1, 1)
    everything = "\n".join(row for table in changed for _, row in after[table])
    traces = [cookie, "192.0.2.77", "hemlig-sida", "Telefon-hos", people["manager"].email,
              kept["token"], gone["token"], "Borta"]  # fmt: skip
    assert [trace for trace in traces if trace in everything] == []
    told = [*traces, secret, board.path, *(f"127.0.0.{n}" for n in range(2, 8))]
    assert [trace for trace in told if trace in said] == []
    # What was written over is gone from every table.
    whole = "\n".join(row for table in after.values() for _, row in table)
    assert whole.count("Kvar") == whole.count("Borta") == 0


def type_in(site, box: Box, texts: list[str], *, cookie: str, **changed: str) -> tuple[int, str]:
    """Put up what stood on a sheet, as a signed-in facilitator's page does; status and token."""
    token, csrf = secrets.token_hex(24), "a" * 32
    given = {
        "steg": "upp",
        "group": f"{box.section.pk}-{box.breakout}",
        "prompt": box.prompt.pk,
        "token": token,
        "rad-TOTAL_FORMS": len(texts),
        "rad-INITIAL_FORMS": 0,
        "csrfmiddlewaretoken": csrf,
    }
    for number, text in enumerate(texts):
        given |= {f"rad-{number}-take": "on", f"rad-{number}-text": text}
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={cookie}; csrftoken={csrf}",
        "User-Agent": AGENT.format(who="staff"),
    }
    path = f"/tavlor/{box.board.pk}/papper/"
    connection.request("POST", path, urlencode(given | changed), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, token


@pytest.mark.slow
def test_no_row_says_who_typed_in_what_stood_on_paper(people, politicians, tmp_path):
    client = Client()
    client.force_login(people["staff"])
    cookie = client.cookies["sessionid"].value
    texts = [f"Från arket {secrets.token_hex(8)}" for _ in range(3)]

    with running_site(tmp_path, worker=False) as site:
        before, redis_before = rows(), everything_in_redis()
        status, token = type_in(site, politicians, texts, cookie=cookie)
        assert status == 302
        after, redis_after = rows(), everything_in_redis()
        # A mistake leaves nothing at all.
        assert type_in(site, politicians, texts, cookie=cookie, group="0-0")[0] == 422
        assert rows() == after
    said = site.said()

    # The notes and the board's counter; no session, log or audit row was as much as rewritten.
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"padlet_note", "padlet_board"}
    assert sorted(Note.objects.values_list("text", flat=True)) == sorted(texts)
    note_marks = {mark for mark, _ in after["padlet_note"]}
    others = {mark for table in after if table not in changed for mark, _ in after[table]}
    assert note_marks & others == set()

    # Nothing of the facilitator stands by the notes, and nothing of the notes anywhere else.
    own = "\n".join(row for table in changed for _, row in after[table])
    traces = [cookie, token, people["staff"].email, people["staff"].full_name, "Telefon-hos"]
    assert [trace for trace in traces if trace in own] == []
    elsewhere = "\n".join(
        row for table in after if table != "padlet_note" for _, row in after[table]
    )
    for note in Note.objects.all():
        for value in (
            str(note.pk),
            str(note.public_id),
            note.text,
            str(note.sort_key),
            note.edit_hash,
        ):
            assert elsewhere.count(value) == 0
    assert redis_after == redis_before
    assert [told for told in (*texts, token, cookie) if told in said] == []


def test_the_log_of_moderation_shares_no_mark_with_the_note_and_quotes_nothing(people, politicians):
    """Postgres' row marks (xmin) would otherwise join the log's entry to the note."""
    note, other = politicians.write(text="Hemlig"), politicians.write(text="En annan")

    moderation.hide_note(board=politicians.board, note_id=note.pk, by=people["staff"])
    hidden = rows()
    moderation.show_note(board=politicians.board, note_id=note.pk, by=people["staff"])
    moderation.remove_note(board=politicians.board, note_id=other.pk, by=people["staff"])
    dump = rows()

    marks = {table: {mark for mark, _ in found} for table, found in dump.items()}
    assert len(dump["padlet_moderation"]) == 3
    assert marks["padlet_moderation"] & (marks["padlet_note"] | marks["padlet_board"]) == set()
    first = {mark for mark, _ in hidden["padlet_moderation"]}
    assert first & {mark for mark, _ in hidden["padlet_note"]} == set()
    log = "\n".join(row for _, row in dump["padlet_moderation"])
    for value in (str(note.public_id), str(other.pk), note.text, other.text, str(note.sort_key)):
        assert log.count(value) == 0


def test_the_databases_own_log_does_not_quote_what_failed():
    """A broken constraint's details would hold the whole note, beside the second it was written."""
    data = Path(os.environ["DATA_DIR"])
    logs = [folder / "log" / "postgres.log" for folder in (data, data.parent)]
    log = next((file for file in logs if file.exists()), None)
    if log is None:
        pytest.skip("Databasen är inte vår egen, så dess logg går inte att läsa här.")
    note = NoteFactory(text=f"hemlig-{secrets.token_hex(8)}")

    with pytest.raises(IntegrityError):
        Note.objects.filter(pk=note.pk).update(likes=-1)
    with pytest.raises(IntegrityError):
        NoteFactory(section=note.section, prompt=note.prompt, pk=note.pk, text=note.text + "igen")

    said = log.read_text()
    assert "ready to accept connections" in said
    assert said.count(note.text) == said.count("Failing row") == said.count("INSERT") == 0
