"""The demo: filled once, shown in demo mode only, never mixed with real people."""

from collections import Counter
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from modellkoncept import demo_data, urls
from modellkoncept.management.commands.demo import build_round
from modellkoncept.models import Document, OutgoingMail
from padlet import services as padlet
from padlet.models import Board, Note
from programmes.models import LearningGroup, Membership, Organisation, Programme, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ORDINARY = tuple(each for each in urls.urlpatterns if each not in urls.demo_urlpatterns)


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = (*ORDINARY, *urls.demo_urlpatterns)


@pytest.fixture
def ordinary_mode(settings):
    settings.DEMO = False
    settings.ROOT_URLCONF = ORDINARY


@pytest.fixture
def filled():
    run()


def run() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue().strip()


def counts() -> Counter[str]:
    return Counter({model._meta.label: model.objects.count() for model in OURS})  # noqa: SLF001 – the model's public description


OURS = [
    model
    for app in ("programmes", "meetings", "padlet", "modellkoncept")
    for model in apps.get_app_config(app).get_models()
]


# --- the command --------------------------------------------------------------------------------


def test_running_twice_changes_nothing():
    first = run()
    rows, notes = counts(), set(Note.objects.values_list("pk", "place"))

    second = run()

    assert first == "Demon är fylld: en omgång, sex organisationer, 26 personer, 50 lappar."
    assert second == "Demon finns redan. Ingenting är ändrat."
    assert counts() == rows
    assert set(Note.objects.values_list("pk", "place")) == notes


def test_real_people_are_never_mixed_with_the_demos():
    UserFactory(email="karin@kommunen.se")

    with pytest.raises(CommandError, match="Här finns riktiga personer"):
        run()

    assert counts() == Counter({"programmes.User": 1}) + Counter()


def test_a_filled_demo_refuses_too_once_a_real_person_has_come(filled):
    UserFactory(email="karin@kommunen.se")
    rows = counts()

    with pytest.raises(CommandError):
        run()

    assert counts() == rows


def test_an_interrupted_run_is_finished_by_the_next_one(monkeypatch):
    add_note, posted = padlet.add_note, []

    def give_up_after_twenty(**note):
        if len(posted) == 20:
            raise KeyboardInterrupt
        posted.append(add_note(**note))

    monkeypatch.setattr(padlet, "add_note", give_up_after_twenty)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.undo()
    assert Note.objects.count() == 20

    run()

    assert Counter(Note.objects.values_list("text", flat=True)) == Counter(all_notes())
    assert conference_board().state == Board.State.CLOSED
    assert Document.objects.count() == 1


def test_a_round_that_cannot_be_built_leaves_nothing(monkeypatch):
    def fail(**board):
        raise RuntimeError("no board")

    monkeypatch.setattr(padlet, "open_board", fail)

    with pytest.raises(RuntimeError):
        run()

    assert counts() == Counter()


def all_notes() -> list[str]:
    return [text for role in demo_data.NOTES.values() for box in role for text in box]


def conference_board() -> Board:
    return Board.objects.get(meeting__kind=Meeting.Kind.KICKOFF)


def test_the_round_has_three_participants_and_three_mentors_in_one_group(filled):
    group = LearningGroup.objects.get()

    kinds = Counter(group.participations.values_list("kind", flat=True))
    mentors = group.participations.filter(kind="mentor").order_by("theme__position")
    assert kinds == {"participant": 3, "mentor": 3}
    assert [mentor.theme.label for mentor in mentors] == demo_data.THEMES


def test_every_organisation_has_people_in_all_four_roles(filled):
    roles = Counter(Membership.objects.values_list("participation__organisation__code", "role"))

    codes = {f"990{n}" for n in range(1, 7)}
    assert {code for code, _role in roles} == codes
    assert set(roles.values()) == {1}
    assert len(roles) == 24


def test_every_address_is_in_the_domain_that_cannot_exist(filled):
    addresses = User.objects.values_list("email", flat=True)

    assert len(addresses) == 26
    assert [each for each in addresses if not each.endswith(".example")] == []
    assert set(Organisation.objects.values_list("code", flat=True)) == {
        "9901", "9902", "9903", "9904", "9905", "9906"
    }  # fmt: skip


def test_the_conference_is_past_and_its_board_closed_with_nine_boxes(filled):
    board = conference_board()

    boxes = Counter(board.notes.values_list("section__role_group", "prompt__position"))
    assert board.meeting.is_past is True
    assert board.state == Board.State.CLOSED
    assert boxes == {
        ("pol", 1): 6, ("pol", 2): 3, ("pol", 3): 3,
        ("chef", 1): 3, ("chef", 2): 2, ("chef", 3): 3,
        ("strat", 1): 10, ("strat", 2): 11, ("strat", 3): 9,
    }  # fmt: skip


def test_the_strategists_wrote_in_three_small_groups(filled):
    groups = set(
        conference_board().notes.filter(section__role_group="strat").values_list("breakout")
    )

    assert groups == {(1,), (2,), (3,)}


def test_the_conference_has_its_documentation_on_the_way(filled):
    document = Document.objects.get()

    assert (document.kind, document.of) == ("discussions-by-group", str(conference_board().pk))
    assert sorted(document.formats) == ["pdf", "word"]


def test_the_coming_meetings_stand_in_their_order(filled):
    titles = list(
        Meeting.objects.upcoming()
        .filter(programme=Programme.objects.get())
        .values_list("kind", "title")
    )

    assert titles == [
        ("strategist", "Strategträff inför lärandeträff 1"),
        ("learning", "Lärandeträff 1: Styrning och ledning"),
        ("learning", "Lärandeträff 2: Systematiskt förbättringsarbete"),
        ("learning", "Lärandeträff 3: Analys och uppföljning"),
        ("results", "Resultatkonferens"),
    ]
    weekdays = {each.date.weekday() for each in Meeting.objects.all()}
    assert weekdays <= set(range(5))


def test_learning_meeting_1_has_eleven_items_until_four_with_lunch_at_noon(filled):
    items = AgendaItem.objects.filter(meeting__title=demo_data.LEARNING["title"])

    assert items.count() == 11
    assert sum(items.values_list("minutes", flat=True)) == 6.5 * 60
    assert items.get(kind="meal").locked_start == time(12, 0)
    before_lunch = items.filter(position__lt=items.get(kind="meal").position)
    assert sum(before_lunch.values_list("minutes", flat=True)) == 2.5 * 60


def test_one_board_is_open_to_try_at_once(filled):
    board = Board.objects.get(state=Board.State.OPEN)

    assert board.title == "Prova tavlan: vad tar vi med oss hem?"
    assert board.meeting.date >= timezone.localdate() + timedelta(days=13)
    assert not board.notes.exists()


@pytest.mark.parametrize("today", [date(2026, 2, 28) + timedelta(days=each) for each in range(7)])
def test_whatever_day_it_is_filled_the_dates_keep_their_order(today):
    build_round(today)

    days = [meeting.date for meeting in Meeting.objects.order_by("date", "pk")]
    assert days == sorted(days)
    assert days[0] < today < days[1] < days[2]
    assert {day.weekday() for day in days} <= set(range(5))


# --- the pages ----------------------------------------------------------------------------------


def test_every_demo_person_can_be_signed_in_with_one_click(client, demo_mode, filled):
    page = client.get("/demo/").text
    landed = {}
    for user in User.objects.exclude(email__startswith="david.abrahamsson"):
        assert f'action="/demo/in/{user.pk}/"' in page
        client.post(f"/demo/in/{user.pk}/")
        landed[user.pk] = client.session[SESSION_KEY]

    assert landed == {pk: str(pk) for pk in landed}
    assert len(landed) == 25


def test_the_page_tells_name_role_organisation_and_what_she_can_do(client, demo_mode, filled):
    response = client.get("/demo/")

    ways = [
        (
            str(way["user"]),
            way["membership"] and way["membership"].role,
            way["membership"] and str(way["membership"].participation),
        )
        for way in response.context["ways_in"]
    ]
    assert ways == [
        ("Cecilia Norrman", None, None),
        ("Samira Haddad", "strategist", "Granviks kommun"),
        ("Lovisa Sjögren", "strategist", "Region Nordhav"),
        ("Ingrid Falk", "strategist", "Åvikens kommun"),
        ("Margareta Lindqvist", "politician", "Granviks kommun"),
        ("Håkan Öberg", "manager", "Tallsunds kommun"),
    ]
    assert [str(way.can) in response.text for way in demo_data.WAYS_IN] == [True] * 6
    assert Board.objects.get(state="open").get_guest_url() in response.text


def test_the_page_says_so_when_the_demo_is_empty(client, demo_mode):
    assert "Demon är inte fylld än." in client.get("/demo/").text


def test_demo_page_query_count(client, demo_mode, filled, django_assert_num_queries):
    with django_assert_num_queries(4):  # people, memberships, the open board, the closed board
        client.get("/demo/")


@pytest.mark.parametrize(
    "person",
    [
        {"email": "karin@kommunen.se"},
        {"email": "karin@example.se"},
        {"email": "karin@granvik.example", "is_active": False},
    ],
)
def test_nobody_else_is_signed_in_by_the_demos_door(client, demo_mode, person):
    user = UserFactory(**person)

    response = client.post(f"/demo/in/{user.pk}/")

    assert response.status_code == 404
    assert SESSION_KEY not in client.session


def test_reading_an_address_signs_nobody_in(client, demo_mode, filled):
    response = client.get(f"/demo/in/{User.objects.first().pk}/")

    assert response.status_code == 405
    assert SESSION_KEY not in client.session


def test_the_letters_can_be_read_newest_first_at_most_a_hundred(client, demo_mode):
    OutgoingMail.objects.bulk_create(
        OutgoingMail(key=str(n), to="a@b.example", subject=f"Brev {n}", body="Hej <b>du</b>")
        for n in range(102)
    )

    response = client.get("/demo/brev/")

    assert [letter.subject for letter in response.context["letters"]] == [
        f"Brev {n}" for n in range(101, 1, -1)
    ]
    assert "<b>du</b>" not in response.text
    assert "Hej &lt;b&gt;du&lt;/b&gt;" in response.text


def test_no_letters_are_said_to_be_none(client, demo_mode):
    assert "Inga brev än." in client.get("/demo/brev/").text


def test_every_page_has_a_way_to_the_demos_own_pages(client, demo_mode, filled):
    client.force_login(User.objects.get(email__startswith="samira"))

    text = client.get("/").text

    assert ['href="/demo/"' in text, 'href="/demo/brev/"' in text] == [True, True]


@pytest.mark.parametrize("path", ["/demo/", "/demo/brev/", "/demo/in/1/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_demo_mode_the_pages_do_not_exist(client, ordinary_mode, path, method):
    assert getattr(client, method)(path).status_code == 404


@pytest.mark.parametrize("path", ["/demo/", "/demo/brev/", "/demo/in/{}/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_refuse_outside_demo_mode_even_if_wired(
    client, demo_mode, settings, filled, path, method
):
    settings.DEMO = False

    response = getattr(client, method)(path.format(User.objects.first().pk))

    assert response.status_code == 404
    assert SESSION_KEY not in client.session


def test_outside_demo_mode_no_page_mentions_the_demo(client, ordinary_mode):
    assert "demo" not in client.get("/logga-in/").text.lower()
