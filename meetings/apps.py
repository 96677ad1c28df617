from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Träffar")

    def ready(self) -> None:
        self._show_on_the_pages_below()
        from meetings import closing
        from meetings.documentation import edition_of
        from meetings.documents import (
            agenda_context,
            documentation_context,
            may_read_agenda,
            may_read_documentation,
            meeting_by_id,
        )
        from modellkoncept import documents
        from programmes.closing.contributions import Contribution, contribute

        contribute(
            Contribution(
                remarks=closing.remarks,
                pieces=closing.pieces,
                texts=closing.texts,
                forget=closing.forget,
                documents=closing.documents_of,
                is_at_work=lambda: False,  # nobody sits waiting for an agenda
                kept=closing.kept,
            )
        )
        documents.register(
            documents.Kind(
                name="agenda",
                label=_("Dagordning"),
                template="meetings/documents/agenda.html",
                find=meeting_by_id,
                may_read=may_read_agenda,
                context=agenda_context,
                language=lambda meeting: meeting.round.language,
            )
        )
        documents.register(
            documents.Kind(
                name="documentation",
                label=_("Träffens dokumentation"),
                template="meetings/documents/documentation.html",
                find=meeting_by_id,
                may_read=may_read_documentation,
                context=documentation_context,
                edition=edition_of,
                language=lambda meeting: meeting.round.language,
            )
        )

    def _show_on_the_pages_below(self) -> None:
        from meetings import page_parts
        from programmes.page_parts import register_column, register_part

        register_part("home", "meetings/_next_meeting.html", page_parts.next_meetings)
        register_part("home_waiting", "meetings/_waiting.html", page_parts.agendas_to_mend)
        register_part("round", "meetings/_round_meetings.html", page_parts.round_meetings)
        register_column(
            _("Nästa träff"), "meetings/_overview_cell.html", page_parts.next_meeting_of_each
        )
