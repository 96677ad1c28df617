"""A round is closed when nothing goes on in it, and then nothing in it changes."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from meetings.models import Takeaway
from meetings.services import agendas, takeaways
from meetings.services import meetings as meetings_service
from padlet.services import (
    attachments,
    boards,
    clusters,
    disposal,
    facilitation,
    moderation,
    paper,
    summaries,
)
from programmes.closing import errors, services
from programmes.closing.models import Closing
from programmes.closing.participants import remarks_on
from programmes.errors import RoundClosedError
from programmes.services import groups, members, participations
from tests.factories import (
    BoardFactory,
    MeetingFactory,
    OrganisationFactory,
    PromptFactory,
    SectionFactory,
    UserFactory,
)
from tests.programmes.closing.conftest import DECISION, tomorrow


def open_board_in(ended):
    section = SectionFactory(board=BoardFactory(meeting=ended.meeting, title="Öppen tavla"))
    PromptFactory(board=section.board)
    return boards.open_board(board=section.board, breakout_sizes={section.pk: [8]})


def test_a_board_that_is_not_sealed_stops_it(ended):
    open_board_in(ended)

    with pytest.raises(errors.UnsealedError):
        ended.close()

    ended.round.refresh_from_db()
    assert (ended.round.is_closed, Closing.objects.count()) == (False, 0)
    [first] = remarks_on(ended.round)
    assert first.text == (
        "Tavlan ”Öppen tavla” (Uppstart med Astrid Åkerblom) är inte stängd. Stäng den först."
    )


def test_what_one_ought_to_know_stops_nothing(ended):
    MeetingFactory(
        round=ended.round, title="Inställd", date=timezone.localdate() + timedelta(days=9)
    )

    [remark] = remarks_on(ended.round)

    assert remark.text.startswith("Träffen ”Inställd” har inte hållits än: ")
    assert ended.close().round.closed_on == timezone.localdate()


def test_closing_again_is_the_same(ended):
    assert ended.close() == ended.close()


def refusals(ended):
    """Everything that would change something in the round, by name."""
    meeting, board = ended.meeting, ended.board
    item = meeting.agenda_items.get()
    ours = ended.stays.memberships.earliest("pk").participation
    sentence, prompt = board.sentences.get(), board.prompts.get()
    note = board.notes.first()
    item_version = {"item": item, "version": 1}
    return {
        "group": lambda: groups.create_group(round=ended.round, name="Ny"),
        "organisation": lambda: participations.join_round(
            round=ended.round, organisation=OrganisationFactory(), kind="participant"
        ),
        "member": lambda: members.add_member(
            participation=ours, user=UserFactory(), role="manager"
        ),
        "new meeting": lambda: meetings_service.create_meeting(
            round=ended.round, kind="kickoff", title="Ny", date=date(2030, 1, 1),
            starts_at=time(9),
        ),
        "meeting": lambda: meetings_service.change_meeting(meeting=meeting, title="Ny"),
        "new item": lambda: agendas.add_agenda_item(meeting=meeting, title="Ny", minutes=5),
        "item": lambda: agendas.change_agenda_item(**item_version, title="Ny"),
        "order": lambda: agendas.move_agenda_item(**item_version, steps=-1),
        "item away": lambda: agendas.remove_agenda_item(**item_version),
        "item back": lambda: agendas.restore_agenda_item(meeting=meeting, position=1, title="Ny"),
        "takeaway": lambda: takeaways.add_takeaway(
            participation=ours, meeting=meeting, text="Ny", source=""
        ),
        "takeaway removed": lambda: takeaways.remove_takeaway(
            takeaway=Takeaway.objects.earliest("pk")
        ),
        "new board": lambda: boards.create_board(meeting=meeting, title="Ny", prompts=["Hur?"]),
        "board away": lambda: attachments.delete_board(board=board),
        "link": lambda: facilitation.change_link(board=board),
        "note hidden": lambda: moderation.hide_note(board=board, note_id=note.pk),
        "note away": lambda: moderation.remove_note(board=board, note_id=note.pk),
        "theme": lambda: clusters.add_cluster(board=board, prompt_id=prompt.pk, title="Ny"),
        "sentence": lambda: summaries.add_sentence(
            board=board, prompt_id=prompt.pk, text="Ny", note_ids=[]
        ),
        "sentence away": lambda: summaries.remove_sentence(sentence=sentence, version=1),
        "paper": lambda: paper.add_paper_notes(
            board=board, section_id=0, prompt_id=prompt.pk, breakout=0, token="x" * 43, texts=["Ny"]
        ),
    }  # fmt: skip


def test_nothing_in_a_closed_round_changes(ended):
    refused = refusals(ended)
    ended.close()

    answers = {}
    for name, change in refused.items():
        try:
            change()
        except Exception as error:  # noqa: BLE001 – which one is what is asked
            answers[name] = type(error)
        else:
            answers[name] = None

    assert answers == dict.fromkeys(refused, RoundClosedError)


def test_opened_again_it_changes_as_before_and_has_neither_pack_nor_day(ended):
    ended.planned()

    round = services.reopen_round(round=ended.round)

    assert (round.is_closed, Closing.objects.count()) == (False, 0)
    assert meetings_service.change_meeting(meeting=ended.meeting, title="Rättad").title == "Rättad"
    assert services.reopen_round(round=round) == round


def test_another_round_is_open_all_the_while(ended):
    ended.close()

    assert groups.create_group(round=ended.other, name="Ny").name == "Ny"


def test_the_calendar_goes_on_in_a_closed_round(ended, settings):
    settings.BOARD_DISPOSAL_DECISION = "2027-03-01, dnr 12, SKR"
    ended.close()

    assert disposal.dispose_of_due_boards() == 1


def test_a_day_is_set_changed_and_taken_back(ended):
    closing = ended.planned()
    later = tomorrow() + timedelta(days=30)

    closing = services.plan_removal(closing=closing, remove_on=later, decision=DECISION)
    assert closing.remove_on == later

    closing = services.cancel_removal(closing=closing)
    assert (closing.remove_on, closing.decision) == (None, "")


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_that_has_come_is_too_early(ended, days):
    with pytest.raises(errors.NotYetError):
        ended.planned(remove_on=timezone.localdate() + timedelta(days=days))
