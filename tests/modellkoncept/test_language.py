"""Swedish first, English by choice, and nothing half translated."""

import gettext
import io
import shutil
import subprocess
import sys

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from padlet.reports.documents.discussions import DISCUSSIONS
from tests.factories import MeetingFactory, UserFactory
from tests.markup import on_one_line
from tests.padlet.conftest import open_it

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES"
SOURCES = ["modellkoncept", "programmes", "meetings", "padlet", "checklist", "templates"]


@pytest.fixture(scope="module")
def gathering(tmp_path_factory):
    """Every text in today's source, gathered anew: the folder, and what was said on the way."""
    if not shutil.which("xgettext"):
        pytest.skip("gettext saknas, så katalogen går inte att kontrollera: apt install gettext")
    copy = tmp_path_factory.mktemp("source")
    for name in [*SOURCES, "locale"]:
        shutil.copytree(settings.BASE_DIR / name, copy / name)
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location"],
        cwd=copy,
        check=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"},
        capture_output=True,
        text=True,
    )
    return copy, done.stdout + done.stderr


@pytest.fixture(scope="module")
def gathered(gathering):
    """The catalogue as it would be with those texts."""
    copy, _said = gathering
    with (copy / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="en")


def test_the_texts_are_gathered_without_a_warning(gathering):
    _copy, said = gathering

    assert said.split() == ["processing", "locale", "en"]


def test_no_text_lacks_its_english(gathered):
    texts = [message for message in gathered if message.id]

    missing = [m.id for m in texts if not m.string or (m.pluralizable and not all(m.string))]
    assert missing == []
    assert [message.id for message in texts if message.fuzzy] == []
    assert len(texts) > 500


def test_no_text_of_the_catalogue_is_left_over(gathered):
    assert list(gathered.obsolete) == []


def test_translations_keep_their_placeholders(gathered):
    assert [(m.id, [str(e) for e in m.check()]) for m in gathered if m.id and list(m.check())] == []


def test_the_compiled_catalogue_is_the_written_one():
    with (CATALOGUE / "django.po").open("rb") as file:
        written = io.BytesIO()
        write_mo(written, read_po(file, locale="en"))
    written.seek(0)

    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert compiled._catalog == gettext.GNUTranslations(written)._catalog  # noqa: SLF001 – all there is to compare


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "lang", "heading"),
    [("", "sv", "Logga in"), ("en", "en", "Log in"), ("de", "sv", "Logga in")],
)
def test_the_language_is_swedish_unless_another_is_chosen(client, cookie, lang, heading):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

    page = on_one_line(client.get("/logga-in/", headers={"Accept-Language": "en-GB,en"}).text)

    assert f'<html lang="{lang}"' in page
    assert f"<h1>{heading}</h1>" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "location", "kept"),
    [
        ({"language": "en", "next": "/moten/"}, "/moten/", "en"),
        ({"language": "xx", "next": "/moten/"}, "/moten/", ""),
        ({"language": "en", "next": "https://ond.example/"}, "/", "en"),
    ],
)
def test_choosing_a_language_is_kept_here_and_goes_back(client, typed, location, kept):
    response = client.post("/sprak/", typed)

    assert (response.status_code, response.headers["Location"]) == (302, location)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == kept


@pytest.mark.django_db
def test_documents_and_guests_pages_follow_the_rounds_language_not_the_readers(client):
    from padlet.services import boards

    meeting = MeetingFactory(round__language="en")
    board = open_it(boards.create_board(meeting=meeting, title="Board", prompts=["What now?"]))

    document = request_document(kind=DISCUSSIONS, of=board, by=UserFactory(is_staff=True))
    page = on_one_line(client.get(f"/t/{board.path}/").text)

    assert (document.language, document.title.split(":")[0]) == ("en", "Documentation")
    assert '<html lang="en"' in page
    assert translation.get_language() == "sv"
    assert Document.objects.count() == 1
