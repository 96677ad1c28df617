import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from modellkoncept.documents.models import Document
from padlet.models import Board, Note
from padlet.reports.documents.discussions import discussions
from padlet.services import boards as boards_service
from padlet.services import facilitation, moderation, sealing
from programmes.models import Round
from tests.factories import (
    BoardFactory,
    MeetingFactory,
    NoteFactory,
    PromptFactory,
    SectionFactory,
)
from tests.markup import on_one_line
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "see", "lead"),
    [
        ("outsider", 404, 404),
        ("other_strategist", 404, 404),
        ("politician", 200, 403),
        ("manager", 200, 403),
        ("key_person", 200, 403),
        ("strategist", 200, 302),
        ("mentor", 200, 302),
        ("staff", 200, 302),
    ],
)
def test_who_may_see_and_lead_a_groups_board(client, people, board, who, see, lead):
    client.force_login(people[who])

    assert client.get(f"/tavlor/{board.pk}/").status_code == see
    assert client.get(f"/tavlor/{board.pk}/lage/").status_code == see
    assert client.post(f"/tavlor/{board.pk}/pausa/").status_code == lead
    assert Board.objects.get(pk=board.pk).state == ("paused" if lead == 302 else "open")


def test_the_board_shows_nine_boxes_worded_for_their_groups(client, people, board):
    client.force_login(people["strategist"])

    page = client.get(f"/tavlor/{board.pk}/").text

    assert page.count("data-box=") == 9
    assert page.count("Vad kan ni som chefer bidra med rent konkret?") == 1
    assert page.count("Vad kan ni bidra med rent konkret?") == 1


def test_a_small_group_is_named_to_those_who_lead_and_to_those_who_write(client, people, board):
    client.force_login(people["strategist"])
    page = client.get(f"/tavlor/{board.pk}/").text
    assert "Chefer: 4 personer." in page
    assert "Strateger och nyckelpersoner, grupp 2: 4 personer." in page

    chefs = board.sections.get(role_group="chef")
    pols = board.sections.get(role_group="pol")
    assert "Ni är 4 i gruppen." in client.get(f"/t/{board.path}/skriv/{chefs.pk}/0/").text
    assert "i gruppen." not in client.get(f"/t/{board.path}/skriv/{pols.pk}/0/").text


def test_a_hidden_note_is_seen_by_those_who_lead_and_by_nobody_else(client, people, politicians):
    note = politicians.write(text="Nämner en person vid namn")
    board = politicians.board
    client.force_login(people["strategist"])

    client.post(f"/tavlor/{board.pk}/lappar/{note.public_id}/dolj/")

    assert "Nämner en person" in client.get(f"/tavlor/{board.pk}/").text
    client.force_login(people["politician"])
    assert "Nämner en person" not in client.get(f"/tavlor/{board.pk}/").text
    assert client.get(f"/t/{board.path}/lage/").json()["notes"] == []


def test_htmx_gets_the_moderated_note_and_a_way_to_undo_it(client, people, politicians):
    note = politicians.write()
    client.force_login(people["strategist"])

    response = client.post(
        f"/tavlor/{politicians.board.pk}/lappar/{note.public_id}/dolj/",
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 200
    assert [t.name for t in response.templates][0] == "padlet/moderation/_moderated.html"
    assert response.text.count("<article") == 1
    assert f'action="/tavlor/{politicians.board.pk}/lappar/{note.public_id}/visa/"' in response.text
    assert Note.objects.get().state == "hidden"


def test_a_note_of_another_board_cannot_be_moderated_through_this_one(
    client, people, politicians, meeting
):
    elsewhere = NoteFactory()
    client.force_login(people["strategist"])

    client.post(
        f"/tavlor/{politicians.board.pk}/lappar/{elsewhere.public_id}/ta-bort/", {"confirmed": "1"}
    )
    client.post(f"/tavlor/{politicians.board.pk}/lappar/{elsewhere.public_id}/dolj/")

    assert Note.objects.get(pk=elsewhere.pk).state == "visible"


def test_gathered_notes_are_shown_to_nobody_before_they_are_revealed(client, people, draft):
    from tests.padlet.conftest import Box

    board = open_it(draft, mode="gather")
    Box(board, board.sections.first(), board.prompts.first()).write(text="Ännu hemlig")
    guests, members = f"/t/{board.path}", f"/tavlor/{board.pk}"
    write = f"{guests}/skriv/{board.sections.first().pk}/0/"
    pages = [f"{members}/", f"{members}/lage/", f"{guests}/lage/", f"{guests}/duk/", write]
    client.force_login(people["staff"])

    assert [p for p in pages if "Ännu hemlig" in client.get(p).text] == []
    client.post(f"/tavlor/{board.pk}/dokument/")
    assert not Document.objects.exists()

    client.post(f"/tavlor/{board.pk}/visa/", {"confirmed": "1"})
    from padlet.live import board_cache

    board_cache.clear()
    assert [p for p in pages if "Ännu hemlig" in client.get(p).text] == pages


def test_guests_pages_need_no_sign_in_and_set_no_cookie(client, board):
    section = board.sections.first()
    for page in ("", "duk/", "lage/", f"skriv/{section.pk}/0/"):
        response = client.get(f"/t/{board.path}/{page}")
        assert response.status_code == 200
        assert response.cookies == {}


def test_a_wrong_or_changed_address_is_404(client, board):
    facilitation.change_link(board=board)

    assert client.get(f"/t/{board.path}/").status_code == 404
    assert client.get("/t/x/").status_code == 404
    assert client.get(f"/t/{Board.objects.get().path}/").status_code == 200


def test_a_board_that_has_not_changed_is_304(client, politicians):
    first = client.get(f"/t/{politicians.board.path}/lage/")

    again = client.get(
        f"/t/{politicians.board.path}/lage/", headers={"If-None-Match": first["ETag"]}
    )

    assert again.status_code == 304
    assert again.content == b""


def test_the_state_carries_passes_only_while_the_board_is_open(client, politicians):
    from padlet import credentials
    from padlet.live import board_cache

    board = politicians.board
    given = client.get(f"/t/{board.path}/lage/").json()["passes"]
    assert given == {str(s.pk): credentials.write_pass(board, s) for s in board.sections.all()}

    facilitation.pause_board(board=board)
    board_cache.clear()
    assert client.get(f"/t/{board.path}/lage/").json()["passes"] == {}


def test_opening_needs_every_groups_size_and_keeps_what_was_typed(client, people, draft):
    client.force_login(people["strategist"])
    first, second, third = draft.sections.values_list("pk", flat=True)
    typed = {f"size_{first}": "8", f"size_{second}": "fyra", f"size_{third}": "5, 4 och 5",
             "mode": "live", "tick_seconds": "2"}  # fmt: skip

    wrong = client.post(f"/tavlor/{draft.pk}/oppna/", typed)
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {f"size_{second}"}
    assert 'value="fyra"' in wrong.text

    sizes = f"{first}:[8];{second}:[4];{third}:[5, 4, 5]"  # told that some groups are small
    right = client.post(
        f"/tavlor/{draft.pk}/oppna/", typed | {f"size_{second}": "4", "sagt": sizes}
    )
    assert right.status_code == 302
    assert list(draft.sections.values_list("breakout_sizes", flat=True)) == [[8], [4], [5, 4, 5]]


def test_a_new_board_gets_its_questions_and_refuses_unknown_fields(client, people, group_meeting):
    client.force_login(people["strategist"])
    address = f"/tavlor/ny/?traff={group_meeting.pk}"

    groups = {"role_groups": ["pol", "chef", "strat"]}
    wrong = client.post(address, groups | {"title": "Prova", "prompts": "Vad kan {rollen}?"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "prompts": ["{rollen} kan inte bytas ut. Skriv {roll} eller {övriga roller}."]
    }

    typed = {"title": "Prova", "prompts": "Vad kan {roll}?\n\nVad mer?"}
    right = client.post(address, groups | typed)
    board = Board.objects.get()
    assert right.headers["Location"] == reverse("padlet:open_board", args=[board.pk])
    assert list(board.prompts.values_list("template", flat=True)) == ["Vad kan {roll}?", "Vad mer?"]


@pytest.mark.parametrize("who", ["politician", "outsider"])
def test_others_make_no_board(client, people, group_meeting, who):
    client.force_login(people[who])

    status = client.get(f"/tavlor/ny/?traff={group_meeting.pk}").status_code

    assert status == {"politician": 403, "outsider": 404}[who]
    assert client.get("/tavlor/ny/?traff=x").status_code == 404


def test_a_text_with_markup_is_shown_as_text(client, people, politicians):
    politicians.write(text="<script>alert(1)</script>")
    client.force_login(people["strategist"])

    page = client.get(f"/tavlor/{politicians.board.pk}/").text

    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;</p>") == 1
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("role", "unfolded"),
    [("politician", "pol"), ("manager", "chef"), ("strategist", "strat"), ("staff", "pol")],
)
def test_ones_own_group_stands_unfolded_on_a_phone(client, people, politicians, role, unfolded):
    client.force_login(people[role])

    page = on_one_line(client.get(f"/tavlor/{politicians.board.pk}/").text)

    assert set(re.findall(r'data-collapse="(\w+)" open', page)) == {unfolded}


@pytest.mark.parametrize("notes", [1, 3])
def test_board_page_query_count(client, people, politicians, notes, django_assert_num_queries):
    for _ in range(notes):
        politicians.write()
    client.force_login(people["strategist"])

    # session, user, board, sections, prompts, clusters, role; the same four and the notes for the
    # reading, whether the board is there still and where it stands; which notes are still as they
    # were read; the user's role; its files; its summaries; the organisation of the user
    with django_assert_num_queries(22):
        client.get(f"/tavlor/{politicians.board.pk}/")


@pytest.mark.parametrize("boards", [1, 3])
def test_boards_page_query_count(client, people, group_meeting, boards, django_assert_num_queries):
    for _ in range(boards):
        BoardFactory(meeting=group_meeting)
    client.force_login(people["strategist"])

    with django_assert_num_queries(5):  # session, user, count, boards, the meeting for a new one
        client.get("/tavlor/")


@pytest.mark.parametrize(
    ("days", "nearest"),
    [((-9, -2), -2), ((-2, 5, 30), 5), ((0, 3), 0), ((400,), 400)],
)
def test_who_may_set_up_boards_begins_from_the_list_for_the_nearest_meeting(
    client, people, round, group, days, nearest
):
    today = timezone.localdate()
    made = {
        day: MeetingFactory(round=round, group=group, date=today + timedelta(days=day))
        for day in days
    }
    client.force_login(people["strategist"])

    page = client.get("/tavlor/").text

    pk = made[nearest].pk
    assert f'href="/tavlor/ny/?traff={pk}"' in page
    assert f'href="/tavlor/importera/?traff={pk}"' in page
    assert client.get(f"/tavlor/ny/?traff={pk}").text.count("<option") == (
        len(days) if len(days) > 1 else 0
    )


@pytest.mark.parametrize("who", ["politician", "manager", "key_person"])
def test_others_find_no_button_for_a_new_board_on_the_list(client, people, group_meeting, who):
    client.force_login(people[who])

    page = client.get("/tavlor/").text

    assert ("traff=" in page, "Importera från Padlet" in page) == (False, False)


def test_a_closed_round_takes_no_new_board(client, people, group_meeting):
    Round.objects.update(closed_on=timezone.localdate())
    client.force_login(people["strategist"])

    assert "traff=" not in client.get("/tavlor/").text


@pytest.mark.parametrize("notes", [1, 3])
def test_a_guests_page_costs_one_query_when_its_board_is_known(
    client, notes, django_assert_num_queries
):
    section = SectionFactory(board__state="open", breakout_sizes=[8], board__tick_seconds=30)
    prompt = PromptFactory(board=section.board)
    NoteFactory.create_batch(notes, section=section, prompt=prompt)
    address = f"/t/{section.board.path}/skriv/{section.pk}/0/"
    client.get(address)

    with django_assert_num_queries(1):  # whose address is this
        client.get(address)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 404),
        ("other_strategist", 404),
        ("politician", 403),
        ("manager", 403),
        ("key_person", 403),
        ("strategist", 302),
        ("mentor", 302),
        ("staff", 302),
    ],
)
def test_who_may_moderate_merge_open_and_document(client, people, strategists, draft, who, status):
    board, note = strategists.board, strategists.write()
    client.force_login(people[who])

    done = [
        client.post(f"/tavlor/{board.pk}/lappar/{note.public_id}/dolj/").status_code,
        client.post(
            f"/tavlor/{board.pk}/grupper/{strategists.section.pk}/", {"confirmed": "1"}
        ).status_code,
        client.post(f"/tavlor/{board.pk}/dokument/").status_code,
        client.post(
            f"/tavlor/{board.pk}/lappar/{note.public_id}/ta-bort/", {"confirmed": "1"}
        ).status_code,
    ]

    assert done == [status] * 4
    assert Note.objects.exists() is (status != 302)
    assert (len(board.sections.get(role_group="strat").breakout_sizes) == 1) is (status == 302)


def test_unknown_notes_sections_and_steps_are_404(client, people, board):
    client.force_login(people["strategist"])
    nobody = "00000000-0000-4000-8000-000000000000"

    for path in (f"lappar/{nobody}/dolj/", f"lappar/{nobody}/x/", "grupper/0/", "hoppa/"):
        assert client.post(f"/tavlor/{board.pk}/{path}").status_code == 404


def test_an_address_of_a_merged_group_leads_to_the_one_group(client, strategists):
    board, section = strategists.board, strategists.section
    facilitation.merge_breakouts(board=board, section_id=section.pk)

    response = client.get(f"/t/{board.path}/skriv/{section.pk}/2/")

    assert response.status_code == 302
    assert response.headers["Location"] == f"/t/{board.path}/skriv/{section.pk}/0/"


@pytest.mark.parametrize("path", ["%00", "a%00b/lage", "x" * 32, "F" * 32])
def test_an_address_that_cannot_be_a_boards_is_404(client, db, path):
    assert client.get(f"/t/{path}/").status_code == 404


def test_a_group_size_of_5000_digits_is_refused_kindly(client, people, draft):
    client.force_login(people["strategist"])
    sizes = {f"size_{pk}": "9" * 5000 for pk in draft.sections.values_list("pk", flat=True)}

    response = client.post(
        f"/tavlor/{draft.pk}/oppna/", sizes | {"mode": "live", "tick_seconds": 2}
    )

    assert response.status_code == 422


def test_the_link_of_a_closed_board_can_still_be_changed(client, people, board):
    client.force_login(people["strategist"])
    sealing.close_board(board=board)

    client.post(f"/tavlor/{board.pk}/byt-lank/", {"confirmed": "1"})

    assert client.get(f"/t/{board.path}/").status_code == 404


def test_a_document_is_not_handed_out_once_something_in_it_has_been_withdrawn(
    client, people, politicians
):
    from modellkoncept.documents.build import build_files

    board, note = politicians.board, politicians.write(text="Nämner Kerstin vid namn")
    client.force_login(people["strategist"])
    client.post(f"/tavlor/{board.pk}/dokument/")
    document = Document.objects.get()
    build_files(document.pk)
    page, pdf = document.get_absolute_url(), f"{document.get_absolute_url()}pdf/"
    assert client.get(pdf).status_code == 200

    politicians.write(text="En lapp till gör ingenting")
    assert client.get(pdf).status_code == 200
    moderation.hide_note(board=board, note_id=note.pk)
    assert client.get(pdf).headers["Location"] == page
    assert "Skapa ett nytt" in client.get(page).text

    client.post(f"{page}igen/")
    build_files(document.pk)
    assert client.get(pdf).status_code == 200


def test_a_meeting_with_an_opened_board_keeps_its_circle(people, draft):
    from meetings import errors
    from meetings.services import meetings as meetings_service

    meetings_service.change_meeting(meeting=draft.meeting, group=None)
    meetings_service.change_meeting(meeting=draft.meeting, group=draft.meeting.group)
    board = open_it(draft)

    with pytest.raises(errors.AudienceFixedError):
        meetings_service.change_meeting(meeting=board.meeting, group=None)
    assert not Board.objects.visible_to(people["other_strategist"]).exists()


def test_the_form_says_why_a_meeting_keeps_its_circle(client, people, board):
    client.force_login(people["staff"])
    address = f"/moten/{board.meeting_id}/andra/"
    typed = {**client.get(address).context["form"].initial, "group": ""}
    typed = {key: value for key, value in typed.items() if value is not None}

    version = board.meeting.agenda_version
    response = client.post(address, typed | {"version": version, "starts_at": "09.30"})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "group": ["Träffen har en tavla som någon har skrivit på. Därför kan den inte byta grupp."]
    }


@pytest.mark.parametrize(("size", "is_small"), [(1, True), (5, True), (6, False)])
def test_everybody_is_told_of_a_group_in_which_others_can_guess(
    client, people, draft, size, is_small
):
    first, *others = draft.sections.all()
    typed = {f"size_{first.pk}": str(size)} | {f"size_{each.pk}": "8" for each in others}
    client.force_login(people["strategist"])
    form = client.post(
        f"/tavlor/{draft.pk}/oppna/", typed | {"mode": "live", "tick_seconds": "2"}, follow=True
    )
    asked = len(form.context.get("small") or [])
    sizes = {first.pk: [size]} | {each.pk: [8] for each in others}
    if asked:
        boards_service.open_board(board=draft, breakout_sizes=sizes)
    draft.refresh_from_db()

    at = f"/t/{draft.path}"
    pages = [f"{at}/", f"{at}/duk/", f"{at}/skriv/{first.pk}/0/", f"/tavlor/{draft.pk}/"]
    told = [client.get(page).text for page in pages]
    printed = render_to_string("padlet/documents/discussions.html", discussions(draft))

    warned = [text.count("kan gissa vem som skrivit") > 0 for text in told]
    assert (asked, warned) == (int(is_small), [is_small] * 4)
    assert ("Politiker var" in printed) is is_small
    assert "kan gissa" not in client.get(f"{at}/skriv/{others[0].pk}/0/").text
