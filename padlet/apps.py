from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PadletConfig(AppConfig):
    name = "padlet"
    verbose_name = _("Tavlor")

    def ready(self) -> None:
        from meetings import audience
        from meetings.documentation import register_chapters
        from modellkoncept import documents, realtime
        from padlet import closing
        from padlet.documents import CHAPTERS, KINDS, PAPER, ROUND_NOTES
        from padlet.page_parts import open_boards, open_boards_of_each, round_notes_link
        from padlet.permissions import has_opened_board
        from padlet.snapshots import BoardStream
        from programmes.closing.contributions import Contribution, contribute
        from programmes.page_parts import register_column, register_part

        contribute(
            Contribution(
                remarks=closing.remarks,
                pieces=closing.pieces,
                texts=closing.texts,
                forget=closing.forget,
                documents=closing.documents_of,
                is_at_work=closing.is_at_work,
                kept=closing.kept,
            )
        )
        for kind in [*KINDS, ROUND_NOTES, PAPER]:
            documents.register(kind)
        register_chapters(CHAPTERS)
        realtime.register(BoardStream())
        audience.keep_while(has_opened_board)
        register_part("home_waiting", "padlet/_waiting.html", open_boards)
        register_part("round", "padlet/_round_notes_link.html", round_notes_link)
        register_column(_("Öppna tavlor"), "padlet/_overview_cell.html", open_boards_of_each)
