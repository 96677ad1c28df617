"""Whoever listens to a board in her own name does so no longer than she may."""

import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from modellkoncept.live.source import Ticket
from padlet.live import board_cache, holders, tickets
from padlet.live.projection import FACILITATOR, GUEST
from padlet.models import Board
from programmes.models import Membership, Role, User
from tests.padlet.test_bad_input import ask
from tests.padlet.test_stream import view as view

pytestmark = pytest.mark.django_db


def ticket_on_the_page(client: Client, board: Board) -> str:
    stream = client.get(f"/tavlor/{board.pk}/").context["stream"]
    return stream.removeprefix("/strom/board/")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_allowed(ticket: str) -> bool:
    verified = tickets.verify_ticket(ticket)
    return verified is not None and holders.still_allowed({verified}) == {verified}


def test_a_facilitators_ticket_carries_her_and_nothing_that_opens_a_session(people, board):
    client = signed_in(people["strategist"])

    ticket = ticket_on_the_page(client, board)

    verified = tickets.verify_ticket(ticket)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert (verified.key, verified.audience, verified.tag) == (board.pk, FACILITATOR, board.path)
    assert verified.holder.user == people["strategist"].pk
    assert key not in str(verified)
    polled = client.get(f"/tavlor/{board.pk}/lage/").json()["ticket"]
    assert tickets.verify_ticket(polled) == verified


def test_nobody_listens_as_a_facilitator_in_nobodys_name(board):
    snapshot = board_cache.current_snapshot(board.pk, FACILITATOR)

    assert tickets.ticket(snapshot) == ""
    forged = tickets.signing.dumps(
        {"board": board.pk, "audience": FACILITATOR, "path": board.path, "holder": None},
        salt=tickets.TICKET_SALT,
    )
    assert tickets.verify_ticket(forged) is None


ENDS = {
    "sign-out": lambda client, user: client.post("/logga-ut/"),
    "deactivation": lambda client, user: User.objects.filter(pk=user.pk).update(is_active=False),
    "another role": lambda client, user: Membership.objects.filter(user=user).update(
        role=Role.POLITICIAN
    ),
    "no membership": lambda client, user: Membership.objects.filter(user=user).delete(),
    "an old session": lambda client, user: Session.objects.update(expire_date=timezone.now()),
    "a new secret": lambda client, user: User.objects.filter(pk=user.pk).update(
        session_secret="new"
    ),
    "no user": lambda client, user: user.delete(),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_the_right_to_listen_ends_with_what_it_rested_on(people, board, end):
    user = people["strategist"]
    client = signed_in(user)
    ticket = ticket_on_the_page(client, board)
    assert is_allowed(ticket)

    end(client, user)

    assert not is_allowed(ticket)


def test_who_is_signed_in_elsewhere_too_goes_on_listening_there(people, board):
    here, there = (signed_in(people["strategist"]) for _ in range(2))
    mine, other = (ticket_on_the_page(client, board) for client in (here, there))

    here.post("/logga-ut/")

    assert (is_allowed(mine), is_allowed(other)) == (False, True)


def test_a_member_listens_in_her_own_name_and_as_long_as_she_may_see_the_board(people, board):
    ticket = ticket_on_the_page(signed_in(people["politician"]), board)
    assert tickets.verify_ticket(ticket).audience == GUEST
    assert is_allowed(ticket)

    Membership.objects.filter(user=people["politician"]).delete()

    assert not is_allowed(ticket)


def test_no_ticket_is_good_for_another_board_or_audience(people, board):
    ticket = tickets.verify_ticket(ticket_on_the_page(signed_in(people["politician"]), board))
    claims = {
        ticket._replace(audience=FACILITATOR),
        ticket._replace(key=board.pk + 1),
        Ticket(board.pk, GUEST, board.path),
    }

    assert holders.still_allowed(claims) == set()


def test_all_who_listen_are_asked_for_together(people, board, django_assert_num_queries):
    listening = {
        tickets.verify_ticket(ticket_on_the_page(signed_in(people[kind]), board))
        for kind in ("politician", "manager", "strategist", "mentor", "staff")
    }

    with django_assert_num_queries(3):
        assert holders.still_allowed(listening) == listening


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_stream_ends_within_half_a_minute_of_the_sign_out_and_begins_no_more(
    view, people, politicians, site
):
    board = politicians.board
    clients = [signed_in(people[kind]) for kind in ("strategist", "staff")]
    given = [ticket_on_the_page(client, board) for client in clients]
    viewers = [view(site, ticket) for ticket in given]
    assert [viewer.event()[0] for viewer in viewers] == ["hello", "hello"]
    viewers[0].http_connection.sock.settimeout(40)
    clients[0].post("/logga-ut/")
    began = time.monotonic()

    assert viewers[0].event() == ("revoked", {})
    assert viewers[0].event() is None
    assert time.monotonic() - began < 30
    assert view(site, given[0]).status == 403
    assert ask(site, "GET", f"/strom/board/{given[1][:-2]}")[0] == 404
    assert view(site, given[1]).status == 200
