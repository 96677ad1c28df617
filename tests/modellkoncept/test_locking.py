"""One row is locked as it is now, and a writer who read an older version is refused."""

import pytest
from django.db import OperationalError, connection, transaction

from meetings.models import Meeting
from modellkoncept.locking import StaleVersionError, check_version, lock_row
from tests.factories import MeetingFactory


class Row:
    """As much of a row as the check looks at."""

    version = 3
    agenda_version = 5


@pytest.mark.parametrize(
    ("read", "field"), [(3, "version"), (5, "agenda_version"), (None, "version")]
)
def test_a_writer_who_read_the_rows_own_version_passes(read, field):
    check_version(Row(), read, field)


@pytest.mark.parametrize(("read", "field"), [(2, "version"), (4, "version"), (3, "agenda_version")])
def test_a_writer_who_read_another_version_is_refused(read, field):
    with pytest.raises(StaleVersionError):
        check_version(Row(), read, field)


@pytest.mark.django_db
def test_the_row_is_read_as_it_is_now():
    meeting = MeetingFactory(title="Gammal")
    Meeting.objects.filter(pk=meeting.pk).update(title="Ny")

    with transaction.atomic():
        assert lock_row(Meeting.objects.select_related("group"), meeting.pk).title == "Ny"
    with pytest.raises(Meeting.DoesNotExist), transaction.atomic():
        lock_row(Meeting.objects.all(), 0)


@pytest.mark.django_db(transaction=True)
def test_nobody_else_can_lock_it_before_the_transaction_ends():
    meeting = MeetingFactory()
    other = connection.copy()
    try:
        with transaction.atomic():
            lock_row(Meeting.objects.all(), meeting.pk)
            with pytest.raises(OperationalError), other.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM meetings_meeting WHERE id = %s FOR UPDATE NOWAIT", [meeting.pk]
                )
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM meetings_meeting WHERE id = %s FOR UPDATE NOWAIT", [meeting.pk]
            )
    finally:
        other.close()
