"""A board is made from a pattern or a copy, prepared, and told about."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from padlet import errors
from padlet.live import board_cache
from padlet.models import Attachment, Board
from padlet.services import attachments, drafts, facilitation, sealing
from padlet.texts import board_templates
from padlet.texts.prompt_wording import STANDARD_PROMPTS, unknown_fields
from programmes.models import Role
from tests.factories import BoardFactory, MembershipFactory, ParticipationFactory
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 en bilaga"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def lead(client, people):
    client.force_login(people["strategist"])
    return client


def pdf(name="Instruktion.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def attach(board, name="Instruktion.pdf", content=PDF) -> Attachment:
    return attachments.add_attachment(board=board, name=name, file=ContentFile(content))


# --- patterns and copies ------------------------------------------------------------------------


def test_the_patterns_are_the_start_the_planning_the_evaluation_and_an_empty_one():
    found = {
        key: (len(p.prompts), p.role_groups) for key, p in board_templates.BOARD_TEMPLATES.items()
    }

    assert found == {
        "start": (3, ()),
        "planering": (4, ("alla",)),
        "utvardering": (3, ("alla",)),
        "tom": (0, ()),
    }
    assert list(board_templates.BOARD_TEMPLATES["start"].prompts) == STANDARD_PROMPTS


def test_every_pattern_fits_the_columns_and_names_known_fields():
    for pattern in board_templates.BOARD_TEMPLATES.values():
        assert len(pattern.title) <= 120
        assert len(pattern.instructions) <= 4000
        assert all(len(prompt) <= 200 for prompt in pattern.prompts)
        assert not any(unknown_fields(prompt) for prompt in pattern.prompts)


def test_a_new_board_first_offers_patterns_and_the_boards_one_may_see(lead, draft, people):
    unseen = BoardFactory(title="En annan omgångs tavla")

    page = lead.get(f"/tavlor/ny/?traff={draft.meeting_id}").text

    assert re.findall(r"mall=(\w+)", page) == ["start", "planering", "utvardering", "tom"]
    assert re.findall(r"kopia=(\d+)", page) == [str(draft.pk)]
    assert unseen.title not in page


def test_a_copy_takes_everything_but_the_notes(lead, draft, politicians):
    source = politicians.board
    attachments.change_instructions(board=source, instructions="Skriv kort.")
    attach(source)
    politicians.write(text="Stannar där den är")
    address = f"/tavlor/ny/?traff={draft.meeting_id}&kopia={source.pk}"
    typed = lead.get(address).context["form"].initial

    lead.post(address, typed)

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

    made = [drafts.set_up_board(**given, role_groups=["alla"], copy_of=source) for _ in range(2)]

    assert made[0] == made[1]
    assert made[0].attachments.count() == 1


def test_a_board_one_may_not_see_cannot_be_copied(lead, group_meeting):
    unseen = BoardFactory()

    status = lead.get(f"/tavlor/ny/?traff={group_meeting.pk}&kopia={unseen.pk}").status_code

    assert status == 404


def test_the_groups_proposed_are_those_with_people_in_the_meetings_circle(
    client, round, meeting, group
):
    staff = MembershipFactory(
        participation=ParticipationFactory(round=round, group=group), role=Role.POLITICIAN
    ).user
    staff.is_staff = True
    staff.save()
    MembershipFactory(participation=ParticipationFactory(round=round), role=Role.KEY_PERSON)
    client.force_login(staff)

    form = client.get(f"/tavlor/ny/?traff={meeting.pk}&mall=start").context["form"]

    assert form.initial["role_groups"] == ["pol", "strat"]


def test_all_three_groups_are_proposed_where_nobody_is_yet(client, people, meeting):
    from programmes.models import Membership

    Membership.objects.all().delete()
    client.force_login(people["staff"])

    form = client.get(f"/tavlor/ny/?traff={meeting.pk}&mall=start").context["form"]

    assert form.initial["role_groups"] == ["pol", "chef", "strat"]


@pytest.mark.usefixtures("everybody")
def test_the_nine_wordings_are_shown_before_anything_is_saved(lead, group_meeting):
    address = f"/tavlor/ny/?traff={group_meeting.pk}&mall=start"
    typed = lead.get(address).context["form"].initial

    whole = lead.post(address, typed | {"forhandsvisa": "1"})
    part = lead.post(address, typed | {"forhandsvisa": "1"}, headers={"HX-Request": "true"})

    assert [t.name for t in part.templates][0] == "padlet/_new_boxes.html"
    for page in (whole.text, part.text):
        assert page.count("<dd>") == 9
        assert "<dd>Vad kan ni som chefer bidra med rent konkret?</dd>" in page
    assert (whole.status_code, Board.objects.count()) == (200, 0)


def test_a_board_needs_a_group_and_says_so(lead, group_meeting):
    address = f"/tavlor/ny/?traff={group_meeting.pk}"

    wrong = lead.post(address, {"title": "Prova", "prompts": "Vad?"})

    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"role_groups": ["Välj minst en grupp."]}


def test_a_board_for_everybody_has_one_section(lead, group_meeting):
    address = f"/tavlor/ny/?traff={group_meeting.pk}&mall=utvardering"
    typed = lead.get(address).context["form"].initial

    lead.post(address, typed)

    board = Board.objects.get()
    assert list(board.sections.values_list("role_group", flat=True)) == ["alla"]
    assert "Plus: vad var bra i dag?" in lead.get(f"/tavlor/{board.pk}/").text


# --- preparing and opening ----------------------------------------------------------------------


def sizes_of(board, *sizes: str) -> dict[str, str]:
    keys = board.sections.values_list("pk", flat=True)
    return {f"size_{pk}": size for pk, size in zip(keys, sizes, strict=True)}


SETTINGS = {"mode": "gather", "tick_seconds": "5", "approves": "on", "dots_each": "3",
            "minutes": "12", "ends_writing": "on"}  # fmt: skip


def test_a_board_opens_as_it_was_stated(lead, draft):
    lead.post(f"/tavlor/{draft.pk}/oppna/", sizes_of(draft, "8", "7", "6, 6") | SETTINGS)

    draft.refresh_from_db()
    assert (draft.state, draft.mode, draft.tick_seconds, draft.approves, draft.dots_each) == (
        "open", "gather", 5, True, 3,
    )  # fmt: skip
    assert draft.ends_at is not None
    assert draft.ends_writing is True


def test_a_prepared_board_keeps_what_was_said_and_nobody_may_write(lead, client, draft, people):
    sizes = sizes_of(draft, "8", "7", "6, 6")

    lead.post(f"/tavlor/{draft.pk}/oppna/", sizes | SETTINGS | {"spara": "1"})

    draft.refresh_from_db()
    assert (draft.state, draft.prepared, draft.minutes) == ("draft", True, 12)
    form = lead.get(f"/tavlor/{draft.pk}/oppna/").context["form"]
    assert [field.value() for field in form.sized()] == ["8", "7", "6, 6"]
    assert [form[name].value() for name in ("mode", "dots_each")] == ["gather", 3]
    client.force_login(people["politician"])
    assert client.get(f"/tavlor/{draft.pk}/").status_code == 404


def test_small_groups_are_told_of_before_the_board_opens(lead, draft):
    typed = sizes_of(draft, "8", "4", "5, 4, 5") | {"mode": "live", "tick_seconds": "2"}

    told = lead.post(f"/tavlor/{draft.pk}/oppna/", typed)

    assert told.status_code == 200
    assert "Chefer är 4 personer." in told.text
    assert "Strateger och nyckelpersoner, grupp 2 är 4 personer." in told.text
    assert Board.objects.get().state == "draft"

    said = re.search(r'name="sagt" value="([^"]+)"', told.text)[1]
    lead.post(f"/tavlor/{draft.pk}/oppna/", typed | {"sagt": said})
    assert Board.objects.get().state == "open"


def test_other_sizes_than_those_told_of_are_told_of_anew(lead, draft):
    typed = sizes_of(draft, "3", "8", "8") | {"mode": "live", "tick_seconds": "2"}

    lead.post(f"/tavlor/{draft.pk}/oppna/", typed | {"sagt": "en annan storlek"})

    assert Board.objects.get().state == "draft"


def test_small_groups_can_be_merged_before_the_board_opens(lead, draft):
    strat = draft.sections.get(role_group="strat")
    typed = sizes_of(draft, "8", "7", "5, 4, 5") | {"mode": "live", "tick_seconds": "2"}

    merged = lead.post(f"/tavlor/{draft.pk}/oppna/", typed | {"sla_ihop": str(strat.pk)})

    assert 'value="14"' in merged.text
    assert "grupp 2 är" not in merged.text
    assert Board.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("name", "value"),
    [("dots_each", "11"), ("dots_each", "-1"), ("minutes", "0"), ("minutes", "9999"),
     ("mode", "x"), ("tick_seconds", "1"), ("minutes", "9" * 400)],
)  # fmt: skip
def test_what_is_not_possible_is_said_beside_its_field(lead, draft, name, value):
    typed = sizes_of(draft, "8", "7", "6") | {"mode": "live", "tick_seconds": "2"}

    answer = lead.post(f"/tavlor/{draft.pk}/oppna/", typed | {name: value})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {name}


def test_the_page_says_what_cannot_be_changed_afterwards(lead, draft):
    page = lead.get(f"/tavlor/{draft.pk}/oppna/").text

    assert "Det här går inte att ändra när tavlan har öppnat" in page


def test_an_open_board_is_not_prepared_again(board):
    with pytest.raises(errors.WrongStateError):
        drafts.prepare_board(board=board, breakout_sizes={})


# --- instructions and files ---------------------------------------------------------------------


def test_instructions_and_files_are_shown_to_members_and_guests_and_on_the_projector(
    lead, client, people, board
):
    answer = lead.post(
        f"/tavlor/{board.pk}/instruktion/",
        {"instructions": "Skriv kort och tydligt.", "pdfs": [pdf("Ett.pdf"), pdf("Två.pdf")]},
    )
    assert answer.status_code == 302
    board_cache.clear()

    client.force_login(people["politician"])
    member = client.get(f"/tavlor/{board.pk}/").text
    guest = client.get(f"/t/{board.path}/").text
    writer = client.get(f"/t/{board.path}/skriv/{board.sections.first().pk}/0/").text
    projector = client.get(f"/t/{board.path}/duk/").text

    pages = (member, guest, writer, projector)
    assert [page.count("Skriv kort och tydligt.") for page in pages] == [1] * 4
    assert [page.count("Två.pdf") for page in pages] == [1, 1, 1, 0]
    assert [page.count('<details class="i-told"') for page in pages] == [0, 0, 1, 0]
    assert len(guest.encode()) < 100_000


def test_a_file_is_an_attachment_that_no_page_may_show(client, people, board):
    attachment = attach(board, name="Så här, gör ni.pdf")
    client.force_login(people["politician"])

    addresses = [
        f"/tavlor/{board.pk}/bilagor/{attachment.pk}/",
        f"/t/{board.path}/bilaga/{attachment.pk}/",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.content == PDF
        assert answer["Content-Disposition"].startswith("attachment; filename")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_guest_needs_no_session_for_a_file_and_gets_no_cookie(client, board):
    attachment = attach(board)

    answer = client.get(f"/t/{board.path}/bilaga/{attachment.pk}/")

    assert (answer.status_code, answer.cookies) == (200, {})


def test_the_file_of_another_board_is_404(client, people, board):
    other = attach(BoardFactory())
    client.force_login(people["strategist"])

    assert client.get(f"/tavlor/{board.pk}/bilagor/{other.pk}/").status_code == 404
    assert client.get(f"/t/{board.path}/bilaga/{other.pk}/").status_code == 404


def test_the_storage_never_sees_the_name_a_file_came_with(board):
    attachment = attach(board, name="../../hemlig\u202efdp.pdf")

    assert attachment.name == "hemligfdp.pdf"
    assert re.fullmatch(rf"boards/{board.pk}/[0-9a-f-]{{36}}\.pdf", attachment.file.name)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bild.png", PDF, "är ingen PDF"),
        ("sida.pdf", b"<html>", "är något annat inuti"),
        ("tom.pdf", b"", "är för stor eller tom"),
        ("stor.pdf", b"%PDF-" + b"x" * 10 * 1024 * 1024, "är för stor eller tom"),
    ],
)
def test_what_is_no_pdf_or_too_large_is_refused_in_words(lead, board, name, content, said):
    answer = lead.post(
        f"/tavlor/{board.pk}/instruktion/", {"instructions": "", "pdfs": [pdf(name, content)]}
    )

    assert answer.status_code == 422
    [error] = answer.context["form"].errors["pdfs"]
    assert error.startswith(f"”{name}”")
    assert said in error
    assert Attachment.objects.count() == 0


def test_a_board_has_five_files_at_most(lead, board):
    for number in range(4):
        attach(board, name=f"{number}.pdf")

    answer = lead.post(f"/tavlor/{board.pk}/instruktion/", {"pdfs": [pdf(), pdf()]})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "pdfs": ["En tavla kan ha högst 5 bilagor. Ta bort någon först."]
    }
    attach(board)
    with pytest.raises(errors.AttachmentError):
        attach(board)


def test_a_removed_file_is_gone_from_the_storage_too(
    lead, board, django_capture_on_commit_callbacks
):
    attachment = attach(board)
    name = attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        lead.post(f"/tavlor/{board.pk}/bilagor/{attachment.pk}/ta-bort/")

    assert Attachment.objects.count() == 0
    assert not default_storage.exists(name)


def test_a_boards_files_go_with_it(board, django_capture_on_commit_callbacks):
    name = attach(board).file.name

    with django_capture_on_commit_callbacks(execute=True):
        attachments.delete_board(board=board)

    assert not default_storage.exists(name)


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
    assert page.text.count("Tavlan har redan öppnat. Det du valde nu gäller inte.") == 1
    assert Board.objects.get(pk=draft.pk).approves is False
    assert "redan öppnat" not in client.get(address, follow=True).text


@pytest.mark.parametrize("step", [facilitation.freeze_board, sealing.close_board])
def test_instructions_stand_still_once_the_board_does(lead, board, step):
    attachment = attach(board)
    step(board=board)

    answer = lead.post(f"/tavlor/{board.pk}/instruktion/", {"instructions": "För sent"})
    lead.post(f"/tavlor/{board.pk}/bilagor/{attachment.pk}/ta-bort/")

    assert answer.status_code == 409
    assert Board.objects.get().instructions == ""
    assert Attachment.objects.count() == 1


def test_markup_in_instructions_is_shown_as_text(lead, board):
    attachments.change_instructions(board=board, instructions="<script>alert(1)</script>")

    page = lead.get(f"/tavlor/{board.pk}/").text

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1


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
    lead, group_meeting, boards, django_assert_num_queries
):
    from tests.factories import AgendaItemFactory

    item = AgendaItemFactory(meeting=group_meeting)
    for _ in range(boards):
        BoardFactory(meeting=group_meeting, agenda_item=item)

    # session, user, meeting, boards with items, the agenda, their documentation, who leads, who may
    # take home
    with django_assert_num_queries(8):
        lead.get(f"/tavlor/traff/{group_meeting.pk}/")
