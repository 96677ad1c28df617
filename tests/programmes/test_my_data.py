"""The user's own data: change the name and the address, download it all, leave."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from programmes.closing import services as closing
from programmes.closing.removal import removal
from programmes.errors import (
    CodeAlreadySentError,
    CodeOverError,
    LastCoordinatorError,
    RoundClosedError,
    TooManyTriesError,
    WrongSignInCodeError,
)
from programmes.models import FormerIdentity, Membership, SignInCode, User
from programmes.services import address_changes, leaving, sign_in_codes
from tests.factories import MembershipFactory, ParticipationFactory, RoundFactory, UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
YES = {"confirmed": "1"}
NEW = "anna.ek@granvik.example"


@pytest.fixture
def anna(client) -> User:
    anna = UserFactory(full_name="Anna Ek", email="anna@granvik.example")
    client.force_login(anna)
    return anna


def letter_to(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("pk")


def code_to(address: str) -> str:
    return re.search(r"\b\d{6}\b", letter_to(address).body)[0]


def test_who_is_in_a_round_is_led_to_who_sees_the_address(client, anna):
    link = 'href="/mina-uppgifter/kontakt/"'
    alone = client.get("/mina-uppgifter/").text
    MembershipFactory(user=anna)

    assert (link in alone, link in client.get("/mina-uppgifter/").text) == (False, True)


# --- the name ---------------------------------------------------------------------------------


def test_the_user_changes_her_name(client, anna):
    answer = client.post("/mina-uppgifter/namn/", {"full_name": "  Anna  Ek Berg "}, follow=True)

    anna.refresh_from_db()
    assert anna.full_name == "Anna Ek Berg"
    assert "Namnet är sparat." in answer.text
    assert client.get("/mina-uppgifter/").status_code == 200  # still signed in


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" \u200b", "Skriv ditt namn."),
        ("x" * 121, "Skriv högst 120 tecken. Nu är det 121."),
        ("Anna\0Ek", "Texten innehåller ett tecken som vi inte kan spara."),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_the_field(client, anna, typed, said):
    answer = client.post("/mina-uppgifter/namn/", {"full_name": typed})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"full_name": [said]}
    anna.refresh_from_db()
    assert anna.full_name == "Anna Ek"


def test_a_name_of_before_is_taken_out_of_the_round_too(client, anna, round):
    MembershipFactory(participation__round=round, user=anna)
    round.groups.create(name="Grupp 1", note="Anna Ek leder")
    client.post("/mina-uppgifter/namn/", {"full_name": "Anna Berg"})
    found = closing.close_round(round=round)
    tomorrow = timezone.localdate() + timedelta(days=1)
    decision = "2028-04-03, SKR 2028/00123, avdelningen"
    closing.plan_removal(closing=found, remove_on=tomorrow, decision=decision, without_pack=True)

    removal.remove_personal_data(closing=found, today=tomorrow)

    assert round.groups.get().note == "[namn] leder"
    assert FormerIdentity.objects.count() == 0


# --- the address ------------------------------------------------------------------------------


def test_the_address_is_changed_with_the_code_to_the_new_one(client, anna):
    other_phone = Client()
    other_phone.force_login(anna)
    client.post("/mina-uppgifter/adress/", {"email": " Anna.Ek@GRANVIK.example "})
    anna.refresh_from_db()
    assert anna.email == "anna@granvik.example"  # not before the code

    page = client.get("/mina-uppgifter/adress/kod/").text
    answer = client.post("/mina-uppgifter/adress/kod/", {"code": code_to(NEW)}, follow=True)

    assert NEW in page
    anna.refresh_from_db()
    assert anna.email == NEW
    assert answer.redirect_chain == [("/mina-uppgifter/", 302)]
    assert "Adressen är bytt. På andra enheter är du utloggad." in answer.text
    assert client.get("/mina-uppgifter/").status_code == 200
    assert other_phone.get("/mina-uppgifter/").status_code == 302


def test_the_old_address_is_told_and_nothing_else_is_sent_there(client, anna):
    queue_mail(key="inbjudan", to=anna.email, subject="Inbjudan", body="…")
    client.post("/mina-uppgifter/adress/", {"email": NEW})
    client.post("/mina-uppgifter/adress/kod/", {"code": code_to(NEW)})

    [letter] = OutgoingMail.objects.filter(to="anna@granvik.example")
    assert letter.subject == "Din e-postadress är bytt"
    assert NEW not in letter.body
    assert [act.kind for act in AuditEvent.objects.filter(actor=anna)] == ["address-changed"]


def test_nothing_tells_that_an_address_is_somebody_elses(client, anna):
    bo = UserFactory(email="bo@granvik.example")
    answers = {}
    for address in (bo.email, NEW):
        answers[address] = [
            client.post("/mina-uppgifter/adress/", {"email": address}),
            client.get("/mina-uppgifter/adress/kod/"),
            client.post("/mina-uppgifter/adress/kod/", {"code": "000000"}),
        ]

    said = [
        [
            (each.status_code, on_one_line(each.text).partition("<main")[2].replace(address, "X"))
            for each in them
        ]
        for address, them in answers.items()
    ]
    plain = [[(status, re.sub(r'token"[^>]*', "", text)) for status, text in each] for each in said]
    assert plain[0] == plain[1]
    letter = letter_to(bo.email)
    assert letter.subject == "Din e-postadress används redan"
    assert re.findall(r"\d{6}", letter.body) == []


def test_the_code_of_a_taken_address_opens_nothing(anna):
    UserFactory(email="bo@granvik.example")
    code = address_changes.ask_for_change(person=anna, address="bo@granvik.example")

    with pytest.raises(WrongSignInCodeError):
        address_changes.confirm_change(
            person=anna, code_id=code, address="bo@granvik.example", typed=""
        )


def test_an_address_that_somebody_got_meanwhile_is_refused(client, anna):
    client.post("/mina-uppgifter/adress/", {"email": NEW})
    UserFactory(email=NEW)

    answer = client.post("/mina-uppgifter/adress/kod/", {"code": code_to(NEW)}, follow=True)

    assert "Koden gäller inte längre. Be om en ny." in answer.text
    anna.refresh_from_db()
    assert anna.email == "anna@granvik.example"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Skriv den nya e-postadressen."),
        ("anna", "Skriv hela e-postadressen, till exempel anna.ek@kommun.se."),
        ("ANNA@granvik.example", "Det är redan din adress. Skriv den nya."),
    ],
)
def test_an_address_that_cannot_be_is_refused_and_stays(client, anna, typed, said):
    answer = client.post("/mina-uppgifter/adress/", {"email": typed})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"email": [said]}
    assert OutgoingMail.objects.count() == 0


def test_a_wrong_code_is_a_sentence_and_five_end_it(client, anna):
    client.post("/mina-uppgifter/adress/", {"email": NEW})
    right = code_to(NEW)
    wrong = f"{(int(right) + 1) % 10**6:06}"

    answers = [client.post("/mina-uppgifter/adress/kod/", {"code": wrong}) for _ in range(5)]

    assert [each.status_code for each in answers] == [422] * 4 + [302]
    assert "Koden stämmer inte." in answers[0].text
    again = client.post("/mina-uppgifter/adress/kod/", {"code": right}, follow=True)
    assert again.redirect_chain == [("/mina-uppgifter/adress/", 302)]
    anna.refresh_from_db()
    assert anna.email == "anna@granvik.example"


def test_a_person_guesses_ten_times_a_day_at_most(anna):
    for _ in range(2):
        code = address_changes.ask_for_change(person=anna, address=NEW)
        given = {"person": anna, "code_id": code, "address": NEW, "typed": "x"}
        for _ in range(5):
            with pytest.raises((WrongSignInCodeError, TooManyTriesError)):
                address_changes.confirm_change(**given)

    with pytest.raises(CodeAlreadySentError):
        address_changes.ask_for_change(person=anna, address="annan@granvik.example")
    with pytest.raises(TooManyTriesError):
        address_changes.confirm_change(**given)


def test_an_address_gets_two_letters_and_a_person_asks_for_five(client, anna):
    statuses = [
        client.post("/mina-uppgifter/adress/", {"email": NEW}).status_code for _ in range(3)
    ]
    others = [
        client.post("/mina-uppgifter/adress/", {"email": f"a{n}@x.example"}).status_code
        for n in range(3)
    ]

    assert statuses == [302, 302, 422]
    assert others == [302, 302, 422]
    assert OutgoingMail.objects.count() == 4


def test_a_code_is_of_its_person_its_address_and_its_purpose(anna):
    bo = UserFactory()
    code = address_changes.ask_for_change(person=anna, address=NEW)
    typed = code_to(NEW)

    for person, address in ((bo, NEW), (anna, "annan@x.example")):
        with pytest.raises(CodeOverError):
            address_changes.confirm_change(
                person=person, code_id=code, address=address, typed=typed
            )
    with pytest.raises(CodeOverError):
        sign_in_codes.judge_code(code_id=code, address=NEW, typed=typed, network="x")


def test_a_code_is_over_after_ten_minutes(anna):
    code = address_changes.ask_for_change(person=anna, address=NEW)
    SignInCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(CodeOverError):
        address_changes.confirm_change(person=anna, code_id=code, address=NEW, typed=code_to(NEW))


# --- leaving ----------------------------------------------------------------------------------


def test_leaving_a_round_asks_first_and_ends_her_access_at_once(client, anna, round):
    membership = MembershipFactory(participation__round=round, user=anna)
    address = f"/mina-uppgifter/lamna/{membership.pk}/"
    assert client.get(f"/omgangar/{round.pk}/").status_code == 200

    question = client.post(address)
    assert Membership.objects.filter(user=anna).exists()
    answer = client.post(address, YES, follow=True)

    assert "Lämna omgången" in question.text
    assert f"Du har lämnat {round}." in answer.text
    assert not Membership.objects.filter(user=anna).exists()
    assert client.get(f"/omgangar/{round.pk}/").status_code == 404
    [act] = AuditEvent.objects.all()
    assert (act.kind, act.actor, act.round_id) == ("left-round", anna, round.pk)


def test_nobody_takes_another_out_of_a_round_this_way(client, anna):
    membership = MembershipFactory()

    assert client.post(f"/mina-uppgifter/lamna/{membership.pk}/", YES).status_code == 404
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_the_last_coordinator_names_another_first(client, anna):
    membership = MembershipFactory(user=anna, is_coordinator=True)
    MembershipFactory(participation=membership.participation)

    answer = client.post(f"/mina-uppgifter/lamna/{membership.pk}/", YES, follow=True)

    assert f"Du är den enda samordnaren för {membership.participation}." in answer.text
    assert Membership.objects.filter(pk=membership.pk).exists()
    MembershipFactory(participation=membership.participation, is_coordinator=True)
    leaving.leave_round(membership=membership)
    leaving.leave_round(membership=membership)  # again is the same
    assert not Membership.objects.filter(pk=membership.pk).exists()


def test_a_coordinator_elsewhere_is_no_coordinator_here(anna):
    membership = MembershipFactory(user=anna, is_coordinator=True)
    other = ParticipationFactory(round=membership.participation.round)
    MembershipFactory(participation=other, is_coordinator=True)

    with pytest.raises(LastCoordinatorError):
        leaving.leave_round(membership=membership)


def test_nobody_leaves_a_closed_round(client, anna):
    closed = RoundFactory(closed_on=date(2026, 1, 1))
    membership = MembershipFactory(participation__round=closed, user=anna)

    with pytest.raises(RoundClosedError):
        leaving.leave_round(membership=membership)
    assert "Lämna omgången" not in client.get("/mina-uppgifter/").text


def test_who_is_in_no_round_removes_her_account(client, anna):
    queue_mail(key="a", to=anna.email, subject="Välkommen Anna Ek", body="…")
    assert "Ta bort kontot" in client.post("/mina-uppgifter/ta-bort-kontot/").text
    assert User.objects.filter(pk=anna.pk).exists()

    answer = client.post("/mina-uppgifter/ta-bort-kontot/", YES, follow=True)

    assert "Kontot och dina uppgifter är borttagna." in answer.text
    assert not User.objects.filter(pk=anna.pk).exists()
    assert OutgoingMail.objects.filter(to=anna.email).count() == 0
    assert Session.objects.filter(session_data__contains=str(anna.pk)).count() == 0
    assert client.get("/mina-uppgifter/").status_code == 302


def test_an_account_whose_name_stands_in_a_round_is_closed_until_its_removal(client, anna, round):
    round.groups.create(name="Grupp 1", note="Anna Ek leder")

    answer = client.post("/mina-uppgifter/ta-bort-kontot/", YES, follow=True)

    assert "Kontot är stängt." in answer.text
    anna.refresh_from_db()
    assert anna.is_active is False
    assert client.get("/mina-uppgifter/").status_code == 302


def test_who_is_in_a_round_keeps_her_account(client, anna):
    MembershipFactory(user=anna)

    answer = client.post("/mina-uppgifter/ta-bort-kontot/", YES, follow=True)

    assert "Du är med i en omgång. Lämna den först." in answer.text
    assert User.objects.filter(pk=anna.pk, is_active=True).exists()


def test_skr_staff_is_removed_by_skr(client):
    client.force_login(UserFactory(is_staff=True))

    assert client.post("/mina-uppgifter/ta-bort-kontot/", YES).status_code == 403
    assert "Ta bort kontot" not in client.get("/mina-uppgifter/").text


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_page_takes_as_many_queries_however_many_rounds(
    client, anna, rounds, django_assert_num_queries
):
    for _ in range(rounds):
        MembershipFactory(user=anna)

    with django_assert_num_queries(3):
        client.get("/mina-uppgifter/")


def test_a_name_that_others_letters_would_make_a_link_is_refused(client):
    user = UserFactory(full_name="Lena Ek")
    client.force_login(user)

    answer = client.post("/mina-uppgifter/namn/", {"full_name": "Vinn på https://falsk.example"})

    assert answer.status_code == 422
    assert "Det ser inte ut som ett namn." in answer.text
    user.refresh_from_db()
    assert user.full_name == "Lena Ek"
