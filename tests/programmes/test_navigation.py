"""Navigation, redirects to sign-in and allowed methods."""

import re

import pytest

from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
EVERYBODYS = ["Min sida", "Omgången", "Träffar", "Tavlor"]


@pytest.mark.parametrize("path", ["/", "/omgangar/", "/omgangar/1/"])
def test_a_stranger_is_sent_to_sign_in_and_back_again(client, path):
    response = client.get(path)

    assert (response.status_code, response.url) == (302, f"/logga-in/?next={path}")


@pytest.mark.parametrize("path", ["/", "/omgangar/"])
def test_the_pages_only_answer_reading(client, people, path):
    client.force_login(people["strategist"])

    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("politician", [*EVERYBODYS, "Självskattning", "Dokument"]),
        ("mentor", [*EVERYBODYS, "Dokument"]),
        ("staff", [*EVERYBODYS, "Självskattning", "Dokument", "Översikt"]),
    ],
)
def test_the_navigation_shows_what_each_can_use(client, people, who, sees):
    client.force_login(people[who])

    text = on_one_line(client.get("/").text)

    nav = text[text.index('<nav class="nav"') :]
    nav = nav[: nav.index("</nav>")]
    assert [each.strip() for each in re.findall(r">([^<>]+)</a>", nav)] == sees
    assert re.findall(r'aria-current="page">(?:<[^>]*>)*([^<]+)<', nav) == ["Min sida"]
