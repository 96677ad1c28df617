"""Instructions to those who write, and the PDFs that go with them."""

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from modellkoncept.files.keys import delete_key
from modellkoncept.files.pdf_uploads import MAX_PDF_BYTES, pdf_flaw, shown_pdf_name
from modellkoncept.live.pubsub import publish
from padlet.errors import AttachmentError
from padlet.models import Attachment, Board
from padlet.services.board_lock import bump_version, lock_board

MAX_ATTACHMENTS = 5
MAX_ATTACHMENT_BYTES = MAX_PDF_BYTES
# Instructions may be changed until the writing is over.
CHANGEABLE = (Board.State.DRAFT, Board.State.OPEN, Board.State.PAUSED)


def copy_attachments(source: Board, board: Board) -> None:
    """Files of the board's own, so that neither board loses them with the other."""
    for attachment in source.attachments.all():
        with attachment.file.open("rb") as file:
            Attachment.objects.create(
                board=board,
                name=attachment.name,
                size=attachment.size,
                file=ContentFile(file.read(), "copy.pdf"),
            )


@transaction.atomic
def change_instructions(*, board: Board, instructions: str) -> Board:
    """Tell those who write something else, while they may still write."""
    board = lock_board(board, *CHANGEABLE)
    if board.instructions != instructions:
        board.instructions = instructions
        board.save(update_fields=["instructions"])
        bump_version(board, layout=True)
    return board


@transaction.atomic
def add_attachment(*, board: Board, name: str, file: "File[bytes]") -> Attachment:
    """Put a PDF beside the instructions, under a name of our own in the storage."""
    board = lock_board(board, *CHANGEABLE)
    if flaw := pdf_flaw(name, file):
        raise AttachmentError(flaw)
    if board.attachments.count() >= MAX_ATTACHMENTS:
        raise AttachmentError("count")
    attachment = Attachment.objects.create(
        board=board,
        name=shown_pdf_name(name, otherwise="Bilaga"),
        size=file.size,
        file=File(file, "any.pdf"),
    )
    bump_version(board, layout=True)
    return attachment


@transaction.atomic
def remove_attachment(*, board: Board, attachment_id: int) -> None:
    """Take the file away, from the storage too. Again is the same."""
    board = lock_board(board, *CHANGEABLE)
    attachment = board.attachments.filter(pk=attachment_id).first()
    if attachment is None:
        return
    attachment.delete()
    _delete_files([attachment.file.name or ""])
    bump_version(board, layout=True)


@transaction.atomic
def delete_board(*, board: Board) -> None:
    """The one way in which a board goes: with its notes, its files and its key.

    The key goes first: were it left, what lies in the database's log could still be read.
    KeyStorageError when the key may still be there: then the board is too.
    """
    board = lock_board(board, also_closed_rounds=board.is_rehearsal)
    board_id, files = board.pk, [each.file.name or "" for each in board.attachments.all()]
    if board.key_id:
        delete_key(board.key_id)
    board.delete()
    _delete_files(files)
    transaction.on_commit(lambda: publish("board", board_id), robust=True)


def _delete_files(names: list[str]) -> None:
    """After the commit: a row that stays must not lose its file."""

    def delete() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(delete, robust=True)
