"""One press reminds those who lack something: once, of what is theirs, and it can be taken back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.choices import set_reminders
from modellkoncept.mail.models import Digest, DigestItem, MailServer
from programmes.models import Participation, Role, Round
from programmes.queries.recipients import not_to_be_told
from programmes.reports.reminders import line_of, reminders_of
from programmes.reports.task_statuses import task_statuses
from programmes.services import members, reminders, task_states
from programmes.task_kinds import TaskState
from tests.factories import (
    MembershipFactory,
    ParticipationFactory,
    TaskFactory,
    UserFactory,
)
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
INTRO, CLOSING = "Det här behöver vi från er:", "Vänliga hälsningar"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def ours(round) -> Participation:
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


def person(participation, role=Role.STRATEGIST, **given):
    return MembershipFactory(participation=participation, role=role, **given).user


def told(round, today) -> dict[str, list[str]]:
    """Who is reminded of what."""
    return {
        reminder.user.full_name: [
            cell.task.label for section in reminder.sections for cell in section.lacking
        ]
        for reminder in reminders_of(round, today).people
    }


def send(round, actor=None, user_ids=None, **given):
    everybody = [each.user.pk for each in reminders_of(round, timezone.localdate()).people]
    return reminders.remind(
        round=round,
        actor=actor,
        user_ids=everybody if user_ids is None else user_ids,
        intro=INTRO,
        closing=CLOSING,
        **given,
    )


# --- who, and of what ---


def test_each_is_told_what_is_hers_and_the_coordinator_all(round, ours, today):
    for label, owner in (("Beslut", "politician"), ("Plan", "manager"), ("Fakta", "strategist")):
        TaskFactory(round=round, label=label, owner=owner)
    person(ours, Role.POLITICIAN, user__full_name="Pia")
    person(ours, Role.MANAGER, user__full_name="Max")
    person(ours, Role.STRATEGIST, user__full_name="Stina", is_coordinator=True)
    person(ours, Role.KEY_PERSON, user__full_name="Karl")

    assert told(round, today) == {
        "Max": ["Plan"],
        "Pia": ["Beslut"],
        "Stina": ["Beslut", "Plan", "Fakta"],
    }


def test_the_coordinator_stands_in_where_nobody_has_the_role(round, ours, today):
    TaskFactory(round=round, label="Beslut", owner="politician")
    person(ours, Role.KEY_PERSON, user__full_name="Karl", is_coordinator=True)
    person(ours, Role.STRATEGIST, user__full_name="Stina")

    assert told(round, today) == {"Karl": ["Beslut"]}


def test_an_organisation_without_anybody_to_tell_is_named(round, ours, today):
    TaskFactory(round=round, owner="politician")
    person(ours, Role.STRATEGIST)

    found = reminders_of(round, today)

    assert (found.people, found.without_anybody) == ([], [ours])


def test_of_what_everybody_does_only_those_are_told_who_have_not(round, ours, today):
    task = TaskFactory(round=round, label="Utbildning", kind="each", owner="everybody")
    done = MembershipFactory(participation=ours)
    person(ours, Role.MANAGER, user__full_name="Max")
    task_states.tick_task(task=task, membership=done, is_done=True)

    assert told(round, today) == {}  # on its way, and not late
    task.fixed_on = today - timedelta(days=1)
    task.save()
    assert told(round, today) == {"Max": ["Utbildning"]}


def test_nobody_is_told_of_what_is_done_far_off_or_does_not_apply(round, ours, today):
    person(ours)
    done, exempt = TaskFactory(round=round), TaskFactory(round=round)
    TaskFactory(round=round, fixed_on=today + timedelta(days=90))
    TaskFactory(round=round, audience="mentors")
    task_states.set_task_state(task=done, participation=ours, state=TaskState.DONE)
    task_states.set_not_applicable(task=exempt, participation=ours, reason="Gjort förut")

    assert told(round, today) == {}


def test_whoever_may_not_sign_in_or_has_left_is_told_nothing(round, ours, today):
    TaskFactory(round=round)
    person(ours, user__is_active=False)
    left = MembershipFactory(participation=ours)
    members.remove_member(membership=left)

    assert told(round, today) == {}


def test_a_person_of_two_organisations_gets_one_reminder_with_both(round, ours):
    other = ParticipationFactory(round=round, organisation__name="Region Nordhav")
    TaskFactory(round=round, label="Beslut")
    user = person(ours)
    MembershipFactory(participation=other, user=user)

    send(round)

    item = DigestItem.objects.get()
    assert (item.subject, item.url) == (
        "2 saker saknas från Granviks kommun, Region Nordhav",
        "/",
    )
    assert item.text == (
        f"{INTRO}\n\nGranviks kommun:\n1. Beslut.\n\nRegion Nordhav:\n1. Beslut.\n\n{CLOSING}"
    )


def test_the_reminder_says_what_by_when_how_late_and_thanks(round, ours, today):
    late = TaskFactory(round=round, label="Fakta", fixed_on=date(2026, 4, 4))
    TaskFactory(round=round, label="Plan", fixed_on=date(2026, 4, 22))
    under_way = TaskFactory(round=round, label="Självskattning")
    task_states.set_task_state(task=under_way, participation=ours, state=TaskState.PART)
    person(ours)

    [reminder] = reminders_of(round, date(2026, 4, 8)).people

    assert reminder.subject == "2 saker saknas från Granviks kommun"
    assert reminder.url == f"/deltagande/{ours.pk}/uppgifter/"
    assert reminder.text(INTRO, "") == (
        f"{INTRO}\n\n"
        "1. Fakta. Skulle ha varit klart 4 april 2026. Försenat 4 dagar.\n"
        "2. Plan. Senast 22 april 2026.\n\n"
        "Ni är på väg med: Självskattning. Tack för det!"
    )
    cells = task_statuses([ours], date(2026, 4, 5))[ours.pk]
    assert [line_of(cell) for cell in cells if cell.task == late] == [
        "Fakta. Skulle ha varit klart 4 april 2026. Försenat 1 dag."
    ]


# --- sending ---


def test_a_reminder_waits_a_minute_and_is_kept_in_the_audit_log(round, ours):
    TaskFactory(round=round)
    person(ours)
    actor = UserFactory(is_staff=True)
    now = timezone.now()

    made = send(round, actor, now=now)

    item = DigestItem.objects.get()
    assert (item.due_at, item.is_reminder, made.keys) == (
        now + timedelta(seconds=60),
        True,
        [item.key],
    )
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.round_id, event.subject) == (
        "tasks_reminded",
        actor,
        round.pk,
        "1 person",
    )


def test_pressed_twice_is_once_a_day(round, ours):
    TaskFactory(round=round)
    person(ours)
    now = timezone.now().replace(hour=10)

    first, second = send(round, now=now), send(round, now=now)
    tomorrow = send(round, now=now + timedelta(days=1))

    assert [len(each.keys) for each in (first, second, tomorrow)] == [1, 0, 1]
    assert DigestItem.objects.count() == 2
    assert AuditEvent.objects.count() == 2


def test_only_those_who_were_chosen_are_told_and_no_stranger(round, ours):
    TaskFactory(round=round)
    chosen, _other, stranger = person(ours), person(ours), UserFactory()

    send(round, user_ids=[chosen.pk, stranger.pk])

    assert [item.user for item in DigestItem.objects.all()] == [chosen]


def test_who_has_done_it_meanwhile_is_not_told(round, ours):
    task = TaskFactory(round=round)
    user = person(ours)
    task_states.set_task_state(task=task, participation=ours, state=TaskState.DONE)

    assert send(round, user_ids=[user.pk]).keys == []


def test_reminders_are_withdrawn_and_can_be_sent_again(round, ours):
    TaskFactory(round=round)
    person(ours)
    made = send(round)

    assert reminders.withdraw_reminders(round=round, actor=None, keys=made.keys) == 1
    assert not DigestItem.objects.exists()
    assert send(round).keys == made.keys
    assert list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "tasks_reminded", "tasks_reminders_withdrawn", "tasks_reminded",
    ]  # fmt: skip


def test_what_has_gone_and_what_is_another_rounds_is_not_withdrawn(round, ours):
    TaskFactory(round=round)
    user = person(ours)
    [key] = send(round).keys
    DigestItem.objects.update(digest=Digest.objects.create(user=user, day=timezone.localdate()))
    other = DigestItem.objects.create(
        key="remind-999-1-2026-01-01", user=UserFactory(), subject="Hej", due_at=timezone.now()
    )

    assert reminders.withdraw_reminders(round=round, actor=None, keys=[key, other.key]) == 0
    assert DigestItem.objects.count() == 2


def test_who_has_turned_reminders_off_is_neither_told_nor_counted(round, ours):
    TaskFactory(round=round)
    set_reminders(user_id=person(ours).pk, wanted=False)
    wants = person(ours)

    send(round)

    assert [item.user for item in DigestItem.objects.all()] == [wants]
    assert AuditEvent.objects.get().subject == "1 person"


def test_nobody_is_told_of_a_round_that_was_closed_before_it_went(round, ours):
    TaskFactory(round=round)
    person(ours)
    send(round)
    item = DigestItem.objects.get()
    before = not_to_be_told([item])

    Round.objects.filter(pk=round.pk).update(closed_on=timezone.localdate())

    assert (before, not_to_be_told([item])) == ({}, {item.pk: DigestItem.Dropped.OVER})


def test_who_leaves_within_the_minute_gets_nothing(round, ours):
    TaskFactory(round=round)
    membership = MembershipFactory(participation=ours)
    stays = person(ours)
    send(round)

    members.remove_member(membership=membership)

    assert [item.user for item in DigestItem.objects.all()] == [stays]


@pytest.mark.parametrize("organisations", [1, 3, 20])
def test_any_number_of_organisations_take_as_many_queries(
    round, organisations, today, django_assert_num_queries
):
    TaskFactory(round=round, owner="everybody")
    for _ in range(organisations):
        MembershipFactory.create_batch(2, participation__round=round)

    # organisations; meetings, tasks, states, people, ticks; people with names, told today
    with django_assert_num_queries(8):
        found = reminders_of(round, today)

    assert len(found.people) == 2 * organisations


# --- the page ---


@pytest.fixture
def skr(client):
    client.force_login(UserFactory(is_staff=True, full_name="Maja Sund"))
    return client


def page(round) -> str:
    return f"/omgangar/{round.pk}/paminn/"


def test_the_preview_shows_each_letter_in_the_words_that_were_typed(skr, round, ours):
    TaskFactory(round=round, label="Beslut")
    user = person(ours, user__full_name="Elin Vester")

    first = skr.get(page(round))
    shown = skr.post(
        page(round), {"intro": "Bråttom <nu>!", "closing": "", "to": [user.pk], "show": "1"}
    )

    assert ["Elin Vester" in first.text, "Maja Sund, SKR" in first.text] == [True, True]
    text = on_one_line(shown.text)
    assert "Bråttom &lt;nu&gt;!<br><br>1. Beslut." in text
    assert not DigestItem.objects.exists()


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"intro": " "}, {"intro": ["Skriv vad påminnelsen gäller."]}),
        ({"to": []}, {"to": ["Välj minst en person."]}),
        ({"to": ["999999"]}, {"to": ["Alternativet finns inte längre. Välj ett annat."]}),
        ({"intro": "x" * 2001}, {"intro": ["Skriv högst 2000 tecken. Nu är det 2001."]}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(skr, round, ours, sent, errors):
    TaskFactory(round=round)
    user = person(ours)

    answer = skr.post(page(round), {"intro": "Hej", "closing": "Kvar här", "to": [user.pk]} | sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    assert "Kvar här</textarea>" in answer.text
    assert not DigestItem.objects.exists()


def test_sending_leads_to_the_traffic_view_with_a_way_back(skr, round, ours):
    TaskFactory(round=round)
    user = person(ours)

    sent = skr.post(page(round), {"intro": "Hej", "closing": "", "to": [user.pk]})
    traffic = skr.get(sent.url).text
    undone = skr.post(f"{page(round)}angra/", follow=True)

    assert "1 person får påminnelsen i sitt nästa mejl, tidigast " in traffic
    assert f'action="{page(round)}angra/"' in traffic
    assert "Påminnelsen är ångrad. Den skickas inte." in undone.text
    assert f'action="{page(round)}angra/"' not in undone.text
    assert not DigestItem.objects.exists()


def test_after_the_minute_no_undo_is_offered(skr, round, ours):
    TaskFactory(round=round)
    user = person(ours)
    sent = skr.post(page(round), {"intro": "Hej", "to": [user.pk]})
    session = skr.session
    session["reminded"] |= {"goes_at": timezone.now().isoformat()}
    session.save()

    assert f'action="{page(round)}angra/"' not in skr.get(sent.url).text


def test_an_undo_that_comes_too_late_says_so(skr, round):
    answer = skr.post(f"{page(round)}angra/", follow=True)

    assert "Påminnelserna kunde inte ångras: de har redan skickats." in answer.text


def test_who_was_reminded_today_is_said_and_not_chosen_again(skr, round, ours):
    TaskFactory(round=round)
    person(ours)
    send(round)

    assert "Alla är påminda i dag" in skr.get(page(round)).text

    person(ours)
    text = skr.get(page(round)).text
    assert ["Har redan fått en påminnelse i dag." in text, text.count('name="to"')] == [True, 1]


def test_with_nothing_to_remind_of_the_page_says_so(skr, round):
    assert "Ingen behöver påminnas" in skr.get(page(round)).text


def test_a_mail_server_that_is_down_is_told(skr, round, ours):
    TaskFactory(round=round)
    person(ours)
    MailServer.objects.update_or_create(
        pk=1, defaults={"silent_since": timezone.now(), "checked_at": timezone.now()}
    )

    for address in (page(round), f"/omgangar/{round.pk}/laget/"):
        assert "Mejlen skickas inte just nu" in skr.get(address).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("politician", 403), ("strategist", 403), ("mentor", 403), ("staff", 302)],
)
def test_only_skr_reminds(client, people, round, who, status):
    TaskFactory(round=round)
    client.force_login(people[who])
    to = [people["strategist"].pk]

    answers = [
        client.post(page(round), {"intro": "Hej", "to": to}),
        client.post(f"{page(round)}angra/"),
    ]

    assert [answer.status_code for answer in answers] == [status, status]


def test_in_a_closed_round_nobody_is_reminded(skr, round, ours):
    TaskFactory(round=round)
    user = person(ours)
    round.closed_on = timezone.localdate()
    round.save()

    answer = skr.post(page(round), {"intro": "Hej", "to": [user.pk]})

    assert (answer.status_code, DigestItem.objects.count()) == (409, 0)
