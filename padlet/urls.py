from django.urls import path, register_converter

from padlet import views
from padlet.views import (
    changing,
    codes,
    doors,
    exports,
    guests,
    ideas,
    importing,
    paper,
    round_notes,
    setup,
    summary,
    votes,
)


class BoardPathConverter:
    """The 128 random bits of a board's address; anything else is nobody's."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SpokenCodeConverter(BoardPathConverter):
    """The code of a board as somebody may write it in an address, far shorter than its path."""

    regex = "[0-9A-Za-z-]{4,12}"


register_converter(BoardPathConverter, "board_path")
register_converter(SpokenCodeConverter, "spoken_code")

app_name = "padlet"
urlpatterns = [
    path("tavlor/", views.boards, name="boards"),
    path("tavlor/ny/", setup.new_board, name="new_board"),
    path("tavlor/importera/", importing.import_wall, name="import_wall"),
    path("tavlor/traff/<int:meeting_id>/", views.boards_of_meeting, name="boards_of_meeting"),
    path("tavlor/<int:board_id>/", views.board, name="board"),
    path("tavlor/<int:board_id>/lage/", views.board_state, name="board_state"),
    path("tavlor/<int:board_id>/andra/", changing.change_board, name="change_board"),
    path("tavlor/<int:board_id>/oppna/", setup.open_board, name="open_board"),
    path("tavlor/<int:board_id>/sammanfatta/", summary.summarise, name="summarise"),
    path(
        "tavlor/<int:board_id>/sammanfatta/fragor/<int:prompt_id>/",
        summary.add_sentence,
        name="add_sentence",
    ),
    path(
        "tavlor/<int:board_id>/sammanfatta/meningar/<int:sentence_id>/",
        summary.change_sentence,
        name="change_sentence",
    ),
    path(
        "tavlor/<int:board_id>/sammanfatta/meningar/<int:sentence_id>/flytta/",
        summary.move_sentence,
        name="move_sentence",
    ),
    path(
        "tavlor/<int:board_id>/sammanfatta/meningar/<int:sentence_id>/ta-bort/",
        summary.remove_sentence,
        name="remove_sentence",
    ),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/ta-hem/",
        ideas.take_home,
        name="take_home",
    ),
    path("tavlor/<int:board_id>/hamta/", exports.take_out, name="take_out"),
    path("tavlor/<int:board_id>/export/<str:form>/", exports.export, name="export"),
    path("tavlor/<int:board_id>/panel/", views.panel, name="panel"),
    path("tavlor/<int:board_id>/logg/", views.log, name="log"),
    path("tavlor/<int:board_id>/teman/<int:prompt_id>/", views.themes, name="themes"),
    path("tavlor/<int:board_id>/teman/<int:prompt_id>/flytta/", views.sort, name="sort"),
    path(
        "tavlor/<int:board_id>/tema/<int:cluster_id>/<slug:step>/",
        views.change_theme,
        name="change_theme",
    ),
    path("tavlor/<int:board_id>/lappar/godkann/", views.approve_all, name="approve_all"),
    path("tavlor/<int:board_id>/instruktion/", setup.instructions, name="instructions"),
    path("tavlor/<int:board_id>/bilagor/<int:attachment_id>/", setup.attachment, name="attachment"),
    path(
        "tavlor/<int:board_id>/bilagor/<int:attachment_id>/ta-bort/",
        setup.remove_attachment,
        name="remove_attachment",
    ),
    path("tavlor/<int:board_id>/prova/", setup.rehearse, name="rehearse"),
    path(
        "tavlor/<int:board_id>/slang-repetitionen/",
        setup.discard_rehearsal,
        name="discard_rehearsal",
    ),
    path("tavlor/<int:board_id>/papper/", paper.paper, name="paper"),
    path("tavlor/<int:board_id>/pappersark/", paper.paper_sheets, name="paper_sheets"),
    path("tavlor/<int:board_id>/handuppracken/", votes.votes, name="votes"),
    path("tavlor/<int:board_id>/<slug:step>/", views.lead, name="lead"),
    path(
        "tavlor/<int:board_id>/lappar/<uuid:note_id>/<slug:step>/",
        views.moderate,
        name="moderate",
    ),
    path("tavlor/<int:board_id>/grupper/<int:section_id>/", views.merge, name="merge"),
    path("omgangar/<int:round_id>/lappar/", round_notes.round_notes, name="round_notes"),
    path(
        "omgangar/<int:round_id>/lappar/xlsx/",
        round_notes.round_notes_xlsx,
        name="round_notes_xlsx",
    ),
    # What guests open: a secret address, no sign-in, no session.
    path("t/", codes.code, name="code"),
    path("t/<spoken_code:code>/", codes.code_link, name="code_link"),
    path("t/<board_path:path>/", guests.join, name="join"),
    path("t/<board_path:path>/duk/", guests.projector, name="projector"),
    path(
        "t/<board_path:path>/bilaga/<int:attachment_id>/",
        setup.guest_attachment,
        name="guest_attachment",
    ),
    path("t/<board_path:path>/lage/", guests.board_state, name="guest_state"),
    path("t/<board_path:path>/skriv/<int:section_id>/<int:breakout>/", guests.write, name="write"),
    # The note doors: see log.NOTE_DOOR and asgi.py for what is kept away from them.
    path(
        "t/<board_path:path>/lapp/<int:section_id>/<int:prompt_id>/<int:breakout>/",
        doors.note,
        name="note",
    ),
    path("t/<board_path:path>/egen/<int:section_id>/", doors.own, name="own"),
    path("t/<board_path:path>/gilla/<int:section_id>/<uuid:note_id>/", doors.like, name="like"),
    path("t/<board_path:path>/prick/<int:section_id>/<uuid:note_id>/", doors.dot, name="dot"),
    path("t/<board_path:path>/klar/<int:section_id>/<int:breakout>/", doors.done, name="done"),
]
