from django.urls import path, register_converter

from padlet.reports.exports.formats import FORMATS, ExportFormat
from padlet.views import (
    attachments,
    boards,
    clusters,
    documentation,
    drafts,
    exports,
    facilitation,
    guest_pages,
    imports,
    join_codes,
    moderation,
    note_api,
    paper,
    rehearsals,
    round_notes,
    summaries,
    takeaways,
    votes,
)


class BoardPathConverter:
    """The 128 random bits of a board's address; anything else is no address."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ExportFormatConverter:
    """A format that a board can be exported in; an unknown one does not resolve."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> ExportFormat:
        return FORMATS[value]

    def to_url(self, value: ExportFormat) -> str:
        return value.suffix


class SpokenCodeConverter(BoardPathConverter):
    """A board's join code in a URL, far shorter than its path."""

    regex = "[0-9A-Za-z-]{4,12}"


register_converter(BoardPathConverter, "board_path")
register_converter(SpokenCodeConverter, "spoken_code")
register_converter(ExportFormatConverter, "export_format")

app_name = "padlet"
urlpatterns = [
    path("tavlor/", boards.boards, name="boards"),
    path("tavlor/ny/", drafts.new_board, name="new_board"),
    path("tavlor/importera/", imports.import_wall, name="import_wall"),
    path("tavlor/traff/<int:meeting_id>/", boards.boards_of_meeting, name="boards_of_meeting"),
    path("tavlor/<int:board_id>/", boards.board, name="board"),
    path("tavlor/<int:board_id>/lage/", boards.board_state, name="board_state"),
    path("tavlor/<int:board_id>/duk/", boards.projector_address, name="projector_address"),
    path("tavlor/<int:board_id>/andra/", drafts.change_board, name="change_board"),
    path("tavlor/<int:board_id>/oppna/", drafts.open_board, name="open_board"),
    path("tavlor/<int:board_id>/sammanfatta/", summaries.summarise, name="summarise"),
    path(
        "tavlor/<int:board_id>/sammanfatta/fragor/<int:prompt_id>/",
        summaries.add_sentence,
        name="add_sentence",
    ),
    path(
        "tavlor/<int:board_id>/sammanfatta/meningar/<int:sentence_id>/",
        summaries.change_sentence,
        name="change_sentence",
    ),
    path(
        "tavlor/<int:board_id>/sammanfatta/meningar/<int:sentence_id>/flytta/",
        summaries.move_sentence,
        name="move_sentence",
    ),
    path(
        "tavlor/<int:board_id>/sammanfatta/meningar/<int:sentence_id>/ta-bort/",
        summaries.remove_sentence,
        name="remove_sentence",
    ),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/ta-hem/",
        takeaways.add_takeaway,
        name="add_takeaway",
    ),
    path("tavlor/<int:board_id>/hamta/", exports.exports_page, name="exports"),
    path(
        "tavlor/<int:board_id>/export/<export_format:export_format>/", exports.export, name="export"
    ),
    path("tavlor/<int:board_id>/panel/", facilitation.panel, name="panel"),
    path("tavlor/<int:board_id>/logg/", moderation.log, name="log"),
    path("tavlor/<int:board_id>/teman/<int:prompt_id>/", clusters.clusters, name="clusters"),
    path(
        "tavlor/<int:board_id>/teman/<int:prompt_id>/flytta/",
        clusters.sort_notes,
        name="sort_notes",
    ),
    path(
        "tavlor/<int:board_id>/tema/<int:cluster_id>/namn/",
        clusters.rename_cluster,
        name="rename_cluster",
    ),
    path(
        "tavlor/<int:board_id>/tema/<int:cluster_id>/upp/",
        clusters.move_cluster_up,
        name="move_cluster_up",
    ),
    path(
        "tavlor/<int:board_id>/tema/<int:cluster_id>/ner/",
        clusters.move_cluster_down,
        name="move_cluster_down",
    ),
    path(
        "tavlor/<int:board_id>/tema/<int:cluster_id>/ta-bort/",
        clusters.remove_cluster,
        name="remove_cluster",
    ),
    path("tavlor/<int:board_id>/lappar/godkann/", moderation.approve_all, name="approve_all"),
    path("tavlor/<int:board_id>/instruktion/", attachments.instructions, name="instructions"),
    path(
        "tavlor/<int:board_id>/bilagor/<int:attachment_id>/",
        attachments.attachment,
        name="attachment",
    ),
    path(
        "tavlor/<int:board_id>/bilagor/<int:attachment_id>/ta-bort/",
        attachments.remove_attachment,
        name="remove_attachment",
    ),
    path("tavlor/<int:board_id>/prova/", rehearsals.rehearse, name="rehearse"),
    path(
        "tavlor/<int:board_id>/slang-repetitionen/",
        rehearsals.discard_rehearsal,
        name="discard_rehearsal",
    ),
    path("tavlor/<int:board_id>/papper/", paper.paper, name="paper"),
    path("tavlor/<int:board_id>/pappersark/", paper.paper_sheets, name="paper_sheets"),
    path("tavlor/<int:board_id>/handuppracken/", votes.votes, name="votes"),
    path("tavlor/<int:board_id>/pausa/", facilitation.pause_board, name="pause_board"),
    path("tavlor/<int:board_id>/fortsatt/", facilitation.resume_board, name="resume_board"),
    path("tavlor/<int:board_id>/stang/", facilitation.close_board, name="close_board"),
    path("tavlor/<int:board_id>/visa/", facilitation.reveal_notes, name="reveal_notes"),
    path("tavlor/<int:board_id>/byt-lank/", facilitation.change_link, name="change_link"),
    path("tavlor/<int:board_id>/duken/", facilitation.show_on_projector, name="show_on_projector"),
    path("tavlor/<int:board_id>/tid/", facilitation.extend_timer, name="extend_timer"),
    path("tavlor/<int:board_id>/klocka/", facilitation.set_timer, name="set_timer"),
    path("tavlor/<int:board_id>/stoppa-klockan/", facilitation.stop_timer, name="stop_timer"),
    path("tavlor/<int:board_id>/skrivtid/", facilitation.end_writing, name="end_writing"),
    path(
        "tavlor/<int:board_id>/dokument/",
        documentation.request_documentation,
        name="request_documentation",
    ),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/dolj/", moderation.hide_note, name="hide_note"
    ),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/visa/", moderation.show_note, name="show_note"
    ),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/godkann/",
        moderation.approve_note,
        name="approve_note",
    ),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/ta-bort/",
        moderation.remove_note,
        name="remove_note",
    ),
    path(
        "tavlor/<int:board_id>/grupper/<int:section_id>/",
        facilitation.merge_breakouts,
        name="merge_breakouts",
    ),
    path("omgangar/<int:round_id>/lappar/", round_notes.round_notes, name="round_notes"),
    path(
        "omgangar/<int:round_id>/lappar/xlsx/",
        round_notes.round_notes_xlsx,
        name="round_notes_xlsx",
    ),
    # What guests open: a secret address, no sign-in, no session.
    path("t/", join_codes.code, name="code"),
    path("t/<spoken_code:code>/", join_codes.code_link, name="code_link"),
    path("t/<board_path:path>/", guest_pages.join, name="join"),
    path("t/<board_path:path>/duk/", guest_pages.projector, name="projector"),
    path(
        "t/<board_path:path>/bilaga/<int:attachment_id>/",
        attachments.guest_attachment,
        name="guest_attachment",
    ),
    path("t/<board_path:path>/lage/", guest_pages.board_state, name="guest_state"),
    path(
        "t/<board_path:path>/skriv/<int:section_id>/<int:breakout>/",
        guest_pages.write,
        name="write",
    ),
    # The note API: asgi.py and the log filter keep cookies and addresses away from it.
    path(
        "t/<board_path:path>/lapp/<int:section_id>/<int:prompt_id>/<int:breakout>/",
        note_api.note,
        name="note",
    ),
    path("t/<board_path:path>/egen/<int:section_id>/", note_api.own, name="own"),
    path("t/<board_path:path>/gilla/<int:section_id>/<uuid:note_id>/", note_api.like, name="like"),
    path("t/<board_path:path>/prick/<int:section_id>/<uuid:note_id>/", note_api.dot, name="dot"),
    path("t/<board_path:path>/klar/<int:section_id>/<int:breakout>/", note_api.done, name="done"),
]
