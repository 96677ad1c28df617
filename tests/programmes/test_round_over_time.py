"""Eighteen months of a round, from its template to the removal, as the people in it meet it."""

import re
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone

from meetings.models import Meeting
from meetings.services.meetings import change_meeting
from meetings.tasks import sweep_letters
from modellkoncept.documents import pdf
from modellkoncept.mail.daily_digest.tasks import sweep_digests
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.tasks import deliver_mail
from programmes.closing import services as closing_services
from programmes.closing.archive.pack import build_pack
from programmes.closing.archive.request import request_pack
from programmes.closing.removal.removal import remove_personal_data
from programmes.models import (
    Decision,
    LearningGroup,
    Membership,
    Mentorship,
    Organisation,
    Participation,
    PastMembership,
    Role,
    Round,
    RoundTemplate,
    TaskTick,
    User,
)
from programmes.models.decisions import DecisionState
from programmes.reports.task_statuses import task_statuses
from programmes.services.mentor_choice import choose_mentor
from programmes.services.participations import Move, join_round, place_in_groups
from programmes.task_kinds import TaskState
from tests.factories import OrganisationFactory, UserFactory
from tests.programmes.closing.test_removal import everything, found_of
from tests.programmes.invitations.test_invite_pages import fields_of
from tests.travelling_clock import Clock, local

pytestmark = pytest.mark.django_db
TODAY, START = date(2026, 6, 1), date(2026, 9, 15)
PARTICIPANTS = ["Granviks kommun", "Tallsunds kommun", "Region Nordhav"]
MENTORS = ["Mentorstads kommun", "Björkö kommun", "Region Sydkust"]
PASTED = """Eva Ek, eva@granvik.example, strateg
Per Olsson <per@granvik.example>; politiker
ali@granvik.example, Ali Demir, chef"""


class World:
    """The site, its clock, and every letter that has left: when, to whom, its text."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.log: list[tuple[datetime, str, str, str]] = []
        self.staff = UserFactory(full_name="Maja Sund", email="maja@skr.example", is_staff=True)

    def session(self, who: str) -> Client:
        """She signs in again: a session does not live from one step to the next."""
        client = Client()
        client.force_login(User.objects.get(email__startswith=f"{who}@"))
        return client

    @property
    def skr(self) -> Client:
        return self.session("maja")

    @property
    def round(self) -> Round:
        return Round.objects.get()

    def of(self, name: str) -> Participation:
        return Participation.objects.get(organisation__name=name)

    def work(self, day: date, at: time) -> None:
        """What the workers do at this time of day."""
        self.clock.to_local(day, at)
        sweep_letters()
        sweep_digests()
        self.deliver()

    def deliver(self) -> None:
        for letter in OutgoingMail.objects.due():
            deliver_mail(letter.pk)
        at = timezone.localtime(self.clock.now)
        for message in django_mail.outbox:
            self.log.append((at, message.to[0].partition("@")[0], message.subject, message.body))
        django_mail.outbox.clear()

    def live(self, until: date) -> None:
        """Tomorrow and every day until this one; the days on which something goes also at night."""
        day = timezone.localdate(self.clock.now) + timedelta(days=1)
        while day <= until:
            for at in self._times(day):
                self.work(day, at)
            day += timedelta(days=1)

    def _times(self, day: date) -> list[time]:
        from_it = {(day - each).days for each in Meeting.objects.values_list("date", flat=True)}
        if from_it & {-14, -7, -1, 0, 1}:
            return [time(3), time(6, 59), time(7), time(18, 1)]
        return [time(7)] if any(-15 < each < 3 for each in from_it) or day.day == 1 else []

    def days_of(self, who: str, words: str) -> list[date]:
        """When this person was told this."""
        return [at.date() for at, to, _subject, body in self.log if to == who and words in body]

    def letters_to(self, who: str) -> list[tuple[date, str]]:
        return [(at.date(), subject) for at, to, subject, _body in self.log if to == who]

    def invite(self, client: Client, participation: Participation, text: str) -> None:
        """The paste page: the list is read, looked at, and sent."""
        page = f"/deltagande/{participation.pk}/bjud-in/"
        preview = client.post(page, {"text": text})
        assert [row.problem for row in preview.context["preview"].wrong] == []
        sent = client.post(page, fields_of(preview) | {"bjud_in": "1"})
        assert (sent.status_code, sent["Location"]) == (
            302,
            f"/deltagande/{participation.pk}/personer/",
        )
        self.deliver()

    def accept(self, who: str) -> Client:
        """She opens the link in the last letter, and presses its button."""
        [*_, body] = [body for _at, to, _subject, body in self.log if to == who]
        [link] = re.findall(r"/inbjudan/[\w-]+/", body)
        client = Client()
        assert client.get(link).status_code == 200
        assert client.post(link)["Location"] == "/"
        return client


@pytest.fixture
def world(monkeypatch, settings, tmp_path) -> World:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    monkeypatch.setattr(pdf, "html_to_pdf", lambda html, **_: html.encode())
    return World(Clock(monkeypatch, local(TODAY, time(9))))


def test_a_round_from_its_template_to_the_removal_of_its_personal_data(world):
    start_the_round(world)
    organisations_join(world)
    invite_everybody(world)
    decide(world)
    a_reminder_goes_to_who_lacks_something(world)
    the_letters_of_the_start(world)
    a_meeting_is_moved(world)
    another_takes_the_seat(world)
    somebody_leaves(world)
    the_round_is_closed(world)
    the_personal_data_goes(world)


def start_the_round(world: World) -> None:
    """SKR takes the shipped template; every date is proposed, and one press starts the round."""
    template = RoundTemplate.objects.get(name="18 månader")
    typed = {
        "starts_on": START.isoformat(), "name": "", "groups": "1", "language": "sv",
        "template": template.pk,
    }  # fmt: skip
    page = world.skr.post("/omgangar/ny/", typed)
    page = world.skr.post("/omgangar/ny/", as_typed(page) | {"do": "move-all"})
    answer = world.skr.post("/omgangar/ny/", as_typed(page) | {"do": "save"})

    assert (answer.status_code, answer["Location"]) == (302, world.round.get_absolute_url())
    assert world.round.name == "Omgång 2026–2028"
    assert Counter(world.round.meetings.values_list("kind", flat=True)) == {
        "kickoff": 1, "strategist": 3, "learning": 3, "results": 1,
    }  # fmt: skip
    assert all(each.date.weekday() < 5 for each in Meeting.objects.all())
    assert world.round.tasks.filter(label="Beslut").count() == 1


def as_typed(page) -> dict[str, str]:
    data = page.context["form"].data
    return {name: data[name] for name in data if name not in {"do", "csrfmiddlewaretoken"}}


def organisations_join(world: World) -> None:
    """Three take part, in one group; three are its mentors, one for each theme."""
    group = LearningGroup.objects.get()
    for name in [*PARTICIPANTS, *MENTORS]:
        OrganisationFactory(name=name)
    for name in PARTICIPANTS:
        join_round(
            round=world.round,
            organisation=Organisation.objects.get(name=name),
            kind=Participation.Kind.PARTICIPANT,
            actor=world.staff,
        )
    place_in_groups(
        round=world.round,
        moves=[Move(world.of(name), None, group) for name in PARTICIPANTS],
        actor=world.staff,
    )
    for name, theme in zip(MENTORS, world.round.themes.order_by("position"), strict=True):
        choose_mentor(
            group=group,
            theme=theme,
            organisation=Organisation.objects.get(name=name),
            actor=world.staff,
        )

    assert [str(each.mentor.organisation) for each in Mentorship.objects.order_by("pk")] == MENTORS
    page = world.skr.get(world.round.get_absolute_url()).text
    assert [name for name in [*PARTICIPANTS, *MENTORS] if name not in page] == []


def invite_everybody(world: World) -> None:
    """SKR invites the coordinators; one of them her own people, whom SKR does not know."""
    world.invite(
        world.skr,
        world.of("Granviks kommun"),
        "Sam Ordnare, sam@granvik.example, strateg, samordnare",
    )
    world.invite(
        world.skr, world.of("Mentorstads kommun"), "Mia Morin, mia@mentor.example, strateg"
    )
    sam, mia = world.accept("sam"), world.accept("mia")
    assert Membership.objects.get(user__email="sam@granvik.example").is_coordinator
    world.invite(sam, world.of("Granviks kommun"), PASTED)

    assert [
        sam.get(f"/deltagande/{world.of(name).pk}/bjud-in/").status_code
        for name in ("Granviks kommun", "Tallsunds kommun", "Mentorstads kommun")
    ] == [200, 403, 403]
    people = {who: world.accept(who) for who in ("eva", "per", "ali")}
    assert not Membership.objects.exclude(invitation__is_accepted=True).exists()
    round_page = world.round.get_absolute_url()
    answers = [each.get(round_page).status_code for each in people.values()]
    assert (answers, mia.get(round_page).status_code) == ([200] * 3, 200)


def state_of(world: World, label: str) -> TaskState:
    granvik = world.of("Granviks kommun")
    cells = task_statuses([granvik], timezone.localdate())[granvik.pk]
    [found] = [cell.state for cell in cells if cell.task.label == label]
    return found


def decide(world: World) -> None:
    """The decision is planned, then made, then registered; its task ticks itself."""
    granvik = world.of("Granviks kommun")
    decisions_page = f"/deltagande/{granvik.pk}/beslut/"
    known = {
        "kind": "take_part",
        "body": "Kommunstyrelsen",
        "dnr": "",
        "paragraph": "",
        "recipients": "",
    }
    answer = world.session("eva").post(
        f"{decisions_page}nytt/", known | {"decided_on": "2026-08-20"}
    )
    assert answer["Location"] == decisions_page
    decision = Decision.objects.get()
    states = [decision.state_on(timezone.localdate()), state_of(world, "Beslut")]
    world.clock.to_local(date(2026, 8, 21), time(10))
    states += [decision.state_on(timezone.localdate()), state_of(world, "Beslut")]
    answer = world.session("eva").post(
        f"/beslut/{decision.pk}/",
        known
        | {
            "decided_on": "2026-08-20",
            "dnr": "KS 2026/123",
            "paragraph": "§ 45",
            "version": decision.version,
        },
    )
    assert answer["Location"] == decisions_page
    decision.refresh_from_db()
    states += [decision.state_on(timezone.localdate()), state_of(world, "Beslut")]

    assert states == [
        DecisionState.PLANNED, TaskState.PART,
        DecisionState.DECIDED, TaskState.PART,
        DecisionState.REGISTERED, TaskState.DONE,
    ]  # fmt: skip


def a_reminder_goes_to_who_lacks_something(world: World) -> None:
    """One press of SKR; it goes the next time that letters may, and tells of what is lacking."""
    world.clock.to_local(date(2026, 8, 24), time(20))
    page = f"/omgangar/{world.round.pk}/paminn/"
    asked = world.skr.get(page)
    form = asked.context["form"]
    fields = {name: form[name].value() for name in form.fields}
    answer = world.skr.post(page, fields)
    assert answer["Location"] == f"/omgangar/{world.round.pk}/laget/"
    for at in (time(3), time(7)):
        world.work(date(2026, 8, 25), at)

    assert world.days_of("eva", "Organisationsfakta") == [date(2026, 8, 25)]
    assert world.days_of("eva", "Beslut.") == []
    assert world.days_of("mia", "Beslut") == [date(2026, 8, 25)]


def the_letters_of_the_start(world: World) -> None:
    """T-14, T-7, T-1 and T+1 of the first meeting."""
    title = Meeting.objects.get(kind="kickoff").title
    world.live(START + timedelta(days=5))

    for who in ("sam", "eva", "per", "ali", "mia"):
        assert [
            world.days_of(who, f"Välkommen till {title}!"),
            world.days_of(who, f"{title} är tisdag 15 september 2026, kl."),
            world.days_of(who, f"Tack för {title}!"),
        ] == [
            [START - timedelta(days=14)],
            [START - timedelta(days=1)],
            [START + timedelta(days=1)],
        ]
    assert world.days_of("eva", "Ladda upp presentationen från Granviks kommun") == [
        START - timedelta(days=7)
    ]


def a_meeting_is_moved(world: World) -> None:
    """After its invitation went: all who were told get one letter of the new day."""
    first = Meeting.objects.filter(kind="learning").earliest("date")
    day = first.date
    world.live(day - timedelta(days=10))
    world.clock.to_local(day - timedelta(days=10), time(19))
    change_meeting(meeting=first, date=day + timedelta(days=7))
    world.work(day - timedelta(days=10), time(20))
    world.work(day - timedelta(days=9), time(7))
    world.live(day + timedelta(days=9))

    for who in ("sam", "eva", "per", "ali", "mia"):
        assert world.days_of(who, "har ändrats") == [day - timedelta(days=9)]
        assert world.days_of(who, f"Tack för {first.title}!") == [day + timedelta(days=8)]


def another_takes_the_seat(world: World) -> None:
    """After the election: the seat, what is expected and the letters are hers."""
    second = Meeting.objects.filter(kind="learning").order_by("date")[1]
    granvik = world.of("Granviks kommun")
    seat = Membership.objects.get(user__email="per@granvik.example")
    training = world.round.tasks.get(label="Introduktionsutbildning")
    world.live(second.date - timedelta(days=10))
    per, sam = world.session("per"), world.session("sam")
    per.post(f"/deltagande/{granvik.pk}/uppgifter/{training.pk}/jag/", {"state": "done"})
    assert TaskTick.objects.get().membership == seat
    answer = sam.post(
        f"/deltagande/{granvik.pk}/personer/{seat.pk}/ersatt/",
        {"full_name": "Nina Ny", "email": "nina@granvik.example"},
    )
    assert answer.status_code == 302
    world.deliver()
    before = len(world.letters_to("per"))
    nina = world.accept("nina")
    answers = [each.get(world.round.get_absolute_url()).status_code for each in (per, nina)]
    assert answers == [404, 200]
    world.live(second.date + timedelta(days=2))

    assert (seat.pk, Role.POLITICIAN) == tuple(
        Membership.objects.values_list("pk", "role").get(user__email="nina@granvik.example")
    )
    assert not TaskTick.objects.filter(membership__user__email="nina@granvik.example").exists()
    assert world.letters_to("per")[before:] == []
    assert world.days_of("nina", f"Påminnelse: {second.title}") == [second.date - timedelta(days=1)]
    past = PastMembership.objects.get()
    assert (past.user.email, past.role, past.succeeded_by.email) == (
        "per@granvik.example", Role.POLITICIAN, "nina@granvik.example",
    )  # fmt: skip
    people_page = world.session("sam").get(f"/deltagande/{granvik.pk}/personer/").text
    assert [name in people_page for name in ("Per Olsson", "Nina Ny")] == [True, True]


def somebody_leaves(world: World) -> None:
    """By her own hand; she hears nothing more, and her history is there."""
    ali, seat = world.session("ali"), Membership.objects.get(user__email="ali@granvik.example")
    answer = ali.post(f"/mina-uppgifter/lamna/{seat.pk}/", {"confirmed": "1"})
    assert answer.status_code == 302
    assert not Membership.objects.filter(pk=seat.pk).exists()
    assert ali.get(world.round.get_absolute_url()).status_code == 404
    before = len(world.letters_to("ali"))
    world.live(Meeting.objects.get(kind="results").date + timedelta(days=2))

    assert world.letters_to("ali")[before:] == []
    assert PastMembership.objects.filter(user__email="ali@granvik.example").count() == 1
    results = Meeting.objects.get(kind="results")
    assert world.days_of("nina", f"Tack för {results.title}!") == [results.date + timedelta(days=1)]


def the_round_is_closed(world: World) -> None:
    """By SKR's press; after it there is silence. Of the whole round: one letter a day at most."""
    before = len(world.log)
    answer = world.skr.post(f"/omgangar/{world.round.pk}/avslut/avsluta/", {"confirmed": "1"})
    assert answer.status_code == 302
    assert world.round.is_closed
    world.live(timezone.localdate() + timedelta(days=30))

    assert len(world.log) == before
    digests = [(at, to) for at, to, _subject, body in world.log if "/inbjudan/" not in body]
    assert set(Counter((at.date(), to) for at, to in digests).values()) == {1}
    assert all(time(7) <= at.time() < time(18) for at, _to in digests)


def the_personal_data_goes(world: World) -> None:
    """By a decision, when the day has come: no row names anybody but SKR."""
    people = list(User.objects.exclude(pk=world.staff.pk))
    assert len(people) == 6
    closing = world.round.closing
    build_pack(request_pack(closing=closing, actor=world.staff).pk)
    closing.refresh_from_db()
    closing = closing_services.plan_removal(
        closing=closing,
        remove_on=timezone.localdate() + timedelta(days=1),
        decision="2028-05-02, SKR 2028/00123",
        actor=world.staff,
    )
    assert {word for word, _table in found_of(people, everything())} == {
        each for user in people for each in (user.full_name, user.email)
    }

    remove_personal_data(closing=closing, today=timezone.localdate() + timedelta(days=1))

    assert found_of(people, everything()) == []
    page = world.skr.get(world.round.get_absolute_url()).text
    assert [name for name in PARTICIPANTS if name not in page] == []
