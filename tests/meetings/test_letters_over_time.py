"""Eighteen months of letters by a clock that the test moves, from first plan to closing."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from meetings.models import Meeting
from meetings.services.meetings import change_meeting, create_meeting, remove_meeting
from meetings.tasks import sweep_letters
from modellkoncept.mail.daily_digest.tasks import sweep_digests
from modellkoncept.mail.digests import add_to_digest
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.tasks import deliver_mail
from programmes.closing.services import close_round
from programmes.models import Participation, Role, Round, User
from programmes.services.groups import create_group
from programmes.services.members import add_member, remove_member
from programmes.services.rounds import create_round
from tests.factories import OrganisationFactory, ParticipationFactory, UserFactory
from tests.travelling_clock import Clock, local

pytestmark = pytest.mark.django_db
START, END = date(2026, 9, 15), date(2028, 4, 20)
Log = list[tuple[datetime, str, str]]


class World:
    """The round, its clock, and every letter that has left the house: when, to whom, its text."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.log: Log = []
        self.round = create_round(
            name="Omgång 2026–2028", starts_on=START, ends_on=END, themes=["Styrning"]
        )
        self.group = create_group(round=self.round, name="Norra")
        self.ours = self._organisation("Granviks kommun", Participation.Kind.PARTICIPANT)
        self.mentors = self._organisation("Mentorstad", Participation.Kind.MENTOR)

    def _organisation(self, name: str, kind: str) -> Participation:
        return ParticipationFactory(
            round=self.round,
            group=self.group,
            kind=kind,
            organisation=OrganisationFactory(name=name),
        )

    def person(self, name: str, role: Role, of: Participation | None = None) -> User:
        user = UserFactory(full_name=name, email=f"{name.split()[0].lower()}@granvik.example")
        add_member(participation=of or self.ours, user=user, role=role)
        return user

    def meeting(self, kind: str, day: date, title: str, **given) -> Meeting:
        return create_meeting(
            round=self.round, kind=kind, title=title, date=day, starts_at=time(9, 30), **given
        )

    def work(self, day: date, at: time) -> None:
        """What the workers do at this time of day."""
        self.clock.to_local(day, at)
        sweep_letters()
        sweep_digests()
        for letter in OutgoingMail.objects.due():
            deliver_mail(letter.pk)
        self._collect()

    def live(self, until: date) -> None:
        """Tomorrow and every day until this one; the days on which something goes also at night."""
        day = timezone.localdate() + timedelta(days=1)
        while day <= until:
            for at in self._times(day):
                self.work(day, at)
            day += timedelta(days=1)

    def _times(self, day: date) -> list[time]:
        held = Meeting.objects.values_list("date", flat=True)
        from_it = {(day - each).days for each in held}
        if from_it & {-14, -7, -1, 0, 1}:
            return [time(3), time(6, 59), time(7), time(18, 1)]
        return [time(7)] if any(-15 < each < 3 for each in from_it) or day.day == 1 else []

    def _collect(self) -> None:
        local = timezone.localtime(self.clock.now)
        for message in django_mail.outbox:
            self.log.append((local, message.to[0].partition("@")[0], message.body))
        django_mail.outbox.clear()

    def days_of(self, who: str, words: str) -> list[date]:
        """When this person was told this."""
        return [at.date() for at, to, body in self.log if to == who and words in body]


@pytest.fixture
def world(monkeypatch) -> World:
    clock = Clock(monkeypatch, local(date(2026, 8, 1), time(9)))
    return World(clock)


def test_a_round_from_its_plan_to_its_closing(world):
    eva = world.person("Eva Ek", Role.STRATEGIST)
    leaves = world.person("Per Olsson", Role.POLITICIAN)
    world.person("Ali Chef", Role.MANAGER)
    world.person("Mia Mentor", Role.STRATEGIST, of=world.mentors)
    kind = Meeting.Kind
    world.meeting(kind.KICKOFF, START, "Starten", place="Stockholm")
    # T-1 is the first day of summer time, T+1 of another is the first of winter time.
    spring = world.meeting(kind.LEARNING, date(2027, 3, 29), "Vårträffen", group=world.group)
    world.meeting(kind.STRATEGIST, date(2027, 5, 4), "Strategträffen", group=world.group)
    world.meeting(kind.LEARNING, date(2027, 10, 30), "Höstträffen", group=world.group)
    world.meeting(kind.RESULTS, date(2028, 3, 27), "Resultatet")
    world.live(date(2026, 9, 20))

    for who in ("eva", "per", "ali", "mia"):
        assert world.days_of(who, "Välkommen till Starten!") == [date(2026, 9, 1)]
        assert world.days_of(who, "Starten är tisdag 15 september 2026, kl. 09.30.") == [
            date(2026, 9, 14)
        ]
        assert world.days_of(who, "Tack för Starten!") == [date(2026, 9, 16)]
    assert world.days_of("eva", "Ladda upp presentationen från Granviks kommun") == [
        date(2026, 9, 8)
    ]
    assert world.days_of("mia", "Ladda upp presentationen från Mentorstad") == [date(2026, 9, 8)]
    assert world.days_of("per", "Ladda upp") == []

    # The election: one leaves, another takes the seat after the invitations went.
    world.live(date(2027, 3, 16))
    remove_member(membership=leaves.memberships.get())
    world.person("Nina Ny", Role.POLITICIAN)
    world.live(date(2027, 3, 30))

    assert world.days_of("per", "Välkommen till Vårträffen!") == [date(2027, 3, 15)]
    assert world.days_of("per", "Vårträffen är") == []
    assert world.days_of("nina", "Välkommen till Vårträffen!") == [date(2027, 3, 17)]
    assert world.days_of("nina", "Vårträffen är måndag 29 mars 2027, kl. 09.30.") == [
        date(2027, 3, 28)
    ]
    assert world.days_of("nina", "Tack för Vårträffen!") == [date(2027, 3, 30)]

    # A strategists' meeting is for strategists; one that is planned late invites at once, once.
    world.live(date(2027, 6, 1))
    assert world.days_of("eva", "Välkommen till Strategträffen!") == [date(2027, 4, 20)]
    assert world.days_of("mia", "Välkommen till Strategträffen!") == [date(2027, 4, 20)]
    assert {who for _at, who, body in world.log if "Strategträffen" in body} == {"eva", "mia"}
    world.clock.to_local(date(2027, 6, 1), time(20))
    world.meeting(kind.LEARNING, date(2027, 6, 6), "Den sena", group=world.group)
    world.live(date(2027, 6, 8))
    assert world.days_of("ali", "Välkommen till Den sena!") == [date(2027, 6, 2)]
    assert world.days_of("ali", "Den sena är söndag") == [date(2027, 6, 5)]

    # A meeting is moved before its letters go, and another one after.
    autumn = Meeting.objects.get(title="Höstträffen")
    change_meeting(meeting=autumn, date=date(2027, 11, 1))
    world.live(date(2027, 10, 19))
    assert world.days_of("ali", "Välkommen till Höstträffen!") == [date(2027, 10, 18)]
    autumn.refresh_from_db()
    world.clock.to_local(date(2027, 10, 20), time(19))
    change_meeting(meeting=autumn, date=date(2027, 10, 30))
    world.work(date(2027, 10, 20), time(20))
    world.live(date(2027, 11, 3))
    for who in ("eva", "ali", "nina", "mia"):
        [changed] = [body for _at, to, body in world.log if to == who and "har ändrats" in body]
        assert "- Dag: lördag 30 oktober 2027\n" in changed
        assert "Tidigare var det måndag 1 november 2027 09.30." in changed
        assert world.days_of(who, "har ändrats") == [date(2027, 10, 21)]
        assert world.days_of(who, "Påminnelse: Höstträffen, lördag 30 oktober") == [
            date(2027, 10, 29)
        ]
        assert world.days_of(who, "Tack för Höstträffen!") == [date(2027, 10, 31)]

    # One that is removed sends nothing more; and other things share the day's letter.
    extra = world.meeting(kind.LEARNING, date(2027, 12, 6), "Den inställda", group=world.group)
    world.live(date(2027, 11, 26))
    remove_meeting(meeting=extra)
    add_to_digest(
        key="other", user=eva, subject="Beslutet saknas", text="Vi saknar ert beslut.",
        due_at=local(date(2028, 3, 26), time(7)), round_id=world.round.pk,
    )  # fmt: skip
    world.live(date(2028, 3, 28))
    assert world.days_of("eva", "Den inställda")[-1] == date(2027, 11, 22)
    assert world.days_of("eva", "Vi saknar ert beslut.") == [date(2028, 3, 26)]
    assert world.days_of("eva", "Resultatet är måndag 27 mars 2028, kl.") == [date(2028, 3, 26)]

    # After the closing there is silence.
    before = len(world.log)
    close_round(round=Round.objects.get())
    world.live(date(2028, 4, 20))
    assert len(world.log) == before

    a_day = Counter((at.date(), who) for at, who, _body in world.log)
    assert set(a_day.values()) == {1}
    assert all(time(7) <= at.time() < time(18) for at, _who, _body in world.log)
    assert spring.date == date(2027, 3, 29)
