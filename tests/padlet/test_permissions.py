from itertools import product

import pytest

from padlet import permissions
from padlet.models import Board
from padlet.services import boards
from tests.factories import BoardFactory
from tests.padlet.conftest import in_state

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "outsider",
    "politician",
    "manager",
    "strategist",
    "key_person",
    "mentor",
    "other_strategist",
    "staff",
]
LEADS_THE_GROUPS = {"strategist", "mentor", "staff"}
LEADS_A_JOINT_BOARD = {"strategist", "mentor", "other_strategist", "staff"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_lead_the_board_of_a_learning_group(people, draft, who):
    assert permissions.may_facilitate_board(people[who], draft) is (who in LEADS_THE_GROUPS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_lead_the_board_of_a_joint_meeting(people, meeting, who):
    board = boards.create_board(meeting=meeting, title="Start", prompts=["Vad?"])

    assert permissions.may_facilitate_board(people[who], board) is (who in LEADS_A_JOINT_BOARD)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_a_groups_board(people, board, who):
    sees = who not in {"outsider", "other_strategist"}

    assert Board.objects.visible_to(people[who]).filter(pk=board.pk).exists() is sees


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_board_that_is_not_opened_is_seen_by_those_who_may_lead_it(people, draft, who):
    sees = who in LEADS_THE_GROUPS

    assert Board.objects.visible_to(people[who]).filter(pk=draft.pk).exists() is sees


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_draft_of_a_joint_meeting_is_seen_by_those_who_may_lead_it(people, meeting, who):
    board = boards.create_board(meeting=meeting, title="Start", prompts=["Vad?"])

    seen = Board.objects.visible_to(people[who]).filter(pk=board.pk).exists()

    assert seen is (who in LEADS_A_JOINT_BOARD)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_rehearsal_is_seen_by_those_who_may_lead_it(people, board, who):
    Board.objects.update(is_rehearsal=True)
    sees = who in LEADS_THE_GROUPS

    assert Board.objects.visible_to(people[who]).filter(pk=board.pk).exists() is sees


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", Board.State)
def test_who_reads_the_documents_of_a_board_and_nobody_before_the_notes_are_shown(
    people, board, who, state
):
    """Working material of its leaders until it is closed; then of everybody who sees the board."""
    row = Board.objects.filter(pk=board.pk)
    row.update(**in_state(state))
    takes_part = who not in {"outsider", "other_strategist"}
    reads = who in LEADS_THE_GROUPS or (takes_part and state == Board.State.CLOSED)

    assert permissions.may_read_documents(people[who], board) is reads
    row.update(mode=Board.Mode.GATHER)
    assert permissions.may_read_documents(people[who], board) is False
    row.update(revealed=True)
    assert permissions.may_read_documents(people[who], board) is reads
    row.update(is_rehearsal=True)
    assert permissions.may_read_documents(people[who], board) is False


def test_a_board_at_hand_and_the_list_of_boards_agree_on_what_may_go_out(meeting):
    """A draft is on no list, as nothing is written there; otherwise the two are one rule."""
    for state, mode, revealed, is_rehearsal in product(
        Board.State, Board.Mode, [False, True], [False, True]
    ):
        BoardFactory(
            meeting=meeting, state=state, mode=mode, revealed=revealed, is_rehearsal=is_rehearsal
        )
    every = Board.objects.all()
    opened = {board for board in every if board.state != Board.State.DRAFT}

    assert (len(every), len(opened)) == (32, 24)
    assert set(Board.objects.shareable()) == {board for board in opened if board.is_shareable}
    assert len(Board.objects.shareable()) == 9
