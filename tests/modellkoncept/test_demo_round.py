"""The demo's own round, filled once for all of these tests: what is in it, and its pages."""

import re
from collections import Counter
from datetime import time, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from modellkoncept.demo.data import future_meetings, people
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import is_fresh
from padlet.models import Board
from programmes.models import LearningGroup, Membership, Organisation, Round, User
from tests.modellkoncept.demo_helpers import conference_board, run

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def filled(rows_of_the_module):
    run()


def test_the_round_has_three_participants_and_three_mentors_in_one_group():
    group = LearningGroup.objects.get()

    kinds = Counter(group.participations.values_list("kind", flat=True))
    mentors = group.participations.filter(kind="mentor").order_by("theme__position")
    assert kinds == {"participant": 3, "mentor": 3}
    assert [mentor.theme.label for mentor in mentors] == people.THEMES


def test_every_organisation_has_people_in_all_four_roles():
    roles = Counter(Membership.objects.values_list("participation__organisation__code", "role"))

    codes = {f"990{n}" for n in range(1, 7)}
    assert {code for code, _role in roles} == codes
    assert set(roles.values()) == {1}
    assert len(roles) == 24


def test_every_address_is_in_the_domain_that_cannot_exist():
    addresses = User.objects.values_list("email", flat=True)

    assert len(addresses) == 26
    assert [each for each in addresses if not each.endswith(".example")] == []
    assert set(Organisation.objects.values_list("code", flat=True)) == {
        "9901", "9902", "9903", "9904", "9905", "9906"
    }  # fmt: skip


def test_the_conference_is_past_and_its_board_closed_with_nine_boxes():
    board = conference_board()

    boxes = Counter(board.notes.values_list("section__role_group", "prompt__position"))
    assert board.meeting.is_past is True
    assert board.state == Board.State.CLOSED
    assert boxes == {
        ("pol", 1): 6, ("pol", 2): 3, ("pol", 3): 3,
        ("chef", 1): 3, ("chef", 2): 2, ("chef", 3): 3,
        ("strat", 1): 10, ("strat", 2): 11, ("strat", 3): 9,
    }  # fmt: skip


def test_the_strategists_wrote_in_three_small_groups():
    groups = set(
        conference_board().notes.filter(section__role_group="strat").values_list("breakout")
    )

    # 5, 4 and 5 people: the group of four is not told apart, by itself or by what is left.
    assert groups == {(0,), (3,)}


def test_who_comes_in_finds_the_conferences_documentation_finished():
    board = conference_board()
    made = Document.objects.order_by("kind").values_list("kind", "of", "state")

    assert list(made) == [
        ("discussions-by-group", str(board.pk), "done"),
        ("documentation", str(board.meeting_id), "done"),
    ]
    for document in Document.objects.all():
        assert document.formats == [Format.PDF, Format.WORD]
        assert is_fresh(document)


def test_a_politician_has_the_documentation_from_her_page_in_one_tap(client):
    """Each tap is a link that the page before it shows; the last answers with the file."""
    politician = User.objects.filter(memberships__role="politician").first()
    client.force_login(politician)
    joint = Document.objects.get(kind="documentation")

    home = client.get("/").text
    first_tap = client.get(f"/dokument/{joint.pk}/pdf/")

    assert home.count("Nytt: dokumentation från uppstartskonferensen") == 1
    assert f'href="/dokument/{joint.pk}/pdf/"' in home
    assert first_tap.headers["Content-Type"] == "application/pdf"
    assert first_tap.content[:5] == b"%PDF-"


@pytest.mark.parametrize("way", ["/dokument/", "/moten/{meeting}/", "/tavlor/{board}/"])
def test_on_every_other_way_the_second_tap_is_the_file(client, way):
    politician = User.objects.filter(memberships__role="politician").first()
    client.force_login(politician)
    board = conference_board()

    page = client.get(way.format(meeting=board.meeting_id, board=board.pk)).text

    tap = re.search(r'href="(/dokument/[^"/]+/pdf/)"', page)
    assert client.get(tap[1]).headers["Content-Type"] == "application/pdf"


def test_the_coming_meetings_stand_in_their_order():
    titles = list(
        Meeting.objects.upcoming().filter(round=Round.objects.get()).values_list("kind", "title")
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


def test_learning_meeting_1_has_eleven_items_until_four_with_lunch_at_noon():
    items = AgendaItem.objects.filter(meeting__title=future_meetings.LEARNING["title"])

    assert items.count() == 11
    assert sum(items.values_list("minutes", flat=True)) == 6.5 * 60
    assert items.get(kind="meal").locked_start == time(12, 0)
    before_lunch = items.filter(position__lt=items.get(kind="meal").position)
    assert sum(before_lunch.values_list("minutes", flat=True)) == 2.5 * 60


def test_one_board_is_open_to_try_at_once():
    board = Board.objects.get(state=Board.State.OPEN)

    assert board.title == "Prova tavlan: vad tar vi med oss hem?"
    assert board.meeting.date >= timezone.localdate() + timedelta(days=13)
    assert not board.notes.exists()


def test_every_demo_person_can_be_signed_in_with_one_click(client, demo_mode):
    page = client.get("/demo/").text
    landed = {}
    for user in User.objects.exclude(email__startswith="david.abrahamsson"):
        assert f'action="/demo/in/{user.pk}/"' in page
        client.post(f"/demo/in/{user.pk}/")
        landed[user.pk] = client.session[SESSION_KEY]

    assert landed == {pk: str(pk) for pk in landed}
    assert len(landed) == 25


def test_the_page_tells_name_role_organisation_and_what_she_can_do(client, demo_mode):
    response = client.get("/demo/")

    ways = [
        (
            str(way["user"]),
            way["membership"] and way["membership"].role,
            way["membership"] and str(way["membership"].participation),
        )
        for way in response.context["demo_logins"]
    ]
    assert ways == [
        ("Cecilia Norrman", None, None),
        ("Samira Haddad", "strategist", "Granviks kommun"),
        ("Lovisa Sjögren", "strategist", "Region Nordhav"),
        ("Ingrid Falk", "strategist", "Åvikens kommun"),
        ("Margareta Lindqvist", "politician", "Granviks kommun"),
        ("Håkan Öberg", "manager", "Tallsunds kommun"),
    ]
    assert [str(way.can) in response.text for way in people.DEMO_LOGINS] == [True] * 6
    assert Board.objects.get(state="open").get_guest_url() in response.text


def test_demo_page_query_count(client, demo_mode, django_assert_num_queries):
    with django_assert_num_queries(4):  # people, memberships, the open board, the closed board
        client.get("/demo/")


def test_reading_an_address_signs_nobody_in(client, demo_mode):
    response = client.get(f"/demo/in/{User.objects.first().pk}/")

    assert response.status_code == 405
    assert SESSION_KEY not in client.session


def test_every_page_has_a_way_to_the_demos_own_pages(client, demo_mode):
    client.force_login(User.objects.get(email__startswith="samira"))

    text = client.get("/").text

    assert ['href="/demo/"' in text, 'href="/demo/brev/"' in text] == [True, True]


@pytest.mark.parametrize("path", ["/demo/", "/demo/brev/", "/demo/in/{}/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_refuse_outside_demo_mode_even_if_wired(
    client, demo_mode, settings, path, method
):
    settings.DEMO = False

    response = getattr(client, method)(path.format(User.objects.first().pk))

    assert response.status_code == 404
    assert SESSION_KEY not in client.session
