"""Instructions and the PDFs that go with a board: who sees them, and what is refused."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from padlet import errors
from padlet.live import board_cache
from padlet.models import Attachment, Board
from padlet.services import attachments, sealing
from tests.factories import BoardFactory
from tests.markup import on_one_line

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


def pdf(name="Instruktion.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def attach(board, name="Instruktion.pdf", content=PDF) -> Attachment:
    return attachments.add_attachment(board=board, name=name, file=ContentFile(content))


def test_instructions_and_files_are_shown_to_members_and_guests_and_on_the_projector(
    facilitator, client, people, board
):
    answer = facilitator.post(
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
    assert [on_one_line(page).count('<details class="i-told"') for page in pages] == [1, 0, 1, 0]
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
        ("sida.pdf", b"<html>", "innehåller något annat"),
        ("tom.pdf", b"", "är för stor eller tom"),
        ("stor.pdf", b"%PDF-" + b"x" * 10 * 1024 * 1024, "är för stor eller tom"),
    ],
)
def test_what_is_no_pdf_or_too_large_is_refused_in_words(facilitator, board, name, content, said):
    answer = facilitator.post(
        f"/tavlor/{board.pk}/instruktion/", {"instructions": "", "pdfs": [pdf(name, content)]}
    )

    assert answer.status_code == 422
    [error] = answer.context["form"].errors["pdfs"]
    assert error.startswith(f"”{name}”")
    assert said in error
    assert Attachment.objects.count() == 0


def test_a_board_has_five_files_at_most(facilitator, board):
    for number in range(4):
        attach(board, name=f"{number}.pdf")

    answer = facilitator.post(f"/tavlor/{board.pk}/instruktion/", {"pdfs": [pdf(), pdf()]})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "pdfs": ["En tavla kan ha högst 5 bilagor. Ta bort någon först."]
    }
    attach(board)
    with pytest.raises(errors.AttachmentError):
        attach(board)


def test_a_removed_file_is_gone_from_the_storage_too(
    facilitator, board, django_capture_on_commit_callbacks
):
    attachment = attach(board)
    name = attachment.file.name

    address = f"/tavlor/{board.pk}/bilagor/{attachment.pk}/ta-bort/"
    asked = facilitator.post(address)
    assert "Ta bort bilagan?" in asked.text
    assert Attachment.objects.count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        facilitator.post(address, {"confirmed": "1"})

    assert Attachment.objects.count() == 0
    assert not default_storage.exists(name)


def test_a_boards_files_go_with_it(board, django_capture_on_commit_callbacks):
    name = attach(board).file.name

    with django_capture_on_commit_callbacks(execute=True):
        attachments.delete_board(board=board)

    assert not default_storage.exists(name)


def test_instructions_stand_still_once_the_board_is_closed(facilitator, board):
    attachment = attach(board)
    sealing.close_board(board=board)

    answer = facilitator.post(f"/tavlor/{board.pk}/instruktion/", {"instructions": "För sent"})
    facilitator.post(f"/tavlor/{board.pk}/bilagor/{attachment.pk}/ta-bort/", {"confirmed": "1"})

    assert answer.status_code == 409
    assert Board.objects.get().instructions == ""
    assert Attachment.objects.count() == 1


def test_markup_in_instructions_is_shown_as_text(facilitator, board):
    attachments.change_instructions(board=board, instructions="<script>alert(1)</script>")

    page = facilitator.get(f"/tavlor/{board.pk}/").text

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1
