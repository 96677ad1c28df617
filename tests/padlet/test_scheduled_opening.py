"""Boards that open with their item of the agenda, and end with it."""

import threading
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from meetings.models import AgendaItem
from meetings.services import agendas
from modellkoncept.celery import app
from padlet import tasks
from padlet.models import Board
from padlet.services import boards, drafts, facilitation, scheduled_opening, sealing
from tests.factories import AgendaItemFactory
from tests.padlet.conftest import open_it

SWEDEN = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def item(group_meeting) -> AgendaItem:
    """Today from 09.30: half an hour of coffee, then 45 minutes of group work."""
    group_meeting.date = timezone.localdate()
    group_meeting.starts_at = time(9, 30)
    group_meeting.save()
    AgendaItemFactory(meeting=group_meeting, position=1, title="Kaffe", minutes=30)
    return AgendaItemFactory(meeting=group_meeting, position=2, title="Grupparbete", minutes=45)


@pytest.fixture
def prepared(group_meeting, item) -> Board:
    return prepare(
        boards.create_board(meeting=group_meeting, title="Med punkten", prompts=["Vad?"]), item
    )


def prepare(board: Board, item: AgendaItem | None, **given) -> Board:
    sizes = {section.pk: [8] for section in board.sections.all()}
    return drafts.prepare_board(board=board, breakout_sizes=sizes, agenda_item=item, **given)


def at(board: Board, clock: str) -> datetime:
    return datetime.combine(board.meeting.date, time.fromisoformat(clock), tzinfo=SWEDEN)


@pytest.fixture
def clock_at(group_meeting, monkeypatch):
    """Let it be this time of the meeting's day, whenever the test is run."""

    def set_to(clock: str) -> None:
        moment = datetime.combine(group_meeting.date, time.fromisoformat(clock), tzinfo=SWEDEN)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def state(board: Board) -> str:
    return Board.objects.get(pk=board.pk).state


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clock", "opens"),
    [("09:59:59", False), ("10:00", True), ("10:44:59", True), ("10:45", False), ("15:00", False)],
)
def test_it_opens_while_its_item_lasts_by_swedish_clocks(prepared, clock, opens):
    opened = scheduled_opening.open_due_boards(at(prepared, clock))

    board = Board.objects.get(pk=prepared.pk)
    assert (opened, board.state) == ((1, "open") if opens else (0, "draft"))
    if opens:
        assert board.ends_at == at(prepared, "10:45")
        assert board.ends_writing is True


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "ends"), [(10, "10:15"), (90, "10:45")])
def test_its_own_writing_time_counts_but_never_past_the_item(prepared, item, minutes, ends):
    prepare(prepared, item, minutes=minutes)

    scheduled_opening.open_due_boards(at(prepared, "10:05"))

    assert Board.objects.get(pk=prepared.pk).ends_at == at(prepared, ends)


@pytest.mark.django_db
def test_it_opens_as_it_was_prepared(prepared, item):
    prepare(prepared, item, mode="gather", approves=True, dots_each=4, tick_seconds=15)

    scheduled_opening.open_due_boards(at(prepared, "10:00"))

    board = Board.objects.get(pk=prepared.pk)
    assert (board.mode, board.approves, board.dots_each, board.tick_seconds) == (
        "gather", True, 4, 15,
    )  # fmt: skip
    assert [section.breakout_sizes for section in board.sections.all()] == [[8], [8], [8]]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 1])
def test_another_days_meeting_opens_nothing(prepared, days):
    prepared.meeting.date += timedelta(days=days)
    prepared.meeting.save()

    now = at(prepared, "10:05") - timedelta(days=days)

    assert scheduled_opening.open_due_boards(now) == 0


@pytest.mark.django_db
def test_a_board_without_sizes_stays_closed_and_holds_up_no_other(prepared, group_meeting, item):
    lacking = boards.create_board(
        meeting=group_meeting, title="Utan antal", prompts=["Vad?"], agenda_item=item
    )
    Board.objects.filter(pk=lacking.pk).update(prepared=True)

    opened = scheduled_opening.open_due_boards(at(prepared, "10:05"))

    assert opened == 1
    assert (state(lacking), state(prepared)) == ("draft", "open")


@pytest.mark.django_db
def test_a_board_that_is_only_set_up_does_not_open(group_meeting, item):
    board = boards.create_board(
        meeting=group_meeting, title="Inte förberedd", prompts=["Vad?"], agenda_item=item
    )

    assert scheduled_opening.open_due_boards(at(board, "10:05")) == 0


@pytest.mark.django_db
def test_when_the_agenda_moves_the_new_time_counts(prepared, item):
    coffee = AgendaItem.objects.get(title="Kaffe")
    version = prepared.meeting.agenda_version
    agendas.change_agenda_item(item=coffee, version=version, minutes=60)

    assert scheduled_opening.open_due_boards(at(prepared, "10:05")) == 0
    assert scheduled_opening.open_due_boards(at(prepared, "10:30")) == 1
    assert Board.objects.get(pk=prepared.pk).ends_at == at(prepared, "11:15")


@pytest.mark.django_db
def test_opening_again_changes_nothing(prepared):
    scheduled_opening.open_due_boards(at(prepared, "10:05"))
    before = Board.objects.values().get(pk=prepared.pk)

    assert scheduled_opening.open_due_boards(at(prepared, "10:06")) == 0
    assert Board.objects.values().get(pk=prepared.pk) == before


@pytest.mark.django_db
def test_a_closed_board_is_not_opened_by_its_item(prepared):
    scheduled_opening.open_due_boards(at(prepared, "10:05"))
    sealing.close_board(board=prepared)

    assert scheduled_opening.open_due_boards(at(prepared, "10:06")) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_it_once(prepared):
    opened: list[int] = []

    def work() -> None:
        try:
            opened.append(scheduled_opening.open_due_boards(at(prepared, "10:05")))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(opened) == 1
    assert Board.objects.get(pk=prepared.pk).epoch == 1


@pytest.mark.django_db
def test_opened_by_hand_during_the_day_it_still_ends_with_its_item(prepared, clock_at):
    clock_at("09:20")

    drafts.open_prepared_board(board=prepared)

    assert Board.objects.get(pk=prepared.pk).ends_at == at(prepared, "10:45")


def lengthen(item: AgendaItem, minutes: int) -> None:
    item.meeting.refresh_from_db()
    agendas.change_agenda_item(item=item, version=item.meeting.agenda_version, minutes=minutes)


def end_of(board: Board) -> datetime | None:
    return Board.objects.get(pk=board.pk).ends_at


@pytest.mark.django_db
def test_an_open_boards_time_follows_its_item_forth_and_back(prepared, item):
    scheduled_opening.open_due_boards(at(prepared, "10:00"))
    version = Board.objects.get(pk=prepared.pk).version
    ends = []

    for minutes in (60, 60, 30):
        lengthen(item, minutes)
        moved = scheduled_opening.move_ends_with_agenda(at(prepared, "10:10"))
        ends.append((moved, end_of(prepared)))

    assert ends == [(1, at(prepared, "11:00")), (0, at(prepared, "11:00")),
                    (1, at(prepared, "10:30"))]  # fmt: skip
    assert Board.objects.get(pk=prepared.pk).version == version + 2  # every screen is told


@pytest.mark.django_db
def test_a_board_that_closes_meanwhile_is_let_alone(prepared, item, monkeypatch):
    scheduled_opening.open_due_boards(at(prepared, "10:00"))
    lengthen(item, 60)
    closed = sealing.close_board(board=prepared)
    seen_open = Board.objects.filter(pk=prepared.pk)
    monkeypatch.setattr(type(seen_open), "ending_with_item", lambda *_: seen_open)

    assert scheduled_opening.move_ends_with_agenda(at(prepared, "10:10")) == 0
    assert end_of(prepared) == closed.ends_at


@pytest.mark.django_db
def test_the_items_before_it_move_it_too(prepared, item):
    scheduled_opening.open_due_boards(at(prepared, "10:00"))
    lengthen(AgendaItem.objects.get(title="Kaffe"), 45)

    scheduled_opening.move_ends_with_agenda(at(prepared, "10:10"))

    assert end_of(prepared) == at(prepared, "11:00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "length", "ends"), [(20, 60, "10:20"), (20, 15, "10:15"), (50, 60, "10:50")]
)
def test_its_own_writing_time_is_never_exceeded_when_the_item_moves(
    prepared, item, minutes, length, ends
):
    prepare(prepared, item, minutes=minutes)
    scheduled_opening.open_due_boards(at(prepared, "10:00"))
    lengthen(item, length)

    scheduled_opening.move_ends_with_agenda(at(prepared, "10:05"))

    assert end_of(prepared) == at(prepared, ends)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "step",
    [
        lambda board: facilitation.extend_timer(board=board, minutes=2),
        lambda board: facilitation.set_timer(board=board, minutes=20),
        lambda board: facilitation.stop_timer(board=board),
    ],
)
def test_a_clock_that_somebody_has_set_follows_no_item(prepared, item, clock_at, step):
    clock_at("10:05")
    scheduled_opening.open_due_boards()
    step(prepared)
    by_hand = end_of(prepared)
    lengthen(item, 90)

    assert scheduled_opening.move_ends_with_agenda() == 0
    assert end_of(prepared) == by_hand


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "ends"), [(None, "11:30"), (10, "09:30")])
def test_opened_by_hand_only_the_end_that_came_from_the_item_follows_it(
    prepared, item, clock_at, minutes, ends
):
    prepare(prepared, item, minutes=minutes)
    clock_at("09:20")
    drafts.open_prepared_board(board=prepared)
    lengthen(item, 90)

    scheduled_opening.move_ends_with_agenda()

    assert end_of(prepared) == at(prepared, ends)


@pytest.mark.django_db
def test_it_follows_also_while_it_is_paused_and_no_longer_when_closed(prepared, item):
    scheduled_opening.open_due_boards(at(prepared, "10:00"))
    facilitation.pause_board(board=prepared)
    lengthen(item, 60)

    held = scheduled_opening.move_ends_with_agenda(at(prepared, "10:10"))
    sealing.close_board(board=prepared)
    lengthen(item, 30)

    assert (held, scheduled_opening.move_ends_with_agenda(at(prepared, "10:10"))) == (1, 0)


@pytest.mark.django_db
def test_the_panel_says_what_the_clock_follows(client, people, prepared, item):
    scheduled_opening.open_due_boards(at(prepared, "10:00"))
    client.force_login(people["strategist"])
    address = f"/tavlor/{prepared.pk}/"
    follows = "Den följer punkten ”Grupparbete” på dagordningen tills du ställer om den."
    gone = "Punkten finns inte kvar på dagordningen, så klockan flyttas inte av sig själv."

    before = client.get(address).text
    agendas.remove_agenda_item(item=item, version=prepared.meeting.agenda_version)
    moved = scheduled_opening.move_ends_with_agenda(at(prepared, "10:10"))
    without = client.get(address).text
    facilitation.set_timer(board=prepared, minutes=5)
    by_hand = client.get(address).text

    told = [(page.count(follows), page.count(gone)) for page in (before, without, by_hand)]
    assert (told, moved) == ([(1, 0), (0, 1), (0, 0)], 0)


@pytest.mark.django_db
def test_the_task_moves_the_end_too(prepared, item, clock_at):
    clock_at("10:00")
    tasks.open_due_boards()
    lengthen(item, 60)

    tasks.open_due_boards()

    assert end_of(prepared) == at(prepared, "11:00")


@pytest.mark.django_db
def test_the_leader_reads_when_it_opens_and_that_its_item_is_gone(client, people, prepared, item):
    client.force_login(people["strategist"])
    # Tomorrow, so that the item is not over already.
    prepared.meeting.date += timedelta(days=1)
    prepared.meeting.save()
    address = f"/tavlor/{prepared.pk}/"
    assert "klockan 10.00, när punkten ”Grupparbete” börjar" in client.get(address).text

    agendas.remove_agenda_item(item=item, version=prepared.meeting.agenda_version)

    assert "Punkten finns inte kvar på dagordningen" in client.get(address).text
    assert scheduled_opening.open_due_boards(at(prepared, "10:05")) == 0


@pytest.mark.django_db
def test_the_leader_reads_that_the_item_is_over(client, people, prepared):
    client.force_login(people["strategist"])
    prepared.meeting.date -= timedelta(days=1)
    prepared.meeting.save()

    assert "Punkten är redan slut" in client.get(f"/tavlor/{prepared.pk}/").text


@pytest.mark.django_db
def test_the_meetings_page_says_which_item_has_a_board(client, people, prepared):
    scheduled_opening.open_due_boards(at(prepared, "10:05"))
    client.force_login(people["politician"])

    part = client.get(f"/tavlor/traff/{prepared.meeting_id}/", headers={"HX-Request": "true"}).text

    assert "Till punkten 10.00 Grupparbete" in part


@pytest.mark.django_db
def test_an_item_of_another_meeting_cannot_be_chosen(client, people, draft, item):
    other = AgendaItemFactory()
    client.force_login(people["strategist"])
    sizes = {f"size_{pk}": "8" for pk in draft.sections.values_list("pk", flat=True)}

    answer = client.post(
        f"/tavlor/{draft.pk}/oppna/",
        sizes | {"mode": "live", "tick_seconds": "2", "agenda_item": str(other.pk), "spara": "1"},
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"agenda_item"}


@pytest.mark.django_db
def test_the_form_prepares_a_board_for_an_item(client, people, draft, item):
    client.force_login(people["strategist"])
    sizes = {f"size_{pk}": "8" for pk in draft.sections.values_list("pk", flat=True)}

    client.post(
        f"/tavlor/{draft.pk}/oppna/",
        sizes | {"mode": "live", "tick_seconds": "2", "agenda_item": str(item.pk), "spara": "1"},
    )

    draft.refresh_from_db()
    assert (draft.prepared, draft.agenda_item, draft.follows_agenda) == (True, item, True)


def test_the_timetable_asks_every_fifteen_seconds():
    app.loader.import_default_modules()

    lines = {line["task"]: line for line in app.conf.beat_schedule.values()}

    due = lines["padlet.tasks.open_due_boards"]
    assert (due["schedule"].seconds, due["options"]) == (15, {"expires": 15})
    assert "padlet.tasks.discard_old_rehearsals" in lines


@pytest.mark.django_db
def test_the_task_opens_what_is_due_now(draft, item, clock_at):
    prepare(draft, item)
    clock_at("10:00")

    tasks.open_due_boards()

    assert state(draft) == "open"


@pytest.mark.django_db
def test_an_open_board_shows_nothing_of_opening(client, people, draft):
    board = open_it(draft)
    client.force_login(people["strategist"])

    assert "Tavlan öppnas automatiskt" not in client.get(f"/tavlor/{board.pk}/").text
