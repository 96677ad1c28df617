"""Files of a round: who sees, uploads, changes and removes them, and how they are handed out."""

import json
import sys
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.files.content import UnfitFileError
from programmes.errors import FileGoneError, TooManyVersionsError, WrongRoundError
from programmes.models import FileVersion, Role, SharedFile
from programmes.queries.files import scanner_in_words
from programmes.services import file_upkeep, files
from programmes.services.groups import remove_group
from programmes.tasks import delete_files, scan_files
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    MentorshipFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)
from tests.file_samples import EXE, PDF, PNG, TEXT, office, uploaded
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
YES = {"confirmed": "1"}
SHOWN_TO = SharedFile.Visibility


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """A storage of this test's own."""
    backend = "django.core.files.storage.FileSystemStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return tmp_path / "files"


@pytest.fixture
def staff(client):
    staff = UserFactory(is_staff=True, full_name="Signe Personal")
    client.force_login(staff)
    return staff


def share(round, actor=None, **given) -> SharedFile:
    upload = given.pop("upload", None) or uploaded()
    return files.add_file(
        **{
            "round": round,
            "upload": upload,
            "name": upload.name,
            "title": "Vår presentation",
            "purpose": "material",
            "visibility": "round",
            "actor": actor or UserFactory(is_staff=True),
        }
        | given
    )


def stored_files(storage) -> list:
    return [path for path in storage.rglob("*") if path.is_file()]


def downloaded(client, file, number=1) -> bytes:
    return content_of(client.get(f"/filer/{file.pk}/versioner/{number}/"))


@async_to_sync
async def content_of(answer) -> bytes:
    return b"".join([chunk async for chunk in answer.streaming_content])


# --- who ---------------------------------------------------------------------------------------

#              pol  man  str  key  men  oth  out  skr
SEES = {
    "round": "  yes  yes  yes  yes  yes  yes  no   yes",
    "group": "  yes  yes  yes  yes  yes  no   no   yes",
    "skr": "    yes  yes  yes  yes  no   no   no   yes",
}
WHO = ["politician", "manager", "strategist", "key_person", "mentor", "other_strategist"]
WHO += ["outsider", "staff"]


@pytest.mark.parametrize("visibility", SEES)
def test_who_sees_a_file_that_an_organisation_uploaded(client, people, round, group, visibility):
    ours = people["strategist"].memberships.get().participation
    file = share(round, group=group, participation=ours, visibility=visibility)
    found = {}
    for who in WHO:
        client.force_login(people[who])
        pages = [f"/filer/{file.pk}/", f"/filer/{file.pk}/versioner/1/"]
        statuses = {client.get(page).status_code for page in pages}
        listed = client.get(f"/omgangar/{round.pk}/filer/")
        statuses.add(200 if listed.status_code == 200 and file.title in listed.text else 404)
        [found[who]] = statuses

    says = dict(zip(WHO, SEES[visibility].split(), strict=True))
    assert found == {who: 200 if says[who] == "yes" else 404 for who in WHO}


def test_a_file_of_skr_alone_is_seen_by_skr_alone(client, people, round):
    file = share(round, visibility="skr")

    seen = {}
    for who in WHO:
        client.force_login(people[who])
        seen[who] = client.get(f"/filer/{file.pk}/").status_code

    assert seen == dict.fromkeys(WHO, 404) | {"staff": 200}


CHANGES = {
    "ny-version/": "200/422",
    "andra/": "200/422",
    "ta-bort/": "405/200",
    "versioner/1/aterstall/": "405/302",
}


@pytest.mark.parametrize("page", CHANGES)
def test_who_changes_a_file(client, people, round, group, page):
    """Our strategist and SKR; the others see it, and may not; who does not see it knows nothing."""
    ours = people["strategist"].memberships.get().participation
    file = share(round, group=group, participation=ours, visibility="group")
    get, post = map(int, CHANGES[page].split("/"))
    for who in WHO:
        client.force_login(people[who])
        may = who in {"strategist", "staff"}
        refused = 404 if who in {"other_strategist", "outsider"} else 403
        address = f"/filer/{file.pk}/{page}"
        assert client.get(address).status_code == (get if may or get == 405 else refused), who
        assert client.post(address).status_code == (post if may else refused), who


def test_a_coordinator_uploads_and_changes_too(client, round, group):
    ours = ParticipationFactory(round=round, group=group)
    boss = MembershipFactory(participation=ours, role=Role.MANAGER, is_coordinator=True).user
    client.force_login(boss)

    answer = client.post(
        f"/omgangar/{round.pk}/filer/ny/",
        {"file": uploaded(), "purpose": "other", "visibility": "group", "group": group.pk},
    )

    file = SharedFile.objects.get()
    assert (answer.status_code, answer.url) == (302, file.get_absolute_url())
    assert (file.participation, file.group, file.title) == (ours, group, "fil")
    assert client.get(f"/filer/{file.pk}/andra/").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("politician", 403), ("key_person", 403), ("mentor", 200), ("other_strategist", 200),
     ("strategist", 200), ("staff", 200), ("outsider", 404)],
)  # fmt: skip
def test_who_uploads(client, people, round, who, status):
    client.force_login(people[who])

    assert client.get(f"/omgangar/{round.pk}/filer/ny/").status_code == status
    link = f'href="/omgangar/{round.pk}/filer/ny/"'
    assert (link in client.get(f"/omgangar/{round.pk}/filer/").text) is (status == 200)


def test_a_mentor_shares_files_with_each_group_that_it_supports(client, round):
    own, also, other = (LearningGroupFactory(round=round) for _number in range(3))
    mentor = ParticipationFactory(round=round, kind="mentor", group=own)
    MentorshipFactory(mentor=mentor, group=also)
    client.force_login(MembershipFactory(participation=mentor, role=Role.STRATEGIST).user)

    form = client.get(f"/omgangar/{round.pk}/filer/ny/").context["form"]

    assert set(form.fields["group"].queryset) == {own, also}
    assert other not in form.fields["group"].queryset


def test_nobody_uploads_for_another_organisation_or_group(client, people, round):
    other = people["other_strategist"].memberships.get().participation
    client.force_login(people["strategist"])

    answer = client.post(
        f"/omgangar/{round.pk}/filer/ny/",
        {"file": uploaded(), "purpose": "other", "visibility": "round", "group": other.group_id,
         "participation": other.pk},
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.context["form"].errors["group"] == [
        "Alternativet finns inte längre. Välj ett annat."
    ]
    assert SharedFile.objects.count() == 0


# --- what -------------------------------------------------------------------------------------

REFUSED = {
    "a program with the name of a PDF": (
        uploaded(EXE, "rapport.pdf"),
        (
            "”rapport.pdf” innehåller något som vi inte tar emot. Spara filen som PDF, Word,"
            " PowerPoint, Excel, OpenDocument, PNG, JPEG eller ren text och försök igen."
        ),
    ),
    "nothing in it": (uploaded(b"", "tom.pdf"), "”tom.pdf” är tom. Välj en annan fil."),
    "macros": (
        uploaded(office(**{"word/vbaProject.bin": "x"}), "brev.docx"),
        "”brev.docx” innehåller makron. Spara den utan makron, till exempel som docx eller xlsx.",
    ),
    "cut off": (
        uploaded(PDF[:20], "halv.pdf"),
        "”halv.pdf” är skadad, eller innehåller mer än den ska. Spara den på nytt och försök igen.",
    ),
    "too large": (
        uploaded(TEXT * 40_000, "stor.txt"),
        "”stor.txt” är för stor. En fil får vara högst 1 MB.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_taken_is_a_sentence_beside_the_field(
    client, staff, round, settings, storage, name
):
    settings.FILE_MAX_MB = 1
    upload, said = REFUSED[name]
    upload.seek(0)

    answer = client.post(
        f"/omgangar/{round.pk}/filer/ny/",
        {"file": upload, "title": "Min rubrik", "purpose": "other", "visibility": "round"},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": [said]}
    assert 'value="Min rubrik"' in answer.text
    assert (SharedFile.objects.count(), stored_files(storage)) == (0, [])


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"file": ""}, {"file": ["Välj en fil."]}),
        (
            {"visibility": "group"},
            {
                "group": ["Välj en grupp, eller visa filen för hela omgången."],
                "file": ["Välj filen igen. Webbläsaren behåller den inte."],
            },
        ),
        (
            {"title": "x" * 121},
            {
                "title": ["Skriv högst 120 tecken. Nu är det 121."],
                "file": ["Välj filen igen. Webbläsaren behåller den inte."],
            },
        ),
    ],
)
def test_what_is_filled_in_wrongly_is_said_beside_each_field(client, staff, round, given, errors):
    sent = {"file": uploaded(), "purpose": "other", "visibility": "round"} | given

    answer = client.post(f"/omgangar/{round.pk}/filer/ny/", sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors == errors


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Dokument\\plan.exe", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("Åsas plan 2026.v2.pdf", "Åsas plan 2026.v2.pdf"),
        (".pdf", "Dokument.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_the_name_of_a_download_is_harmless_and_says_what_it_is(round, name, shown):
    file = share(round, upload=uploaded(PDF, "x"), name=name)

    assert file.versions.get().name == shown


def test_a_file_is_handed_out_to_be_saved_and_never_shown(client, staff, round):
    file = share(round, upload=uploaded(PNG, "karta.html"))

    answer = client.get(f"/filer/{file.pk}/versioner/1/")

    assert content_of(answer) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith('attachment; filename="karta.png"')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(PNG))


def test_a_file_that_the_storage_has_lost_is_404(client, staff, round):
    file = share(round)
    default_storage.delete(file.versions.get().stored.name)

    assert client.get(f"/filer/{file.pk}/versioner/1/").status_code == 404
    assert client.get(f"/filer/{file.pk}/").status_code == 200


# --- versions ---------------------------------------------------------------------------------


def test_a_new_version_keeps_the_old_one_and_an_old_one_can_be_restored(client, staff, round):
    file = share(round, upload=uploaded(TEXT, "a.txt"))
    given = {"file": uploaded(PNG, "b.png")}

    answer = client.post(f"/filer/{file.pk}/ny-version/", given, follow=True)
    assert "Den nya versionen är uppladdad. De äldre finns kvar." in answer.text
    client.post(f"/filer/{file.pk}/versioner/1/aterstall/")

    found = [(each.number, each.name) for each in file.versions.all()]
    assert found == [(3, "a.txt"), (2, "b.png"), (1, "a.txt")]
    assert [downloaded(client, file, number) for number in (1, 2, 3)] == [TEXT, PNG, TEXT]
    table = client.get(f"/filer/{file.pk}/").text.split("<tbody>")[1]
    assert table.count("Signe Personal") == 2
    acts = AuditEvent.objects.filter(actor=staff).values_list("kind", flat=True)
    assert sorted(acts) == ["file-changed", "file-changed"]


def test_a_version_that_is_not_taken_is_said_on_the_files_own_page(client, staff, round):
    file = share(round)

    answer = client.post(f"/filer/{file.pk}/ny-version/", {"file": uploaded(EXE, "x.pdf")})

    assert answer.status_code == 422
    assert "”x.pdf” innehåller något som vi inte tar emot." in answer.text
    assert file.versions.count() == 1


def test_a_file_has_fifty_versions_at_most(round, monkeypatch, staff):
    monkeypatch.setattr(files, "MOST_VERSIONS", 2)
    file = share(round)
    files.add_version(file=file, upload=uploaded(), name="a.pdf", actor=staff)

    with pytest.raises(TooManyVersionsError):
        files.add_version(file=file, upload=uploaded(), name="a.pdf", actor=staff)
    with pytest.raises(TooManyVersionsError):
        files.restore_version(version=file.versions.last(), actor=staff)


def test_what_a_file_is_and_who_sees_it_can_be_changed(client, staff, round, group):
    file = share(round, group=group)
    given = {"title": "Ny rubrik", "purpose": "presentation", "visibility": "group"}

    assert client.post(f"/filer/{file.pk}/andra/", given).status_code == 302

    file.refresh_from_db()
    assert {name: getattr(file, name) for name in given} == given
    assert client.post(f"/filer/{file.pk}/andra/", given | {"title": " "}).status_code == 422


# --- removal ----------------------------------------------------------------------------------


def test_removal_asks_and_can_be_undone(client, staff, round, storage):
    file = share(round)
    question = client.post(f"/filer/{file.pk}/ta-bort/")
    assert "Ta bort filen" in question.text

    answer = client.post(f"/filer/{file.pk}/ta-bort/", YES, follow=True)

    assert "Filen är borttagen." in answer.text
    assert f'action="/filer/{file.pk}/angra/"' in on_one_line(answer.text)
    assert client.get(f"/filer/{file.pk}/").status_code == 404
    assert client.get(f"/filer/{file.pk}/versioner/1/").status_code == 404
    assert client.post(f"/filer/{file.pk}/ny-version/").status_code == 404
    back = client.post(f"/filer/{file.pk}/angra/", follow=True)
    assert "Filen är tillbaka." in back.text
    assert downloaded(client, file) == PDF
    kinds = list(AuditEvent.objects.filter(actor=staff).values_list("kind", flat=True))
    assert sorted(kinds) == ["file-removed", "file-restored"]


def test_only_who_may_change_a_file_may_undo_its_removal(client, people, round, group):
    ours = people["strategist"].memberships.get().participation
    file = share(round, group=group, participation=ours)
    files.remove_file(file=file, actor=people["strategist"])

    for who in WHO:
        client.force_login(people[who])
        listed = client.get(f"/omgangar/{round.pk}/filer/?borttagen={file.pk}")
        may = who in {"strategist", "staff"}
        assert ("Filen är borttagen." in listed.text) is may
        assert client.post(f"/filer/{file.pk}/angra/").status_code == (302 if may else 404)
        files.remove_file(file=file, actor=people[who])


def test_what_was_removed_is_deleted_for_good_after_a_day(
    round, storage, django_capture_on_commit_callbacks
):
    old, new, stays = share(round), share(round), share(round)
    for file in (old, new):
        files.remove_file(file=file, actor=UserFactory())
    SharedFile.objects.filter(pk=old.pk).update(removed_at=timezone.now() - timedelta(hours=25))

    with django_capture_on_commit_callbacks(execute=True):
        delete_files()

    assert set(SharedFile.objects.all()) == {new, stays}
    assert len(stored_files(storage)) == 2
    with pytest.raises(SharedFile.DoesNotExist):
        files.restore_file(file=old, actor=UserFactory())


def test_what_belongs_to_no_row_is_deleted_from_the_storage_after_an_hour(
    round, storage, monkeypatch
):
    kept = share(round)
    share(other := RoundFactory())
    other.delete()
    delete_files()
    assert len(stored_files(storage)) == 2  # it may be an upload that is not committed yet

    monkeypatch.setattr(file_upkeep, "UNCLAIMED_FOR", timedelta(0))
    delete_files()

    assert [path.parent.name for path in stored_files(storage)] == [str(kept.pk)]


def test_nothing_is_changed_in_a_removed_file(round, staff):
    file = share(round)
    files.remove_file(file=file, actor=staff)

    with pytest.raises(FileGoneError):
        files.change_file(file=file, actor=staff, title="x")
    with pytest.raises(FileGoneError):
        files.add_version(file=file, upload=uploaded(), name="a", actor=staff)


# --- the virus scanner --------------------------------------------------------------------------

SCANNER = [
    sys.executable,
    "-c",
    "import sys; found = b'EICAR' in sys.stdin.buffer.read(); sys.exit(1 if found else 0)",
]
SCANNER_DOWN = [sys.executable, "-c", "import sys; sys.exit(2)"]


def test_a_file_is_handed_out_once_it_is_scanned(client, staff, round, settings):
    settings.VIRUS_SCAN_COMMAND = SCANNER
    clean = share(round, upload=uploaded(TEXT, "a.txt"))
    infected = share(round, upload=uploaded(b"EICAR", "b.txt"))
    waits = client.get(f"/filer/{clean.pk}/versioner/1/")
    assert waits.status_code == 409
    assert "Filen söks igenom efter virus och kan laddas ner strax." in waits.text

    scan_files()

    assert downloaded(client, clean) == TEXT
    stopped = client.get(f"/filer/{infected.pk}/versioner/1/")
    assert stopped.status_code == 409
    assert "Den senaste versionen är stoppad av virussökningen" in stopped.text
    assert "Stoppad av virussökningen" in client.get(f"/omgangar/{round.pk}/filer/").text
    with pytest.raises(UnfitFileError):
        files.restore_version(version=infected.versions.get(), actor=staff)


@pytest.mark.parametrize("command", [SCANNER_DOWN, ["/finns/inte"]])
def test_a_scanner_that_is_down_is_said_and_nothing_is_handed_out(
    client, staff, round, settings, command
):
    settings.VIRUS_SCAN_COMMAND = command
    file = share(round)

    scan_files()

    answer = client.get(f"/filer/{file.pk}/versioner/1/")
    assert answer.status_code == 409
    assert "Virussökaren svarar inte." in answer.text
    assert scanner_in_words() == "virussökaren svarar inte: 1 filer väntar (VIRUS_SCAN_COMMAND)"
    settings.VIRUS_SCAN_COMMAND = SCANNER
    scan_files()
    assert downloaded(client, file) == PDF
    assert scanner_in_words() == ""


def test_without_a_scanner_nothing_waits_and_one_that_comes_later_scans_what_is_there(
    client, staff, round, settings
):
    file = share(round)
    scan_files()
    assert downloaded(client, file) == PDF
    assert file.versions.get().scan == FileVersion.Scan.UNSCANNED

    settings.VIRUS_SCAN_COMMAND = SCANNER

    assert client.get(f"/filer/{file.pk}/versioner/1/").status_code == 409
    scan_files()
    assert downloaded(client, file) == PDF


def test_a_restored_version_need_not_be_scanned_again(round, staff, settings):
    settings.VIRUS_SCAN_COMMAND = SCANNER
    file = share(round)
    scan_files()

    copy = files.restore_version(version=file.versions.get(), actor=staff)

    assert copy.scan == FileVersion.Scan.CLEAN


# --- the list ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("who", ["strategist", "staff"])
def test_the_list_takes_as_many_queries_however_many_files(
    client, people, round, group, how_many, who, django_assert_num_queries
):
    ours = people["strategist"].memberships.get().participation
    for _ in range(how_many):
        share(round, people["strategist"], group=group, participation=ours)
    client.force_login(people[who])

    with django_assert_num_queries(10 if who == "staff" else 11):
        page = client.get(f"/omgangar/{round.pk}/filer/").text

    assert page.count('<th scope="row"') == how_many


def test_the_list_is_paged_and_chosen_by_group(client, staff, round, group):
    other = LearningGroupFactory(round=round, name="Den andra")
    for number in range(27):
        share(round, group=group, title=f"Fil {number}")
    share(round, group=other, title="I den andra")

    page = on_one_line(client.get(f"/omgangar/{round.pk}/filer/").text)
    chosen = client.get(f"/omgangar/{round.pk}/filer/?grupp={other.pk}").text

    assert (page.count('<th scope="row"'), "Sida 1 av 2" in page) == (25, True)
    assert (chosen.count('<th scope="row"'), "I den andra" in chosen) == (1, True)
    assert client.get(f"/omgangar/{round.pk}/filer/?grupp=x&sida=99").status_code == 200


def test_an_empty_list_says_so_and_how_it_is_filled(client, people, round):
    client.force_login(people["strategist"])
    assert "Ladda upp en fil" in client.get(f"/omgangar/{round.pk}/filer/").text
    client.force_login(people["politician"])

    page = client.get(f"/omgangar/{round.pk}/filer/").text

    assert "Inga filer än" in page
    assert "Ladda upp en fil" not in page


def test_the_rounds_page_leads_to_its_files(client, people, round):
    client.force_login(people["politician"])

    assert f'href="/omgangar/{round.pk}/filer/"' in client.get(f"/omgangar/{round.pk}/").text


def test_a_closed_round_shows_its_files_and_takes_none(client, staff):
    round = RoundFactory()
    file = share(round)
    round.closed_on = timezone.localdate()
    round.save()

    page = client.get(f"/filer/{file.pk}/").text
    answer = client.post(
        f"/omgangar/{round.pk}/filer/ny/",
        {"file": uploaded(), "purpose": "other", "visibility": "round"},
    )

    assert downloaded(client, file) == PDF
    assert "Ladda upp en ny version" not in page
    assert answer.status_code == 409


# --- the database -------------------------------------------------------------------------------


def test_the_parts_of_a_file_are_of_its_own_round(round, people):
    other = LearningGroupFactory()

    with pytest.raises(WrongRoundError):
        share(round, group=other)
    with pytest.raises(WrongRoundError):
        share(round, participation=ParticipationFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        _share_with(round, other)


def _share_with(round, group) -> None:
    SharedFile.objects.create(round=round, group=group, title="x", visibility=SHOWN_TO.ROUND)
    connection.check_constraints()


def test_a_file_for_a_group_has_one(round):
    with pytest.raises(IntegrityError), transaction.atomic():
        share(round, visibility="group")


def test_a_group_with_files_is_not_removed(round, group):
    from django.db.models import ProtectedError

    share(round, group=group)

    with pytest.raises(ProtectedError):
        remove_group(group=group)


def test_the_files_of_an_organisation_that_leaves_stay(round):
    ours = ParticipationFactory(round=round)
    file = share(round, participation=ours)

    ours.delete()

    file.refresh_from_db()
    assert (file.participation, file.versions.count()) == (None, 1)


def test_what_she_uploaded_is_among_her_data(client, people, round):
    share(round, people["strategist"], title="Vår plan")
    client = Client()
    client.force_login(people["strategist"])

    held = json.loads(client.get("/mina-uppgifter/ladda-ner/").content)

    assert [(each["fil"], each["namn"]) for each in held["filer"]] == [("Vår plan", "fil.pdf")]
