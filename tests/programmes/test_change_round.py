"""A round is changed on one page: what it is, its themes and every date, or nothing of it."""

from datetime import date, time, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from meetings.models import Meeting
from meetings.services import meetings
from modellkoncept.audit.models import AuditEvent
from modellkoncept.locking import StaleVersionError, lock_row
from programmes.errors import RoundInUseError
from programmes.models import LearningGroup, Participation, Round, Theme
from programmes.planned_meetings import MovedMeeting
from programmes.services import round_plans, rounds
from programmes.services.themes import ThemeLine, arrange_themes
from tests.factories import (
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def planned(round) -> Round:
    """A round with two themes and three meetings, four weeks apart."""
    for position, label in enumerate(["Styrning", "Analys"], start=1):
        ThemeFactory(round=round, position=position, label=label)
    for number in range(3):
        MeetingFactory(
            round=round,
            title=f"Träff {number}",
            date=date(2027, 2, 2) + timedelta(weeks=4 * number),
            starts_at=time(9),
            ends_at=time(12),
        )
    return round


def address(round) -> str:
    return f"/omgangar/{round.pk}/andra/"


def read(client, round) -> dict[str, str]:
    """What the page would send if nobody had typed anything."""
    return as_typed(client.get(address(round)))


def as_typed(answer) -> dict[str, str]:
    data = answer.context["form"].data
    return {name: data[name] for name in data if name not in {"do", "csrfmiddlewaretoken"}}


def days(round) -> list[str]:
    return [f"{day}" for day in round.meetings.order_by("pk").values_list("date", flat=True)]


@pytest.mark.usefixtures("staff")
def test_what_nobody_changed_stays_as_it_was(client, planned):
    before = days(planned), list(Meeting.objects.values_list("agenda_version", flat=True))

    answer = client.post(address(planned), read(client, planned))

    assert answer.status_code == 302
    assert (days(planned), list(Meeting.objects.values_list("agenda_version", flat=True))) == before


@pytest.mark.usefixtures("staff")
def test_name_days_themes_and_dates_are_saved_at_once(client, planned):
    typed = read(client, planned) | {
        "name": "Nytt namn",
        "ends_on": "2029-01-10",
        "tema-0-position": "2",
        "tema-1-position": "1",
        "tema-1-label": "Uppföljning",
        "tema-2-label": "Spridning",
        "rad-2-date": "2029-01-09",
        "rad-2-starts_at": "13",
        "rad-2-ends_at": "",
    }

    assert client.post(address(planned), typed).status_code == 302

    planned.refresh_from_db()
    assert (planned.name, planned.ends_on) == ("Nytt namn", date(2029, 1, 10))
    assert list(planned.themes.values_list("position", "label")) == [
        (1, "Uppföljning"),
        (2, "Styrning"),
        (3, "Spridning"),
    ]
    assert days(planned) == ["2027-02-02", "2027-03-02", "2029-01-09"]
    assert planned.meetings.latest("pk").starts_at == time(13)


@pytest.mark.usefixtures("staff")
def test_a_theme_is_removed_after_a_question_and_its_meetings_stay(client, planned):
    theme = planned.themes.get(label="Analys")
    Meeting.objects.filter(title="Träff 0").update(theme=theme)
    typed = read(client, planned) | {"tema-1-remove": "on"}

    asked = client.post(address(planned), typed)
    assert "Ta bort temat ”Analys”?" in asked.text
    assert planned.themes.count() == 2
    client.post(address(planned), typed | {"confirmed": "1"})

    assert [str(each) for each in planned.themes.all()] == ["Styrning"]
    assert Meeting.objects.get(title="Träff 0").theme is None


@pytest.mark.usefixtures("staff")
def test_a_meeting_and_all_later_ones_are_moved_but_only_shown_first(client, planned):
    typed = read(client, planned) | {"do": "shift", "since": "1", "weeks": "2"}

    shown = client.post(address(planned), typed)

    assert [row["date"].value() for row in shown.context["rows"]] == [
        "2027-02-02",
        "2027-03-16",
        "2027-04-13",
    ]
    assert "2 träffar har fått nya dagar här nedanför. Inget är sparat än." in shown.text
    assert days(planned) == ["2027-02-02", "2027-03-02", "2027-03-30"]
    client.post(address(planned), as_typed(shown))
    assert days(planned) == ["2027-02-02", "2027-03-16", "2027-04-13"]


@pytest.mark.usefixtures("staff")
def test_the_round_ends_later_when_its_last_meeting_does(client, planned):
    typed = read(client, planned) | {"do": "shift", "since": "0", "weeks": "60"}

    shown = client.post(address(planned), typed)

    assert shown.context["form"]["ends_on"].value() == "2028-05-23"
    assert "Omgångens sista dag är flyttad så att alla ryms." in shown.text


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [("", "Skriv hur många veckor."), ("105", "Skriv högst 104."), ("två", "”två” går inte")],
)
def test_how_far_is_said_beside_its_field_when_it_cannot_be(client, planned, weeks, sentence):
    typed = read(client, planned) | {"do": "shift", "since": "0", "weeks": weeks}

    answer = client.post(address(planned), typed)

    assert sentence in answer.context["shift"].errors["weeks"][0]
    assert answer.context["rows"].forms[0]["date"].value() == "2027-02-02"


@pytest.mark.usefixtures("staff")
def test_a_marked_day_is_moved_in_one_press_and_not_saved(client, planned):
    typed = read(client, planned) | {"rad-0-date": "2027-06-25", "do": "move-0"}

    answer = client.post(address(planned), typed)

    assert answer.context["rows"].forms[0]["date"].value() == "2027-06-28"
    assert days(planned)[0] == "2027-02-02"


@pytest.mark.usefixtures("staff")
def test_two_who_save_at_once_lose_nothing(client, planned):
    first = read(client, planned) | {"name": "Mitt namn", "rad-0-date": "2027-02-09"}
    Round.objects.filter(pk=planned.pk).update(name="Den andras namn", version=2)
    Meeting.objects.filter(title="Träff 0").update(date=date(2027, 2, 4), agenda_version=7)

    answer = client.post(address(planned), first)

    assert answer.status_code == 409
    assert answer.context["form"]["name"].value() == "Mitt namn"
    assert answer.context["stored"].name == "Den andras namn"
    assert answer.context["rows"].forms[0]["date"].value() == "2027-02-09"
    assert answer.context["rows"].forms[0].stored.date == date(2027, 2, 4)
    assert client.post(address(planned), as_typed(answer)).status_code == 302
    planned.refresh_from_db()
    assert (planned.name, days(planned)[0]) == ("Mitt namn", "2027-02-09")


@pytest.mark.usefixtures("staff")
def test_a_meeting_that_was_removed_meanwhile_stays_removed(client, planned):
    typed = read(client, planned) | {"rad-0-date": "2027-02-09", "rad-1-date": "2027-03-03"}
    Meeting.objects.get(title="Träff 0").delete()

    assert client.post(address(planned), typed).status_code == 302

    assert days(planned) == ["2027-03-03", "2027-03-30"]


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"ends_on": "2027-02-20"}, "rows"),
        ({"starts_on": "2027-03-01"}, "rows"),
        ({"ends_on": "2026-01-01"}, "form"),
        ({"rad-0-date": "2027-03-02"}, "rows"),
        ({"tema-0-label": ""}, "themes"),
        ({"name": ""}, "form"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_saved(client, planned, typed, where):
    answer = client.post(address(planned), read(client, planned) | {"name": "Nytt"} | typed)

    assert answer.status_code == 422
    found = answer.context[where]
    assert found.errors if where == "form" else any(found.errors)
    assert "Något behöver rättas" in answer.text
    planned.refresh_from_db()
    assert planned.name != "Nytt"


@pytest.mark.usefixtures("staff")
def test_a_closed_round_leads_back_to_its_page(client, planned):
    Round.objects.update(closed_on=timezone.localdate())

    assert client.get(address(planned)).url == planned.get_absolute_url()
    assert client.get(f"/omgangar/{planned.pk}/grupptraffar/").url == planned.get_absolute_url()


@pytest.mark.parametrize("meetings", [1, 3])
@pytest.mark.usefixtures("staff")
def test_the_page_of_all_dates_query_count(client, round, meetings, django_assert_num_queries):
    for number in range(meetings):
        group = LearningGroupFactory(round=round)
        MeetingFactory(round=round, group=group, title=f"T{number}", date=date(2027, 2, number + 1))
        ThemeFactory(round=round)

    # session, user, round, themes, meetings (as typed and as stored), groups
    with django_assert_num_queries(7):
        client.get(address(round))


def test_themes_change_places_in_one_go(round):
    first, second = (ThemeFactory(round=round, position=n, label=f"T{n}") for n in (1, 2))

    lines = [ThemeLine("Ny"), ThemeLine("T2", second.pk), ThemeLine("T1", first.pk)]
    arrange_themes(round=round, themes=lines)

    assert list(round.themes.values_list("position", "label")) == [(1, "Ny"), (2, "T2"), (3, "T1")]


def test_a_theme_of_another_round_is_not_taken(round):
    foreign = ThemeFactory(label="Annan")

    arrange_themes(round=round, themes=[ThemeLine("Vår", foreign.pk)])

    assert not round.themes.exists()
    assert Theme.objects.get().label == "Annan"


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("politician", 403), ("strategist", 403), ("mentor", 403)],
)
@pytest.mark.parametrize("page", ["andra/", "kopiera/", "grupptraffar/", "ta-bort/"])
def test_nobody_but_skr_changes_a_round(client, people, round, who, status, page):  # noqa: PLR0913 – a table
    client.force_login(people[who])
    data = {"name": "Taget", "starts_on": "2028-01-03", "do": "save", "confirmed": "1"}

    assert client.post(f"/omgangar/{round.pk}/{page}", data).status_code == status

    assert Round.objects.get(pk=round.pk).name == round.name
    assert client.post("/omgangar/ny/", data).status_code == 403
    assert client.post("/omgangsmallar/ny/", data).status_code == 403


def test_only_who_plans_a_meeting_removes_it(client, people, group_meeting):
    for who, status in (("other_strategist", 404), ("politician", 403), ("strategist", 302)):
        client.force_login(people[who])
        answer = client.post(f"/moten/{group_meeting.pk}/ta-bort/", {"confirmed": "1"})
        assert (who, answer.status_code) == (who, status)
    assert not Meeting.objects.exists()


# --- removed ----------------------------------------------------------------------------------


def test_a_round_without_organisations_is_removed_after_a_question(client, staff, planned):
    LearningGroupFactory(round=planned)
    Meeting.objects.update(group=LearningGroup.objects.get())
    where = f"/omgangar/{planned.pk}/ta-bort/"

    asked = client.post(where)
    assert "Ta bort omgången" in asked.text
    assert Round.objects.exists()
    answer = client.post(where, {"confirmed": "1"})

    assert answer.url == "/omgangar/"
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.subject) == ("round_removed", staff, planned.name)
    assert (Round.objects.count(), Meeting.objects.count()) == (0, 0)


@pytest.mark.usefixtures("staff")
def test_a_round_with_organisations_stays_and_says_why(client, planned):
    ParticipationFactory(round=planned)

    answer = client.post(f"/omgangar/{planned.pk}/ta-bort/", {"confirmed": "1"}, follow=True)

    assert "Omgången har organisationer eller tavlor." in answer.text
    assert "Ta bort omgången" not in answer.text
    assert Participation.objects.exists()


def test_a_round_with_a_board_stays(planned):
    BoardFactory(meeting=planned.meetings.first())

    with pytest.raises(RoundInUseError):
        rounds.remove_round(round=planned)

    assert planned.meetings.count() == 3


def test_an_empty_round_of_another_name_is_untouched(planned):
    other = RoundFactory()

    rounds.remove_round(round=planned)

    assert list(Round.objects.all()) == [other]


# --- a meeting --------------------------------------------------------------------------------


@pytest.mark.usefixtures("staff")
def test_a_meeting_is_removed_after_a_question(client, planned):
    meeting = planned.meetings.first()
    where = f"/moten/{meeting.pk}/ta-bort/"

    assert "Ta bort träffen" in client.post(where).text
    assert client.post(where, {"confirmed": "1"}).url == planned.get_absolute_url()

    assert planned.meetings.count() == 2


@pytest.mark.usefixtures("staff")
def test_a_meeting_with_a_board_stays_and_says_why(client, planned):
    board = BoardFactory(meeting=planned.meetings.first())

    answer = client.post(f"/moten/{board.meeting_id}/ta-bort/", {"confirmed": "1"}, follow=True)

    assert "Träffen har en tavla. Därför kan den inte tas bort." in answer.text


# --- at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_moves_all_dates_waits_for_who_moves_one_and_none_is_thrown_out():
    """In another order the two would hold what the other needs, and the database ends one."""
    meeting = MeetingFactory(date=date(2027, 2, 2))
    is_held, told = Event(), []
    moved = MovedMeeting(meeting.pk, 1, date(2027, 2, 9), time(9), None)

    def move_all() -> None:
        is_held.wait(10)
        try:
            round_plans.change_planned_round(
                round=meeting.round, version=1, fields={}, themes=[], moved=[moved]
            )
        except StaleVersionError as error:
            told.append(type(error))
        finally:
            connection.close()

    other = Thread(target=move_all)
    other.start()
    with transaction.atomic():
        lock_row(Meeting.objects.all(), meeting.pk)  # as it is before its round is asked
        is_held.set()
        other.join(0.5)
        meetings.change_meeting(meeting=meeting, version=1, date=date(2027, 2, 3))
    other.join(10)

    assert told == [StaleVersionError]
    meeting.refresh_from_db()
    assert meeting.date == date(2027, 2, 3)
