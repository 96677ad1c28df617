"""After the removal nothing tells who took part, and nobody else has lost anything."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from meetings.models import AgendaItem, Idea, Meeting
from modellkoncept.models import Document, OutgoingMail
from padlet.models import Attachment, Moderation, Note, Sentence
from programmes.closing import services
from programmes.closing.models import Closing
from programmes.closing.services import removal
from programmes.models import Membership, User
from tests.factories import MembershipFactory, UserFactory
from tests.modellkoncept.processes import environment
from tests.programmes.closing.conftest import DECISION, tomorrow


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
    return [
        (word, table)
        for table, rows in dump.items()
        for row in rows
        for word in wanted
        # A row as text doubles the apostrophes and quotes of a composite value.
        if word.casefold() in " ".join(row.replace("''", "'").split()).casefold()
    ]


def remove(closing: Closing) -> Closing:
    return services.remove_personal_data(closing=closing, today=tomorrow())


def test_before_the_removal_the_scan_finds_everybody_in_many_tables(ended):
    found = found_of(ended.goes, everything())

    assert {word for word, _table in found} == {
        each for user in ended.goes for each in (user.full_name, user.email)
    } - {"Granviks kommun"}
    assert {table for _word, table in found} >= {
        "programmes_user", "account_emailaddress", "modellkoncept_outgoingmail", "django_admin_log",
        "meetings_meeting", "meetings_agendaitem", "meetings_idea", "padlet_note",
        "padlet_sentence", "padlet_attachment", "padlet_selection",
        "modellkoncept_document", "opened sessions",
    }  # fmt: skip


def test_after_the_removal_no_column_of_any_table_holds_a_name_or_an_address(ended):
    closing = ended.planned()

    remove(closing)

    assert found_of(ended.goes, everything()) == []


def test_those_who_are_needed_elsewhere_and_staff_keep_all_that_is_theirs(ended):
    closing = ended.planned()

    remove(closing)

    kept = [ended.stays, ended.staff]
    assert set(User.objects.filter(pk__in=[user.pk for user in kept])) == set(kept)
    assert list(
        Membership.objects.filter(user=ended.stays).values_list("participation__programme")
    ) == [(ended.other.pk,)]
    assert EmailAddress.objects.filter(user__in=kept).count() == 2
    assert OutgoingMail.objects.get(key=f"letter-{ended.stays.pk}").body == "Hej Elsa Fjäll!"
    assert LogEntry.objects.filter(object_repr="Elsa Fjäll").count() == 1
    ids = {each.get_decoded().get("_auth_user_id") for each in Session.objects.all()}
    assert ids == {str(user.pk) for user in kept}


def test_a_namesake_in_another_round_keeps_her_letters(ended):
    namesake = UserFactory(full_name="Doris Eng", email="doris@annanstad.se")
    MembershipFactory(user=namesake, participation__programme=ended.other)
    OutgoingMail.objects.create(key="hers", to=namesake.email, subject="Hej", body="Hej Doris Eng!")

    remove(ended.planned())

    assert User.objects.filter(pk=namesake.pk).exists()
    assert OutgoingMail.objects.get(key="hers").body == "Hej Doris Eng!"


def test_what_was_said_and_done_stays_without_names(ended):
    remove(ended.planned())

    assert Meeting.objects.get(pk=ended.meeting.pk).title == "Uppstart med [namn]"
    item = AgendaItem.objects.get(meeting=ended.meeting)
    assert item.public_text == "[namn] och [namn] inleder. Signe Personal leder."
    assert item.internal_text == "Ring [e-post], eller [namn]."
    assert set(Note.objects.values_list("text", flat=True)) == {
        "Gör som [namn] gjorde",
        "Åka på studiebesök & lyssna",
    }
    assert Sentence.objects.get().text == "[namn] sammanfattning"
    assert set(Idea.objects.values_list("text", flat=True)) == {
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
        "people": 5,
        "memberships": 6,
        "addresses": 5,
        "sessions": 6,
        "letters": 5,
        "log": 5,
        "documents": 8,
        "moderations": 1,
        "texts": 8,
    }
    assert closing.receipt["kept"] == {
        "elsewhere": 1, "organisations": 2, "groups": 1, "meetings": 1, "boards": 1,
    }  # fmt: skip
    assert closing.receipt["decision"] == DECISION
    assert closing.receipt["pack"]["sha256"] == closing.pack.sha256
    assert "Signe" not in str(closing.receipt)


def test_the_files_of_earlier_documents_go_after_the_transaction(ended):
    closing = ended.planned()
    files = [document.pdf.name for document in Document.objects.filter(kind="agenda")]

    remove(closing)
    assert set(Closing.objects.get().files_owed) == set(files)
    removal.sweep_up_files()

    assert [name for name in files if default_storage.exists(name)] == []
    assert Closing.objects.get().files_owed == []


def test_again_is_the_same(ended):
    closing = remove(ended.planned())
    before = everything()

    again = remove(closing)

    assert again.receipt == closing.receipt
    assert everything() == before


def test_nothing_goes_before_the_day(ended):
    closing = ended.planned()

    with pytest.raises(services.NotYetError):
        services.remove_personal_data(closing=closing)
    assert services.remove_due_data() == 0

    assert User.objects.filter(pk__in=[user.pk for user in ended.goes]).count() == 5


def test_the_sweep_removes_on_the_day(ended):
    ended.planned()

    assert services.remove_due_data(tomorrow()) == 1
    assert services.remove_due_data(tomorrow()) == 0


def test_a_day_taken_back_is_no_day(ended):
    closing = services.cancel_removal(closing=ended.planned())

    assert services.remove_due_data(tomorrow() + timedelta(days=400)) == 0
    assert closing.remove_on is None


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_nothing_goes_when_the_pack_is_not_the_one_that_was_made(ended, harm):
    closing = ended.planned()
    name = closing.pack.file.name
    default_storage.delete(name)
    if harm == "changed":
        with default_storage.open(name, "wb") as file:
            file.write(b"PK")

    assert services.remove_due_data(tomorrow()) == 0
    with pytest.raises(services.NoPackError):
        remove(closing)

    assert Membership.objects.filter(participation__programme=ended.programme).count() == 6


def test_it_may_go_without_a_pack_when_somebody_has_said_so(ended):
    closing = ended.close()
    with pytest.raises(services.NoPackError):
        services.plan_removal(closing=closing, remove_on=tomorrow(), decision=DECISION)

    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )
    closing = remove(closing)

    assert closing.receipt["pack"] is None
    assert found_of(ended.goes, everything()) == []


def test_the_last_of_her_rounds_takes_a_person_along(ended):
    remove(ended.planned())
    closing = services.close_round(programme=ended.other)
    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )

    remove(closing)

    assert found_of([ended.stays], everything()) == []


def test_once_the_people_are_gone_nothing_is_taken_back(ended):
    closing = remove(ended.planned())

    for refused in (
        lambda: services.reopen_round(programme=ended.programme),
        lambda: services.cancel_removal(closing=closing),
        lambda: services.request_pack(closing=closing),
        lambda: services.plan_removal(closing=closing, remove_on=tomorrow(), decision=DECISION),
    ):
        with pytest.raises(services.AlreadyRemovedError):
            refused()


def test_a_removal_that_fails_half_way_has_removed_nothing(ended, monkeypatch):
    closing = ended.planned()
    before = everything()
    monkeypatch.setattr(removal, "_remove_traces", lambda *_given: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        remove(closing)

    assert everything() == before


KILLED = """
import sys, time
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from programmes.closing import services
from programmes.closing.services import removal
whole = removal._remove_traces
def slowly(*given):
    counts = whole(*given)
    print("half way", flush=True)
    time.sleep(60)
    return counts
if "slowly" in sys.argv:
    removal._remove_traces = slowly
print(services.remove_due_data(timezone.localdate() + timedelta(days=1)), flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_is_whole_again_and_the_next_sweep_finishes(ended, tmp_path):
    ended.planned()
    before = everything()
    command = [sys.executable, "-c", KILLED]
    env = environment(tmp_path, DEMO="0", DJANGO_SETTINGS_MODULE="modellkoncept.settings")
    first = subprocess.Popen([*command, "slowly"], env=env, stdout=subprocess.PIPE, text=True)
    with first:
        assert first.stdout.readline() == "half way\n"
        first.send_signal(signal.SIGKILL)
    wait_until(lambda: everything() == before)

    subprocess.run(command, env=env, check=True, timeout=60)

    assert found_of(ended.goes, everything()) == []
    assert Closing.objects.get().removed_at <= timezone.now()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_after_the_sweep_no_file_of_any_table_holds_a_name(ended):
    remove(ended.planned())

    assert services.sweep_up() is True

    assert Closing.objects.get().vacuum_owed is False
    for table, statistics in quoted_values():
        assert found_of(ended.goes, {table: [statistics]}) == []
    for name, content in table_files():
        text = content.decode("utf-8", errors="ignore")
        assert [user.email for user in ended.goes if user.email in text] == [], name
        assert "Åkerblom" not in text, name


def quoted_values() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, s::text FROM pg_stats s WHERE schemaname = 'public'")
        return cursor.fetchall()


def table_files() -> list[tuple[str, bytes]]:
    """What Postgres has written to disk of each table."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid))"
            " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return [(name, bytes(content)) for name, content in cursor.fetchall()]


def wait_until(holds, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
