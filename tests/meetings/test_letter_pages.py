"""The pages of letters: who reads, who changes, and what they show."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meetings.letters.steps import Step
from meetings.models import LetterRule, Meeting, MeetingLetter
from meetings.services.letter_copies import queue_due_letters
from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail import server
from modellkoncept.mail.daily_digest.tasks import sweep_digests
from modellkoncept.mail.digests import add_to_digest
from modellkoncept.mail.models import OutgoingMail
from programmes.models import Role
from tests.factories import (
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)
from tests.markup import on_one_line
from tests.travelling_clock import Clock

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
TODAY = date(2027, 3, 2)
LETTER = {
    "days": "10", "subject": "Kom till {träff}", "body": "Hej {namn}!", "version": "0",
    "roles": ["politician", "strategist"],
}  # fmt: skip
RULE = LETTER | {"roles": ["politician"], "is_on": "on"}


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch, NOW)


@pytest.fixture
def staff(client):
    client.force_login(user := UserFactory(is_staff=True))
    return user


def meeting_in(days: int, round, **given) -> Meeting:
    given = {"title": "Träffen", "kind": Meeting.Kind.LEARNING, "starts_at": time(9, 30)} | given
    return MeetingFactory(round=round, date=TODAY + timedelta(days=days), **given)


def list_of(round) -> str:
    return f"/omgangar/{round.pk}/brev/"


def letter_of(meeting, step="paminnelse") -> str:
    return f"/moten/{meeting.pk}/brev/{step}/"


# --- the rights ---------------------------------------------------------------------------------

LEADERS = {
    "outsider": 404, "politician": 403, "manager": 403, "strategist": 302, "key_person": 403,
    "mentor": 302, "other_strategist": 404, "staff": 302,
}  # fmt: skip
# A joint meeting is seen by all of the round, and planned by its host, which here is SKR.
HOSTS = LEADERS | {"strategist": 403, "mentor": 403, "other_strategist": 403}


@pytest.mark.parametrize("action", ["", "aterstall/", "stoppa/", "starta/", "skicka/"])
@pytest.mark.parametrize(("joint", "answers"), [(False, LEADERS), (True, HOSTS)])
def test_who_plans_a_meeting_changes_its_letters(people, group_meeting, action, joint, answers):
    if joint:
        Meeting.objects.update(group=None)
    sent = LETTER if not action else {"confirmed": "1"}

    found = {}
    for kind, user in people.items():
        client = Client()
        client.force_login(user)
        found[kind] = client.post(letter_of(group_meeting) + action, sent).status_code
        MeetingLetter.objects.all().delete()

    assert found == answers


@pytest.mark.parametrize("action", ["", "aterstall/"])
def test_the_texts_of_a_round_are_skrs(people, round, action):
    address = f"{list_of(round)}texter/inbjudan/larandetraff/{action}"
    found = {}
    for kind, user in people.items():
        client = Client()
        client.force_login(user)
        found[kind] = client.post(address, RULE).status_code

    assert found == dict.fromkeys(people, 403) | {"outsider": 404, "staff": 302}


def test_a_joint_meetings_letters_are_read_by_every_strategist_and_changed_by_none(
    people, round, meeting
):
    client = Client()
    client.force_login(people["other_strategist"])

    page = client.get(letter_of(meeting))

    assert page.status_code == 200
    assert "Redigera för den här träffen" not in page.text
    assert "Skicka nu" not in page.text


def test_nothing_changes_in_a_closed_round(client, staff):
    meeting = MeetingFactory(round=RoundFactory(closed_on=date(2026, 1, 1)))

    answers = {
        client.post(letter_of(meeting) + action, LETTER | {"confirmed": "1"}).status_code
        for action in ("", "aterstall/", "stoppa/", "starta/", "skicka/")
    }

    assert answers == {409}
    assert "Redigera för den här träffen" not in client.get(letter_of(meeting)).text
    assert "Stoppa" not in client.get(list_of(meeting.round)).text


# --- the list -----------------------------------------------------------------------------------


def test_the_list_says_what_goes_when_and_to_how_many_of_which_roles(client, clock, staff, round):
    ours = ParticipationFactory(round=round)
    for role in (Role.POLITICIAN, Role.POLITICIAN, Role.STRATEGIST):
        MembershipFactory(participation=ours, role=role)
    meeting_in(8, round)
    add_to_digest(
        key="x", user=staff, subject="Beslutet saknas", text="", round_id=round.pk,
        due_at=NOW + timedelta(days=3),
    )  # fmt: skip

    page = client.get(list_of(round))

    rows = [
        (row.day, str(row.label), [(str(name), n) for _role, name, n in row.by_role])
        for row in page.context["coming"]
    ]
    everybody = [("Politiker", 2), ("Strateg", 1)]
    assert rows == [
        (TODAY, "Inbjudan", everybody),
        (TODAY + timedelta(days=1), "Material", [("Strateg", 1)]),
        (TODAY + timedelta(days=7), "Påminnelse", everybody),
        (TODAY + timedelta(days=9), "Dokumentation", everybody),
    ]
    assert "Beslutet saknas" in page.text


def test_in_the_evening_what_is_due_goes_tomorrow(client, clock, staff, round):
    MembershipFactory(participation__round=round)
    meeting_in(14, round)
    clock.to(NOW + timedelta(hours=10))

    row = client.get(list_of(round)).context["coming"][0]

    assert row.day == TODAY + timedelta(days=1)


def test_what_went_is_told_with_how_it_went_and_why_not(client, clock, staff, round):
    ours = ParticipationFactory(round=round)
    for name in ("Anna Ek", "Bo Al", "Cia Lind"):
        MembershipFactory(participation=ours, user__full_name=name)
    meeting_in(14, round)
    queue_due_letters()
    sweep_digests()
    sent, failed, _waiting = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=sent.pk).update(state=OutgoingMail.State.DONE)
    OutgoingMail.objects.filter(pk=failed.pk).update(
        state=OutgoingMail.State.FAILED, error="550 5.1.1 <bo@x> unknown"
    )

    page = client.get(list_of(round))

    [row] = page.context["sent"]
    assert (row.day, row.arrived, row.waiting, row.failed_count) == (TODAY, 1, 1, 1)
    text = on_one_line(page.text)
    assert "<bdi>Bo Al</bdi>: Adressen finns inte." in text
    assert "5.1.1" not in text


def test_an_outage_is_said_on_the_page(client, clock, staff, round):
    server.record_silence("TimeoutError: timed out")

    text = on_one_line(client.get(list_of(round)).text)

    assert "Inga mejl har kunnat skickas sedan 2 mars, 09.00." in text
    assert "Inget går förlorat och inget skickas två gånger." in text


def test_a_strategist_sees_her_groups_letters_and_no_others(clock, people, round, group):
    meeting_in(8, round, group=group, title="Vår träff")
    meeting_in(
        8,
        round,
        group=people["other_strategist"].memberships.get().participation.group,
        title="Deras träff",
    )
    client = Client()
    client.force_login(people["strategist"])

    text = client.get(list_of(round)).text

    assert ("Vår träff" in text, "Deras träff" in text) == (True, False)
    assert "Redigera texterna" not in text


def test_the_page_of_a_round_leads_here_for_those_who_may(people, round):
    shown = {}
    for kind in ("strategist", "politician", "staff"):
        client = Client()
        client.force_login(people[kind])
        shown[kind] = f'href="{list_of(round)}"' in client.get(f"/omgangar/{round.pk}/").text

    assert shown == {"strategist": True, "politician": False, "staff": True}


def test_the_list_takes_the_same_queries_for_more_of_everything(
    client, clock, staff, round, django_assert_num_queries
):
    def more(meetings: int) -> None:
        ours = ParticipationFactory(round=round)
        MembershipFactory.create_batch(meetings * 3, participation=ours)
        for number in range(meetings):
            meeting_in(number, round)
            meeting_in(14, round)
        queue_due_letters()
        sweep_digests()
        OutgoingMail.objects.update(state=OutgoingMail.State.FAILED, error="550")
        clock.to(clock.now + timedelta(days=1))

    client.get(list_of(round))
    more(1)
    with django_assert_num_queries(17):
        client.get(list_of(round))
    more(4)

    with django_assert_num_queries(17):
        page = client.get(list_of(round))
    assert len(page.context["sent"]) > 5


def test_what_went_is_shown_a_page_at_a_time(client, clock, staff, round):
    MembershipFactory(participation__round=round)
    for _number in range(30):
        meeting_in(10, round)
    queue_due_letters()
    sweep_digests()

    first, second = (client.get(f"{list_of(round)}?sida={n}") for n in (1, 2))

    assert [len(page.context["sent"]) for page in (first, second)] == [25, 5]
    assert client.get(f"{list_of(round)}?sida=zzz").status_code == 200


# --- a meeting's letter -------------------------------------------------------------------------


def test_a_letter_of_ones_own_is_saved_and_shown_as_it_will_go(client, clock, staff, round):
    member = MembershipFactory(participation__round=round, user__full_name="Anna Ek")
    meeting = meeting_in(14, round)

    client.post(letter_of(meeting), LETTER)
    page = client.get(letter_of(meeting))

    letter = MeetingLetter.objects.get()
    assert (letter.step, letter.days, letter.subject) == ("reminder", -10, "Kom till {träff}")
    assert page.context["preview"].subject == "Kom till Träffen"
    assert page.context["preview"].html == f"<p>Hej {member.user.get_short_name()}!</p>"
    assert "Skickas lördag 6 mars 2027, mellan 7 och 18." in on_one_line(page.text)


def test_a_preview_saves_nothing(client, clock, staff, round):
    MembershipFactory(participation__round=round)
    meeting = meeting_in(14, round)

    page = client.post(letter_of(meeting), LETTER | {"preview": "1"})
    rule = client.post(f"{list_of(round)}texter/inbjudan/larandetraff/", RULE | {"preview": "1"})

    assert {page.context["preview"].subject, rule.context["preview"].subject} == {
        "Kom till Träffen"
    }
    assert (page.status_code, rule.status_code) == (200, 200)
    assert not MeetingLetter.objects.exists()
    assert not LetterRule.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"body": "Hej {namm}"}, "body", "{namm} finns inte. Välj bland {träff}, {dag}, {tid},"),
        ({"subject": ""}, "subject", "Skriv ett ämne."),
        ({"days": "x"}, "days", "”x” går inte att läsa som ett helt tal."),
        ({"days": "999"}, "days", "Skriv högst 120."),
        ({"subject": "x" * 151}, "subject", "Skriv högst 150 tecken. Nu är det 151."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_stays(
    client, clock, staff, round, typed, field, said
):
    meeting = meeting_in(14, round)

    answer = client.post(letter_of(meeting), LETTER | typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(said)
    assert answer.context["form"][field].value() == typed[field]
    assert not MeetingLetter.objects.exists()


def test_of_two_who_save_at_once_the_second_sees_both_texts(client, clock, staff, round):
    meeting = meeting_in(14, round)
    client.post(letter_of(meeting), LETTER | {"body": "Den förstas text"})

    answer = client.post(letter_of(meeting), LETTER | {"body": "Den andras text"})
    again = client.post(
        letter_of(meeting),
        LETTER | {"body": "Den andras text", "version": str(answer.context["version"])},
    )

    assert answer.status_code == 409
    assert "Den förstas text" in answer.text
    assert "Den andras text" in answer.text
    assert (again.status_code, MeetingLetter.objects.get().body) == (302, "Den andras text")


def test_so_do_two_who_change_the_rounds_text(client, clock, staff, round):
    address = f"{list_of(round)}texter/dokumentation/resultatkonferens/"
    client.post(address, RULE | {"body": "Den förstas text"})

    answer = client.post(address, RULE | {"body": "Den andras text"})
    again = client.post(
        address, RULE | {"body": "Den andras", "version": str(answer.context["version"])}
    )

    assert (answer.status_code, again.status_code) == (409, 302)
    assert "Den förstas text" in answer.text
    rule = LetterRule.objects.get()
    assert (rule.body, rule.days, rule.roles, rule.is_on) == (
        "Den andras",
        10,
        ["politician"],
        True,
    )


def test_a_letter_about_a_change_has_no_day(client, clock, staff, round):
    meeting = meeting_in(14, round)
    sent = {name: value for name, value in LETTER.items() if name != "days"}

    answer = client.post(letter_of(meeting, "andrad-dag"), sent)
    page = client.get(letter_of(meeting, "andrad-dag"))

    assert (answer.status_code, MeetingLetter.objects.get().days) == (302, 0)
    assert "days" not in page.context["form"].fields
    assert "Skicka nu" not in page.text


def test_sending_now_asks_first_and_says_to_how_many(client, clock, staff, round):
    MembershipFactory.create_batch(3, participation=ParticipationFactory(round=round))
    meeting = meeting_in(30, round)
    address = letter_of(meeting, "inbjudan") + "skicka/"

    question = client.post(address)
    assert "Vill du skicka mejlet nu?" in question.text
    answer = client.post(address, {"confirmed": "1"}, follow=True)
    again = client.post(address, {"confirmed": "1"}, follow=True)
    sweep_digests()

    assert "Mejlet skickas till 3 personer inom några minuter." in answer.text
    assert "Alla har redan fått mejlet, eller får det i nästa utskick." in again.text
    assert OutgoingMail.objects.count() == 3
    acts = AuditEvent.objects.values_list("kind", "actor", "round_id", "subject")
    assert set(acts) == {("meetings.letter_sent", staff.pk, round.pk, "Träffen")}


def test_what_cannot_be_sent_now_is_said(client, clock, staff, round):
    meeting = meeting_in(30, round)

    answer = client.post(
        letter_of(meeting, "dokumentation") + "skicka/", {"confirmed": "1"}, follow=True
    )

    assert "Mejlet kan inte skickas nu. Kontrollera träffens dag." in answer.text


def test_stopping_from_the_list_leads_back_to_it_and_can_be_undone(client, clock, staff, round):
    MembershipFactory(participation__round=round)
    meeting = meeting_in(14, round)

    stopped = client.post(letter_of(meeting, "inbjudan") + "stoppa/", {"from": "list"}, follow=True)
    started = client.post(letter_of(meeting, "inbjudan") + "starta/", {"from": "list"}, follow=True)

    assert stopped.redirect_chain == [(list_of(round), 302)]
    assert "Skicka ändå" in stopped.text
    assert "Stoppat" in stopped.text
    assert "Skicka ändå" not in started.text


def test_the_rounds_texts_are_listed_with_what_has_been_changed(client, clock, staff, round):
    client.post(f"{list_of(round)}texter/inbjudan/larandetraff/", RULE | {"is_on": ""}, follow=True)

    text = on_one_line(client.get(f"{list_of(round)}texter/").text)
    back = client.post(f"{list_of(round)}texter/inbjudan/larandetraff/aterstall/", follow=True)

    assert text.count("Skickas inte") == 1
    assert "10 dagar före träffen" in text
    assert "Standardtexten gäller igen." in back.text
    assert not LetterRule.objects.exists()


def test_the_page_of_a_letter_says_to_how_many_it_has_gone(client, clock, staff, round):
    MembershipFactory.create_batch(2, participation=ParticipationFactory(round=round))
    meeting = meeting_in(14, round)
    queue_due_letters()
    sweep_digests()

    sent = on_one_line(client.get(letter_of(meeting, "inbjudan")).text)
    clock.to(NOW + timedelta(days=15))
    late = on_one_line(client.get(letter_of(meeting)).text)

    assert "Skickat till 2 personer, med början 2 mars 2027." in sent
    assert "Det är för sent att skicka mejlet." in late


def test_hostile_titles_are_shown_as_they_are(client, clock, staff, round):
    MembershipFactory(participation__round=round)
    meeting = meeting_in(14, round, title="<script>alert(1)</script> {dag}")

    page = client.get(letter_of(meeting, "inbjudan"))

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {dag}" in page.text
    assert timezone.now() == NOW
    assert page.context["step"] == Step.INVITATION
