"""Notes become documentation by themselves: a board's own, and the joint one of its meeting."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.utils import timezone

from meetings.chapters import Chapters, register_chapters
from modellkoncept.documents.build import build_files
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import try_again
from modellkoncept.documents.status import is_outdated
from padlet.models import Board, Note
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP
from padlet.services import boards as boards_service
from padlet.services import disposal, facilitation, imports, moderation, sealing, summaries
from padlet.texts.wall_parser import read_wall
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

    assert promised() == [("discussions-by-group", str(board.pk))]
    document = Document.objects.get()
    assert (document.state, document.requested_by) == ("queued", None)
    assert DISCUSSIONS_BY_GROUP.formats == (Format.PDF, Format.WORD)
    texts = [text for _style, text in read(built("discussions-by-group"))[0]]
    assert [text for text in texts if text in {"Ett", "Två"}] in (["Ett", "Två"], ["Två", "Ett"])


def test_so_does_one_that_is_sealed_by_itself(board):
    with_notes(board, "Ett")
    night = timezone.localtime().replace(hour=2) + timedelta(days=400)

    sealing.seal_due_boards(now=night)
    sealing.seal_due_boards(now=night)

    assert promised() == [("discussions-by-group", str(board.pk))]


def test_what_was_gathered_is_documented_when_all_have_seen_it_and_not_before(draft):
    board = with_notes(open_it(draft, mode="gather"), "Ett")

    sealing.close_board(board=board)
    assert promised() == []
    facilitation.reveal_notes(board=board)
    facilitation.reveal_notes(board=board)

    assert promised() == [("discussions-by-group", str(board.pk))]


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

    assert promised() == [("discussions-by-group", str(board.pk))]


def test_the_panel_leads_to_the_documentation_and_asks_again_until_it_is_done(people, board):
    client = signed_in(people["strategist"])
    with_notes(board, "Ett")
    page = f"/tavlor/{board.pk}/stang/"
    sure = {"confirmed": "1"}

    waiting = client.post(page, sure, headers={"HX-Request": "true"}).text
    document = Document.objects.get()
    done = built("discussions-by-group")
    panel = client.get(f"/tavlor/{board.pk}/panel/", headers={"HX-Request": "true"}).text

    assert waiting.count(f'href="/dokument/{document.pk}/"') == 1
    assert 'hx-trigger="every 2s"' in waiting
    assert "Väntar" in waiting
    assert panel.count(f'href="/dokument/{done.pk}/"') == 1
    assert 'hx-trigger="every 2s"' not in panel
    assert "Klart" in panel
    assert "Skapa dokumentationen" not in panel


# --- of a meeting with several boards ---------------------------------------------------------


@pytest.fixture
def two(board) -> tuple[Board, Board]:
    """Two open boards of one meeting, three notes on the first and one on the second."""
    with_notes(board, "Ett", "Två", "Tre")
    return board, another(board, "Avslutning", "Fyra")


def test_one_board_has_no_joint_documentation_and_two_have_one(two):
    first, second = two

    sealing.close_board(board=first)
    assert [kind for kind, _of in promised()] == ["discussions-by-group"]
    sealing.close_board(board=second)

    assert sorted(promised()[1:]) == [
        ("discussions-by-group", str(second.pk)),
        ("documentation", str(first.meeting.pk)),
    ]


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
    assert Document.objects.filter(kind="documentation").count() == 0

    sealing.close_board(board=second)

    texts = [text for _style, text in read(built("documentation"))[0]]
    assert "Samlas" not in texts
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
    why = "Lapparna på tavlan är gallrade. Därför går dokumentationen inte att göra på nytt."
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
    why = "Lapparna på tavlan är gallrade. Därför går dokumentationen inte att göra på nytt."
    before = Document.objects.count()

    page = staff.get(f"/tavlor/{board.pk}/hamta/")
    staff.post(f"/tavlor/{board.pk}/hamta/", {"order": Order.BY_GROUP, "content": "summary"})
    answer = staff.post(f"/tavlor/{board.pk}/dokument/", follow=True)

    assert page.text.count(why) == 1
    assert 'name="order"' not in page.text
    assert answer.text.count(why) == 1
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


LEADS = ["strategist", "mentor", "staff"]


@pytest.mark.parametrize(
    "who", ["outsider", "other_strategist", "politician", "manager", "key_person", *LEADS]
)
def test_who_leads_the_boards_reads_it_asks_for_it_and_sees_it_on_the_meetings_page(
    people, two, who
):
    for board in two:
        sealing.close_board(board=board)
    document, own = (
        built("documentation"),
        Document.objects.exclude(kind="documentation").get(of=str(two[0].pk)),
    )
    client, meeting = signed_in(people[who]), two[0].meeting
    sees = {"outsider": 404, "other_strategist": 404}.get(who, 200)

    page = client.get(meeting.get_absolute_url())
    part = client.get(f"/tavlor/traff/{meeting.pk}/")

    assert (page.status_code, part.status_code) == (sees, sees)
    assert page.text.count(f'href="/dokument/{document.pk}/"') == int(who in LEADS)
    assert part.text.count(f'href="/dokument/{own.pk}/"') == int(who in LEADS)
    assert client.get(f"/dokument/{document.pk}/").status_code == (200 if who in LEADS else 404)
    asked = client.post(f"{meeting.get_absolute_url()}dokumentation/")
    assert asked.status_code == (302 if who in LEADS else 403 if sees == 200 else 404)


def test_the_meetings_page_offers_it_where_nobody_has_made_it_and_says_how_far_it_is(people, two):
    client, address = signed_in(people["strategist"]), two[0].meeting.get_absolute_url()
    for board in two:
        sealing.close_board(board=board)
    Document.objects.all().delete()

    assert "Gör träffens dokumentation" in client.get(address).text
    for _ in range(2):
        answer = client.post(f"{address}dokumentation/")
    document = Document.objects.get()
    assert answer.url == document.get_absolute_url()
    page = client.get(address).text
    assert "Gör träffens dokumentation" not in page
    assert "Väntar" in page


def test_with_one_board_there_is_nothing_to_join(people, board):
    client, address = signed_in(people["strategist"]), board.meeting.get_absolute_url()
    sealing.close_board(board=with_notes(board, "Ett"))

    answer = client.post(f"{address}dokumentation/")

    assert (answer.status_code, answer.url) == (302, address)
    assert "räffens dokumentation" not in client.get(address).text
    assert Document.objects.filter(kind="documentation").count() == 0


@pytest.mark.parametrize("boards", [1, 3])
def test_the_boards_of_a_meeting_cost_the_same_with_one_documentation_and_three(
    people, board, boards, django_assert_num_queries
):
    closed = [with_notes(board, "Ett")]
    closed += [another(board, f"Nummer {number}", "Två") for number in range(1, boards)]
    for each in closed:
        sealing.close_board(board=each)
    client, address = signed_in(people["strategist"]), f"/tavlor/traff/{board.meeting.pk}/"

    # session, user, meeting, may facilitate, boards, their documents, the organisation of the user
    with django_assert_num_queries(7):
        page = client.get(address).text
    assert page.count("bl-doc") == boards


def test_two_apps_cannot_call_their_chapters_the_same():
    other = Chapters(
        name="boards", template="x.html", find=lambda _meeting: [], count=lambda _meeting: 0,
        may_read=lambda _user, _meeting: True, edition=lambda _meeting: "",
    )  # fmt: skip

    with pytest.raises(ImproperlyConfigured):
        register_chapters(other)


def test_a_meetings_page_costs_the_same_whatever_was_written(
    people, two, django_assert_num_queries
):
    for board in two:
        sealing.close_board(board=board)
    client, address = signed_in(people["strategist"]), two[0].meeting.get_absolute_url()

    # session, user, meeting, rule, items; may read, how many boards, the newest document
    with django_assert_num_queries(8):
        client.get(address)
