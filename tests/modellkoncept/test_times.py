"""One reader of times, days and numbers: what is meant in one way is read, the rest is refused."""

from datetime import date, time

import pytest

from modellkoncept.text.times import (
    NoSuchTimeError,
    NotReadError,
    read_day,
    read_minutes,
    read_number,
    read_time,
)

TIMES = {
    "9": (9, 0), "09": (9, 0), "13": (13, 0), "10": (10, 0), "0": (0, 0), "00": (0, 0),
    "23": (23, 0), "900": (9, 0), "930": (9, 30), "130": (1, 30), "0900": (9, 0),
    "1330": (13, 30),
    "9.00": (9, 0), "09.30": (9, 30), "09:30": (9, 30), "9:30": (9, 30), "9,30": (9, 30),
    "9 30": (9, 30), "9h30": (9, 30), "9 h 30": (9, 30), "9H30": (9, 30), "00.00": (0, 0),
    "23.59": (23, 59), "kl 9": (9, 0), "kl. 09.30": (9, 30), "Kl.9": (9, 0), "KL 13": (13, 0),
    "klockan 9": (9, 0), " 9.30 ": (9, 30), "9.30.": (9, 30), "09:30:00": (9, 30),
    "\t9.30\xa0": (9, 30), "9.\u200b30": (9, 30), "\ufeff13": (13, 0), "９：３０": (9, 30),
    "１３": (13, 0), "٠٩:٣٠": (9, 30), "१३": (13, 0), "9 am": (9, 0), "12 am": (0, 0),
    "12 pm": (12, 0), "1:30 PM": (13, 30), "3 p.m.": (15, 0), "9 fm": (9, 0), "3 em": (15, 0),
}  # fmt: skip
NO_SUCH_TIME = ["24", "24.00", "25", "99", "9.60", "2400", "960", "1260", "13 pm", "0 am"]
NO_TIME = [
    "", " ", "kl", "kl.", "9.5", "9,5", "13:3", "9.3", "9h", "2 h", "1h 30 min", "90 min",
    "halv tio",
    "9-10", "9.30–11.00", "-9", "+9", "9-30", "9.30 lunch", "lunch 9.30", "9..30", "9.300",
    "12 000",
    "09:30:15", "09:30:00Z", "9²", "9½", "½", "1e1", "0x9", "9_0", "nio", "2026-09-15", "9/30",
    "99999", "093000", "9" * 5000, "IX", "9.3O", "10 30 00", "9 3 0",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), TIMES.items())
def test_a_time_is_read_however_it_is_written(typed, read):
    assert read_time(typed) == time(*read)


@pytest.mark.parametrize("typed", NO_SUCH_TIME)
def test_a_time_that_there_is_not_is_refused_as_such(typed):
    with pytest.raises(NoSuchTimeError):
        read_time(typed)


@pytest.mark.parametrize("typed", NO_TIME)
def test_what_is_no_time_or_could_be_two_is_refused(typed):
    with pytest.raises(NotReadError):
        read_time(typed)


@pytest.mark.parametrize("length", range(1, 6))
def test_every_run_of_figures_is_its_hour_and_minutes_or_refused(length):
    for number in range(10**length):
        typed = f"{number:0{length}}"
        hour, minute = (typed, "0") if length <= 2 else (typed[:-2], typed[-2:])
        exists = length <= 4 and int(hour) < 24 and int(minute) < 60
        try:
            read = read_time(typed)
        except NotReadError:
            read = None
        assert (typed, read) == (typed, time(int(hour), int(minute)) if exists else None)


@pytest.mark.parametrize(
    ("typed", "read"),
    {
        "2028-04-03": (2028, 4, 3), "2028-4-3": (2028, 4, 3), "20280403": (2028, 4, 3),
        "2028/04/03": (2028, 4, 3), "2028.04.03": (2028, 4, 3), "3/4 2028": (2028, 4, 3),
        "3 april 2028": (2028, 4, 3), "den 3:e april 2028": (2028, 4, 3),
        "3 Sept. 2028": (2028, 9, 3),
        "31 maj 2028": (2028, 5, 31), "1 May 2028": (2028, 5, 1), "1 okt 2028": (2028, 10, 1),
        "２０２８-０４-０３": (2028, 4, 3), " 2028−04−03\u200b": (2028, 4, 3),
        "29 feb 2028": (2028, 2, 29),
    }.items(),
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(typed, read):
    assert read_day(typed) == date(*read)


@pytest.mark.parametrize(
    "typed",
    ["", "3/4/2028", "04/03/2028", "28-04-03", "280403", "3 april", "2028", "2028-04", "i morgon",
     "2028-W14-1", "2028-13-01", "2028-02-30", "29 feb 2027", "0226-03-01", "9999-12-31",
     "2028-04-03 09:00", "3 foo 2028", "2028-04.03", "١"],
)  # fmt: skip
def test_a_day_that_there_is_not_or_that_could_be_two_is_refused(typed):
    with pytest.raises(NotReadError):
        read_day(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("45", 45), ("-5", -5), ("−5", -5), ("+5", 5), ("0", 0), ("007", 7), ("1 000", 1000),
     ("1\xa0000", 1000), ("٣", 3), ("４５", 45), ("999999999", 999_999_999)],
)  # fmt: skip
def test_a_whole_number_is_read(typed, read):
    assert read_number(typed) == read
    assert read_minutes(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", "1,5", "1.5", "1.0", "5.000", "1e3", "1_0", "0x1F", "½", "²", "1 00", "12 34", "--5",
     "tre",
     str(10**12), "9" * 5000, "1h", "90 min", "5-10", "∞", "nan"],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(NotReadError):
        read_number(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("90 min", 90), ("90 minuter", 90), ("1h", 60), ("1 h 30", 90), ("1h30", 90),
     ("2 timmar", 120),
     ("1 tim 15 min", 75), ("1 timme och 30 minuter", 90), ("1 hour", 60), ("30m", 30)],
)  # fmt: skip
def test_minutes_are_read_as_people_say_them(typed, read):
    assert read_minutes(typed) == read


@pytest.mark.parametrize("typed", ["", "h", "min", "1,5 h", "1.5h", "1:30", "en timme", "1 h 1 h"])
def test_other_words_are_no_minutes(typed):
    with pytest.raises(NotReadError):
        read_minutes(typed)
