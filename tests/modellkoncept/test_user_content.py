"""What people have typed stands where htmx does nothing (hx-disable), and no control does."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from meetings.services import takeaways
from modellkoncept.mail.models import OutgoingMail
from padlet.services import boards, moderation, summaries
from tests.factories import AgendaItemFactory
from tests.padlet.conftest import Box, open_it

TYPED = "Skrivet av någon"
VOID = {"br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "source", "wbr",
        "path", "circle", "rect", "line"}  # fmt: skip
# Their text is never markup to htmx.
NO_MARKUP = {"title", "textarea", "option", "text", "script"}


class Page(HTMLParser):
    """Where typed text stands outside hx-disable, and which controls of htmx stand inside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found, self.unguarded, self.dead = 0, [], []
        self.feed(html)

    @property
    def is_guarded(self) -> bool:
        return any(guards for _tag, guards in self.open)

    def handle_starttag(self, tag, attrs) -> None:
        names = {name for name, _value in attrs}
        if any(name.startswith("hx-") and name != "hx-disable" for name in names):
            self.dead += [(tag, sorted(names))] if self.is_guarded else []
        if "data-text" in names and "hx-disable" not in names:
            self.unguarded.append((tag, "data-text"))
        if tag not in VOID:
            self.open.append((tag, "hx-disable" in names))

    def handle_startendtag(self, tag, attrs) -> None:
        pass

    def handle_endtag(self, tag) -> None:
        if tag in VOID:
            return
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data) -> None:
        if TYPED not in data or (self.open and self.open[-1][0] in NO_MARKUP):
            return
        self.found += 1
        if not self.is_guarded:
            self.unguarded.append(([tag for tag, _guards in self.open][-3:], data.strip()))


@pytest.fixture
def board(group_meeting, people):
    """A meeting and its board where every long text has been typed by somebody."""
    AgendaItemFactory(
        meeting=group_meeting, title=f"{TYPED} 1", public_text=TYPED, internal_text=TYPED
    )
    group_meeting.aims = TYPED
    group_meeting.save(update_fields=["aims"])
    board = boards.create_board(meeting=group_meeting, title="Tavla", prompts=["Vad?"])
    board.instructions = TYPED
    board.save(update_fields=["instructions"])
    board = open_it(board)
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    note = box.write(text=TYPED)
    moderation.hide_note(board=board, note_id=box.write(text=TYPED).pk, by=people["staff"])
    box.write(text=TYPED)
    summaries.add_sentence(board=board, prompt_id=box.prompt.pk, text=TYPED, note_ids=[note.pk])
    takeaways.add_takeaway(
        participation=group_meeting.participation_of(people["strategist"]),
        meeting=group_meeting,
        text=TYPED,
        source="Tavla",
    )
    return board


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["strategist", "politician"])
def test_what_people_typed_is_out_of_htmxs_reach_and_no_control_is(client, people, board, who):
    client.force_login(people[who])
    pol = board.sections.get(role_group="pol")
    guests = f"/t/{board.path}/"
    addresses = [f"/tavlor/{board.pk}/", f"/moten/{board.meeting_id}/", guests, f"{guests}duk/",
                 f"{guests}skriv/{pol.pk}/0/", f"/moten/{board.meeting_id}/ta-hem/"]  # fmt: skip
    if who == "strategist":
        addresses += [f"/moten/{board.meeting_id}/dagordning/", f"/tavlor/{board.pk}/sammanfatta/",
                      f"/tavlor/{board.pk}/hamta/"]  # fmt: skip

    for address in addresses:
        response = client.get(address)
        page = Page(response.text)
        assert (address, response.status_code, page.found > 0) == (address, 200, True)
        assert (address, page.unguarded, page.dead) == (address, [], [])


@pytest.mark.django_db
def test_the_letters_of_the_demo_too():
    letter = OutgoingMail(pk=1, to="a@granvik.example", subject=TYPED, body=TYPED)

    page = Page(render_to_string("modellkoncept/demo_letters.html", {"letters": [letter]}))

    assert (page.found, page.unguarded, page.dead) == (2, [], [])


def test_every_pattern_that_a_script_fills_is_guarded():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")

    bare = [
        path.name for path in templates if "<p data-text" in " ".join(path.read_text().split())
        .replace("<p data-text hx-disable", "")
    ]  # fmt: skip

    assert bare == []
