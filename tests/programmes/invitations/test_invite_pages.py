"""The page where a list is pasted: each row before anything happens, and nothing stored before."""

import io
import re
import zipfile
from html import unescape

import idna
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from modellkoncept.mail.models import OutgoingMail
from programmes.models import Membership, Role, User
from programmes.queries.invitation_plan import Outcome
from tests.factories import MembershipFactory, ParticipationFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db

PASTED = """Lena Forsmark <lena.forsmark@granvik.example>
Okonkwo; David; david.okonkwo@granvik.example; politiker
amira.haddad@nordhav.example
Jonas Brännlund\tjonas.brannlund@granvik.example\tchef
LENA.FORSMARK@granvik.example, Lena Forsmark, strateg
Petra Sjöholm petra.sjoholm.tallsund.example politiker"""


@pytest.fixture
def granvik(round):
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


@pytest.fixture
def nordhav(round):
    return ParticipationFactory(round=round, organisation__name="Region Nordhav")


@pytest.fixture
def tallsund(round):
    return ParticipationFactory(round=round, organisation__name="Tallsunds kommun")


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, full_name="Maja Sund", email="maja@skr.example")
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client, granvik):
    membership = MembershipFactory(
        participation=granvik, is_coordinator=True, user__email="samira@granvik.example"
    )
    client.force_login(membership.user)
    return membership.user


def round_page(round) -> str:
    return f"/omgangar/{round.pk}/bjud-in/"


def own_page(participation) -> str:
    return f"/deltagande/{participation.pk}/bjud-in/"


def told(answer) -> list[tuple]:
    """Each row: its name, address, role, organisation and outcome."""
    return [
        (row.name, row.shown_address, row.role, str(row.participation or ""), row.outcome.value)
        for row in answer.context["preview"].rows
    ]


def fields_of(answer) -> dict[str, str]:
    """What the page's form would send, but for its buttons."""
    page = answer.content.decode()
    [form] = re.findall(r'<form[^>]*class="v-form".*?</form>', page, re.S)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(f'{key}="([^"]*)"', tag) for key in ("name", "value"))
        is_off = 'type="checkbox"' in tag and "checked" not in tag
        if name and not is_off and 'type="file"' not in tag:
            fields[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r"<option([^>]*)selected[^>]*>(.*?)</option>", options, re.S)
        first = re.search(r'<option value="([^"]*)"', options)
        value = re.search(r'value="([^"]*)"', chosen[1]) if chosen else first
        fields[name] = unescape(value[1] if value else chosen[2].strip() if chosen else "")
    fields["text"] = answer.context["table"]
    return fields


def row_named(answer, name):
    return next(row for row in answer.context["preview"].rows if row.entry.name == name)


def press(client, answer, button, value="1", **typed):
    """Send the form as it stands, with what was typed in it."""
    return client.post(answer.request["PATH_INFO"], fields_of(answer) | typed | {button: value})


def stored() -> tuple[int, int, int]:
    return User.objects.count(), Membership.objects.count(), OutgoingMail.objects.count()


def test_a_pasted_list_is_shown_row_by_row(client, staff, round, granvik, nordhav, tallsund):
    earlier = MembershipFactory(
        role=Role.MANAGER,
        user__email="amira.haddad@nordhav.example",
        user__full_name="Amira Haddad",
    )
    before = stored()

    answer = client.post(round_page(round), {"text": PASTED})

    assert answer.status_code == 200
    assert told(answer) == [
        (
            "Lena Forsmark",
            "lena.forsmark@granvik.example",
            "strategist",
            "Granviks kommun",
            "invited",
        ),
        (
            "David Okonkwo",
            "david.okonkwo@granvik.example",
            "politician",
            "Granviks kommun",
            "invited",
        ),
        ("Amira Haddad", "amira.haddad@nordhav.example", "manager", "Region Nordhav", "known"),
        (
            "Jonas Brännlund",
            "jonas.brannlund@granvik.example",
            "manager",
            "Granviks kommun",
            "invited",
        ),
        (
            "Lena Forsmark",
            "lena.forsmark@granvik.example",
            "strategist",
            "Granviks kommun",
            "twice",
        ),
        (
            "Petra Sjöholm",
            "petra.sjoholm.tallsund.example",
            "politician",
            "Tallsunds kommun",
            "wrong",
        ),
    ]
    notes = [row.notes for row in answer.context["preview"].rows]
    assert notes == [
        ["Rollen är hämtad från rad 5.", "Blir samordnare och bjuder in de andra."],
        [],
        ["Var med i en tidigare omgång. Namn och roll är hämtade därifrån."],
        [],
        ["Slås ihop med rad 1. Ett mejl, inte två."],
        [],
    ]
    assert "Adressen är fel: saknar @" in answer.text
    assert "Byt till petra.sjoholm@tallsund.example" in answer.text
    assert "Bjud in 4 personer" in answer.text
    assert stored() == before
    assert earlier.user.memberships.count() == 1


def test_the_right_rows_are_invited_and_the_wrong_one_stays_to_be_mended(
    client, staff, round, granvik, nordhav, tallsund
):
    text = PASTED.replace("amira.haddad@nordhav.example", "amira.haddad@nordhav.example chef")
    shown = client.post(round_page(round), {"text": text})

    left = press(client, shown, "bjud_in")
    right = press(client, left, "byt", row_named(left, "Petra Sjöholm").key)
    done = press(client, right, "bjud_in")

    assert told(left) == [
        (
            "Petra Sjöholm",
            "petra.sjoholm.tallsund.example",
            "politician",
            "Tallsunds kommun",
            "wrong",
        )
    ]
    assert "4 personer är inbjudna." in left.text
    assert done.status_code == 302
    assert done.url == f"/omgangar/{round.pk}/personer/"
    found = Membership.objects.order_by("user__email").values_list(
        "user__email", "role", "participation__organisation__name", "is_coordinator"
    )
    assert list(found) == [
        ("amira.haddad@nordhav.example", "manager", "Region Nordhav", False),
        ("david.okonkwo@granvik.example", "politician", "Granviks kommun", False),
        ("jonas.brannlund@granvik.example", "manager", "Granviks kommun", False),
        ("lena.forsmark@granvik.example", "strategist", "Granviks kommun", True),
        ("petra.sjoholm@tallsund.example", "politician", "Tallsunds kommun", False),
    ]
    assert OutgoingMail.objects.count() == 5


def test_pressing_twice_sends_nothing_more(client, coordinator, granvik):
    shown = client.post(own_page(granvik), {"text": "Anna Ek, anna.ek@granvik.example, chef"})
    sent = fields_of(shown) | {"bjud_in": "1"}

    answers = [client.post(own_page(granvik), sent) for _time in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert OutgoingMail.objects.count() == 1


def test_nothing_is_invited_that_was_not_seen(client, coordinator, granvik):
    shown = client.post(own_page(granvik), {"text": "Anna Ek, anna.ek@granvik.example, chef"})
    sent = fields_of(shown) | {"text": shown.context["table"] + "\nBo Al\tbo@granvik.example\tchef"}

    answer = client.post(own_page(granvik), sent | {"bjud_in": "1"})

    assert answer.status_code == 200
    assert "Listan har ändrats sedan du läste den." in answer.text
    assert OutgoingMail.objects.count() == 0


def test_a_row_is_changed_in_its_place(client, coordinator, granvik):
    shown = client.post(own_page(granvik), {"text": "Ana Ek, anna.ek@granvik.example, chef"})
    key = row_named(shown, "Ana Ek").key

    opened = press(client, shown, "andra", key)
    typed = {f"namn-{key}": "Anna Ek", f"roll-{key}": "Nyckelperson", f"samordnare-{key}": "1"}
    changed = press(client, opened, "titta", **typed)

    assert told(changed) == [
        ("Anna Ek", "anna.ek@granvik.example", "key_person", "Granviks kommun", "invited")
    ]
    assert changed.context["table"].splitlines()[1] == (
        "Anna Ek\tanna.ek@granvik.example\tNyckelperson\t\tja"
    )


def test_a_row_is_taken_away(client, coordinator, granvik):
    text = "Anna Ek, anna.ek@granvik.example, chef\nBo Al, bo.al@granvik.example, chef"
    shown = client.post(own_page(granvik), {"text": text})

    left = press(client, shown, "ta_bort", row_named(shown, "Anna Ek").key)
    empty = press(client, left, "ta_bort", row_named(left, "Bo Al").key)

    assert [row[0] for row in told(left)] == ["Bo Al"]
    assert (empty.status_code, told(empty)) == (200, [])


def test_a_coordinator_invites_to_her_own_organisation_only(client, coordinator, granvik, nordhav):
    text = "Bo Al, bo.al@nordhav.example, chef, Region Nordhav"
    shown = client.post(own_page(granvik), {"text": text})
    [row] = shown.context["preview"].rows

    ours = press(client, shown, "var", row.key)

    assert row.problem == "På raden står ”Region Nordhav”. Du bjuder in till Granviks kommun."
    assert told(ours) == [
        ("Bo Al", "bo.al@nordhav.example", "manager", "Granviks kommun", "invited")
    ]
    assert [
        client.get(page).status_code for page in (own_page(nordhav), round_page(granvik.round))
    ] == [403, 403]


def test_a_coordinator_learns_nothing_of_who_is_elsewhere(client, coordinator, granvik, nordhav):
    """An account in the same round, one in another, and none: the page says the same of each."""
    MembershipFactory(
        participation=nordhav, user__email="a.b@x.example", user__full_name="Hemligt Namn"
    )
    MembershipFactory(user__email="c.d@x.example", user__full_name="Annat Namn", role=Role.MANAGER)
    text = "Anna Ek, {}, politiker\n"

    pages = [
        shown_of(client, granvik, text.format(address)).replace(address, "X")
        for address in ("a.b@x.example", "c.d@x.example", "e.f@x.example")
    ]
    # The keys of rows and what was seen follow the address; the token is new each time.
    own = r'[0-9a-f]{10}-1|value="[0-9a-f]{24}"|(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"'
    pages = [re.sub(own, "", page) for page in pages]

    assert pages[0] == pages[1] == pages[2]
    assert "Namn hos oss" not in pages[0]


def shown_of(client, participation, text) -> str:
    return client.post(own_page(participation), {"text": text}).text.replace("<wbr>", "")


def test_skr_is_told_where_else_somebody_is(client, staff, round, granvik, nordhav):
    MembershipFactory(
        participation=nordhav, user__email="bo.al@granvik.example", user__full_name="Bo Al"
    )

    answer = client.post(round_page(round), {"text": "bo.al@granvik.example, chef, Granvik"})

    [row] = answer.context["preview"].rows
    assert (row.name, row.outcome, row.notes) == (
        "Bo Al",
        Outcome.KNOWN,
        ["Är också med för Region Nordhav."],
    )


@pytest.mark.parametrize(
    ("fields", "to_skr"),
    [
        ({"is_staff": True}, "Arbetar på SKR och är redan med i alla omgångar."),
        ({"is_active": False}, "Får inte logga in. Kontakta den som sköter systemet."),
    ],
)
def test_who_cannot_be_invited_is_told_of(client, round, granvik, staff, fields, to_skr):
    UserFactory(email="bo.al@granvik.example", **fields)
    coordinator = MembershipFactory(participation=granvik, is_coordinator=True).user
    text = {"text": "Bo Al, bo.al@granvik.example, chef"}

    skr = client.post(round_page(round), text)
    client.force_login(coordinator)
    own = client.post(own_page(granvik), text)

    assert [each.context["preview"].rows[0].problem for each in (skr, own)] == [
        to_skr,
        "Går inte att bjuda in. Kontakta SKR.",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Bo Al, bo.al@granvik.example", "Välj en roll."),
        (
            "Bo Al, bo.al@granvik.example, trollkarl",
            "Rollen ”trollkarl” känner vi inte till. Välj en roll.",
        ),
        (
            "Bo Al, bo.al@granvik.example, mentor",
            "Mentor är en organisation, ingen person. Välj personens roll.",
        ),
        ("ba1@granvik.example, chef", "Skriv namnet."),
        ("=HYPERLINK(1)\tbo.al@granvik.example\tchef", "Det ser inte ut som ett namn."),
        ("Bo Al, chef, bo.al@granvik", "Adressen är fel efter @"),
        ("Bo Al, chef, bo.äl@granvik.example", "Adressen är fel: å, ä eller ö före @"),
        ("Bo Al", "Skriv e-postadressen."),
    ],
)
def test_what_is_wrong_with_a_row_is_said(client, coordinator, granvik, line, problem):
    answer = client.post(own_page(granvik), {"text": line})

    [row] = answer.context["preview"].rows
    assert (row.outcome, row.problem) == (Outcome.WRONG, problem)
    assert problem in unescape(answer.text)


def test_the_same_person_in_other_letters_is_one(client, coordinator, granvik):
    ace = idna.encode("räksmörgåsar.se").decode()
    text = (
        "A\u030asa Ek, asa.ek@ra\u0308ksmo\u0308rgåsar.se, chef\n"
        f"Åsa Ek, ASA.EK@{ace}, chef\n"
        "Åsa Ek, asa.ek@räksmörgåsar.se, chef"
    )

    rows = told(client.post(own_page(granvik), {"text": text}))

    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("Åsa Ek", "asa.ek@räksmörgåsar.se", "invited"),
        ("Åsa Ek", "asa.ek@räksmörgåsar.se", "twice"),
        ("Åsa Ek", "asa.ek@räksmörgåsar.se", "twice"),
    ]


def test_a_member_is_not_invited_again(client, coordinator, granvik):
    answer = client.post(own_page(granvik), {"text": "samira@granvik.example, chef"})

    [row] = answer.context["preview"].rows
    assert (row.outcome, row.notes) == (Outcome.MEMBER, ["Är med som strateg."])
    assert "Bjud in 1 person" not in answer.text


# --- files ----------------------------------------------------------------------------------------


def workbook(*rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def upload(client, participation, content, name="lista.xlsx"):
    return client.post(own_page(participation), {"file": SimpleUploadedFile(name, content)})


ROWS = [["E-post", "Namn", "Roll"], ["anna.ek@granvik.example", "Anna Ek", "Chef"]]
ANNA = [("Anna Ek", "anna.ek@granvik.example", "manager", "Granviks kommun", "invited")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (workbook(*ROWS), "lista.xlsx"),
        (workbook([], ["Deltagare"], *ROWS), "lista.bin"),
        ("E-post;Namn;Roll\nanna.ek@granvik.example;Anna Ek;Chef\n".encode("utf-8-sig"), "l.csv"),
        ("Namn,Roll,E-post\nAnna Ek,Chef,anna.ek@granvik.example\n".encode("cp1252"), "l.csv"),
        ("Namn\tE-post\tRoll\nAnna Ek\tanna.ek@granvik.example\tChef".encode("utf-16"), "l.txt"),
        (b"Anna Ek;anna.ek@granvik.example;Chef;\x00\n", "utan-rubriker.csv"),
    ],
)
def test_a_file_is_read_as_a_list(client, coordinator, granvik, content, name):
    assert told(upload(client, granvik, content, name)) == ANNA


def test_a_file_is_added_to_what_is_on_the_page(client, coordinator, granvik):
    file = SimpleUploadedFile("lista.xlsx", workbook(*ROWS))

    answer = client.post(
        own_page(granvik), {"text": "Bo Al, bo.al@granvik.example, chef", "file": file}
    )

    assert [row[0] for row in told(answer)] == ["Bo Al", "Anna Ek"]


UNREADABLE = "Vi kan inte läsa filen. Spara den som .xlsx eller .csv och försök igen."
OLD = "Filen är låst eller sparad i ett gammalt format. Spara den som .xlsx eller .csv."


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(*ROWS))) as book, zipfile.ZipFile(out, "w") as evil:
        for part in book.infolist():
            content = book.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            evil.writestr(part.filename, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bomb(), "Filen är för stor. Spara bara listan i en egen fil."),
        (with_entities(), UNREADABLE),
        (b"PK\x03\x04 broken", UNREADABLE),
        (workbook(*ROWS)[:900], UNREADABLE),
        (b"\xd0\xcf\x11\xe0 old", OLD),
        (b"a" * (5 * 1024 * 1024 + 1), "Filen är för stor. Högst 5 MB går bra."),
        (bytes(range(256)) * 4, UNREADABLE),
        (b"\n\n", "Klistra in minst en person, eller välj en fil."),
        (workbook([]), "Klistra in minst en person, eller välj en fil."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of(client, coordinator, granvik, content, said):
    answer = upload(client, granvik, content)

    assert answer.status_code == 422
    assert said in answer.text


# --- bounds ---------------------------------------------------------------------------------------


def lines(n: int) -> str:
    return "\n".join(f"Anna Ek, anna.ek{each}@granvik.example, chef" for each in range(n))


def test_five_thousand_rows_are_shown_page_by_page(client, coordinator, granvik):
    shown = client.post(own_page(granvik), {"text": lines(4999) + "\nBo Al, fel, chef"})
    second = press(client, shown, "sida", "2")
    wrong = press(client, shown, "visa", "fel")

    assert len(shown.context["preview"].rows) == 5000
    assert shown.content.count(b'scope="row"') == 100
    assert "Sida 1 av 50" in shown.text
    assert second.context["page"].number == 2
    assert [row.number for row in wrong.context["page"]] == [5000]
    assert "Bjud in högst" in shown.text
    assert len(shown.content) < 1_000_000


def test_more_are_refused_and_the_text_stays(client, coordinator, granvik):
    text = lines(5001)

    answer = client.post(own_page(granvik), {"text": text})

    assert answer.status_code == 422
    assert "Det är fler än 5 000 personer." in answer.text
    assert "anna.ek5000@granvik.example" in answer.text


def test_a_preview_asks_the_same_number_of_questions_for_many(
    client, coordinator, granvik, django_assert_num_queries
):
    client.post(own_page(granvik), {"text": lines(1)})
    with django_assert_num_queries(7):
        client.post(own_page(granvik), {"text": lines(1)})
    with django_assert_num_queries(7):
        client.post(own_page(granvik), {"text": lines(300)})


def test_an_empty_form_and_hostile_fields_are_told_of(client, coordinator, granvik):
    empty = client.post(own_page(granvik), {"titta": "1"})
    nul = client.post(own_page(granvik), {"text": "Anna\x00 Ek"})
    odd = client.post(
        own_page(granvik),
        {"text": "Bo Al, bo.al@granvik.example, chef", "sida": "-1", "byt": "x", "bjud_in": "1"},
    )

    assert [each.status_code for each in (empty, nul, odd)] == [422, 422, 200]
    assert "Klistra in minst en person, eller välj en fil." in empty.text
    assert OutgoingMail.objects.count() == 0


def test_nobody_is_invited_to_a_closed_round(client, granvik):
    client.force_login(UserFactory(is_staff=True))
    shown = client.post(own_page(granvik), {"text": "Bo Al, bo.al@granvik.example, chef"})
    granvik.round.closed_on = timezone.localdate()
    granvik.round.save()

    answer = press(client, shown, "bjud_in")

    assert answer.status_code == 409
    assert User.objects.filter(email="bo.al@granvik.example").exists() is False


def test_a_list_for_another_round_reaches_none_of_this_one(client, staff, granvik):
    other = RoundFactory()

    answer = client.post(round_page(other), {"text": "Bo Al, bo@granvik.example, chef, Granvik"})

    [row] = answer.context["preview"].rows
    assert row.problem == "”Granvik” är inte med i omgången."
