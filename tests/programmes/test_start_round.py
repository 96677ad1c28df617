"""A round is started from a template or as an earlier one, and nothing is stored until it is."""

from datetime import date, time

import pytest
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from programmes.errors import DayOutsideRoundError
from programmes.models import LearningGroup, Round, RoundTemplate, TemplateMeeting, Theme
from programmes.planned_meetings import meeting_planner
from programmes.round_templates.plan import Kind, PlannedMeeting
from programmes.services import round_plans
from programmes.services.round_plans import RoundPlan
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
START = {"starts_on": "2027-09-14", "name": "", "groups": "1", "language": "sv"}


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def template() -> RoundTemplate:
    return RoundTemplate.objects.get(name="18 månader")


def planned(client, **given) -> dict[str, str]:
    """What the page with all dates would send if nobody had typed anything."""
    answer = client.post("/omgangar/ny/", START | {"template": template().pk} | given)
    assert answer.status_code == 200
    return as_typed(answer)


def as_typed(answer) -> dict[str, str]:
    data = answer.context["form"].data
    return {name: data[name] for name in data if name not in {"do", "csrfmiddlewaretoken"}}


def test_the_meetings_kinds_are_those_of_the_meetings():
    assert TemplateMeeting.Kind.values == Meeting.Kind.values == [each.value for each in Kind]
    assert TemplateMeeting.Kind.labels == Meeting.Kind.labels


@pytest.mark.usefixtures("staff")
def test_every_date_is_shown_before_anything_is_stored(client):
    answer = client.post("/omgangar/ny/", START | {"template": template().pk})

    assert [row["date"].value() for row in answer.context["rows"]] == [
        "2027-09-14", "2027-11-16", "2027-12-14", "2028-04-16",
        "2028-05-14", "2028-09-16", "2028-10-14", "2029-03-14",
    ]  # fmt: skip
    assert answer.context["form"]["name"].value() == "Omgång 2027–2029"
    assert not Round.objects.exists()
    assert not Meeting.objects.exists()


@pytest.mark.usefixtures("staff")
def test_the_round_is_started_with_its_themes_groups_and_meetings(client):
    answer = client.post("/omgangar/ny/", planned(client, groups="2") | {"do": "save"}, follow=True)

    round = Round.objects.get()
    assert answer.redirect_chain == [(round.get_absolute_url(), 302)]
    assert (round.name, round.starts_on, round.ends_on) == (
        "Omgång 2027–2029",
        date(2027, 9, 14),
        date(2029, 3, 14),
    )
    assert round.template == template()
    assert [str(theme) for theme in round.themes.all()] == template().theme_list
    assert [str(group) for group in round.groups.all()] == ["Grupp 1", "Grupp 2"]
    of_kind = {
        kind: list(round.meetings.filter(kind=kind).values_list("group__name", flat=True))
        for kind in Meeting.Kind.values
    }
    assert of_kind == {
        "kickoff": [None],
        "strategist": [None] * 3,
        "learning": ["Grupp 1", "Grupp 2"] * 3,
        "results": [None],
    }
    second = round.meetings.get(title="Lärandeträff 2", group__name="Grupp 1")
    assert str(second.theme) == "Systematiskt förbättringsarbete"
    assert (second.starts_at, second.ends_at) == (time(9, 30), time(16))


@pytest.mark.usefixtures("staff")
def test_without_groups_the_learning_meetings_are_the_whole_rounds(client):
    client.post("/omgangar/ny/", planned(client, groups="0") | {"do": "save"})

    assert Meeting.objects.filter(group=None).count() == 8
    assert Meeting.objects.count() == 8


@pytest.mark.usefixtures("staff")
def test_a_double_click_starts_one_round(client):
    typed = planned(client) | {"do": "save"}

    answers = [client.post("/omgangar/ny/", typed) for _ in range(2)]

    round = Round.objects.get()
    assert [answer.url for answer in answers] == [round.get_absolute_url()] * 2
    assert "Omgången är redan startad." in client.get(round.get_absolute_url()).text


@pytest.mark.usefixtures("staff")
def test_a_weekend_is_marked_and_moved_in_one_press(client):
    typed = planned(client)

    answer = client.post("/omgangar/ny/", typed | {"do": "move-4"})

    row = answer.context["rows"].forms[4]
    assert (row["date"].value(), row.marks, row.proposal) == ("2028-05-15", [], None)
    assert "Söndag är helg." in client.post("/omgangar/ny/", typed | {"do": "check"}).text
    assert not Round.objects.exists()


@pytest.mark.usefixtures("staff")
def test_all_marked_days_are_moved_in_one_press(client):
    answer = client.post("/omgangar/ny/", planned(client) | {"do": "move-all"})

    assert answer.context["rows"].marked == []
    assert [row["date"].value() for row in answer.context["rows"]][3:5] == [
        "2028-04-18",
        "2028-05-15",
    ]


@pytest.mark.usefixtures("staff")
def test_meetings_are_left_out_and_added(client):
    typed = planned(client)
    typed = as_typed(client.post("/omgangar/ny/", typed | {"do": "add"}))
    typed |= {"rad-0-leave_out": "on", "rad-0-date": "", "rad-8-title": "Extra"}
    typed |= {"rad-8-kind": "learning", "rad-8-date": "2028-01-20", "rad-8-starts_at": "9"}

    client.post("/omgangar/ny/", typed | {"do": "save"})

    titles = list(Meeting.objects.values_list("title", flat=True))
    assert ("Uppstartskonferens" in titles, "Extra" in titles, len(titles)) == (False, True, 8)


@pytest.mark.usefixtures("staff")
def test_a_new_row_is_not_blamed_for_being_empty(client):
    answer = client.post("/omgangar/ny/", planned(client) | {"do": "add"})

    assert answer.context["rows"].forms[-1].errors == {}


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (
            {"ends_on": "2027-09-01"},
            "ends_on",
            "Omgången slutar innan den börjar. Välj en dag efter 14 september 2027.",
        ),
        ({"name": "\u200b"}, "name", "Skriv vad omgången heter."),
        ({"starts_on": "i höst"}, "starts_on", "”i höst” går inte att läsa som en dag."),
        ({"groups": "A\nA"}, "groups", "”A” står på två rader. Ta bort den ena."),
        ({"themes": "x" * 121}, "themes", "en rad får ha högst 120 tecken."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(
    client, typed, field, sentence
):
    answer = client.post("/omgangar/ny/", planned(client) | {"do": "save"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert [answer.context["form"][name].value() for name in typed] == list(typed.values())
    assert not Round.objects.exists()


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"rad-2-date": "2027-09-01"},
            "Välj en dag under omgången, från 14 september 2027 till 14 mars 2029.",
        ),
        (
            {"rad-2-date": "2027-09-14"},
            "Krockar med ”Uppstartskonferens” samma dag. Välj en annan dag eller tid.",
        ),
        ({"rad-2-date": "2028-02-30"}, "Dagen ”2028-02-30” finns inte."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it(client, typed, sentence):
    answer = client.post("/omgangar/ny/", planned(client) | {"do": "save"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.context["rows"].forms[2].errors["date"][0]
    assert 'href="#id_rad-2-date"' in answer.text  # in the list at the top, which takes focus
    assert not Round.objects.exists()


@pytest.mark.usefixtures("staff")
def test_two_meetings_on_one_day_after_each_other_are_told_and_allowed(client):
    typed = planned(client) | {"rad-1-date": "2027-09-14", "rad-1-starts_at": "16.30"}
    typed["rad-1-ends_at"] = "18.00"

    answer = client.post("/omgangar/ny/", typed | {"do": "check"})
    saved = client.post("/omgangar/ny/", typed | {"do": "save"})

    assert answer.context["rows"].forms[1].notes == ["Samma dag som ”Uppstartskonferens”."]
    assert saved.status_code == 302


@pytest.mark.usefixtures("staff")
def test_a_start_in_the_past_is_told_and_allowed(client):
    typed = planned(client, starts_on="2024-02-29")

    answer = client.post("/omgangar/ny/", typed | {"do": "check"})

    assert "Startdagen har redan varit." in answer.text
    assert typed["ends_on"] == "2025-08-29"
    assert client.post("/omgangar/ny/", typed | {"do": "save"}).status_code == 302


@pytest.mark.usefixtures("staff")
def test_nothing_of_a_round_is_there_when_one_meeting_cannot_be():
    outside = PlannedMeeting("kickoff", "Start", date(2030, 1, 1), time(9), None)
    plan = RoundPlan("A", date(2027, 1, 1), date(2028, 1, 1), groups=["G"], meetings=[outside])

    with pytest.raises(DayOutsideRoundError):
        round_plans.start_round(plan=plan)

    assert (Round.objects.count(), LearningGroup.objects.count()) == (0, 0)


@pytest.mark.usefixtures("staff")
def test_hostile_input_is_answered_with_a_sentence(client):
    typed = planned(client)
    for given in (
        {"rad-TOTAL_FORMS": "100000"},
        {"rad-TOTAL_FORMS": "x"},
        {"rad-0-theme": "99"},
        {"rad-0-group": "Ω"},
        {"name": "a\x00b"},
        {"do": "move-99999"},
        {"do": "move-77"},
        {"template": "0"},
    ):
        answer = client.post("/omgangar/ny/", {"do": "save"} | typed | given)
        assert answer.status_code in {200, 422}, given
    assert not Round.objects.exists()


# --- as an earlier round ----------------------------------------------------------------------


@pytest.mark.usefixtures("staff")
def test_a_round_is_copied_with_its_days_moved_and_without_its_people(client):
    earlier = RoundFactory(starts_on=date(2026, 9, 15), ends_on=date(2028, 3, 14))
    group = LearningGroupFactory(round=earlier, name="Södra gruppen")
    theme = ThemeFactory(round=earlier, position=1)
    MembershipFactory(participation=ParticipationFactory(round=earlier, group=group))
    MeetingFactory(round=earlier, title="Start", date=date(2026, 9, 15), starts_at=time(10))
    MeetingFactory(
        round=earlier, group=group, theme=theme, kind="learning", date=date(2026, 12, 3), title="L1"
    )

    answer = client.post(f"/omgangar/{earlier.pk}/kopiera/", {"starts_on": "2028-09-12"})
    client.post("/omgangar/ny/", as_typed(answer) | {"do": "save"})

    copy = Round.objects.exclude(pk=earlier.pk).get()
    assert (copy.name, copy.ends_on) == ("Omgång 2028–2030", date(2030, 3, 12))
    assert [str(each) for each in copy.groups.all()] == ["Södra gruppen"]
    assert list(copy.meetings.values_list("title", "date", "group__name", "theme__label")) == [
        ("Start", date(2028, 9, 12), None, None),
        ("L1", date(2028, 11, 30), "Södra gruppen", theme.label),
    ]
    assert not copy.participations.exists()


# --- one for each group, afterwards -----------------------------------------------------------


@pytest.mark.usefixtures("staff")
def test_each_group_gets_its_own_learning_meetings(client, round):
    today = timezone.localdate()
    joint = MeetingFactory(round=round, kind="learning", title="L1", date=today)
    AgendaItemFactory(meeting=joint, title="Lunch")
    MeetingFactory(round=round, kind="kickoff", title="Start", date=today)
    groups = [LearningGroupFactory(round=round, name=name) for name in ("A", "B", "C")]

    page = client.get(f"/omgangar/{round.pk}/grupptraffar/")
    client.post(f"/omgangar/{round.pk}/grupptraffar/")

    assert "var och en av de 3 grupperna" in " ".join(page.text.split())
    learning = Meeting.objects.filter(kind="learning")
    assert {each.group for each in learning} == set(groups)
    assert {each.date for each in learning} == {today}
    assert AgendaItem.objects.filter(title="Lunch").count() == 3
    joint.refresh_from_db()
    assert joint.group == groups[0]
    assert Meeting.objects.get(kind="kickoff").group is None


@pytest.mark.usefixtures("staff")
def test_a_meeting_that_somebody_has_written_at_stays_the_whole_rounds(client, round):
    joint = MeetingFactory(round=round, kind="learning", date=timezone.localdate())
    BoardFactory(meeting=joint, state="open", path="0" * 32)
    LearningGroupFactory(round=round)

    answer = client.post(f"/omgangar/{round.pk}/grupptraffar/", follow=True)

    joint.refresh_from_db()
    assert joint.group is None
    assert "Den är kvar för hela omgången." in answer.text


def test_the_planner_reads_the_meetings_in_one_query(round, django_assert_num_queries):
    MeetingFactory.create_batch(3, round=round)

    with django_assert_num_queries(1):
        found = meeting_planner().stored(round)

    assert len(found) == 3
    assert Theme.objects.count() == 0


@pytest.mark.usefixtures("staff")
def test_the_form_of_a_round_query_count(client, django_assert_num_queries):
    # session, user, whether there are templates, templates (the field asks twice)
    with django_assert_num_queries(5):
        client.get("/omgangar/ny/")
