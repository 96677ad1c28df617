"""After the removal nothing tells who took part, and nobody else has lost anything."""

import re
from datetime import timedelta
from html import unescape
from unicodedata import normalize

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from meetings.models import (
    AgendaItem,
    LetterCopy,
    LetterRule,
    Meeting,
    MeetingLetter,
    Takeaway,
)
from modellkoncept.documents.models import Document
from modellkoncept.mail.models import DigestItem, OutgoingMail
from padlet.models import Attachment, Moderation, Note, Selection, Sentence
from padlet.services import disposal
from programmes.closing import errors, services
from programmes.closing.archive import pack as pack_archive
from programmes.closing.archive.request import request_pack
from programmes.closing.models import Closing, Pack
from programmes.closing.removal import cleanup, removal
from programmes.closing.removal import removal as removal_removal
from programmes.models import Membership, User
from tests.factories import BoardFactory, MeetingFactory, MembershipFactory, UserFactory
from tests.programmes.closing.conftest import DECISION, EARLIER, LONG_AGO, PDF, tomorrow


def everything() -> dict[str, list[str]]:
    """Every row of every table as text, and the sessions opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted(name for (name,) in cursor.fetchall())
        dump = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 – names from the catalogue
            dump[table] = [row for (row,) in cursor.fetchall()]
    dump["opened sessions"] = [str(each.get_decoded()) for each in Session.objects.all()]
    return dump


def found_of(people, dump) -> list[tuple[str, str]]:
    """Where a name or an address of these people stands."""
    wanted = {each for user in people for each in (user.full_name, user.email) if each}
    wanted -= {"Granviks kommun"}  # an organisation's public title
    wanted |= {EARLIER} if "Astrid Åkerblom" in wanted else set()
    return [
        (word, table)
        for table, rows in dump.items()
        for row in rows
        for word in wanted
        # A row as text doubles the apostrophes and quotes of a composite value.
        if word.casefold() in as_read(row.replace("''", "'")).casefold()
    ]


def as_read(text: str) -> str:
    """What somebody sees who reads it on a page."""
    text = re.sub("<br>|\\\\n", " ", unescape(text))
    return " ".join(normalize("NFC", re.sub("[\u00ad\u200b]", "", text)).split())


def remove(closing: Closing) -> Closing:
    return removal_removal.remove_personal_data(closing=closing, today=tomorrow())


def test_before_the_removal_the_scan_finds_everybody_in_many_tables(ended):
    found = found_of(ended.forgotten, everything())

    assert {word for word, _table in found} == {
        EARLIER,
        *(each for user in ended.forgotten for each in (user.full_name, user.email)),
    } - {"Granviks kommun"}
    assert {table for _word, table in found} >= {
        "programmes_user", "account_emailaddress", "modellkoncept_outgoingmail", "django_admin_log",
        "meetings_meeting", "meetings_agendaitem", "meetings_takeaway", "padlet_note",
        "padlet_sentence", "padlet_attachment", "padlet_selection",
        "modellkoncept_document", "opened sessions", "modellkoncept_digestitem",
        "meetings_letterrule", "meetings_meetingletter", "meetings_lettercopy",
    }  # fmt: skip


def test_after_the_removal_no_column_of_any_table_holds_a_name_or_an_address(ended):
    closing = ended.planned()

    remove(closing)

    assert found_of(ended.forgotten, everything()) == []


def test_those_who_are_needed_elsewhere_and_staff_keep_all_that_is_theirs(ended):
    closing = ended.planned()

    remove(closing)

    kept = [ended.stays, ended.staff]
    assert set(User.objects.filter(pk__in=[user.pk for user in kept])) == set(kept)
    assert list(
        Membership.objects.filter(user=ended.stays).values_list("participation__round")
    ) == [(ended.other.pk,)]
    assert EmailAddress.objects.filter(user__in=kept).count() == 2
    assert OutgoingMail.objects.get(key=f"letter-{ended.stays.pk}").body == "Hej Elsa Fjäll!"
    assert LogEntry.objects.filter(object_repr="Elsa Fjäll").count() == 1
    ids = {each.get_decoded().get("_auth_user_id") for each in Session.objects.all()}
    assert ids == {str(user.pk) for user in kept}


def test_who_got_which_letter_is_forgotten_and_the_letters_texts_are_kept(ended):
    assert LetterCopy.objects.filter(user=ended.stays).exists()

    remove(ended.planned())

    assert not LetterCopy.objects.exists()
    assert list(DigestItem.objects.values_list("key", "text")) == [
        ("to-staff", "[namn] har svarat.")
    ]
    assert list(LetterRule.objects.values_list("subject", "body")) == [
        ("[namn] bjuder in", "Mejla [e-post].")
    ]
    assert MeetingLetter.objects.get().subject == "[namn] bjuder in"


def test_a_namesake_in_another_round_keeps_her_letters(ended):
    namesake = UserFactory(full_name="Doris Eng", email="doris@annanstad.se")
    MembershipFactory(user=namesake, participation__round=ended.other)
    OutgoingMail.objects.create(key="hers", to=namesake.email, subject="Hej", body="Hej Doris Eng!")

    remove(ended.planned())

    assert User.objects.filter(pk=namesake.pk).exists()
    assert OutgoingMail.objects.get(key="hers").body == "Hej Doris Eng!"


# --- who has left the round ----------------------------------------------------------------------


def test_who_has_left_goes_too_and_is_counted_beforehand(ended):
    closing = ended.planned()
    before = removal_removal.affected_by(ended.round)

    remove(closing)

    assert (before.to_delete, before.to_keep) == (6, 1)
    assert not User.objects.filter(pk=ended.left.pk).exists()


def test_a_user_who_may_be_waiting_for_another_round_stays(ended):
    waiting = UserFactory(full_name="Ny Person")  # added on the day the round is closed
    led = UserFactory(full_name="Före Detta", is_staff=True, date_joined=LONG_AGO)
    owner = UserFactory(full_name="Driften Själv", is_superuser=True, date_joined=LONG_AGO)
    added = UserFactory(full_name="Redan Med", date_joined=LONG_AGO)
    MembershipFactory(user=added, participation__round=ended.other)
    stay = {waiting.pk, led.pk, owner.pk, added.pk}

    remove(ended.planned())

    assert set(User.objects.filter(pk__in=stay).values_list("pk", flat=True)) == stay


def test_who_is_named_in_another_round_goes_with_that_one_and_takes_her_name_along(ended):
    there = MeetingFactory(round=ended.other, title="Inledning: Fredrika Gran")

    remove(ended.planned())

    assert User.objects.filter(pk=ended.left.pk).exists()
    assert "Fredrika" not in Meeting.objects.get(pk=ended.meeting.pk).aims
    there.refresh_from_db()
    assert there.title == "Inledning: Fredrika Gran"

    closing = services.close_round(round=ended.other)
    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )
    remove(closing)

    assert found_of([ended.left], everything()) == []


def test_a_member_who_is_named_in_another_round_leaves_this_one_and_goes_with_that(ended):
    there = MeetingFactory(round=ended.other, title="Inledning: Astrid Åkerblom")
    astrid = User.objects.get(full_name="Astrid Åkerblom")
    User.objects.filter(pk=astrid.pk).update(date_joined=LONG_AGO)

    receipt = remove(ended.planned()).receipt

    assert receipt["kept"]["elsewhere"] == 2
    assert not astrid.memberships.exists()
    assert "Åkerblom" not in Meeting.objects.get(pk=ended.meeting.pk).aims

    closing = services.close_round(round=ended.other)
    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )
    remove(closing)

    there.refresh_from_db()
    assert there.title == "Inledning: [namn]"
    assert found_of([astrid], everything()) == []


def test_the_last_of_her_rounds_takes_her_name_out_of_those_before_too(ended):
    remove(ended.planned())
    Meeting.objects.filter(pk=ended.meeting.pk).update(aims=f"Med {ended.stays.full_name}")
    closing = services.close_round(round=ended.other)
    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )

    remove(closing)

    assert Meeting.objects.get(pk=ended.meeting.pk).aims == "Med [namn]"


def test_who_has_never_taken_part_may_wait_a_year_for_her_round(ended):
    day = timedelta(days=1)
    soon = UserFactory(full_name="Väntar Ännu", date_joined=timezone.now() - 300 * day)
    late = UserFactory(full_name="Väntat Länge", date_joined=timezone.now() - 400 * day)
    here = UserFactory(
        full_name="Har Varit", date_joined=timezone.now() - 300 * day, has_taken_part=True
    )

    remove(ended.planned())

    there = set(User.objects.values_list("pk", flat=True))
    assert (soon.pk in there, late.pk in there, here.pk in there) == (True, False, False)


def test_who_has_led_before_stays_with_what_she_did(ended):
    led = UserFactory(full_name="Har Lett", date_joined=LONG_AGO)
    done = LogEntry.objects.create(
        user=led, action_flag=2, object_id=str(ended.other.pk), object_repr="Omgången"
    )

    remove(ended.planned())

    assert LogEntry.objects.filter(pk=done.pk, user=led).exists()


def test_documents_of_other_rounds_are_left_alone(ended):
    others = [
        Document.objects.create(kind="agenda", of=str(MeetingFactory(round=ended.other).pk)),
        Document.objects.create(kind="paper", of=str(BoardFactory(meeting__round=ended.other).pk)),
        Document.objects.create(
            kind="round-notes", of=str(Selection.objects.create(round=ended.other).pk)
        ),
    ]

    remove(ended.planned())

    left = Document.objects.exclude(kind="closing-receipt")
    assert set(left) == set(others)


def test_a_name_in_the_decision_is_kept_nowhere(ended):
    decision = "2028-04-03, SKR 2028/00123, Astrid Åkerblom"
    closing = remove(ended.planned(decision=decision))

    without = "2028-04-03, SKR 2028/00123, [namn]"
    assert (closing.decision, closing.receipt["decision"]) == (without, without)
    assert Closing.objects.get().decision == without


# --- what stays ----------------------------------------------------------------------------------


@pytest.fixture
def disposed(ended, settings) -> Document:
    """The documentation of a board whose notes are disposed of, and which says a name."""
    settings.BOARD_DISPOSAL_DECISION = "2027-03-01, dnr 12, SKR"
    made = Document.objects.create(
        kind="discussions",
        of=str(ended.board.pk),
        title="Dokumentation: Astrid Åkerbloms tavla",
        state=Document.State.DONE,
        edition=str(ended.board.redaction_count),
    )
    made.pdf.save("d.pdf", ContentFile(PDF))
    disposal.dispose_of_notes(board=ended.board)
    return made


def test_documentation_that_is_all_that_is_left_keeps_its_file_but_no_name(ended, disposed):
    closing = remove(ended.planned())
    cleanup.delete_pending_files()

    spared = Document.objects.get(pk=disposed.pk)
    assert spared.title == "Dokumentation: [namn] tavla"
    assert spared.pdf.size == len(PDF)
    assert closing.receipt["kept"]["spared"] == 1
    assert found_of(ended.forgotten, everything()) == []


def test_what_was_said_and_done_stays_without_names(ended):
    remove(ended.planned())

    meeting = Meeting.objects.get(pk=ended.meeting.pk)
    assert meeting.title == "Uppstart med [namn]"
    assert meeting.aims == "Tacka [namn], [namn]<br> och [namn]"
    assert meeting.place == "Mejla [e-post], [namn] eller [e-post]"
    item = AgendaItem.objects.get(meeting=ended.meeting)
    assert item.public_text == "[namn] och [namn] inleder. Signe Personal leder."
    assert item.internal_text == "Ring [e-post], eller [namn]."
    assert set(Note.objects.values_list("text", flat=True)) == {
        "Gör som [namn] gjorde",
        "Åka på studiebesök & lyssna",
    }
    assert Sentence.objects.get().text == "[namn] sammanfattning"
    assert set(Takeaway.objects.values_list("text", flat=True)) == {
        "[namn] idé om möten",
        "[namn] idé om möten 2",
    }
    assert Attachment.objects.get().name == "[namn] instruktion.pdf"
    assert set(Moderation.objects.values_list("who__email", flat=True)) == {None, "signe@skr.se"}
    letter = OutgoingMail.objects.get(key="to-staff")
    assert (letter.subject, letter.body) == ("Svar från [namn]", "Se [e-post].")


def test_the_receipt_says_how_much_of_what(ended):
    closing = remove(ended.planned())

    assert closing.receipt["removed"] == {
        "people": 6,
        "memberships": 6,
        "addresses": 7,
        "sessions": 8,
        "letters": 7,
        "log": 10,
        "documents": 11,
        "acts": 0,
        "files": 0,
        "moderations": 1,
        "mentor_notes": 1,
        "texts": 12,
    }
    assert closing.receipt["kept"] == {
        "elsewhere": 1,
        "organisations": 2,
        "groups": 1,
        "meetings": 1,
        "takeaways": 2,
        "decisions": 0,
        "decision_files": 0,
        "plans": 0,
        "boards": 1,
        "attachments": 1,
        "spared": 0,
        "moderators": 1,
    }
    assert closing.receipt["decision"] == DECISION
    assert closing.receipt["pack"]["sha256"] == closing.pack.sha256
    assert "Signe" not in str(closing.receipt)


def test_the_folders_of_earlier_documents_are_emptied_after_the_transaction(ended):
    closing = ended.planned()
    made = Document.objects.get(of=str(ended.meeting.pk), requested_by=ended.left)
    default_storage.save(f"{made.folder}/left-by-a-killed-worker.pdf", ContentFile(PDF))
    lost = Document.objects.get(of=str(10**6))
    folders = [made.folder, lost.folder]

    remove(closing)
    pending = Closing.objects.get().files_pending
    assert set(folders) <= set(pending)
    assert [len(default_storage.listdir(each)[1]) for each in folders] == [2, 1]
    cleanup.delete_pending_files()

    assert [default_storage.listdir(each)[1] for each in folders] == [[], []]
    assert Closing.objects.get().files_pending == []


def test_again_is_the_same(ended):
    closing = remove(ended.planned())
    before = everything()

    again = remove(closing)

    assert again.receipt == closing.receipt
    assert everything() == before


def test_nothing_goes_before_the_day(ended):
    closing = ended.planned()

    with pytest.raises(errors.NotYetError):
        removal_removal.remove_personal_data(closing=closing)
    assert removal_removal.remove_due_data() == 0

    assert User.objects.filter(pk__in=[user.pk for user in ended.forgotten]).count() == 6


def test_the_sweep_removes_on_the_day(ended):
    ended.planned()

    assert removal_removal.remove_due_data(tomorrow()) == 1
    assert removal_removal.remove_due_data(tomorrow()) == 0


def test_a_day_taken_back_is_no_day(ended):
    closing = services.cancel_removal(closing=ended.planned())

    assert removal_removal.remove_due_data(tomorrow() + timedelta(days=400)) == 0
    assert closing.remove_on is None


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_nothing_goes_when_the_pack_is_not_the_one_that_was_made(ended, harm):
    closing = ended.planned()
    name = closing.pack.file.name
    default_storage.delete(name)
    if harm == "changed":
        with default_storage.open(name, "wb") as file:
            file.write(b"PK")

    assert removal_removal.remove_due_data(tomorrow()) == 0
    with pytest.raises(errors.NoPackError):
        remove(closing)

    assert Membership.objects.filter(participation__round=ended.round).count() == 6


def test_it_may_go_without_a_pack_when_somebody_has_said_so(ended):
    closing = ended.close()
    with pytest.raises(errors.NoPackError):
        services.plan_removal(closing=closing, remove_on=tomorrow(), decision=DECISION)

    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )
    closing = remove(closing)

    assert closing.receipt["pack"] is None
    assert found_of(ended.forgotten, everything()) == []


def test_a_pack_that_is_broken_holds_the_removal_up_whatever_was_said_before(ended):
    closing = ended.planned()
    Closing.objects.update(without_pack=True)
    default_storage.delete(closing.pack.file.name)

    with pytest.raises(errors.NoPackError):
        remove(closing)

    pack_archive.build_pack(request_pack(closing=closing).pk)
    pack = Closing.objects.get().pack
    assert remove(closing).receipt["pack"]["sha256"] == pack.sha256


def test_a_pack_that_is_being_made_holds_the_removal_up(ended):
    closing = ended.close()
    said = {"remove_on": tomorrow(), "decision": DECISION, "without_pack": True}
    services.plan_removal(closing=closing, **said)
    pack = request_pack(closing=closing)

    with pytest.raises(errors.NoPackError):
        remove(closing)
    with pytest.raises(errors.NoPackError):
        services.plan_removal(closing=closing, **said)
    assert removal_removal.remove_due_data(tomorrow()) == 0

    pack_archive.build_pack(pack.pk)
    assert removal_removal.remove_due_data(tomorrow()) == 1


def test_where_no_pack_can_be_made_somebody_must_say_so_once_more(ended):
    closing = ended.close()
    said = {"remove_on": tomorrow(), "decision": DECISION, "without_pack": True}
    services.plan_removal(closing=closing, **said)
    request_pack(closing=closing)
    Pack.objects.update(state=Pack.State.FAILED)

    with pytest.raises(errors.NoPackError):
        remove(closing)

    services.plan_removal(closing=closing, **said)
    assert remove(closing).receipt["pack"] is None


def test_the_last_of_her_rounds_takes_a_person_along(ended):
    remove(ended.planned())
    closing = services.close_round(round=ended.other)
    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )

    remove(closing)

    assert found_of([ended.stays], everything()) == []


def test_once_the_people_are_gone_nothing_is_taken_back(ended):
    closing = remove(ended.planned())

    for refused in (
        lambda: services.reopen_round(round=ended.round),
        lambda: services.cancel_removal(closing=closing),
        lambda: request_pack(closing=closing),
        lambda: services.plan_removal(closing=closing, remove_on=tomorrow(), decision=DECISION),
    ):
        with pytest.raises(errors.AlreadyRemovedError):
            refused()


def test_a_removal_that_fails_half_way_has_removed_nothing(ended, monkeypatch):
    closing = ended.planned()
    before = everything()
    monkeypatch.setattr(removal, "remove_residual_data", lambda *_given: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        remove(closing)

    assert everything() == before
