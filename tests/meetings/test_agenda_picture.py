from datetime import time

import pytest

from meetings.agenda.picture import draw
from meetings.agenda.schedule import Planned, schedule


def picture(rows, start=time(9)):
    items = [Planned(title, minutes, lock) for title, minutes, lock in rows]
    return draw(items, schedule(items, start))


def test_an_empty_day_has_no_picture():
    assert picture([]) is None


def test_blocks_stand_in_scale_on_one_row():
    day = picture([("Start", 60, None), ("Paus", 10, None), ("Pass", 130, None)])

    assert [(block.x, block.y, block.text) for block in day.blocks] == [
        ("0.000%", 22, "Start"),
        ("30.000%", 22, "Paus"),
        ("35.000%", 22, "Pass"),
    ]
    assert [block.width for block in day.blocks] == ["29.750%", "4.750%", "64.750%"]
    assert [(hour.x, hour.hour, hour.has_room) for hour in day.hours] == [
        ("0.000%", 9, True),
        ("30.000%", 10, True),
        ("60.000%", 11, True),
        ("90.000%", 12, True),
    ]
    assert (day.height, day.overruns) == (78, ())


def test_words_are_cut_to_their_block_and_left_out_where_there_is_no_room():
    day = picture([("Reflektion i rollgrupper", 10, None), ("Start", 88, None), ("Kort", 2, None)])

    assert [block.text for block in day.blocks] == ["Reflektion i…", "Start", ""]


def test_an_hour_at_the_very_end_has_no_room_for_its_figures():
    day = picture([("Pass", 180, None)])

    assert [hour.has_room for hour in day.hours] == [True, True, True, False]


def test_what_runs_past_a_lock_is_hatched_and_the_lock_takes_the_next_row():
    day = picture([("Förmiddag", 240, None), ("Lunch", 60, time(12)), ("Pass", 180, None)])

    assert [(block.y, block.locked) for block in day.blocks] == [
        (22, False),
        (78, True),
        (78, False),
    ]
    [over] = day.overruns
    assert (over.x, over.width, over.y, over.minutes) == ("42.857%", "14.286%", 22, 60)
    assert (over.label_x, over.label_y, over.label_ends_there) == ("57.143%", 53, False)
    assert day.height == 134


def test_a_label_without_room_stands_below_the_picture():
    day = picture([("Hela dagen", 420, None), ("Slut", 30, time(15))])

    [over] = day.overruns
    assert (over.label_x, over.label_y, over.label_ends_there) == ("100.000%", 152, True)
    assert day.height == 158


@pytest.mark.parametrize(
    "rows",
    [
        [("Sent", 60, time(13)), ("Tidigt", 60, time(12))],
        [("Natt", 480, time(23)), ("Morgon", 480, None)],
        [("Före", 10, time(0)), ("Efter", 10, time(0))],
    ],
)
def test_an_impossible_day_is_still_drawn(rows):
    assert len(picture(rows).blocks) == len(rows)
