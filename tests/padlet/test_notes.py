import secrets
import threading

import pytest
from django.db import connection

from padlet import credentials
from padlet import errors as errors_padlet
from padlet.models import Board, Note
from padlet.services import boards, facilitation, moderation, notes, sealing
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db


def test_a_note_is_text_and_place_and_nothing_of_its_author(politicians):
    note = politicians.write(text="  Vi följer upp våra beslut.  ", token="a" * 48)

    fields = Note._meta.concrete_fields  # noqa: SLF001 – Django's public API, despite its name
    assert {field.name: getattr(note, field.attname) for field in fields} == {
        "id": note.id,
        "board": politicians.board.pk,
        "section": politicians.section.pk,
        "prompt": politicians.prompt.pk,
        "breakout": 0,
        "text": "Vi följer upp våra beslut.",
        "sort_key": note.sort_key,
        "state": "visible",
        "edit_hash": credentials.hash_token("a" * 48),
        "likes": 0,
        "dots": 0,
        "cluster": None,
        "from_paper": False,
    }


def test_every_note_moves_the_boards_version_by_one(politicians):
    before = Board.objects.get().version

    politicians.write()
    politicians.write()

    assert Board.objects.get().version == before + 2


def test_the_same_token_and_text_again_is_the_same_note(politicians):
    given = politicians.given()

    first, second = notes.add_note(**given), notes.add_note(**given)

    assert first.pk == second.pk
    assert Note.objects.count() == 1


def test_a_repetition_is_known_also_after_the_board_has_paused(politicians):
    given = politicians.given()
    note = notes.add_note(**given)
    facilitation.pause_board(board=politicians.board)

    assert notes.add_note(**given).pk == note.pk


@pytest.mark.parametrize(
    "again",
    ["Budget \u200bAnsvarig ❤️", "Budget\xa0Ansvarig ❤️", "\ufeffBudget\tAnsvarig ❤️\r\n",
     "Bud\xadget Ansvarig ❤", "\u202eBudget Ansvarig\u202c ❤️"],
)  # fmt: skip
def test_a_text_that_only_differs_in_what_is_not_seen_is_the_same_note(politicians, again):
    given = politicians.given(text="Budget\tAnsvarig ❤️")
    first = notes.add_note(**given)

    second = notes.add_note(**given | {"text": again})

    assert (second.pk, Note.objects.count()) == (first.pk, 1)
    assert Note.objects.get().text == "Budget Ansvarig ❤️"


def test_the_same_token_with_another_text_is_refused_and_changes_nothing(politicians):
    given = politicians.given()
    notes.add_note(**given)

    with pytest.raises(errors_padlet.TokenError):
        notes.add_note(**given | {"text": "Något annat"})

    assert Note.objects.get().text == "En lapp"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n\t",
        "\x00",
        "x" * 501,
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\u2800",
        "\u3164",
    ],
)
def test_an_empty_or_too_long_text_is_refused(politicians, text):
    with pytest.raises(errors_padlet.NoteTextError):
        politicians.write(text=text)

    assert not Note.objects.exists()


def test_characters_that_break_a_pages_text_are_left_out(politicians):
    text = "Hej\ufffe \ufdd0\U0001ffff\ue000\u202edu\u2069 \ud800å👩\u200d👧"

    assert politicians.write(text=text).text == "Hej du å👩\u200d👧"


def test_500_characters_fit_whatever_their_alphabet(politicians):
    assert politicians.write(text="å" * 500).text == "å" * 500


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"pass_": ""}, errors_padlet.WrongPassError),
        ({"pass_": "0" * 64}, errors_padlet.WrongPassError),
        ({"pass_": "lösenord"}, errors_padlet.WrongPassError),
        ({"token": ""}, errors_padlet.TokenError),
        ({"token": "z" * 48}, errors_padlet.TokenError),
        ({"token": "a" * 47}, errors_padlet.TokenError),
        ({"board_path": "f" * 32}, errors_padlet.BoardNotFoundError),
        ({"section_id": 0}, errors_padlet.InvalidTargetError),
        ({"prompt_id": 0}, errors_padlet.InvalidTargetError),
        ({"breakout": 13}, errors_padlet.InvalidTargetError),
    ],
)
def test_a_note_with_something_wrong_is_refused(politicians, changed, error):
    with pytest.raises(error):
        politicians.write(**changed)

    assert not Note.objects.exists()


@pytest.mark.parametrize(("breakout", "fits"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_section_in_small_groups_takes_notes_only_for_one_of_them(strategists, breakout, fits):
    if fits:
        assert strategists.write(breakout=breakout).section == strategists.section
    else:
        with pytest.raises(errors_padlet.InvalidTargetError):
            strategists.write(breakout=breakout)


def test_the_pass_of_another_section_does_not_admit(board, politicians):
    managers = board.sections.get(role_group="chef")

    with pytest.raises(errors_padlet.WrongPassError):
        politicians.write(pass_=credentials.write_pass(board, managers))


@pytest.mark.parametrize("turn", [facilitation.pause_board, facilitation.change_link])
def test_old_passes_are_void_after_a_pause_and_a_change_of_link(politicians, turn):
    old = politicians.given()
    board = turn(board=politicians.board)
    if board.state == Board.State.PAUSED:
        with pytest.raises(errors_padlet.BoardNotOpenError):
            notes.add_note(**old)
        facilitation.resume_board(board=board)

    with pytest.raises(errors_padlet.WrongPassError):
        notes.add_note(**old | {"board_path": board.path})


def test_a_changed_link_makes_the_old_address_nobodys(politicians):
    old = politicians.given()
    facilitation.change_link(board=politicians.board)

    with pytest.raises(errors_padlet.BoardNotFoundError):
        notes.add_note(**old)


def test_nobody_writes_before_a_board_opens_or_after_it_closes(draft):
    box = Box(draft, draft.sections.first(), draft.prompts.first())
    with pytest.raises(errors_padlet.BoardNotOpenError):
        box.write()

    sealing.close_board(board=open_it(draft))

    with pytest.raises(errors_padlet.BoardClosedError):
        box.write()


def test_edit_overwrites_and_keeps_nothing_else(politicians):
    given = politicians.given(text="Fel stavat")
    note = notes.add_note(**given)
    del given["prompt_id"], given["breakout"]

    notes.edit_note(**given | {"text": "Rätt stavat"})

    assert list(Note.objects.values("pk", "text", "sort_key")) == [
        {"pk": note.pk, "text": "Rätt stavat", "sort_key": note.sort_key}
    ]


def test_delete_removes_the_row_and_may_be_repeated(politicians):
    given = politicians.given()
    notes.add_note(**given)
    where = {key: given[key] for key in ("board_path", "section_id", "pass_", "token")}

    notes.delete_note(**where)
    notes.delete_note(**where)

    assert not Note.objects.exists()


def test_somebody_elses_token_edits_and_deletes_nothing(politicians):
    politicians.write()
    given = politicians.given()
    where = {key: given[key] for key in ("board_path", "section_id", "pass_", "token")}

    with pytest.raises(errors_padlet.NoteNotFoundError):
        notes.edit_note(**where, text="Kapad")
    notes.delete_note(**where)

    assert Note.objects.get().text == "En lapp"


def test_likes_are_only_a_number(politicians):
    note = politicians.write()
    where = {
        "board_path": politicians.board.path,
        "section_id": politicians.section.pk,
        "pass_": politicians.given()["pass_"],
        "note_id": note.public_id,
    }

    assert notes.like_note(**where) == 1
    assert notes.like_note(**where) == 2


def react(react_to, box, note, board=None):
    given = box.given()
    return react_to(
        board_path=(board or box.board).path,
        section_id=box.section.pk,
        pass_=given["pass_"],
        note_id=note.public_id,
    )


def test_agreeing_stays_within_the_group(politicians, strategists):
    """Else one phone of one group could set the order of another's notes."""
    note = strategists.write()

    with pytest.raises(errors_padlet.NoteNotFoundError):
        react(notes.like_note, politicians, note)

    assert list(Note.objects.values_list("likes", "dots")) == [(0, 0)]


def test_dots_are_put_on_what_all_have_written(politicians, strategists):
    Board.objects.filter(pk=politicians.board.pk).update(dots_each=3)
    note = strategists.write()

    assert react(notes.dot_note, politicians, note) == 1
    assert list(Note.objects.values_list("likes", "dots")) == [(0, 1)]


@pytest.mark.parametrize("react_to", [notes.like_note, notes.dot_note])
@pytest.mark.parametrize("state", [Note.State.WAITING, Note.State.HIDDEN])
def test_nobody_reacts_to_what_nobody_sees(politicians, react_to, state):
    Board.objects.filter(pk=politicians.board.pk).update(dots_each=3)
    note = politicians.write()
    Note.objects.update(state=state)

    with pytest.raises(errors_padlet.NoteNotFoundError):
        react(react_to, politicians, note)

    assert list(Note.objects.values_list("likes", "dots")) == [(0, 0)]


def test_a_note_of_another_board_is_out_of_reach(politicians, group_meeting):
    Board.objects.update(dots_each=3)
    other = open_it(
        boards.create_board(meeting=group_meeting, title="En annan", prompts=["Vad?", "Hur?"])
    )
    note = Box(other, other.sections.get(role_group="pol"), other.prompts.first()).write()

    for react_to in (notes.like_note, notes.dot_note):
        with pytest.raises(errors_padlet.NoteNotFoundError):
            react(react_to, politicians, note)

    assert list(Note.objects.values_list("likes", "dots")) == [(0, 0)]


def test_a_token_changes_nothing_through_another_section(politicians, strategists):
    """A pass opens its own section only, also to whoever holds the token of a note elsewhere."""
    given = strategists.given()
    notes.add_note(**given)
    through = {
        "board_path": politicians.board.path,
        "section_id": politicians.section.pk,
        "pass_": politicians.given()["pass_"],
        "token": given["token"],
    }

    with pytest.raises(errors_padlet.NoteNotFoundError):
        notes.edit_note(**through, text="Ändrad")
    notes.delete_note(**through)

    assert list(Note.objects.values_list("text", flat=True)) == [given["text"]]


def test_nobody_reacts_while_notes_are_gathered_or_where_there_are_no_dots(politicians):
    note = politicians.write()
    with pytest.raises(errors_padlet.NoteNotFoundError):
        react(notes.dot_note, politicians, note)
    Board.objects.update(mode="gather", dots_each=3)
    for react_to in (notes.like_note, notes.dot_note):
        with pytest.raises(errors_padlet.NoteNotFoundError):
            react(react_to, politicians, note)

    assert list(Note.objects.values_list("likes", "dots")) == [(0, 0)]


def test_own_text_is_not_read_from_a_closed_board_nor_with_a_wrong_pass(politicians):
    given = politicians.given()
    notes.add_note(**given)
    where = {name: given[name] for name in ("board_path", "section_id", "token")}

    with pytest.raises(errors_padlet.WrongPassError):
        notes.own_text(**where, pass_="0" * 64)
    Board.objects.update(state="closed", code=None)
    with pytest.raises(errors_padlet.BoardClosedError):
        notes.own_text(**where, pass_=given["pass_"])


def test_the_same_token_on_another_board_is_refused(politicians, group_meeting):
    given = politicians.given()
    notes.add_note(**given)
    other = open_it(
        boards.create_board(meeting=group_meeting, title="En annan", prompts=["Vad?", "Hur?"])
    )
    box = Box(other, other.sections.get(role_group="pol"), other.prompts.first())

    with pytest.raises(errors_padlet.TokenError):
        box.write(token=given["token"], text=given["text"])

    assert Note.objects.count() == 1


def test_a_full_board_takes_no_more(politicians):
    Board.objects.update(note_count=notes.MAX_NOTES)

    with pytest.raises(errors_padlet.BoardFullError):
        politicians.write()


def test_a_phone_that_does_not_know_of_the_merge_writes_in_the_one_group(strategists):
    facilitation.merge_breakouts(board=strategists.board, section_id=strategists.section.pk)

    assert strategists.write(breakout=2).breakout == 0


def test_the_same_board_asked_for_twice_is_made_once(group_meeting):
    given = {"meeting": group_meeting, "title": "Vad nu?", "prompts": ["Vad?", "Hur?"]}

    first, second = boards.create_board(**given), boards.create_board(**given)
    other = boards.create_board(**given | {"prompts": ["Vad?"]})

    assert first == second
    assert first != other


def test_what_is_withdrawn_is_counted_and_what_is_added_is_not(politicians):
    given = politicians.given()
    note = notes.add_note(**given)
    politicians.write()
    assert Board.objects.get().redaction_count == 0

    moderation.hide_note(board=politicians.board, note_id=note.pk)
    moderation.show_note(board=politicians.board, note_id=note.pk)
    del given["prompt_id"], given["breakout"]
    notes.edit_note(**given | {"text": "Ändrad"})
    moderation.remove_note(board=politicians.board, note_id=note.pk)
    assert Board.objects.get().redaction_count == 3

    again = politicians.given()
    notes.add_note(**again)
    del again["prompt_id"], again["breakout"], again["text"]
    notes.delete_note(**again)
    notes.delete_note(**again)  # there is nothing left to take away

    assert Board.objects.get().redaction_count == 4


@pytest.mark.parametrize(
    "sizes", [[[8], [4]], [[8], [4], []], [[8], [4], [0]], [[8], [4], [501]], [[8], [4], [1] * 13]]
)
def test_a_board_opens_only_when_every_groups_size_is_stated(draft, sizes):
    stated = dict(zip(draft.sections.values_list("pk", flat=True), sizes, strict=False))

    with pytest.raises(errors_padlet.BreakoutSizesError):
        boards.open_board(board=draft, breakout_sizes=stated)

    assert Board.objects.get().state == Board.State.DRAFT


def test_a_board_opens_once_and_keeps_its_mode(board):
    with pytest.raises(errors_padlet.WrongStateError):
        open_it(board, mode="gather")

    assert Board.objects.get().mode == "live"


def test_merging_makes_one_group_and_takes_the_tags_off_its_notes(strategists):
    strategists.write(breakout=2)
    strategists.write(breakout=3)

    section = facilitation.merge_breakouts(
        board=strategists.board, section_id=strategists.section.pk
    )

    assert section.breakout_sizes == [14]
    assert list(Note.objects.values_list("breakout", flat=True)) == [0, 0]


def test_hide_can_be_undone_and_remove_cannot(politicians):
    note = politicians.write()

    moderation.hide_note(board=politicians.board, note_id=note.pk)
    assert not Note.objects.shown().exists()
    moderation.show_note(board=politicians.board, note_id=note.pk)
    assert Note.objects.shown().get() == note
    moderation.remove_note(board=politicians.board, note_id=note.pk)
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_copies_at_once_leave_one_note(politicians):
    given, seen, errors = politicians.given(), [], []

    def post():
        try:
            seen.append(notes.add_note(**given).pk)
        except Exception as error:  # noqa: BLE001 – whatever it is, the test must show it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(set(seen)) == 1
    assert Note.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_notes_transaction_writes_the_note_and_the_board_only(politicians):
    """The transaction's number (xmin) stands on no other row than the note's and its board's."""
    politicians.write(token=secrets.token_hex(24))

    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM padlet_note")
        (mark,) = cursor.fetchone()
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        touched = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE xmin::text = %s', [mark])  # noqa: S608 – names from the catalogue
            touched += [table] * cursor.fetchone()[0]

    assert sorted(touched) == ["padlet_board", "padlet_note"]
