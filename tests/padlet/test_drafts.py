"""A board is made from a pattern or a copy, prepared, and told about."""

import re
from datetime import date

import pytest

from padlet import errors
from padlet.models import Attachment, Board
from padlet.services import attachments, drafts
from padlet.texts import board_templates
from padlet.texts.prompt_wording import STANDARD_PROMPTS, unknown_fields
from programmes.models import Role
from tests.factories import (
    BoardFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    UserFactory,
)
from tests.markup import on_one_line
from tests.padlet.conftest import open_it
from tests.padlet.test_attachments import attach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


# --- patterns and copies ------------------------------------------------------------------------


def test_the_patterns_are_the_start_the_planning_the_evaluation_and_an_empty_one():
    found = {
        key: (len(p.prompts), p.role_groups) for key, p in board_templates.BOARD_TEMPLATES.items()
    }

    assert found == {
        "start": (3, ("pol", "chef", "strat")),
        "planering": (4, ("alla",)),
        "utvardering": (3, ("alla",)),
        "tom": (0, ("pol", "chef", "strat")),
    }
    assert list(board_templates.BOARD_TEMPLATES["start"].prompts) == STANDARD_PROMPTS


def test_every_pattern_fits_the_columns_and_names_known_fields():
    for pattern in board_templates.BOARD_TEMPLATES.values():
        assert len(pattern.title) <= 120
        assert len(pattern.instructions) <= 4000
        assert all(len(prompt) <= 200 for prompt in pattern.prompts)
        assert not any(unknown_fields(prompt) for prompt in pattern.prompts)


def test_a_new_board_first_offers_patterns_and_the_boards_one_may_see(facilitator, draft, people):
    unseen = BoardFactory(title="En annan omgångs tavla")

    page = facilitator.get(f"/tavlor/ny/?traff={draft.meeting_id}").text

    assert re.findall(r"mall=(\w+)", page) == ["start", "planering", "utvardering", "tom"]
    assert re.findall(r"kopia=(\d+)", page) == [str(draft.pk)]
    assert unseen.title not in page


def test_a_copy_takes_everything_but_the_notes(facilitator, draft, politicians):
    source = politicians.board
    attachments.change_instructions(board=source, instructions="Skriv kort.")
    attach(source)
    politicians.write(text="Stannar där den är")
    address = f"/tavlor/ny/?traff={draft.meeting_id}&kopia={source.pk}"
    typed = facilitator.get(address).context["form"].initial

    facilitator.post(address, typed)

    copy = Board.objects.exclude(pk=source.pk).get()
    assert (copy.title, copy.instructions, copy.state) == (source.title, "Skriv kort.", "draft")
    assert list(copy.prompts.values_list("template", flat=True)) == STANDARD_PROMPTS
    assert list(copy.sections.values_list("role_group", flat=True)) == ["pol", "chef", "strat"]
    assert copy.notes.count() == 0
    files = [attachment.file.name for attachment in Attachment.objects.all()]
    assert [a.name for a in copy.attachments.all()] == ["Instruktion.pdf"]
    assert len(set(files)) == 2


def test_a_double_click_on_a_copy_makes_one_board_with_its_files_once(draft, group_meeting):
    source = open_it(draft)
    attach(source)
    given = {"meeting": group_meeting, "title": "Kopia", "prompts": ["Vad?"]}

    made = [drafts.create_draft(**given, role_groups=["alla"], copy_of=source) for _ in range(2)]

    assert made[0] == made[1]
    assert made[0].attachments.count() == 1


def test_a_board_one_may_not_see_cannot_be_copied(facilitator, group_meeting):
    unseen = BoardFactory()

    status = facilitator.get(f"/tavlor/ny/?traff={group_meeting.pk}&kopia={unseen.pk}").status_code

    assert status == 404


@pytest.mark.parametrize("registered", [(), (Role.STRATEGIST,), (Role.POLITICIAN, Role.MANAGER)])
@pytest.mark.parametrize(
    ("key", "groups"),
    [("start", ["pol", "chef", "strat"]), ("tom", ["pol", "chef", "strat"]),
     ("planering", ["alla"]), ("utvardering", ["alla"])],
)  # fmt: skip
def test_a_templates_groups_are_there_whoever_is_registered_yet(
    client, round, meeting, group, registered, key, groups
):
    staff = UserFactory(is_staff=True)
    for role in registered:
        MembershipFactory(participation=ParticipationFactory(round=round, group=group), role=role)
    client.force_login(staff)

    page = client.get(f"/tavlor/ny/?traff={meeting.pk}&mall={key}")

    assert page.context["form"].initial["role_groups"] == groups
    assert re.findall(r'value="(\w+)"[^>]*checked', page.text) == groups


@pytest.mark.usefixtures("everybody")
def test_the_nine_wordings_are_shown_before_anything_is_saved(facilitator, group_meeting):
    address = f"/tavlor/ny/?traff={group_meeting.pk}&mall=start"
    typed = facilitator.get(address).context["form"].initial

    whole = facilitator.post(address, typed | {"forhandsvisa": "1"})
    part = facilitator.post(address, typed | {"forhandsvisa": "1"}, headers={"HX-Request": "true"})

    assert [t.name for t in part.templates][0] == "padlet/drafts/_preview.html"
    for page in map(on_one_line, (whole.text, part.text)):
        assert page.count("<dd>") == 9
        assert "<dd>Vad kan ni som chefer bidra med rent konkret?</dd>" in page
    assert (whole.status_code, Board.objects.count()) == (200, 0)


def test_a_board_needs_a_group_and_says_so(facilitator, group_meeting):
    address = f"/tavlor/ny/?traff={group_meeting.pk}"

    wrong = facilitator.post(address, {"title": "Prova", "prompts": "Vad?"})

    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"role_groups": ["Välj minst en grupp."]}


def test_a_board_for_everybody_has_one_section(facilitator, group_meeting):
    address = f"/tavlor/ny/?traff={group_meeting.pk}&mall=utvardering"
    typed = facilitator.get(address).context["form"].initial

    facilitator.post(address, typed)

    board = Board.objects.get()
    assert list(board.sections.values_list("role_group", flat=True)) == ["alla"]
    assert "Plus: vad var bra i dag?" in facilitator.get(f"/tavlor/{board.pk}/").text


# --- preparing and opening ----------------------------------------------------------------------


def sizes_of(board, *sizes: str) -> dict[str, str]:
    keys = board.sections.values_list("pk", flat=True)
    return {f"size_{pk}": size for pk, size in zip(keys, sizes, strict=True)}


SETTINGS = {"mode": "gather", "tick_seconds": "5", "approves": "on", "dots_each": "3",
            "minutes": "12", "ends_writing": "on"}  # fmt: skip


def test_a_board_opens_as_it_was_stated(facilitator, draft):
    facilitator.post(f"/tavlor/{draft.pk}/oppna/", sizes_of(draft, "8", "7", "6, 6") | SETTINGS)

    draft.refresh_from_db()
    assert (draft.state, draft.mode, draft.tick_seconds, draft.approves, draft.dots_each) == (
        "open", "gather", 5, True, 3,
    )  # fmt: skip
    assert draft.ends_at is not None
    assert draft.ends_writing is True


def test_a_prepared_board_keeps_what_was_said_and_nobody_may_write(
    facilitator, client, draft, people
):
    sizes = sizes_of(draft, "8", "7", "6, 6")

    facilitator.post(f"/tavlor/{draft.pk}/oppna/", sizes | SETTINGS | {"spara": "1"})

    draft.refresh_from_db()
    assert (draft.state, draft.prepared, draft.minutes) == ("draft", True, 12)
    form = facilitator.get(f"/tavlor/{draft.pk}/oppna/").context["form"]
    assert [field.value() for field in form.sized()] == ["8", "7", "6, 6"]
    assert [form[name].value() for name in ("mode", "dots_each")] == ["gather", 3]
    client.force_login(people["politician"])
    assert client.get(f"/tavlor/{draft.pk}/").status_code == 404


def test_small_groups_are_told_of_before_the_board_opens(facilitator, draft):
    typed = sizes_of(draft, "8", "4", "5, 4, 5") | {"mode": "live", "tick_seconds": "2"}

    told = facilitator.post(f"/tavlor/{draft.pk}/oppna/", typed)

    assert told.status_code == 200
    assert "Chefer: 4 personer." in told.text
    assert "Strateger och nyckelpersoner, grupp 2: 4 personer." in told.text
    # One button opens the board, and it stands with the warning.
    opening = re.findall(r'<button([^>]*name="open"[^>]*)>([^<]*)<', on_one_line(told.text))
    assert [(text.strip(), "hidden" in attributes) for attributes, text in opening] == [
        ("Öppna tavlan ändå", False),
        ("Öppna tavlan", True),
    ]
    assert Board.objects.get().state == "draft"

    said = re.search(r'name="sagt" value="([^"]+)"', on_one_line(told.text))[1]
    facilitator.post(f"/tavlor/{draft.pk}/oppna/", typed | {"sagt": said})
    assert Board.objects.get().state == "open"


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [("1, 1", "1 och 2"), ("1, 1, 8", "1, 2 och 3"), ("2, 3, 8, 8", "1 och 2")],
)
def test_the_groups_that_no_note_names_are_listed_as_one_writes(facilitator, draft, sizes, groups):
    typed = sizes_of(draft, "8", "8", sizes) | {"mode": "live", "tick_seconds": "2"}

    told = facilitator.post(f"/tavlor/{draft.pk}/oppna/", typed).text

    listed = re.findall(r"lapparna från grupp (.*?) märks inte", told)
    assert listed == [groups]


def test_the_day_of_a_meeting_to_choose_is_written_out(facilitator, draft):
    meeting = draft.meeting
    MeetingFactory(
        round=meeting.round, group=meeting.group, title="Strategträff", date=date(2026, 12, 7)
    )

    for address in (f"/tavlor/ny/?traff={draft.meeting_id}", "/tavlor/importera/"):
        page = on_one_line(facilitator.get(address, {"traff": draft.meeting_id}).text)
        options = re.findall(r"<option[^>]*>\s*(.*?)\s*</option>", page)
        assert "7 december 2026, Strategträff" in options
        assert not any(re.search(r"\d-\d\d", option) for option in options)


def test_other_sizes_than_those_told_of_are_told_of_anew(facilitator, draft):
    typed = sizes_of(draft, "3", "8", "8") | {"mode": "live", "tick_seconds": "2"}

    facilitator.post(f"/tavlor/{draft.pk}/oppna/", typed | {"sagt": "en annan storlek"})

    assert Board.objects.get().state == "draft"


def test_small_groups_can_be_merged_before_the_board_opens(facilitator, draft):
    strat = draft.sections.get(role_group="strat")
    typed = sizes_of(draft, "8", "7", "5, 4, 5") | {"mode": "live", "tick_seconds": "2"}

    merged = facilitator.post(f"/tavlor/{draft.pk}/oppna/", typed | {"sla_ihop": str(strat.pk)})

    assert 'value="14"' in merged.text
    assert "grupp 2:" not in merged.text
    assert Board.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("name", "value"),
    [("dots_each", "11"), ("dots_each", "-1"), ("minutes", "0"), ("minutes", "9999"),
     ("mode", "x"), ("tick_seconds", "1"), ("minutes", "9" * 400)],
)  # fmt: skip
def test_what_is_not_possible_is_said_beside_its_field(facilitator, draft, name, value):
    typed = sizes_of(draft, "8", "7", "6") | {"mode": "live", "tick_seconds": "2"}

    answer = facilitator.post(f"/tavlor/{draft.pk}/oppna/", typed | {name: value})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {name}


def test_the_page_says_what_cannot_be_changed_afterwards(facilitator, draft):
    page = facilitator.get(f"/tavlor/{draft.pk}/oppna/").text

    assert "Det här kan du inte ändra när tavlan är öppen" in page


def test_an_open_board_is_not_prepared_again(board):
    with pytest.raises(errors.WrongStateError):
        drafts.prepare_board(board=board, breakout_sizes={})


# --- instructions and files ---------------------------------------------------------------------


@pytest.mark.parametrize("save", [{}, {"spara": "1"}])
def test_what_is_stated_for_a_board_that_has_opened_meanwhile_is_told_not_to_count(
    client, people, draft, save
):
    client.force_login(people["strategist"])
    address, sizes = f"/tavlor/{draft.pk}/oppna/", [f"size_{s.pk}" for s in draft.sections.all()]
    open_it(draft)
    given = dict.fromkeys(sizes, "8") | {"mode": "live", "tick_seconds": "2", "approves": "on"}

    page = client.post(address, given | save, follow=True)

    assert page.redirect_chain == [(f"/tavlor/{draft.pk}/", 302)]
    assert page.text.count("Tavlan är redan öppnad. Det du valde nu gäller inte.") == 1
    assert Board.objects.get(pk=draft.pk).approves is False
    assert "redan öppnad" not in client.get(address, follow=True).text


# --- drafts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [("politician", False), ("manager", False), ("key_person", False), ("strategist", True),
     ("mentor", True), ("staff", True)],
)  # fmt: skip
def test_a_draft_is_on_no_page_of_those_who_may_not_lead_it(client, people, draft, who, sees):
    client.force_login(people[who])

    pages = [
        client.get("/tavlor/").text,
        client.get(f"/tavlor/traff/{draft.meeting_id}/").text,
        client.get(f"/tavlor/{draft.pk}/").text,
    ]

    assert [draft.title in page for page in pages] == [sees] * 3
    assert client.get(f"/tavlor/{draft.pk}/lage/").status_code == (200 if sees else 404)


@pytest.mark.parametrize("boards", [1, 3])
def test_a_meetings_boards_cost_as_many_queries_however_many_they_are(
    facilitator, group_meeting, boards, django_assert_num_queries
):
    from tests.factories import AgendaItemFactory

    item = AgendaItemFactory(meeting=group_meeting)
    for _ in range(boards):
        BoardFactory(meeting=group_meeting, agenda_item=item)

    # session, user, meeting, boards with items, the agenda, their documentation, may facilitate,
    # may take home
    with django_assert_num_queries(8):
        facilitator.get(f"/tavlor/traff/{group_meeting.pk}/")
