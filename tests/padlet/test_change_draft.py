"""A draft is made otherwise until it opens; then its prompts stand."""

import pytest
from django.utils import timezone

from padlet import errors
from padlet.models import Board
from padlet.services import attachments, drafts, rehearsals
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.factories import AgendaItemFactory
from tests.markup import on_one_line
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db


def address(board) -> str:
    return f"/tavlor/{board.pk}/andra/"


def typed(board, **changed) -> dict:
    return {
        "version": board.version,
        "title": board.title,
        "role_groups": ["pol", "chef", "strat"],
        "prompts": "\n".join(STANDARD_PROMPTS),
        "instructions": "",
    } | changed


def questions(board) -> list[str]:
    return list(board.prompts.values_list("template", flat=True))


def groups(board) -> dict[str, list[int]]:
    return dict(board.sections.values_list("role_group", "breakout_sizes"))


def test_the_form_holds_the_draft_as_it_is(facilitator, draft):
    attachments.change_instructions(board=draft, instructions="Skriv kort.")

    page = facilitator.get(address(draft))

    assert page.status_code == 200
    assert {field.name: field.value() for field in page.context["form"]} == {
        "title": "Vad kan vi bidra med?",
        "role_groups": ["pol", "chef", "strat"],
        "prompts": "\n".join(STANDARD_PROMPTS),
        "instructions": "Skriv kort.",
    }
    assert page.text.count("<dd>") == 9
    assert f'href="{address(draft)}"' in facilitator.get(f"/tavlor/{draft.pk}/").text


def test_what_is_saved_is_what_every_group_reads(facilitator, draft):
    answer = facilitator.post(
        address(draft),
        typed(
            draft,
            title="Vad gör vi nu?",
            prompts="Vad gör ni som {roll}?\n\nVad gör de andra ({övriga roller})?",
            instructions="Tre var.",
        ),
    )

    draft.refresh_from_db()
    assert answer.headers["Location"] == f"/tavlor/{draft.pk}/"
    assert (draft.title, draft.instructions, draft.state) == ("Vad gör vi nu?", "Tre var.", "draft")
    assert questions(draft) == ["Vad gör ni som {roll}?", "Vad gör de andra ({övriga roller})?"]
    page = on_one_line(facilitator.get(f"/tavlor/{draft.pk}/").text)
    assert "<dd>Vad gör ni som chefer?</dd>" in page
    assert "<dd>Vad gör de andra (chefer och strateger/nyckelpersoner)?</dd>" in page
    open_it(draft)
    assert draft.prompts.count() == 2


def test_groups_that_stay_keep_their_sizes_and_a_new_one_must_be_prepared(facilitator, draft):
    sizes = zip(draft.sections.values_list("pk", flat=True), [[8], [7], [6, 6]], strict=True)
    drafts.prepare_board(board=draft, breakout_sizes=dict(sizes), mode="gather", dots_each=3)
    draft.refresh_from_db()

    facilitator.post(address(draft), typed(draft, role_groups=["pol", "strat"]))
    draft.refresh_from_db()
    assert (groups(draft), draft.prepared) == ({"pol": [8], "strat": [6, 6]}, True)

    facilitator.post(address(draft), typed(draft, role_groups=["pol", "chef", "strat"]))
    draft.refresh_from_db()
    assert (groups(draft), draft.prepared) == ({"pol": [8], "chef": [], "strat": [6, 6]}, False)
    form = facilitator.get(f"/tavlor/{draft.pk}/oppna/").context["form"]
    assert [field.value() for field in form.sized()] == ["8", "", "6, 6"]
    assert [form[name].value() for name in ("mode", "dots_each")] == ["gather", 3]


def test_the_item_of_the_agenda_can_be_chosen_and_left(facilitator, draft):
    item = AgendaItemFactory(meeting=draft.meeting)

    facilitator.post(address(draft), typed(draft, agenda_item=item.pk))
    draft.refresh_from_db()
    assert (draft.agenda_item, draft.follows_agenda) == (item, True)

    facilitator.post(address(draft), typed(draft, agenda_item=""))
    draft.refresh_from_db()
    assert (draft.agenda_item, draft.follows_agenda) == (None, False)


def test_a_lost_item_is_still_told_of_when_something_else_is_changed(draft):
    item = AgendaItemFactory(meeting=draft.meeting)
    drafts.change_draft(board=draft, agenda_item=item, **same(draft))
    item.delete()
    draft.refresh_from_db()

    draft = drafts.change_draft(board=draft, **same(draft) | {"title": "Ny rubrik"})

    assert (draft.title, draft.follows_agenda) == ("Ny rubrik", True)


def same(board) -> dict:
    return {
        "version": Board.objects.get(pk=board.pk).version,
        "title": board.title,
        "prompts": questions(board),
        "role_groups": list(groups(board)),
    }


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"role_groups": []}, "role_groups"),
        ({"prompts": ""}, "prompts"),
        ({"prompts": "\n".join(["Vad?"] * 7)}, "prompts"),
        ({"prompts": "x" * 201}, "prompts"),
        ({"prompts": "Vad gör {rol}?"}, "prompts"),
        ({"instructions": "x" * 4001}, "instructions"),
    ],
)
def test_what_a_new_board_may_not_be_a_changed_one_may_not(facilitator, draft, changed, wrong):
    answer = facilitator.post(address(draft), typed(draft, **changed))

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {wrong})
    assert questions(draft) == STANDARD_PROMPTS


def test_the_wordings_are_shown_before_anything_is_saved(facilitator, draft):
    given = typed(draft, prompts="Vad gör ni som {roll}?", forhandsvisa="1")

    whole = facilitator.post(address(draft), given)
    part = facilitator.post(address(draft), given, headers={"HX-Request": "true"})

    assert [t.name for t in part.templates][0] == "padlet/drafts/_preview.html"
    assert [
        on_one_line(page.text).count("<dd>Vad gör ni som chefer?</dd>") for page in (whole, part)
    ] == [1, 1]
    assert questions(draft) == STANDARD_PROMPTS


@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_a_board_that_has_opened_is_refused_in_words(facilitator, board, state):
    board.state, board.sealed_on = state, timezone.localdate() if state == "closed" else None
    board.code = None if state == "closed" else board.code
    board.save(update_fields=["state", "sealed_on", "code"])

    seen, tried = (
        facilitator.get(address(board)),
        facilitator.post(address(board), typed(board, title="Nytt")),
    )

    assert [answer.status_code for answer in (seen, tried)] == [200, 409]
    for answer in (seen, tried):
        assert answer.text.count("Tavlan är redan öppnad") == 1
        assert 'name="title"' not in answer.text
    board.refresh_from_db()
    assert board.title == "Vad kan vi bidra med?"
    with pytest.raises(errors.WrongStateError):
        drafts.change_draft(board=board, **same(board))


def test_a_board_that_opens_while_the_form_is_written_is_refused_too(
    facilitator, draft, monkeypatch
):
    change = drafts.change_draft

    def after_opening(**given):
        open_it(draft)
        return change(**given)

    monkeypatch.setattr(drafts, "change_draft", after_opening)

    answer = facilitator.post(address(draft), typed(draft, title="Nytt"))

    assert answer.status_code == 409
    assert "Tavlan är redan öppnad" in answer.text


def test_who_saves_on_top_of_anothers_words_sees_both(facilitator, draft):
    late = typed(draft, title="Min rubrik")
    drafts.change_draft(board=draft, **same(draft) | {"title": "Hennes rubrik"})

    answer = facilitator.post(address(draft), late)

    assert answer.status_code == 409
    assert on_one_line(answer.text).count('<dd dir="auto">Hennes rubrik</dd>') == 1
    assert answer.context["form"]["title"].value() == "Min rubrik"
    draft.refresh_from_db()
    assert draft.title == "Hennes rubrik"
    facilitator.post(address(draft), late | {"version": answer.context["version"]})
    draft.refresh_from_db()
    assert draft.title == "Min rubrik"


def test_a_look_at_the_wordings_does_not_hide_what_another_saved(facilitator, draft):
    late = typed(draft, title="Min rubrik")
    drafts.change_draft(board=draft, **same(draft) | {"title": "Hennes rubrik"})

    looked = facilitator.post(address(draft), late | {"forhandsvisa": "1"})

    again = late | {"version": looked.context["version"]}
    assert facilitator.post(address(draft), again).status_code == 409


def test_a_rehearsal_of_the_draft_as_it_was_is_told_of(facilitator, draft):
    rehearsals.rehearse_board(board=draft)

    answer = facilitator.post(address(draft), typed(draft, title="Nytt"), follow=True)

    assert "men inte provkörningen" in answer.text
