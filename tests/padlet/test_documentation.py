"""Notes become documentation by themselves: a board's own, and the joint one of its meeting."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.utils import timezone

from meetings.chapters import Chapters, register_chapters
from meetings.documents.documentation import DOCUMENTATION
from meetings.models import Meeting
from modellkoncept.documents.build import build_files, read_with_version
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document, try_again
from modellkoncept.documents.status import is_outdated, with_states
from padlet.live import board_cache
from padlet.models import Board, Note
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP, KINDS
from padlet.services import boards as boards_service
from padlet.services import (
    clusters,
    disposal,
    facilitation,
    imports,
    moderation,
    sealing,
    summaries,
)
from padlet.texts.wall_parser import read_wall
from programmes.models import Round
from tests.factories import NoteFactory, notes_saying
from tests.padlet.conftest import open_it
from tests.padlet.test_exports import headings, read

pytestmark = pytest.mark.django_db


def with_notes(board: Board, *texts: str, **more) -> Board:
    """Each text as a note of the politicians' on the first prompt."""
    section, prompt = board.sections.first(), board.prompts.first()
    for place, text in enumerate(texts):
        NoteFactory(board=board, section=section, prompt=prompt, text=text, sort_key=place, **more)
    return board


def another(board: Board, title: str, *texts: str) -> Board:
    """One more board on the same meeting, open and written on."""
    draft = boards_service.create_board(
        meeting=board.meeting, title=title, prompts=["Vad tar vi hem?"]
    )
    return with_notes(open_it(draft), *texts)


def promised() -> list[tuple[str, str]]:
    return list(Document.objects.order_by("requested_at").values_list("kind", "of"))


def both_of(board: Board) -> list[tuple[str, str]]:
    """What a closed board asks for: its own documentation, and its meeting's."""
    return [("discussions-by-group", str(board.pk)), ("documentation", str(board.meeting_id))]


def built(kind: str) -> Document:
    """The newest of the kind, made as the worker makes it."""
    document = Document.objects.filter(kind=kind).first()
    build_files(document.pk)
    document.refresh_from_db()
    assert document.state == "done", document.error
    return document


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- of one board -----------------------------------------------------------------------------


def test_a_board_that_is_closed_asks_for_its_documentation_and_nobody_stands_as_asking(board):
    with_notes(board, "Ett", "Två")

    sealing.close_board(board=board)

    assert promised() == both_of(board)
    asked = Document.objects.values_list("state", "requested_by")
    assert list(asked) == [("queued", None), ("queued", None)]
    assert DISCUSSIONS_BY_GROUP.formats == (Format.PDF, Format.WORD)
    texts = [text for _style, text in read(built("discussions-by-group"))[0]]
    assert [text for text in texts if text in {"Ett", "Två"}] in (["Ett", "Två"], ["Två", "Ett"])


def test_so_does_one_that_is_sealed_by_itself(board):
    with_notes(board, "Ett")
    night = timezone.localtime().replace(hour=2) + timedelta(days=400)

    sealing.seal_due_boards(now=night)
    sealing.seal_due_boards(now=night)

    assert promised() == both_of(board)


def test_what_was_gathered_is_documented_when_all_have_seen_it_and_not_before(draft):
    board = with_notes(open_it(draft, mode="gather"), "Ett")

    sealing.close_board(board=board)
    assert promised() == []
    facilitation.reveal_notes(board=board)
    facilitation.reveal_notes(board=board)

    assert promised() == both_of(board)


def test_a_board_where_nothing_is_to_be_seen_asks_for_nothing(board):
    with_notes(board, "Dold", state=Note.State.HIDDEN)
    with_notes(board, "Väntar", state=Note.State.WAITING)

    sealing.close_board(board=board)

    assert promised() == []


def test_a_rehearsal_asks_for_nothing(board):
    Board.objects.filter(pk=with_notes(board, "Ett").pk).update(is_rehearsal=True)

    sealing.close_board(board=board)

    assert promised() == []


def test_an_old_wall_that_is_brought_in_asks_once(group_meeting):
    wall = read_wall("Chefer\n\nVad?\n\nEtt – ANONYMT")

    for _ in range(2):
        board = imports.import_wall(meeting=group_meeting, title="Gammal", wall=wall)

    assert promised() == both_of(board)


def test_the_panel_leads_to_the_documentation_and_asks_again_until_it_is_done(people, board):
    client = signed_in(people["strategist"])
    with_notes(board, "Ett")
    page = f"/tavlor/{board.pk}/stang/"
    sure = {"confirmed": "1"}

    waiting = client.post(page, sure, headers={"HX-Request": "true"}).text
    document = Document.objects.get(kind="discussions-by-group")
    done = built("discussions-by-group")
    panel = client.get(f"/tavlor/{board.pk}/panel/", headers={"HX-Request": "true"}).text

    assert waiting.count(f'href="/dokument/{document.pk}/"') == 1
    assert 'hx-trigger="every 2s"' in waiting
    assert "Väntar" in waiting
    assert panel.count(f'href="/dokument/{done.pk}/"') == 1
    assert 'hx-trigger="every 2s"' not in panel
    assert "Klart" in panel
    assert "Skapa dokumentationen" not in panel


# --- of a meeting ------------------------------------------------------------------------------


@pytest.fixture
def two(board) -> tuple[Board, Board]:
    """Two open boards of one meeting, three notes on the first and one on the second."""
    with_notes(board, "Ett", "Två", "Tre")
    return board, another(board, "Avslutning", "Fyra")


def test_each_board_that_is_closed_begins_the_meetings_documentation_and_there_is_one(two):
    first, second = two

    sealing.close_board(board=first)
    assert promised() == both_of(first)
    begun = Document.objects.claim(Document.objects.get(kind="documentation").pk)
    sealing.close_board(board=second)

    assert sorted(promised()) == sorted([*both_of(first), ("discussions-by-group", str(second.pk))])
    joint = Document.objects.get(kind="documentation")
    assert (joint.pk, joint.state) == (begun.pk, "queued")  # begun before the second was closed


def test_the_joint_documentation_has_each_board_as_a_chapter_with_each_note_once(two):
    first, second = two
    NoteFactory(
        board=second, section=second.sections.first(), prompt=second.prompts.get(),
        text="Dold", state=Note.State.HIDDEN,
    )  # fmt: skip
    prompt = first.prompts.first()
    resting = notes_saying("Två").filter(board=first).values_list("pk", flat=True)
    summaries.add_sentence(
        board=first, prompt_id=prompt.pk, text="I korthet.", note_ids=list(resting)
    )
    for board in two:
        sealing.close_board(board=board)

    paragraphs, pdf = read(built("documentation"))

    assert [text for style, text in headings(paragraphs) if style < "Heading3"] == [
        "Dokumentation", "Vad kan vi bidra med?", "Avslutning",
    ]  # fmt: skip
    texts = [text for _style, text in paragraphs]
    chapter = texts.index("Avslutning")
    notes = [text.split(" (")[0].split(". ")[-1] for text in texts]
    assert [notes.count(text) for text in ("Ett", "Två", "Tre", "Fyra", "Dold")] == [1, 1, 1, 1, 0]
    assert max(notes.index(text) for text in ("Ett", "Två", "Tre")) < chapter < notes.index("Fyra")
    assert texts.index("Sammanfattning") < texts.index("1 I korthet.") < chapter
    assert pdf.count("Fyra") == 1
    assert texts.count("Om anteckningarna") == 2


def test_a_board_that_is_open_or_not_shown_is_no_chapter(two):
    first, second = two
    third = boards_service.create_board(meeting=first.meeting, title="Samlas", prompts=["Vad?"])
    with_notes(open_it(third, mode="gather"), "Fem")
    sealing.close_board(board=third)
    sealing.close_board(board=first)
    texts = [text for _style, text in read(built("documentation"))[0]]
    assert ("Avslutning" in texts, "Samlas" in texts) == (False, False)
    sealing.close_board(board=second)

    texts = [text for _style, text in read(built("documentation"))[0]]
    assert ("Avslutning" in texts, "Samlas" in texts) == (True, False)
    assert "Fem" not in texts


def test_a_note_that_is_hidden_or_a_board_that_is_added_makes_it_outdated(two):
    first, second = two
    for board in two:
        sealing.close_board(board=board)
    document = built("documentation")
    assert is_outdated(document) is False

    moderation.hide_note(board=second, note_id=second.notes.get().pk)
    assert is_outdated(document) is True

    document = again = try_again(document=document)
    build_files(again.pk)
    document.refresh_from_db()
    assert is_outdated(document) is False
    sealing.close_board(board=another(first, "En till", "Sex"))
    assert is_outdated(document) is True


@pytest.fixture
def closed(two) -> list[Document]:
    """The meeting's documentation and the first board's own, of two closed boards."""
    first, second = two
    with_notes(first, "Dold sedan länge", state=Note.State.HIDDEN)
    with_notes(first, "Väntar", state=Note.State.WAITING)
    for board in (second, first):
        sealing.close_board(board=board)
    own = Document.objects.get(kind="discussions-by-group", of=str(first.pk))
    build_files(own.pk)
    own.refresh_from_db()
    return [built("documentation"), own]


def named(board: Board, text: str) -> dict[str, object]:
    return {"board": board, "note_id": notes_saying(text).filter(board=board).get().pk}


def shown(documents: list[Document]) -> list[str]:
    return [str(state) for _document, state in with_states(documents)]


def test_a_note_that_is_hidden_and_shown_again_leaves_the_documents_as_they_were(
    people, two, closed
):
    board, reader = two[0], signed_in(people["politician"])
    addresses = [f"/dokument/{each.pk}/pdf/" for each in closed]

    moderation.hide_note(**named(board, "Ett"))
    moderation.hide_note(**named(board, "Två"))
    assert shown(closed) == ["outdated"] * 2
    assert [reader.get(address).status_code for address in addresses] == [302, 302]
    moderation.show_note(**named(board, "Ett"))
    assert shown(closed) == ["outdated"] * 2
    moderation.show_note(**named(board, "Två"))

    assert shown(closed) == ["done"] * 2
    assert [reader.get(address).status_code for address in addresses] == [200, 200]


def test_what_was_made_while_a_note_was_hidden_holds_when_it_is_shown_and_not_what_hides_another(
    two, closed
):
    board, own = two[0], closed[1]
    moderation.hide_note(**named(board, "Ett"))
    build_files(try_again(document=own).pk)
    own.refresh_from_db()
    assert shown([own]) == ["done"]

    moderation.show_note(**named(board, "Ett"))
    assert shown([own]) == ["changed"]
    moderation.hide_note(**named(board, "Två"))
    assert shown([own]) == ["outdated"]  # as many are hidden as when it was made, but another
    moderation.hide_note(**named(board, "Ett"))
    moderation.show_note(**named(board, "Två"))

    assert shown([own]) == ["done"]


@pytest.mark.parametrize("hidden_first", [False, True])
def test_a_note_that_is_removed_for_ever_stays_withdrawn(two, closed, hidden_first):
    board = two[0]
    if hidden_first:
        moderation.hide_note(**named(board, "Ett"))
    moderation.remove_note(**named(board, "Ett"))
    moderation.hide_note(**named(board, "Två"))
    moderation.show_note(**named(board, "Två"))

    assert shown(closed) == ["outdated"] * 2


def test_a_note_that_waited_and_is_approved_and_then_hidden_withdraws_what_printed_it(two, closed):
    board = Board.objects.get(pk=two[0].pk)
    note = notes_saying("Väntar").filter(board=board).get()
    moderation.approve_all(board=board, read=[note.revision_key])
    own = request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=None)
    build_files(own.pk)
    own.refresh_from_db()
    assert shown([own]) == ["done"]

    moderation.hide_note(board=board, note_id=note.pk)

    assert shown([own]) == ["outdated"]


def test_disposal_brings_back_nothing_that_was_hidden_then(two, closed, settings):
    settings.BOARD_DISPOSAL_DECISION = "2026-01-01, dnr 1"
    moderation.hide_note(**named(two[0], "Ett"))

    disposal.dispose_of_notes(board=two[0])

    assert shown(closed) == ["outdated"] * 2


def test_of_an_open_board_too_what_is_hidden_and_shown_again_holds(people, board):
    with_notes(board, "Ett", "Två")
    request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=people["strategist"])
    document = built("discussions-by-group")

    moderation.hide_note(**named(board, "Ett"))
    assert shown([document]) == ["outdated"]
    moderation.show_note(**named(board, "Ett"))

    assert shown([document]) == ["done"]


def test_what_is_shown_and_hidden_while_a_document_reads_the_notes_is_not_in_it(two, closed):
    board, own = two[0], closed[1]
    note = named(board, "Dold sedan länge")
    readings = []

    def context(found: Board) -> dict[str, object]:
        if not readings:
            moderation.show_note(**note)
        readings.append(str(DISCUSSIONS_BY_GROUP.context(found)))
        moderation.hide_note(**note)
        return {}

    read_with_version(replace(DISCUSSIONS_BY_GROUP, context=context), board, own)

    assert ["Dold sedan länge" in each for each in readings] == [True, False]
    assert own.edition == Board.objects.get(pk=board.pk).edition


def test_the_panel_shows_no_filled_button_to_what_no_longer_holds(people, two, closed):
    board, client = two[0], signed_in(people["strategist"])

    def panel() -> tuple[int, int, int]:
        page = client.get(f"/tavlor/{board.pk}/panel/", headers={"HX-Request": "true"}).text
        part = page[page.index('id="documentation"') :].split("</div>")[0]
        return part.count('class="btn pri"'), part.count("Klart"), part.count("Gäller inte längre")

    assert panel() == (0, 1, 0)  # the box below has the filled one, to download
    moderation.hide_note(**named(board, "Ett"))
    assert panel() == (0, 0, 1)
    moderation.show_note(**named(board, "Ett"))
    assert panel() == (0, 1, 0)


def test_the_disposal_of_notes_leaves_the_documents_as_they_are(two, settings):
    settings.BOARD_DISPOSAL_DECISION = "2026-01-01, dnr 1"
    for board in two:
        sealing.close_board(board=board)
    document, own = built("documentation"), built("discussions-by-group")

    for board in two:
        disposal.dispose_of_notes(board=board)

    assert [is_outdated(each) for each in (document, own)] == [False, False]


@pytest.mark.parametrize("state", ["failed", "done"])
def test_what_was_made_of_disposed_notes_is_not_made_anew(people, two, settings, state):
    settings.BOARD_DISPOSAL_DECISION = "2026-01-01, dnr 1"
    board, _second = two
    sealing.close_board(board=board)
    document = built("discussions-by-group")
    disposal.dispose_of_notes(board=board)
    Document.objects.filter(pk=document.pk).update(state=state, edition="withdrawn since")
    why = "Lapparna på tavlan är gallrade. Därför kan du inte skapa en ny dokumentation."
    staff = signed_in(people["staff"])

    page = staff.get(f"/dokument/{document.pk}/").text
    after = staff.post(f"/dokument/{document.pk}/igen/", follow=True).text

    assert page.count(why) == 1
    assert f"/dokument/{document.pk}/igen/" not in page
    assert after.count(why) == 2  # as the answer, and on the page
    document.refresh_from_db()
    assert (document.state, bool(document.pdf)) == (state, True)


def test_of_disposed_notes_no_documentation_can_be_asked_for(people, two, settings):
    settings.BOARD_DISPOSAL_DECISION = "2026-01-01, dnr 1"
    board, _second = two
    sealing.close_board(board=board)
    disposal.dispose_of_notes(board=board)
    staff = signed_in(people["staff"])
    why = "Lapparna på tavlan är gallrade. Därför kan du inte skapa en ny dokumentation."
    before = Document.objects.count()

    page = staff.get(f"/tavlor/{board.pk}/hamta/")
    staff.post(f"/tavlor/{board.pk}/hamta/", {"order": Order.BY_GROUP, "content": "summary"})
    answer = staff.post(f"/tavlor/{board.pk}/dokument/", follow=True)

    assert page.text.count(why) == 1
    assert 'name="order"' not in page.text
    assert answer.text.count(why) == 2  # as the answer, and on the page
    assert Document.objects.count() == before


def test_a_worker_that_comes_after_the_disposal_says_why(two, settings):
    settings.BOARD_DISPOSAL_DECISION = "2026-01-01, dnr 1"
    board, _second = two
    sealing.close_board(board=board)
    disposal.dispose_of_notes(board=board)
    document = Document.objects.get(kind="discussions-by-group")

    build_files(document.pk)

    document.refresh_from_db()
    assert document.state == "failed"
    assert document.error.startswith("Lapparna på tavlan är gallrade.")


@pytest.mark.django_db(transaction=True)
def test_of_two_boards_closed_at_once_the_joint_documentation_misses_none(two):
    start = threading.Barrier(2)

    def close(board: Board) -> None:
        start.wait()
        sealing.close_board(board=board)
        connection.close()

    threads = [threading.Thread(target=close, args=[board]) for board in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Document.objects.filter(kind="documentation").count() == 1
    texts = [text for _style, text in read(built("documentation"))[0]]
    assert {"Vad kan vi bidra med?", "Avslutning"} <= set(texts)


# --- where it is found ------------------------------------------------------------------------


PARTS = ["politician", "manager", "key_person", "strategist", "mentor", "staff"]


@pytest.mark.parametrize("who", ["outsider", "other_strategist", *PARTS])
def test_who_took_part_reads_it_asks_for_it_and_sees_it_on_the_pages_of_meeting_and_board(
    people, two, who
):
    for board in two:
        sealing.close_board(board=board)
    joint, own = built("documentation"), built("discussions-by-group")
    board = two[1]
    assert own.of == str(board.pk)
    client, meeting = signed_in(people[who]), board.meeting
    reads = who in PARTS
    sees = 200 if reads else 404

    pages = {
        address: client.get(address)
        for address in (
            meeting.get_absolute_url(),
            f"/tavlor/traff/{meeting.pk}/",
            board.get_absolute_url(),
        )
    }

    assert [page.status_code for page in pages.values()] == [sees] * 3
    of_meeting, of_boards, of_board = (page.text for page in pages.values())
    assert of_meeting.count(f'href="/dokument/{joint.pk}/pdf/"') == int(reads)
    assert of_boards.count(f'href="/dokument/{own.pk}/"') == int(reads)
    assert of_board.count(f'href="/dokument/{own.pk}/word/"') == int(reads)
    for document in (joint, own):
        addresses = [f"/dokument/{document.pk}/{part}" for part in ("", "pdf/", "word/")]
        assert [client.get(address).status_code for address in addresses] == [sees] * 3
    listed = client.get("/dokument/").text
    assert [f"/dokument/{each.pk}/" in listed for each in (joint, own)] == [reads] * 2
    for address, document in [
        (f"{meeting.get_absolute_url()}dokumentation/", joint),
        (f"{board.get_absolute_url()}dokument/", own),
    ]:
        asked = client.post(address)  # there it stands fresh
        assert asked.status_code == (302 if reads else 404)
        assert not reads or asked.url == document.get_absolute_url()
    assert Document.objects.count() == 3


@pytest.mark.parametrize("who", ["politician", "manager", "key_person"])
def test_of_a_board_that_people_write_on_those_who_take_part_have_no_document(people, two, who):
    board, _other = two
    client = signed_in(people["strategist"])
    client.post(f"{board.get_absolute_url()}dokument/")
    own = built("discussions-by-group")
    client = signed_in(people[who])

    page = client.get(board.get_absolute_url()).text

    assert "Dokumentation" not in page
    assert client.get(f"/dokument/{own.pk}/").status_code == 404
    assert client.post(f"{board.get_absolute_url()}dokument/").status_code == 403
    assert f"/dokument/{own.pk}/" not in client.get("/dokument/").text


@pytest.mark.parametrize("who", ["politician", "strategist"])
def test_what_was_gathered_and_never_shown_is_in_nobodys_document(people, draft, who):
    board = with_notes(open_it(draft, mode="gather"), "Hemligt")
    sealing.close_board(board=board)
    client = signed_in(people[who])

    answer = client.post(f"{board.get_absolute_url()}dokument/")
    client.post(f"{board.meeting.get_absolute_url()}dokumentation/")

    assert answer.status_code == (302 if who == "strategist" else 403)
    assert Document.objects.count() == 0
    assert "Skapa dokumentationen" not in client.get(board.meeting.get_absolute_url()).text


def test_a_page_offers_to_download_what_is_fresh_and_a_new_one_of_what_has_changed(people, two):
    client, board = signed_in(people["politician"]), two[0]
    for each in two:
        sealing.close_board(board=each)
    addresses = [board.meeting.get_absolute_url(), board.get_absolute_url()]
    Document.objects.all().delete()

    def offered() -> list[list[bool]]:
        texts = ["Ladda ner PDF", "skapas just nu", "Skapa dokumentationen", "Ändrad sedan dess"]
        pages = [client.get(address).text for address in addresses]
        return [[text in page for text in texts] for page in pages]

    assert offered() == [[False, False, True, False]] * 2
    for _ in range(2):
        client.post(f"{addresses[0]}dokumentation/")
        client.post(f"{addresses[1]}dokument/")
    assert Document.objects.count() == 2
    assert offered() == [[False, True, False, False]] * 2
    built("documentation")
    built("discussions-by-group")
    assert offered() == [[True, False, False, False]] * 2
    clusters.add_cluster(board=board, prompt_id=board.prompts.first().pk, title="Tid")
    assert offered() == [[True, False, False, True]] * 2
    moderation.hide_note(board=board, note_id=board.notes.first().pk)
    assert offered() == [[False, False, True, False]] * 2


def test_of_a_board_in_use_nobody_knows_whether_a_document_still_reads_the_same(people, two):
    """To say so between two ticks would tell who has written meanwhile."""
    board, _other = two
    first = request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=people["staff"])
    assert request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=people["mentor"]) == first
    build_files(first.pk)
    first.refresh_from_db()
    assert with_states([first]) == [(first, "done")]

    second = request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=people["mentor"])
    sealing.close_board(board=board)

    assert second != first
    assert with_states([first]) == [(first, "changed")]


@pytest.mark.parametrize("change", ["title", "date", "place", "round"])
def test_what_a_document_prints_of_the_meeting_counts_as_a_change(board, change):
    sealing.close_board(board=with_notes(board, "Ett"))
    before = [kind.version_of(pk).content for kind, pk in of_both(board)]

    if change == "round":
        Round.objects.update(name="Ett annat namn")
    else:
        new = {"title": "Nytt", "date": date(2026, 1, 7), "place": "Ny plats"}
        Meeting.objects.update(**{change: new[change]})

    after = [kind.version_of(pk).content for kind, pk in of_both(board)]
    assert [was == now for was, now in zip(before, after, strict=True)] == [False, False]


def of_both(board: Board):
    return [(DISCUSSIONS_BY_GROUP, str(board.pk)), (DOCUMENTATION, str(board.meeting_id))]


def test_it_is_called_by_its_meeting_and_day_on_pages_and_as_a_file(people, board):
    meeting = board.meeting
    Meeting.objects.update(title="Uppstartskonferens på Öland", date=date(2026, 9, 15))
    board.refresh_from_db()
    sealing.close_board(board=with_notes(board, "Ett"))
    joint, own = built("documentation"), built("discussions-by-group")
    client = signed_in(people["politician"])

    assert joint.title == "Dokumentation: Uppstartskonferens på Öland, 15 september 2026"
    assert own.title == (
        "Dokumentation: Uppstartskonferens på Öland, 15 september 2026, Vad kan vi bidra med?"
    )
    name = client.get(f"/dokument/{joint.pk}/word/").headers["Content-Disposition"]
    assert unquote(name) == (
        'attachment; filename="Dokumentation Uppstartskonferens pa Oland, 15 september 2026.docx";'
        " filename*=utf-8''Dokumentation Uppstartskonferens på Öland, 15 september 2026.docx"
    )
    assert (
        f'<h1 dir="auto" lang="sv">{joint.title}</h1>' in client.get(f"/dokument/{joint.pk}/").text
    )
    assert meeting.pk == int(joint.of)


@pytest.mark.parametrize("boards", [1, 3])
def test_the_boards_of_a_meeting_cost_the_same_with_one_documentation_and_three(
    people, board, boards, django_assert_num_queries
):
    closed = [with_notes(board, "Ett")]
    closed += [another(board, f"Nummer {number}", "Två") for number in range(1, boards)]
    for each in closed:
        sealing.close_board(board=each)
    client, address = signed_in(people["politician"]), f"/tavlor/traff/{board.meeting.pk}/"

    # session, user, meeting, may facilitate, boards, whose documents she may read, the documents,
    # the organisation of the user
    with django_assert_num_queries(8):
        page = client.get(address).text
    assert page.count("bl-doc") == boards


@pytest.mark.parametrize("kinds", [1, 3])
def test_the_page_of_a_closed_board_costs_the_same_with_one_document_and_three(
    people, board, kinds, django_assert_num_queries
):
    sealing.close_board(board=with_notes(board, "Ett"))
    built("discussions-by-group")
    for kind in KINDS[-kinds:]:
        build_files(request_document(kind=kind, of=board, by=None).pk)
    client, address = signed_in(people["politician"]), board.get_absolute_url()
    client.get(address)
    board_cache.clear()  # whether a tick has passed or not, the board is read now

    # session, user, board, sections, prompts, clusters, may lead it, its tick and whether it is
    # there still; the same four and the notes for the reading; where the board stands, role, may
    # read its documents; the others and their version, its own and its version; summaries, the
    # user's organisation
    with django_assert_num_queries(24):
        page = client.get(address).text
    assert page.count("Skapad ") == kinds + 1


def test_two_apps_cannot_call_their_chapters_the_same():
    other = Chapters(
        name="boards", template="x.html", find=lambda _meeting: [], count=lambda _meeting: 0,
        versions=lambda _meetings: {},
    )  # fmt: skip

    with pytest.raises(ImproperlyConfigured):
        register_chapters(other)


@pytest.mark.parametrize("made", [False, True])
def test_a_meetings_page_costs_the_same_whatever_was_written(
    people, two, made, django_assert_num_queries
):
    for board in two:
        sealing.close_board(board=board)
    if made:
        built("documentation")
    client, address = signed_in(people["strategist"]), two[0].meeting.get_absolute_url()

    # session, user, meeting, items, open boards, rule, how many chapters, whether they can be
    # written, the documents; of a finished one its version: the meeting, its items, the boards
    with django_assert_num_queries(14 if made else 11):
        client.get(address)
