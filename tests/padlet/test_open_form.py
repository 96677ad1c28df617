"""Opening a board asks for the sizes alone: they are proposed, the rest is folded."""

import re

import pytest

from padlet.models import Board
from padlet.queries.breakouts import registered_sizes
from programmes.models import Role
from tests.factories import MeetingFactory, MembershipFactory, ParticipationFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db

COUNTED = "Antalen är hämtade från omgångens deltagare."


@pytest.fixture
def registered(round, group):
    """Six politicians and seven managers of the group; nobody else but who leads it."""
    ours = ParticipationFactory(round=round, group=group)
    for role, people in ((Role.POLITICIAN, 6), (Role.MANAGER, 7)):
        for _ in range(people):
            MembershipFactory(participation=ours, role=role)


def shown_sizes(answer) -> list[str]:
    return [field.value() for field in answer.context["form"].sized()]


@pytest.mark.usefixtures("registered")
def test_the_sizes_are_those_registered_among_the_meetings_people(facilitator, draft):
    page = facilitator.get(f"/tavlor/{draft.pk}/oppna/")

    assert shown_sizes(page) == ["6", "7", "1"]
    labels = [str(field.label) for field in page.context["form"].sized()]
    assert labels == ["Antal politiker", "Antal chefer", "Antal strateger och nyckelpersoner"]
    assert COUNTED in page.text


def test_a_group_in_which_nobody_is_registered_yet_is_asked(facilitator, draft):
    at = f"/tavlor/{draft.pk}/oppna/"
    page = facilitator.get(at)
    wrong = facilitator.post(at, {"mode": "live", "tick_seconds": "2"})

    assert shown_sizes(page) == ["", "", "1"]
    assert set(sum(wrong.context["form"].errors.values(), [])) == {
        "Skriv antalet med siffror, till exempel 8 eller 5, 4, 5."
    }
    assert COUNTED not in wrong.text


@pytest.mark.usefixtures("everybody")
def test_only_those_who_take_part_in_what_meets_are_counted(round, group):
    joint, ours = MeetingFactory(round=round), MeetingFactory(round=round, group=group)

    assert registered_sizes(joint) == {"pol": 1, "chef": 1, "strat": 3, "alla": 5}
    assert registered_sizes(ours) == {"pol": 1, "chef": 1, "strat": 2, "alla": 4}
    assert registered_sizes(MeetingFactory()) == {}


@pytest.mark.usefixtures("registered")
def test_what_was_stated_earlier_stands_and_not_what_is_registered(facilitator, draft):
    draft.sections.filter(role_group="pol").update(breakout_sizes=[5, 5])

    assert shown_sizes(facilitator.get(f"/tavlor/{draft.pk}/oppna/")) == ["5, 5", "7", "1"]


def is_folded(answer) -> bool:
    (attributes,) = re.findall(r'<details class="s-more"(.*?)>', answer.text)
    return "open" not in attributes


def test_the_rest_is_folded_until_something_in_it_is_wrong_or_chosen(facilitator, draft):
    at = f"/tavlor/{draft.pk}/oppna/"
    sizes = {f"size_{section.pk}": "8" for section in draft.sections.all()}
    defaults = {"mode": "live", "tick_seconds": "2", "dots_each": "0", "ends_writing": "on"}

    wrong_size = facilitator.post(at, defaults)
    wrong_time = facilitator.post(at, sizes | defaults | {"minutes": "snart"})
    plain = facilitator.get(at)
    facilitator.post(at, sizes | defaults | {"dots_each": "3", "spara": "1"})

    assert [is_folded(page) for page in (plain, wrong_size, wrong_time)] == [True, True, False]
    assert not is_folded(facilitator.get(at))
    asked = re.search(r'<h2 id="sizes-h".*?<details', plain.text, re.DOTALL)[0]
    assert re.findall(r'name="(\w+)"', asked) == list(sizes)


def test_the_defaults_are_all_that_is_needed(facilitator, draft):
    page = facilitator.get(f"/tavlor/{draft.pk}/oppna/")
    sent = {field.html_name: field.value() for field in page.context["form"]}
    sizes = {f"size_{section.pk}": "8" for section in draft.sections.all()}
    given = {name: value for name, value in sent.items() if value not in (None, False)}

    facilitator.post(f"/tavlor/{draft.pk}/oppna/", given | sizes)

    board = Board.objects.get()
    assert (board.state, board.mode, board.approves, board.dots_each, board.ends_at) == (
        "open", "live", False, 0, None,
    )  # fmt: skip


@pytest.mark.usefixtures("registered")
def test_a_small_group_that_is_proposed_is_warned_of_at_once_and_one_press_opens(
    facilitator, draft
):
    at = f"/tavlor/{draft.pk}/oppna/"
    page = facilitator.get(at)

    warning = re.search(r'<h2>Små grupper.*?<h2 id="sizes-h"', on_one_line(page.text))[0]
    assert "Strateger och nyckelpersoner: 1 person." in warning
    shown = [
        each for each in re.findall(r"<button[^>]*btn pri[^>]*>", page.text) if "hidden" not in each
    ]
    assert "Öppna tavlan ändå</button>" in warning
    assert len(shown) == 1
    said = re.search(r'name="sagt" value="([^"]+)"', warning)[1]
    sizes = {field.html_name: field.value() for field in page.context["form"].sized()}
    facilitator.post(at, sizes | {"mode": "live", "tick_seconds": "2", "sagt": said, "open": "1"})
    assert Board.objects.get().state == "open"
