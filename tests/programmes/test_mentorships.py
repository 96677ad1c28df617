"""Mentors of several groups: what they may see and lead, and what SKR may choose."""

import pytest

from meetings.models import Meeting
from modellkoncept.audit.models import AuditEvent
from modellkoncept.locking import StaleVersionError
from programmes import errors
from programmes.models import LearningGroup, MentorNote, Mentorship, Participation, Role, Round
from programmes.queries.history import mentorship_of
from programmes.queries.mentorships import mentor_rows, mentorships_of
from programmes.services import mentor_choice, mentorships, participations
from tests.constraints import refused_by
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    OrganisationFactory,
    ParticipationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MENTOR, PARTICIPANT = Participation.Kind.MENTOR, Participation.Kind.PARTICIPANT


@pytest.fixture
def second(round):
    return LearningGroupFactory(round=round)


@pytest.fixture
def theme(round):
    return ThemeFactory(round=round)


@pytest.fixture
def mentor(round):
    return ParticipationFactory(round=round, kind=MENTOR)


def person_of(participation, role=Role.STRATEGIST):
    return MembershipFactory(participation=participation, role=role).user


# --- who sees what ------------------------------------------------------------------------------


def test_a_mentor_sees_plans_and_leads_in_each_of_its_groups_and_in_no_other(
    round, group, second, mentor, theme
):
    third = LearningGroupFactory(round=round)
    meetings = {
        each: MeetingFactory(round=round, group=each, kind=Meeting.Kind.LEARNING)
        for each in (group, second, third)
    }
    user = person_of(mentor)
    for each in (group, second):
        mentorships.add_mentorship(mentor=mentor, group=each, theme=theme)

    ours = {meetings[group], meetings[second]}
    found = Meeting.objects
    assert set(found.visible_to(user)) == ours
    assert set(found.attended_by(user)) == ours
    assert set(found.planned_by(user)) == ours
    assert set(found.led_by(user)) == ours
    assert set(LearningGroup.objects.led_by(user)) == {group, second}
    assert set(LearningGroup.objects.attended_by(user)) == {group, second}
    assert list(Round.objects.led_by(user)) == [round]


def test_a_meeting_is_found_once_however_many_themes_the_mentor_has(round, group, mentor):
    meeting = MeetingFactory(round=round, group=group)
    user = person_of(mentor)
    for theme in ThemeFactory.create_batch(2, round=round):
        mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)

    assert list(Meeting.objects.visible_to(user)) == [meeting]
    assert list(Meeting.objects.planned_by(user)) == [meeting]


def test_who_stands_behind_a_mentor_sees_the_group_too(round, group, mentor, theme):
    first = mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)
    behind = ParticipationFactory(round=round, kind=MENTOR)
    meeting = MeetingFactory(round=round, group=group)
    user = person_of(behind, Role.POLITICIAN)
    assert not Meeting.objects.visible_to(user).exists()

    mentorships.add_mentorship(mentor=behind, group=group, theme=theme, supports=first)

    assert list(Meeting.objects.visible_to(user)) == [meeting]


def test_without_the_mentorship_the_group_is_closed_again(round, group, second, mentor, theme):
    user = person_of(mentor)
    MeetingFactory(round=round, group=group)
    kept = MeetingFactory(round=round, group=second)
    first = mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)
    mentorships.add_mentorship(mentor=mentor, group=second, theme=theme)

    mentorships.remove_mentorship(mentorship=first)

    assert list(Meeting.objects.visible_to(user)) == [kept]
    mentor.refresh_from_db()
    assert (mentor.group, mentor.theme) == (second, theme)


@pytest.mark.parametrize(
    ("who", "sees"), [("strategist", True), ("mentor", True), ("other_strategist", False)]
)
def test_mentors_of_others_change_nothing_for_the_people_of_the_group(
    people, round, group, who, sees
):
    MentorshipFactory(group=group)
    meeting = MeetingFactory(round=round, group=group)

    assert Meeting.objects.visible_to(people[who]).filter(pk=meeting.pk).exists() is sees


def test_the_home_page_of_a_mentor_has_its_second_groups_meeting(client, round, second, mentor):
    mentorships.add_mentorship(mentor=mentor, group=second)
    MeetingFactory(round=round, group=second, title="Träff i andra gruppen")
    client.force_login(person_of(mentor))

    assert "Träff i andra gruppen" in client.get("/").text
    assert "Träff i andra gruppen" in client.get(f"/omgangar/{round.pk}/").text


# --- what may be chosen -------------------------------------------------------------------------


def test_the_first_mentorship_stands_in_the_participation_too(group, mentor, theme):
    mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)

    mentor.refresh_from_db()
    assert (mentor.group, mentor.theme) == (group, theme)


def test_a_mentor_that_joins_with_a_group_has_its_mentorship(round, group, second, theme):
    mentor = participations.join_round(
        round=round, organisation=OrganisationFactory(), kind=MENTOR, group=group, theme=theme
    )
    assert [(row.group, row.theme) for row in mentorships_of(mentor)] == [(group, theme)]

    participations.change_participation(participation=mentor, group=second)

    assert [(row.group, row.theme) for row in mentorships_of(mentor)] == [(second, theme)]
    participations.change_participation(participation=mentor, group=None, theme=None)
    assert mentorships_of(mentor) == []


def test_an_organisation_is_no_mentor_in_its_own_group(round, group, second):
    participant = ParticipationFactory(round=round, group=group)

    with pytest.raises(errors.MentorInOwnGroupError):
        mentorships.add_mentorship(mentor=participant, group=group)
    with pytest.raises(errors.NotAMentorError):
        mentorships.add_mentorship(mentor=participant, group=second)
    assert not Mentorship.objects.exists()


def test_a_mentor_with_groups_does_not_become_a_participant(group, mentor):
    mentorships.add_mentorship(mentor=mentor, group=group)

    with pytest.raises(errors.StillMentorError):
        participations.change_participation(participation=mentor, kind=PARTICIPANT)


def test_the_same_is_chosen_once(group, mentor, theme):
    mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)

    with pytest.raises(errors.AlreadyMentorError):
        mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)


def test_parts_of_another_round_are_refused(mentor, group, theme):
    for parts in (
        {"group": LearningGroupFactory()},
        {"group": group, "theme": ThemeFactory()},
        {"group": group, "supports": MentorshipFactory()},
        {
            "group": group,
            "supports": MentorshipFactory(group=LearningGroupFactory(round=mentor.round)),
        },
    ):
        with pytest.raises(errors.WrongRoundError):
            mentorships.add_mentorship(mentor=mentor, **parts)


@pytest.mark.parametrize(
    ("part", "factory", "name"),
    [
        ("group", LearningGroupFactory, "mentorship_is_in_a_group_of_its_round"),
        ("theme", ThemeFactory, "mentorship_has_a_theme_of_its_round"),
        ("mentor", ParticipationFactory, "mentorship_is_of_a_mentor_of_its_round"),
    ],
)
def test_the_database_refuses_them_too(part, factory, name):
    found = Mentorship.objects.filter(pk=MentorshipFactory().pk)

    assert refused_by(lambda: found.update(**{part: factory()})) == name


def test_who_stands_behind_goes_with_the_mentor(round, group, mentor, theme):
    first = mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)
    behind = ParticipationFactory(round=round, kind=MENTOR)
    mentorships.add_mentorship(mentor=behind, group=group, theme=theme, supports=first)

    mentorships.remove_mentorship(mentorship=first)
    mentorships.remove_mentorship(mentorship=first)

    assert not Mentorship.objects.exists()
    behind.refresh_from_db()
    assert (behind.group, behind.theme) == (None, None)


def test_the_choice_brings_the_organisation_into_the_round(round, group, theme):
    organisation, staff = OrganisationFactory(), UserFactory(is_staff=True)

    made = mentor_choice.choose_mentor(
        group=group,
        theme=theme,
        organisation=organisation,
        instead_of="Ale kommun",
        reason="Samma geografi",
        actor=staff,
    )

    assert (made.mentor.organisation, made.mentor.kind) == (organisation, MENTOR)
    assert (made.instead_of, made.reason) == ("Ale kommun", "Samma geografi")
    kinds = AuditEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["organisation_joined", "mentor_override"]


def test_a_refused_choice_leaves_nothing(group):
    participant = ParticipationFactory(round=group.round, group=group)

    with pytest.raises(errors.MentorInOwnGroupError):
        mentor_choice.choose_mentor(group=group, theme=None, organisation=participant.organisation)
    assert not AuditEvent.objects.exists()


def test_pages_tell_who_supports_whom(round, group, theme):
    vannas, umea = (
        ParticipationFactory(round=round, kind=MENTOR, organisation__name=name)
        for name in ("Vännäs kommun", "Umeå kommun")
    )
    first = mentorships.add_mentorship(mentor=vannas, group=group, theme=theme)
    mentorships.add_mentorship(mentor=umea, group=group, theme=theme, supports=first)

    [row] = mentor_rows([vannas, umea], Mentorship.objects.all())[group.pk]

    assert row.organisation == "Vännäs kommun, med stöd av Umeå kommun"


def test_a_decision_text_finds_what_the_mentor_is_to_do(round, group, theme):
    vannas, umea = (
        ParticipationFactory(round=round, kind=MENTOR, organisation__name=name)
        for name in ("Vännäs kommun", "Umeå kommun")
    )
    for name in ("Åby kommun", "Ale kommun"):
        ParticipationFactory(round=round, group=group, organisation__name=name)
    MeetingFactory(round=round, group=group, theme=theme, kind="learning", title="Lärandeträff 1")
    first = mentorships.add_mentorship(mentor=vannas, group=group, theme=theme)
    mentorships.add_mentorship(mentor=umea, group=group, theme=theme, supports=first)

    [facts] = mentorship_of(umea)

    assert (facts.theme, facts.group, facts.meeting_title, facts.supports) == (
        theme.label,
        group.name,
        "Lärandeträff 1",
        "Vännäs kommun",
    )
    assert facts.organisations == ["Ale kommun", "Åby kommun"]
    assert mentorship_of(vannas)[0].supports == ""


def test_removing_a_theme_leaves_the_mentors(group, mentor, theme):
    for each in (theme, ThemeFactory(round=theme.round)):
        mentorships.add_mentorship(mentor=mentor, group=group, theme=each)
        each.delete()

    assert Mentorship.objects.filter(theme=None, group=group).count() == 2


def test_a_round_may_hold_a_mentor_without_a_group(round, mentor):
    assert mentor_rows([mentor], [])[None][0].participation == mentor


# --- the mentors' notes -------------------------------------------------------------------------


def test_only_the_mentors_own_people_read_its_note(people, round, group):
    mentor = Participation.objects.filter(memberships__user=people["mentor"]).get()
    note = mentorships.save_mentor_note(mentor=mentor, group=group, text="Tyst", version=0)

    readers = {kind for kind, user in people.items() if note in readable(user)}

    assert readers == {"mentor"}


def readable(user):
    return MentorNote.objects.readable_by(user)


def test_two_colleagues_who_save_at_once_both_keep_their_text(client, group, mentor):
    mentorships.add_mentorship(mentor=mentor, group=group)
    client.force_login(person_of(mentor))
    address = f"/deltagande/{mentor.pk}/grupper/{group.pk}/"
    client.post(address, {"text": "Den första", "version": 0})

    late = client.post(address, {"text": "Den andra", "version": 0})

    assert late.status_code == 409
    assert "Den första" in late.text
    assert "Den andra" in late.text
    client.post(address, {"text": "Båda", "version": 1})
    assert MentorNote.objects.get().text == "Båda"
    with pytest.raises(StaleVersionError):
        mentorships.save_mentor_note(mentor=mentor, group=group, text="x", version=1)


def test_a_note_about_a_group_that_is_not_supported_is_not_found(client, second, mentor):
    client.force_login(person_of(mentor))

    answer = client.post(f"/deltagande/{mentor.pk}/grupper/{second.pk}/", {"text": "x"})

    assert answer.status_code == 404


def test_a_note_too_long_is_told_and_stays(client, group, mentor):
    mentorships.add_mentorship(mentor=mentor, group=group)
    client.force_login(person_of(mentor))

    answer = client.post(
        f"/deltagande/{mentor.pk}/grupper/{group.pk}/", {"text": "x" * 5001, "version": 0}
    )

    assert answer.status_code == 422
    assert "Skriv högst 5000 tecken. Nu är det 5001." in answer.text.replace("\xa0", "")
    assert not MentorNote.objects.exists()


@pytest.mark.parametrize(("kind", "status"), [("mentor", 200), ("staff", 403), ("manager", 403)])
def test_who_opens_a_mentors_groups(client, people, kind, status):
    mentor = Participation.objects.filter(memberships__user=people["mentor"]).get()
    client.force_login(people[kind])

    assert client.get(f"/deltagande/{mentor.pk}/grupper/").status_code == status


def test_the_page_has_all_groups_and_says_who_reads(client, group, second, mentor, theme):
    for each in (group, second):
        mentorships.add_mentorship(mentor=mentor, group=each, theme=theme)
    person_of(ParticipationFactory(round=group.round, group=second))
    client.force_login(person_of(mentor))

    answer = client.get(f"/deltagande/{mentor.pk}/grupper/")

    assert [row.group for row, _form in answer.context["rows"]] == [group, second]
    said = f"Anteckningarna läser bara ni i {mentor}: varken gruppen eller SKR kan öppna dem här."
    assert said in " ".join(answer.text.split())


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_a_mentors_page_query_count(client, round, mentor, rows, django_assert_num_queries):
    for group in LearningGroupFactory.create_batch(rows, round=round):
        mentorships.add_mentorship(mentor=mentor, group=group)
        MembershipFactory(participation=ParticipationFactory(round=round, group=group))
    client.force_login(person_of(mentor))

    # session, user, participation, permission, mentorships, own group, participants, people, notes
    with django_assert_num_queries(9):
        client.get(f"/deltagande/{mentor.pk}/grupper/")


def test_another_round_stays_apart(group):
    elsewhere = MentorshipFactory()
    user = person_of(elsewhere.mentor)

    assert not LearningGroup.objects.attended_by(user).filter(pk=group.pk).exists()
