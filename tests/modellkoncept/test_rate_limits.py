"""Counts in Postgres: exact over all connections, forgotten after their window."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from modellkoncept.web import rate_limits
from modellkoncept.web.counters import Counter


def one_more(_number: int) -> int:
    try:
        return rate_limits.count("test", "karin", seconds=60)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_sixty_at_once_get_sixty_different_numbers():
    with ThreadPoolExecutor(max_workers=20) as threads:
        numbers = sorted(threads.map(one_more, range(60)))

    assert numbers == list(range(1, 61))


@pytest.mark.django_db
def test_each_thing_is_counted_by_itself_and_can_be_read_and_taken_back():
    counts = [rate_limits.count("test", about, seconds=60) for about in ("a", "a", "b")]
    other = rate_limits.count("another", "a", seconds=60)
    rate_limits.take_back("test", "b")
    rate_limits.take_back("test", "nobody")

    assert (counts, other) == ([1, 2, 1], 1)
    assert [rate_limits.counted("test", about) for about in ("a", "b", "c")] == [2, 0, 0]


@pytest.mark.django_db
def test_a_count_begins_anew_after_its_window_and_is_swept():
    rate_limits.count("test", "a", seconds=60)
    rate_limits.count("test", "b", seconds=60)
    Counter.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert rate_limits.counted("test", "a") == 0
    assert rate_limits.count("test", "a", seconds=60) == 1
    rate_limits.sweep()
    assert Counter.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [60, 1800, 86400])
def test_a_window_is_whole_lasts_its_time_and_at_most_twice_that(seconds):
    rate_limits.count("test", seconds=seconds)

    end = Counter.objects.get().expires_at
    assert (end - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() % seconds == 0
    assert seconds - 1 <= (end - timezone.now()).total_seconds() <= 2 * seconds


@pytest.mark.django_db
def test_a_clock_that_was_set_back_does_not_keep_a_limit():
    rate_limits.count("test", seconds=60)
    Counter.objects.update(number=99, expires_at=timezone.now() + timedelta(hours=1))

    assert rate_limits.count("test", seconds=60) == 1


@pytest.mark.django_db
def test_no_row_holds_what_it_is_about(settings):
    rate_limits.count("test", "karin.ek@granvik.example", seconds=60)
    before = Counter.objects.get().key
    settings.SECRET_KEY = "x" * 60
    rate_limits.count("test", "karin.ek@granvik.example", seconds=60)

    with connection.cursor() as cursor:
        cursor.execute("SELECT counter::text FROM modellkoncept_counter counter")
        rows = [row for (row,) in cursor.fetchall()]
    assert [row for row in rows if "karin" in row or "granvik" in row] == []
    assert Counter.objects.exclude(key=before).count() == 1
