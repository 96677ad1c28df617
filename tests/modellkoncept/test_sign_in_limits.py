"""What guessing and locking out come to: counted in the database, over all who try at once."""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modellkoncept.mail.delivery import deliver
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.web import rate_limits
from modellkoncept.web.counters import Counter
from programmes.models import SignInCode
from programmes.services import sign_in_codes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS, UNKNOWN = "karin.ek@granvik.example", "annan.ek@granvik.example"


@pytest.fixture
def karin():
    return UserFactory(email=ADDRESS, full_name="Karin Ek")


def ask(client, email=ADDRESS):
    return client.post("/logga-in/", {"email": email})


def confirm(client, code):
    return client.post("/logga-in/kod/", {"code": code})


def newest_code() -> str:
    return re.search(r"^ +([0-9]+)$", OutgoingMail.objects.first().body, re.MULTILINE)[1]


def other(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 10 ** len(code):0{len(code)}}"


def is_in(client) -> bool:
    return client.get("/").status_code == 200


def judged(answers) -> int:
    """How many of the tries were compared: those are told so, or led to where one asks anew."""
    return sum(answer.status_code == 422 for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_of_sixty_tries_at_once_in_one_session_five_are_judged(client, karin):
    ask(client)
    code = newest_code()
    cookies = client.cookies

    def attempt(number):
        try:
            browser = Client()
            browser.cookies = cookies
            return confirm(browser, other(code, number + 1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=20) as threads:
        answers = list(threads.map(attempt, range(60)))

    assert judged(answers) <= 5
    assert rate_limits.counted(sign_in_codes.WRONG_ADDRESS, ADDRESS) > 5
    browser = Client()
    browser.cookies = cookies
    confirm(browser, code)
    assert not is_in(browser)


@pytest.mark.django_db(transaction=True)
def test_of_two_right_codes_at_once_one_gets_in(client, karin):
    ask(client)
    code, cookies = newest_code(), client.cookies

    def attempt(_number):
        try:
            browser = Client()
            browser.cookies = cookies.copy()
            return confirm(browser, code).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=4) as threads:
        led = sorted(threads.map(attempt, range(4)))

    assert led == ["/", *["/logga-in/"] * 3]


@pytest.mark.django_db(transaction=True)
def test_sixty_who_ask_at_once_get_three_letters(karin):
    def attempt(_number):
        try:
            return ask(Client()).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=20) as threads:
        answers = set(threads.map(attempt, range(60)))

    assert answers == {302}
    assert OutgoingMail.objects.count() == 3


def test_a_new_code_has_tries_of_its_own_and_the_address_keeps_its_count(karin):
    for _code in range(2):
        browser = Client()
        ask(browser)
        code = newest_code()
        assert [confirm(browser, other(code)).status_code for _ in range(5)] == [422] * 4 + [302]

    browser = Client()
    ask(browser)
    assert len(newest_code()) == 12  # ten wrong tries in a day: nobody guesses the next
    assert confirm(browser, newest_code()).url == "/"


# --- a stranger who knows the address ---------------------------------------------------------

LETTERS = 6  # to one address within half an hour


class Stranger:
    """Somebody who asks for Karin's address from everywhere, and burns every try he gets."""

    def __init__(self):
        self.browsers = []

    def asks(self, times: int = 1) -> None:
        for _time in range(times):
            browser = Client(REMOTE_ADDR=f"203.0.113.{len(self.browsers) % 250}")
            ask(browser)
            self.browsers.append(browser)

    def burns(self) -> None:
        for browser in self.browsers:
            for step in range(6):
                answered = confirm(browser, f"{step:06}")
                if answered.status_code != 422:
                    break


@pytest.mark.parametrize("before", [0, 1, 2, 3, 9])
@pytest.mark.parametrize("between", [0, 1, 2, 9])
@pytest.mark.parametrize("again", [False, True])
def test_whatever_a_stranger_does_the_code_of_the_letter_leads_in(karin, before, between, again):
    mine, stranger = Client(REMOTE_ADDR="192.0.2.7"), Stranger()
    stranger.asks(before)
    stranger.burns()
    ask(mine)
    code = newest_code()
    stranger.burns()
    stranger.asks(between)
    stranger.burns()
    if again:
        letters = OutgoingMail.objects.count()
        ask(mine)
        stranger.burns()
        if OutgoingMail.objects.count() > letters or len(newest_code()) == 12:
            code = newest_code()
        stranger.asks()
        stranger.burns()

    assert OutgoingMail.objects.count() <= LETTERS
    assert confirm(mine, code).url == "/"
    assert is_in(mine)


def test_tries_for_an_address_by_others_take_none_of_her_own(karin):
    mine, stranger = Client(), Stranger()
    ask(mine)
    code = newest_code()
    stranger.asks(30)

    for _wrong in range(4):
        assert confirm(mine, other(code)).status_code == 422
        stranger.burns()

    assert confirm(mine, code).url == "/"


def test_a_shared_code_of_an_address_leads_in_wherever_it_was_asked_for(karin):
    early, late, stranger = Client(), Client(), Stranger()
    ask(early)
    stranger.asks(5)
    ask(late)
    shared = newest_code()

    assert len(shared) == 12
    assert confirm(early, shared).url == "/"
    assert confirm(late, shared).status_code == 422  # it worked once
    ask(late)
    assert confirm(late, newest_code()).url == "/"


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, 2])
def test_in_half_an_hour_an_address_gets_six_letters_however_it_is_asked_for(
    karin, monkeypatch, rounds
):
    """A minute is a step: he asks and burns in each of them, and she gets in at the end."""
    stranger, sent = Stranger(), []
    began = time.time()
    for minute in range(30 * rounds):
        monkeypatch.setattr("time.time", lambda minute=minute: began + minute * 60)
        stranger.browsers.clear()
        stranger.asks(2)
        stranger.burns()
        sent.append(OutgoingMail.objects.count())

    mine = Client()
    ask(mine)

    windows = [late - early for early, late in zip([0, *sent], sent[29:], strict=False)]
    assert max(windows) <= LETTERS
    assert confirm(mine, newest_code()).url == "/"


def test_a_letter_that_led_in_is_not_counted(karin):
    Stranger().asks(3)

    for number in range(10):
        browser = Client()
        asked = ask(browser)
        assert (asked.status_code, confirm(browser, newest_code()).url) == (302, "/"), number


def test_a_stranger_who_asks_and_guesses_all_day_locks_nobody_out(karin):
    for _time in range(30):
        stranger = Client(REMOTE_ADDR="203.0.113.9")
        ask(stranger)
        for step in range(6):
            confirm(stranger, other("123456", step))
    letters = OutgoingMail.objects.count()
    mine = Client()

    ask(mine)

    assert letters <= 6
    assert confirm(mine, newest_code()).url == "/"
    assert is_in(mine)


def test_a_stranger_and_karin_behind_one_address_disturb_each_other_in_nothing(karin):
    for _time in range(8):
        ask(Client())
    mine = Client()

    asked = ask(mine)

    assert (asked.status_code, OutgoingMail.objects.count()) == (302, 3)
    assert confirm(mine, newest_code()).url == "/"


@pytest.mark.slow
def test_five_hundred_behind_one_address_ask_and_get_in(django_assert_max_num_queries):
    for number in range(500):
        UserFactory(email=f"p{number}@granvik.example")
    browsers = [Client(REMOTE_ADDR="192.0.2.1") for _ in range(500)]

    answers = {
        ask(browser, f"p{number}@granvik.example").status_code
        for number, browser in enumerate(browsers)
    }

    assert answers == {302}
    assert OutgoingMail.objects.count() == 500
    assert confirm(browsers[499], newest_code()).url == "/"


def test_many_wrong_tries_from_one_network_or_from_everywhere_make_new_codes_long(karin):
    for what, about, number in (
        (sign_in_codes.WRONG_NETWORK, "127.0.0.1", sign_in_codes.WRONG_PER_NETWORK_AN_HOUR),
        (sign_in_codes.WRONG, "", sign_in_codes.WRONG_EVERYWHERE_A_DAY),
    ):
        rate_limits.count(what, about, seconds=3600)
        Counter.objects.update(number=number)
        ask(Client())
        assert len(newest_code()) == 12
        Counter.objects.all().delete()
    ask(Client())
    assert len(newest_code()) == 6


def test_limits_outlive_the_process_and_believe_no_header(karin):
    browser = Client()
    ask(browser)
    code = newest_code()
    for number in range(5):
        browser.post(
            "/logga-in/kod/",
            {"code": other(code)},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )

    assert rate_limits.counted(sign_in_codes.WRONG_NETWORK, "127.0.0.1") == 5
    assert SignInCode.objects.get().tries == 5


def test_a_right_try_is_not_counted_as_a_wrong_one(client, karin):
    ask(client)
    confirm(client, newest_code())

    assert rate_limits.counted(sign_in_codes.WRONG_ADDRESS, ADDRESS) == 0
    assert not SignInCode.objects.exists()


# --- what is told -----------------------------------------------------------------------------


def test_the_older_of_two_codes_says_that_a_newer_letter_has_come(client, karin):
    ask(client)
    older = newest_code()
    ask(client)
    newer = newest_code()
    assert older != newer

    answered = confirm(client, older)

    assert answered.status_code == 422
    assert answered.context["form"].errors == {
        "code": ["Den koden stod i ett äldre mejl. Du har fått ett nyare: använd koden i det."]
    }
    assert confirm(client, newer).url == "/"


@pytest.mark.parametrize("is_older", [True, False])
def test_who_guesses_the_code_of_another_browser_is_told_nothing(client, karin, is_older):
    """Or a guess would be compared with the codes of all who asked, and its finder would know."""
    her_browser = Client()
    for browser in (her_browser, client) if is_older else (client, her_browser):
        ask(browser)
        if browser is her_browser:
            code = newest_code()

    guessed, wrong = confirm(client, code), confirm(client, other(code))

    assert guessed.status_code == 422
    assert guessed.context["form"].errors == wrong.context["form"].errors
    assert guessed.context["form"].errors == {
        "code": ["Koden stämmer inte. Läs i mejlet en gång till och skriv sex siffror."]
    }
    assert not is_in(client)
    for _time in range(6):
        ask(client)  # over the limit of letters too, her code is none of his
    assert "Den koden stod" not in confirm(client, code).text
    assert not is_in(client)
    assert confirm(her_browser, code).url == "/"


def test_each_older_code_of_a_session_is_told_and_no_other_address_s(client, karin):
    UserFactory(email=UNKNOWN)
    ask(client, UNKNOWN)
    theirs = newest_code()
    codes = []
    for _time in range(2):
        ask(client)
        codes.append(newest_code())
    ask(client)

    answers = [confirm(client, code) for code in (*codes, theirs)]

    assert ["Den koden stod i ett äldre mejl." in answer.text for answer in answers] == [
        True,
        True,
        False,
    ]
    assert confirm(client, newest_code()).url == "/"


@pytest.mark.parametrize(
    "email",
    ["\x00@x.se", f"{'a' * 250}@x.se", f"a@{'x' * 60}.{'y' * 60}.{'z' * 60}.{'w' * 60}.example.se",
     "a@b.se\nBcc: c@d.se", "å@x.se", "a@\ud83d\ude00.se", "a" * 5000, "a@b", '"a b"@x.se'],
)  # fmt: skip
def test_odd_addresses_get_an_answer_and_no_letter(client, email):
    answered = ask(client, email.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))

    assert answered.status_code in {302, 422}
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("code", ["", "\x00", "٣٣٣٣٣٣", "½½½½½½", "x" * 5000, "-" * 12, "1" * 40])
def test_odd_codes_are_wrong_in_words(client, karin, code):
    ask(client)

    answered = confirm(client, code)

    assert answered.status_code == 422
    assert len(answered.context["form"].errors["code"]) == 1


def test_the_code_of_one_address_is_wrong_for_another(client, karin):
    UserFactory(email=UNKNOWN)
    ask(Client(), UNKNOWN)
    theirs = newest_code()
    ask(client)

    assert confirm(client, theirs).status_code == 422
    assert not is_in(client)


def statements(action) -> list[str]:
    """The kinds of statement, with their tables, in order."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    found = []
    for query in captured.captured_queries:
        table = re.search(r'(?:FROM|INTO|UPDATE) "?(\w+)"?', query["sql"])
        found.append(f"{query['sql'].split()[0]} {table[1] if table else ''}")
    return found


def shape(said: list[str]) -> list[str]:
    """A letter that stays and one that is taken back both end their savepoint by one statement."""
    return ["SAVEPOINT ends" if each.startswith(("RELEASE", "ROLLBACK")) else each for each in said]


def test_a_known_and_an_unknown_address_cost_the_same_statements(karin):
    work = {}
    for email in (ADDRESS, UNKNOWN):
        browser = Client()
        first = shape(statements(lambda b=browser, e=email: ask(b, e)))
        second = shape(statements(lambda b=browser, e=email: ask(b, e)))
        wrong = shape(statements(lambda b=browser: confirm(b, "000000")))
        nonsense = shape(statements(lambda b=browser: confirm(b, "abc")))
        more = [shape(statements(lambda b=browser, e=email: ask(b, e))) for _ in range(3)]
        work[email] = (first, second, wrong, nonsense, more)

    assert work[ADDRESS] == work[UNKNOWN]
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {ADDRESS}


def test_an_unknown_address_is_told_the_same_however_often_it_asks_and_tries(karin):
    told = {}
    for email in (ADDRESS, UNKNOWN):
        browser = Client()
        answers = [ask(browser, email) for _ in range(5)]
        answers += [confirm(browser, "000000") for _ in range(7)]
        answers += [ask(browser, email) for _ in range(3)]
        told[email] = [(a.status_code, getattr(a, "url", ""), plain(a, email)) for a in answers]

    assert told[ADDRESS] == told[UNKNOWN]


def plain(answer, email) -> str:
    text = answer.text.replace(email, "")
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)


def calls(action) -> int:
    """How many functions the action calls: work that no other process of the machine changes."""
    number = 0

    def count(_frame, event, _argument):
        nonlocal number
        number += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return number


@pytest.mark.django_db(transaction=True)
def test_a_known_and_an_unknown_address_take_the_same_work():
    """Hashes, templates, messages to the queue: what takes time, and is no statement."""
    work = {ADDRESS: [], UNKNOWN: []}
    UserFactory(email=ADDRESS)
    for each in (ask, confirm):
        each(Client(), "x@granvik.example")  # what a process does once

    for email, done in work.items():
        for _time in range(2):
            browser = Client()
            for action in (
                lambda b=browser, e=email: ask(b, e),
                lambda b=browser: confirm(b, "000000"),
                lambda b=browser, e=email: ask(b, e),
            ):
                done.append(calls(action))

    ratios = [known / unknown for known, unknown in zip(*work.values(), strict=True)]
    assert max(abs(ratio - 1) for ratio in ratios) < 0.02, work


def test_a_letter_that_was_taken_back_is_not_sent(client):
    ask(client, UNKNOWN)

    assert not OutgoingMail.objects.exists()
    assert deliver(1) is False


def test_the_rows_of_sign_in_hold_no_address_and_no_code(client, karin):
    ask(client)
    code = newest_code()
    confirm(client, other(code))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM programmes_signincode t"
            " UNION ALL SELECT t::text FROM modellkoncept_counter t"
        )
        rows = [row for (row,) in cursor.fetchall()]
    assert len(rows) == 5
    assert [row for row in rows if "karin" in row or code in row] == []


def test_who_never_comes_back_leaves_no_session_for_long(client, karin):
    ask(client)

    assert client.session.get_expiry_age() <= 30 * 60
    confirm(client, newest_code())
    assert client.session.get_expiry_age() > 29 * 24 * 3600
