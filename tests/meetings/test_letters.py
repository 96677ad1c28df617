"""Letters of meetings: who gets them, with which words, once, and what a new day does to them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from meetings import materials
from meetings.errors import LetterOverError
from meetings.letters.placeholders import NAMES, fill, fill_line, unknown_placeholders
from meetings.letters.steps import LANGUAGES, Step, default_wording
from meetings.models import LetterCopy, LetterRule, Meeting, MeetingLetter
from meetings.queries.letter_plans import plan_of
from meetings.queries.letter_recipients import members_of, recipients
from meetings.queries.letter_texts import written_for
from meetings.services import letters
from meetings.services.letter_copies import queue_due_letters
from meetings.services.meetings import change_meeting, remove_meeting
from modellkoncept.locking import StaleVersionError
from modellkoncept.mail.choices import set_reminders
from modellkoncept.mail.daily_digest.tasks import sweep_digests
from modellkoncept.mail.models import DigestItem, OutgoingMail
from modellkoncept.registry import Registry
from programmes.models import Membership, Role
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
)
from tests.travelling_clock import Clock, local

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)  # a Tuesday, 09.00 in Sweden
TODAY = date(2027, 3, 2)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch, NOW)


@pytest.fixture
def ours(round):
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


@pytest.fixture
def eva(ours):
    member = MembershipFactory(participation=ours, user__full_name="Eva Ek")
    return member.user


def meeting_in(days: int, round, **given) -> Meeting:
    given = {"title": "Träffen", "kind": Meeting.Kind.LEARNING, "starts_at": time(9, 30)} | given
    return MeetingFactory(round=round, date=TODAY + timedelta(days=days), **given)


def run() -> None:
    queue_due_letters()
    sweep_digests()


def told() -> list[tuple[str, str]]:
    """The addresses and subjects, in the order in which they were written."""
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


# --- the texts ----------------------------------------------------------------------------------


def test_every_shipped_text_has_known_placeholders_and_fits_its_field():
    for step in Step:
        for kind in Meeting.Kind:
            for language in LANGUAGES:
                wording = default_wording(step, kind, language)
                assert unknown_placeholders(wording.subject + wording.body) == []
                assert len(wording.subject) <= 150
                assert step is Step.CHANGED or step.allows(wording.days)


def test_what_is_filled_in_is_not_filled_again_and_what_is_no_placeholder_stays():
    values = dict.fromkeys(NAMES, "") | {"träff": "{dag} {", "dag": "tisdag"}

    assert fill("{Träff}, { dag }, {nej} {", values) == "{dag} {, tisdag, {nej} {"
    assert fill("A\n\n{mål}\n\nB", values) == "A\n\nB"
    assert fill_line("A {mål}  B", values) == "A B"
    assert unknown_placeholders("{träff} {Nej} {Nej} {x y}") == ["Nej", "x y"]


def test_a_letter_says_all_that_its_placeholders_stand_for(round, ours, eva):
    theme = ThemeFactory(round=round, label="Styrning")
    meeting = meeting_in(
        14, round, theme=theme, host=ours, place="Stadshuset", ends_at=time(16), aims="Se\nFörstå"
    )
    AgendaItemFactory(meeting=meeting, title="Välkomna", minutes=30, position=1)
    AgendaItemFactory(meeting=meeting, title="Fika", minutes=15, position=2)
    wording = default_wording(Step.INVITATION, meeting.kind, "sv")

    written = written_for(meeting, wording, eva.memberships.get())

    assert written.subject == "Inbjudan: Träffen, tisdag 16 mars 2027"
    assert written.url == f"/moten/{meeting.pk}/"
    assert written.text == (
        "Välkommen till Träffen!\n\n- Dag: tisdag 16 mars 2027\n- Tid: 09.30–16.00\n"
        "- Plats: Stadshuset\n- Värd: Granviks kommun\n\n"
        "Det här ska vi uppnå:\n- Se\n- Förstå\n\n"
        "Dagordning\n----------\n- 09.30 Välkomna\n- 10.00 Fika\n\n"
        "Kan du inte komma? Säg till din strateg, så att någon annan kan få platsen."
    )


def test_the_letter_that_asks_for_material_names_what_is_uploaded(round, monkeypatch):
    monkeypatch.setattr(materials, "_found_by", Registry("kind of material"))
    meeting, other = meeting_in(7, round), meeting_in(7, round)
    wording = default_wording(Step.MATERIAL, meeting.kind, "sv")
    materials.register_material("files", lambda meetings: {meeting.pk: ["Presentation från Ale"]})

    texts = [written_for(each, wording, None).text for each in (meeting, other)]

    assert [text.partition("uppladdat:\n")[2] for text in texts] == [
        "- Presentation från Ale",
        "Inget är uppladdat än.",
    ]


def test_a_round_in_english_writes_in_english(clock):
    round = RoundFactory(language="en")
    member = MembershipFactory(participation__round=round)
    meeting_in(14, round)

    run()

    letter = OutgoingMail.objects.get(to=member.user.email)
    assert letter.subject == "Invitation: Träffen, Tuesday 16 March 2027"
    assert (letter.language, "Place: announced later" in letter.body) == ("en", True)


# --- who ----------------------------------------------------------------------------------------


def test_they_go_to_exactly_those_who_go_to_the_meeting(people, round, group):
    everybody = {kind: user for kind, user in people.items() if kind != "staff"}
    meetings = [
        MeetingFactory(round=round, group=which, kind=kind)
        for which in (None, group, LearningGroupFactory(round=round))
        for kind in (Meeting.Kind.LEARNING, Meeting.Kind.STRATEGIST)
    ]

    for meeting in meetings:
        found = recipients(meeting, [], members_of([round.pk]))
        attending = {
            user.pk
            for user in everybody.values()
            if Meeting.objects.attended_by(user).filter(pk=meeting.pk).exists()
        }
        assert {each.user_id for each in found} == attending


def test_a_person_of_two_organisations_gets_one_for_the_one_that_takes_part(round, ours, eva):
    mentor = ParticipationFactory(round=round, kind="mentor")
    MembershipFactory(participation=mentor, user=eva)
    meeting = meeting_in(14, round)

    [found] = recipients(meeting, [], members_of([round.pk]))

    assert found.participation == ours


def test_a_letter_to_some_roles_reaches_no_other(clock, round, ours, eva):
    MembershipFactory(participation=ours, role=Role.POLITICIAN)
    meeting_in(7, round)
    LetterRule.objects.create(
        round=round, step=Step.INVITATION, kind="learning", days=-14, subject="a", body="b",
        roles=[], is_on=False,
    )  # fmt: skip

    run()

    assert told() == [(eva.email, "Om en vecka: presentationen till Träffen")]


# --- when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "subjects"),
    [
        (15, []),
        (14, ["Inbjudan: Träffen, tisdag 16 mars 2027"]),
        (7, ["Inbjudan: Träffen, tisdag 9 mars 2027, och en sak till"]),
        (2, ["Inbjudan: Träffen, torsdag 4 mars 2027, och en sak till"]),
        (1, ["Inbjudan: Träffen, onsdag 3 mars 2027, och en sak till"]),
        (0, ["Inbjudan: Träffen, tisdag 2 mars 2027, och en sak till"]),
        (-1, ["Dokumentationen från Träffen"]),
        (-4, ["Dokumentationen från Träffen"]),
        (-5, []),
    ],
)
def test_what_is_due_of_a_meeting_goes_at_once_and_once(clock, round, eva, days, subjects):
    """It is 9 o'clock; a meeting of today begins at half past."""
    meeting_in(days, round)

    run()
    run()
    clock.to(NOW + timedelta(hours=1))
    run()

    assert [subject for _to, subject in told()] == subjects


def test_nothing_is_said_of_a_meeting_that_has_begun_but_that_it_is_documented(clock, round, eva):
    meeting_in(0, round, starts_at=time(8))

    run()

    assert told() == []


def test_two_workers_queue_each_letter_once(clock, round, eva):
    meeting_in(14, round)

    assert (queue_due_letters(), queue_due_letters()) == (1, 0)


def test_the_invitation_is_no_reminder_and_the_others_are(clock, round, eva):
    set_reminders(user_id=eva.pk, wanted=False)
    meeting_in(1, round)

    run()

    assert [subject for _to, subject in told()] == ["Inbjudan: Träffen, onsdag 3 mars 2027"]
    [off] = DigestItem.objects.filter(dropped=DigestItem.Dropped.OFF)
    assert off.letter_copy.step == Step.REMINDER


def test_a_copy_of_each_invitation_goes_to_the_project(clock, round, eva, settings):
    settings.MAIL_REPLY_TO = "Projektet <projektet@skr.example>"
    MembershipFactory(participation__round=round)
    meeting_in(14, round)

    run()
    run()

    copies = [subject for to, subject in told() if to == "projektet@skr.example"]
    assert copies == ["Kopia: Inbjudan: Träffen, tisdag 16 mars 2027"]


# --- when it changes ----------------------------------------------------------------------------


def test_a_meeting_that_moves_before_its_letter_goes_takes_it_along(clock, round, eva):
    meeting = meeting_in(14, round)
    clock.to(local(TODAY, time(4)))
    queue_due_letters()
    change_meeting(meeting=meeting, date=meeting.date + timedelta(days=20))
    clock.to(NOW)
    run()
    assert (told(), LetterCopy.objects.count()) == ([], 0)

    clock.to(NOW + timedelta(days=20))
    run()

    assert [subject for _to, subject in told()] == ["Inbjudan: Träffen, måndag 5 april 2027"]


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"date": date(2027, 3, 17)}, True),
        ({"starts_at": time(10)}, True),
        ({"place": "Biblioteket"}, True),
        ({"title": "Annat namn"}, False),
        ({"ends_at": time(17)}, False),
    ],
)
def test_who_has_been_told_of_a_meeting_hears_once_that_it_has_changed(
    clock, round, eva, fields, is_told
):
    meeting = meeting_in(14, round, place="Stadshuset")
    run()
    change_meeting(meeting=meeting, **fields)
    newcomer = MembershipFactory(participation__round=round).user
    clock.to(NOW + timedelta(hours=1))
    run()
    for days in (1, 2, 3):
        clock.to(NOW + timedelta(days=days))
        OutgoingMail.objects.update(state=OutgoingMail.State.DONE)
        run()

    changed = [to for to, subject in told() if subject.startswith("Ändrat: ")]
    assert changed == [eva.email] * is_told
    assert [subject[:9] for to, subject in told() if to == newcomer.email] == ["Inbjudan:"]


def test_a_day_that_was_corrected_before_anybody_heard_of_it_is_told_to_nobody(clock, round, eva):
    meeting = meeting_in(14, round)
    run()
    change_meeting(meeting=meeting, date=date(2027, 3, 20))
    queue_due_letters()
    change_meeting(meeting=meeting, date=date(2027, 3, 16))
    OutgoingMail.objects.update(state=OutgoingMail.State.DONE)
    clock.to(NOW + timedelta(days=1))

    run()

    assert len(told()) == 1


def test_a_place_that_was_not_known_then_is_no_change(clock, round, eva):
    meeting = meeting_in(14, round)
    run()
    change_meeting(meeting=meeting, place="Stadshuset")
    OutgoingMail.objects.update(state=OutgoingMail.State.DONE)
    clock.to(NOW + timedelta(days=1))

    run()

    assert len(told()) == 1


def test_a_reminder_comes_again_for_a_day_that_is_much_later(clock, round, eva):
    meeting = meeting_in(1, round)
    for later, day in ((0, None), (1, date(2027, 3, 24)), (21, None)):
        if day:
            change_meeting(meeting=meeting, date=day)
        clock.to(NOW + timedelta(days=later))
        run()
        OutgoingMail.objects.update(state=OutgoingMail.State.DONE)
        clock.to(NOW + timedelta(days=later, hours=1))
        run()

    reminded = DigestItem.objects.filter(
        subject__startswith="Påminnelse: ", digest__isnull=False
    ).order_by("pk")
    assert [each.digest.day for each in reminded] == [TODAY, date(2027, 3, 23)]


def test_a_meeting_that_is_removed_sends_nothing(clock, round, eva):
    meeting = meeting_in(14, round)
    clock.to(local(TODAY, time(4)))
    queue_due_letters()
    remove_meeting(meeting=meeting)
    clock.to(NOW)

    run()

    assert (told(), DigestItem.objects.count()) == ([], 0)


def test_who_leaves_before_it_goes_gets_none_and_who_comes_back_does(clock, round, ours, eva):
    meeting_in(14, round)
    clock.to(local(TODAY, time(4)))
    queue_due_letters()
    Membership.objects.filter(user=eva).delete()
    clock.to(NOW)
    run()
    assert told() == []

    MembershipFactory(participation=ours, user=eva)
    run()

    assert len(told()) == 1


# --- a letter of one's own ----------------------------------------------------------------------


def test_the_meetings_own_text_stands_before_the_rounds_and_the_shipped_one(clock, round, eva):
    meeting, other = meeting_in(14, round), meeting_in(14, round, title="Den andra")
    rule = {"days": -14, "subject": "Omgång: {träff}", "body": "Kom!", "roles": [], "is_on": True}
    letters.change_letter_rule(round=round, step=Step.INVITATION, kind="learning", **rule)
    letters.change_meeting_letter(
        meeting=meeting, step=Step.INVITATION, days=-14, subject="Egen: {träff}", body="Hej!"
    )
    run()
    assert {item.subject for item in DigestItem.objects.all()} == {
        "Egen: Träffen",
        "Omgång: Den andra",
    }

    letters.reset_meeting_letter(meeting=meeting, step=Step.INVITATION)
    assert plan_of(meeting, Step.INVITATION).wording.subject == "Omgång: {träff}"
    letters.reset_letter_rule(round=round, step=Step.INVITATION, kind="learning")
    assert plan_of(other, Step.INVITATION).wording.subject == "Inbjudan: {träff}, {dag}"


def test_a_meeting_may_write_to_other_roles_than_the_round(clock, round, ours, eva):
    politician = MembershipFactory(participation=ours, role=Role.POLITICIAN).user
    meeting = meeting_in(14, round)
    letters.change_meeting_letter(
        meeting=meeting, step=Step.INVITATION, days=-14, subject="Kom", body="Hej!",
        roles=["politician"],
    )  # fmt: skip

    run()

    assert told() == [(politician.email, "Kom")]


def test_a_stopped_letter_goes_to_nobody_until_it_is_started(clock, round, eva):
    meeting = meeting_in(14, round)
    clock.to(local(TODAY, time(4)))
    queue_due_letters()
    letters.stop_letter(meeting=meeting, step=Step.INVITATION)
    clock.to(NOW)
    run()
    assert told() == []

    letters.resume_letter(meeting=meeting, step=Step.INVITATION)
    run()

    assert len(told()) == 1


def test_a_letter_is_sent_by_hand_before_its_day_and_not_again_on_it(clock, round, eva):
    meeting = meeting_in(30, round)

    sent = letters.send_letter_now(meeting=meeting, step=Step.INVITATION)
    again = letters.send_letter_now(meeting=meeting, step=Step.INVITATION)
    sweep_digests()
    OutgoingMail.objects.update(state=OutgoingMail.State.DONE)
    clock.to(NOW + timedelta(days=16))
    run()

    assert (sent, again, len(told())) == (1, 0, 1)


def test_a_reminder_sent_by_hand_comes_again_for_a_day_that_is_much_later(clock, round, eva):
    meeting = meeting_in(10, round)
    letters.stop_letter(meeting=meeting, step=Step.INVITATION)
    letters.send_letter_now(meeting=meeting, step=Step.REMINDER)
    sweep_digests()
    OutgoingMail.objects.update(state=OutgoingMail.State.DONE)
    change_meeting(meeting=meeting, date=TODAY + timedelta(days=40))
    clock.to(NOW + timedelta(days=39))

    run()

    assert "Påminnelse: Träffen, söndag 11 april 2027" in told()[-1][1]


@pytest.mark.parametrize(
    ("days", "step"),
    [(1, Step.DOCUMENTATION), (-1, Step.INVITATION), (-1, Step.REMINDER), (1, Step.CHANGED)],
)
def test_a_letter_that_comes_too_late_or_too_early_is_not_sent(clock, round, eva, days, step):
    with pytest.raises(LetterOverError):
        letters.send_letter_now(meeting=meeting_in(days, round), step=step)

    assert not MeetingLetter.objects.exists()


def test_who_saves_on_top_of_a_newer_text_is_told(round):
    meeting = meeting_in(14, round)
    text = {"days": -14, "subject": "a", "body": "b"}
    letters.change_meeting_letter(meeting=meeting, step=Step.MATERIAL, version=0, **text)
    rule = text | {"roles": [], "is_on": True}
    letters.change_letter_rule(round=round, step=Step.MATERIAL, kind="learning", version=0, **rule)

    with pytest.raises(StaleVersionError):
        letters.change_meeting_letter(meeting=meeting, step=Step.MATERIAL, version=0, **text)
    with pytest.raises(StaleVersionError):
        letters.change_letter_rule(
            round=round, step=Step.MATERIAL, kind="learning", version=0, **rule
        )


def test_a_copied_round_gets_the_letters_of_the_earlier_one(round):
    fields = {"days": -10, "subject": "a", "body": "b", "roles": ["politician"], "is_on": False}
    letters.change_letter_rule(round=round, step=Step.REMINDER, kind="results", **fields)
    target = RoundFactory()

    assert letters.copy_letter_rules(source=round, target=target) == 1

    copied = LetterRule.objects.values(*fields).get(round=target, step="reminder", kind="results")
    assert copied == fields


def test_queueing_takes_the_same_queries_for_many_people_once_they_have_it(
    clock, round, django_assert_num_queries
):
    MembershipFactory.create_batch(2, participation__round=round)
    meeting_in(14, round)
    run()
    with django_assert_num_queries(14):
        queue_due_letters()
    MembershipFactory.create_batch(10, participation__round=round)
    run()

    with django_assert_num_queries(14):
        queue_due_letters()


def test_a_mentor_of_several_groups_is_told_of_the_meetings_of_each(round):
    groups = [LearningGroupFactory(round=round) for _number in range(3)]
    mentor = ParticipationFactory(round=round, kind="mentor", group=groups[0])
    MentorshipFactory(mentor=mentor, group=groups[0])
    MentorshipFactory(mentor=mentor, group=groups[1])
    membership = MembershipFactory(participation=mentor)

    told_of = [
        recipients(meeting_in(14, round, group=each), (), members_of([round.pk])) for each in groups
    ]

    assert told_of == [[membership], [membership], []]


def test_a_subject_that_grows_too_long_is_shortened_and_holds_up_no_letter(clock, round, eva):
    title = " ".join(["Lärandeträff"] * 9)
    meeting = meeting_in(14, round, title=title, place=" ".join(["Stadshuset"] * 15))
    letters.change_meeting_letter(
        meeting=meeting,
        step=Step.INVITATION,
        version=0,
        days=-14,
        roles=Role.values,
        subject="{träff}, {plats}",
        body="Välkommen!",
    )

    run()

    [(_to, subject)] = told()
    assert subject.startswith(title)
    assert len(subject) <= 200
