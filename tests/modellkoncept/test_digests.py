"""One letter a person and day: never two, never at night, never to who has left."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.utils import timezone

from modellkoncept.mail import recipients
from modellkoncept.mail.choices import set_reminders, unsubscribe_address
from modellkoncept.mail.daily_digest import write
from modellkoncept.mail.daily_digest.tasks import sweep_digests
from modellkoncept.mail.digests import add_to_digest, withdraw
from modellkoncept.mail.models import Digest, DigestItem, OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.mail.recipients import Wording, register_digest_source
from modellkoncept.mail.tasks import deliver_mail, sweep_outbox
from modellkoncept.registry import Registry
from programmes.models import Membership
from programmes.services.people import change_person
from tests.factories import MembershipFactory, RoundFactory, UserFactory
from tests.modellkoncept.mail_server import mail_server
from tests.site_processes import free_port
from tests.travelling_clock import Clock

pytestmark = pytest.mark.django_db
State = OutgoingMail.State
MORNING = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)  # 09.00 in Sweden


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch, MORNING)


@pytest.fixture
def anna():
    return UserFactory(email="anna@granvik.example", full_name="Anna Ek")


def tell(user, key="a", **given) -> DigestItem:
    given = {"subject": f"Sak {key}", "text": f"Om sak {key}."} | given
    return add_to_digest(key=key, user=user, **given)


def letters() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


def test_all_that_is_due_goes_in_one_letter(clock, anna):
    tell(anna, "a", url="/moten/1/")
    tell(anna, "b")
    tell(anna, "c", due_at=clock.now + timedelta(hours=1))

    sweep_digests()
    sweep_digests()

    [letter] = OutgoingMail.objects.all()
    assert (letter.key, letter.to) == (f"digest-{anna.pk}-2027-03-02", "anna@granvik.example")
    assert letter.subject == "Sak a, och en sak till"
    assert letter.body.startswith(
        "Hej Anna!\n\nSak a\n-----\nOm sak a.\n\nhttp://127.0.0.1:8000/moten/1/\n\n"
        "Sak b\n-----\nOm sak b.\n\nVänliga hälsningar\n"
    )
    assert letter.body.rstrip().endswith(unsubscribe_address(anna.pk))
    assert {item.key: item.digest_id for item in DigestItem.objects.all()} == {
        "a": Digest.objects.get().pk,
        "b": Digest.objects.get().pk,
        "c": None,
    }


def test_what_falls_due_after_todays_letter_waits_for_tomorrows(clock, anna):
    tell(anna, "a")
    sweep_digests()
    tell(anna, "b")
    clock.to(MORNING + timedelta(hours=5))
    sweep_digests()
    [first] = OutgoingMail.objects.all()
    deliver_mail(first.pk)
    clock.to(datetime(2027, 3, 3, 5, 59, tzinfo=UTC))  # 06.59
    sweep_digests()
    assert letters() == [(anna.email, "Sak a")]

    clock.to(datetime(2027, 3, 3, 6, 0, tzinfo=UTC))
    sweep_digests()

    assert letters() == [(anna.email, "Sak a"), (anna.email, "Sak b")]


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (datetime(2027, 3, 2, 5, 59, tzinfo=UTC), False),  # winter: 06.59
        (datetime(2027, 3, 2, 6, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 2, 16, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 2, 17, 0, tzinfo=UTC), False),  # 18.00
        (datetime(2027, 3, 28, 4, 59, tzinfo=UTC), False),  # the first summer morning: 06.59
        (datetime(2027, 3, 28, 5, 0, tzinfo=UTC), True),
        (datetime(2027, 10, 31, 5, 59, tzinfo=UTC), False),  # the first winter morning
        (datetime(2027, 10, 31, 6, 0, tzinfo=UTC), True),
        (datetime(2027, 10, 31, 17, 0, tzinfo=UTC), False),
    ],
)
def test_nothing_goes_in_the_quiet_hours(clock, anna, at, goes):
    clock.to(at)
    tell(anna)

    sweep_digests()

    assert len(letters()) == goes


def test_a_digest_that_was_late_rests_at_night_and_a_code_does_not(clock, anna):
    tell(anna)
    sweep_digests()
    clock.to(datetime(2027, 3, 2, 20, 0, tzinfo=UTC))
    code = queue_mail(key="code", to=anna.email, subject="Koden", body="1")

    assert [each.pk for each in OutgoingMail.objects.due()] == [code.pk]
    assert not OutgoingMail.objects.late().exists()
    clock.to(datetime(2027, 3, 3, 6, 0, tzinfo=UTC))
    assert OutgoingMail.objects.due().count() == 2


def test_who_has_left_the_round_or_cannot_sign_in_is_told_nothing(clock, round):
    stays = MembershipFactory(participation__round=round).user
    leaves = MembershipFactory(participation__round=round).user
    locked = MembershipFactory(participation__round=round, user__is_active=False).user
    staff = UserFactory(is_staff=True)
    for user in (stays, leaves, locked, staff):
        tell(user, key=f"item-{user.pk}", round_id=round.pk)
    Membership.objects.filter(user=leaves).delete()
    MembershipFactory(user=leaves)  # in another round

    sweep_digests()

    assert {to for to, _subject in letters()} == {stays.email, staff.email}
    left = DigestItem.objects.filter(dropped=DigestItem.Dropped.LEFT)
    assert {item.user_id for item in left} == {leaves.pk, locked.pk}
    assert not DigestItem.objects.due().exists()
    assert not Digest.objects.filter(user=leaves).exists()


def test_nothing_is_told_of_a_round_that_is_closed_or_gone(clock):
    membership = MembershipFactory(participation__round=RoundFactory(closed_on=date(2027, 1, 1)))
    tell(membership.user, "a", round_id=membership.participation.round_id)
    tell(membership.user, "b", round_id=10**6)

    sweep_digests()

    assert letters() == []
    assert {item.dropped for item in DigestItem.objects.all()} == {DigestItem.Dropped.OVER}


def test_reminders_can_be_turned_off_and_the_rest_comes_all_the_same(clock, anna):
    set_reminders(user_id=anna.pk, wanted=False)
    tell(anna, "påminnelse")
    tell(anna, "inbjudan", is_reminder=False)

    sweep_digests()

    assert letters() == [(anna.email, "Sak inbjudan")]
    assert DigestItem.objects.get(key="påminnelse").dropped == DigestItem.Dropped.OFF


def test_what_is_taken_back_in_time_is_not_told_and_what_went_stays(clock, anna):
    tell(anna, "a")
    tell(anna, "b", due_at=clock.now + timedelta(minutes=1))
    sweep_digests()

    assert withdraw(["a", "b", "c"]) == 1
    assert DigestItem.objects.get().key == "a"


def test_items_of_a_source_are_written_when_they_go(clock, anna, monkeypatch):
    monkeypatch.setattr(recipients, "_sources", Registry("source of digest items"))
    register_digest_source(
        "weather",
        lambda items: {e.pk: Wording("Sol", "Det är sol.") for e in items if e.key == "a"},
    )
    tell(anna, "a", source="weather", subject="Regn")
    tell(anna, "b", source="weather")

    sweep_digests()

    assert letters() == [(anna.email, "Sol")]
    assert list(DigestItem.objects.values_list("key", "subject")) == [("a", "Sol")]


def test_a_day_on_which_nothing_was_left_to_tell_is_still_free(clock, anna, monkeypatch):
    monkeypatch.setattr(recipients, "_sources", Registry("source of digest items"))
    register_digest_source("nothing", lambda items: {})
    tell(anna, "a", source="nothing")
    sweep_digests()
    tell(anna, "b")

    sweep_digests()

    assert letters() == [(anna.email, "Sak b")]


def test_a_new_address_gets_the_digest_that_waits_and_no_item_is_told_twice(clock, anna):
    tell(anna)
    sweep_digests()
    change_person(person=anna, email="anna.ek@granvik.example")
    waiting = letters()
    [letter] = OutgoingMail.objects.all()
    deliver_mail(letter.pk)
    change_person(person=anna, email="ek@granvik.example")
    clock.to(MORNING + timedelta(days=1))

    sweep_digests()

    assert waiting == [("anna.ek@granvik.example", "Sak a")]
    assert letters() == []  # the sent letter went with the address, and nothing comes again


def test_one_who_cannot_be_told_stops_nobody(clock, anna, monkeypatch):
    other = UserFactory()
    tell(anna, "a")
    tell(other, "b")
    queue = write._queue  # noqa: SLF001 – the step that fails

    def fails_for_anna(digest, items):
        if digest.user_id == anna.pk:
            raise RuntimeError
        return queue(digest, items)

    monkeypatch.setattr(write, "_queue", fails_for_anna)
    sweep_digests()
    assert letters() == [(other.email, "Sak b")]
    assert Digest.objects.filter(user=anna).count() == 0  # all or nothing

    monkeypatch.setattr(write, "_queue", queue)
    sweep_digests()
    assert len(letters()) == 2


# --- failures and load --------------------------------------------------------------------------


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.5

    def use(port: int) -> None:
        settings.EMAIL_PORT = port

    return use


def test_an_outage_over_night_loses_nothing_doubles_nothing_and_brings_one_letter_a_day(
    clock, anna, smtp, monkeypatch
):
    monkeypatch.setattr(deliver_mail, "delay", deliver_mail)
    smtp(free_port())
    tell(anna, "a")
    sweep_digests()
    sweep_outbox()
    clock.to(MORNING + timedelta(hours=23))  # 08.00 the next day
    tell(anna, "b")
    sweep_digests()
    sweep_outbox()
    assert [each.state for each in OutgoingMail.objects.all()] == [State.QUEUED]

    with mail_server() as there:
        smtp(there.port)
        sweep_outbox()
        sweep_outbox()
        sweep_digests()
        assert len(there.got) == 1
        clock.to(MORNING + timedelta(days=2))
        sweep_digests()
        sweep_outbox()

    assert [to for to, _message in there.got] == [anna.email] * 2
    assert "Subject: Sak a\r\n" in there.got[0][1]
    assert "Subject: Sak b\r\n" in there.got[1][1]


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_the_same_time_one_writes_the_letter(clock, anna):
    for number in range(10):
        tell(anna, f"item-{number}")

    def work():
        sweep_digests()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert letters() == [(anna.email, "Sak item-0, och 9 saker till")]
    assert DigestItem.objects.filter(digest=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_half_way_leaves_all_to_the_next(clock, anna, monkeypatch):
    """The death of its connection, just before the commit: as kill -9 does it."""
    tell(anna)

    def die(*_args, **_given):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def work():
        with monkeypatch.context() as patch:
            patch.setattr(write, "_queue", die)
            sweep_digests()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert (letters(), Digest.objects.count()) == ([], 0)

    sweep_digests()

    assert letters() == [(anna.email, "Sak a")]


def test_three_hundred_people_with_ten_things_each_get_one_letter_each(clock):
    people = UserFactory.create_batch(300)
    DigestItem.objects.bulk_create(
        DigestItem(key=f"{user.pk}-{n}", user=user, subject=f"Sak {n}", due_at=clock.now)
        for user in people
        for n in range(10)
    )

    sweep_digests()

    assert OutgoingMail.objects.count() == 300
    assert not DigestItem.objects.due().exists()


def test_a_persons_letter_takes_the_same_queries_for_one_thing_as_for_ten(
    clock, django_assert_num_queries
):
    few, many = UserFactory.create_batch(2)
    for n in range(10):
        tell(many, f"many-{n}")
    tell(few, "one")

    for user in (few, many):
        with django_assert_num_queries(15):
            write.send_digest(user.pk)


# --- what the letter is like --------------------------------------------------------------------


def test_a_digest_can_be_ended_with_one_press_in_the_mailbox(clock, anna):
    tell(anna)
    sweep_digests()
    deliver_mail(OutgoingMail.objects.get().pk)

    [message] = django_mail.outbox
    assert message.extra_headers == {
        "Message-ID": f"<digest-{anna.pk}-2027-03-02@modellkoncept>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-Unsubscribe": f"<{unsubscribe_address(anna.pk)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_the_language_is_the_items(clock, anna):
    tell(anna, language="en")

    sweep_digests()

    letter = OutgoingMail.objects.get()
    assert (letter.language, letter.body[:8]) == ("en", "Hi Anna!")


def test_who_has_no_name_is_not_called_by_her_address(clock):
    user = UserFactory(full_name="")
    tell(user)

    sweep_digests()

    assert OutgoingMail.objects.get().body.startswith("Hej!\n")


def test_a_subject_is_one_line_and_a_long_one_is_cut(clock, anna):
    with pytest.raises(ValueError, match="one line"):
        tell(anna, "a", subject="Hej\nBcc: bo@example.se")
    tell(anna, "b", subject="Ett mycket långt ord " * 30)
    tell(anna, "c", subject="x" * 300)

    sweep_digests()

    [letter] = OutgoingMail.objects.all()
    assert len(letter.subject) <= 200
    assert letter.subject.endswith("…, och en sak till")


def test_the_clock_of_the_test_is_the_clock(clock):
    assert timezone.now() == MORNING
