"""Files of a round at its closing: in the pack as they were uploaded, and gone with the people."""

import zipfile

import pytest

from modellkoncept.audit.models import AuditEvent
from modellkoncept.audit.record import record_act
from programmes.audit_kinds import ROLE_CHANGED
from programmes.closing.removal import cleanup, removal
from programmes.models import FileVersion, SharedFile
from programmes.services import files
from tests.file_samples import PNG, TEXT, uploaded
from tests.programmes.closing.conftest import tomorrow

pytestmark = pytest.mark.django_db


def share(ended, **given) -> SharedFile:
    return files.add_file(
        **{
            "round": ended.round,
            "upload": uploaded(TEXT, "a.txt"),
            "name": "a.txt",
            "title": "Doris Eng: plan",
            "purpose": "presentation",
            "visibility": "round",
            "actor": ended.goes[2],
        }
        | given
    )


def test_the_pack_holds_the_newest_version_of_each_file_and_no_name_in_its_path(ended):
    shared, removed = share(ended), share(ended, title="Borttagen")
    files.add_version(file=shared, upload=uploaded(PNG), name="b.png", actor=ended.staff)
    files.remove_file(file=removed, actor=ended.staff)
    stopped = share(ended, title="Virus")
    FileVersion.objects.filter(file=stopped).update(scan="infected")

    pack = ended.packed().ready_pack

    with pack.file.open() as file, zipfile.ZipFile(file) as archive:
        found = [name for name in archive.namelist() if "/filer/" in name]
        assert found == ["omgang/filer/001-namn-plan.png"]
        assert archive.read(found[0]) == PNG
        assert "Doris Eng" not in archive.read("INNEHALL.html").decode()


def test_at_the_removal_the_files_go_and_the_receipt_says_how_many(ended, request):
    share(ended)
    kept = share(ended, round=ended.other)
    closing = ended.planned()

    done = removal.remove_personal_data(closing=closing, today=tomorrow())
    cleanup.clean_up()

    assert done.receipt["removed"]["files"] == 1
    assert list(SharedFile.objects.all()) == [kept]
    folder = request.getfixturevalue("files")  # the name of the services here
    folders = {path.parent.name for path in folder.rglob("*.txt")}
    assert folders == {str(kept.pk)}


def test_who_is_named_in_a_file_of_another_round_is_kept_until_that_one_is_removed(ended):
    share(ended, round=ended.other)
    closing = ended.planned()

    removal.remove_personal_data(closing=closing, today=tomorrow())

    doris = next(user for user in ended.goes if user.full_name == "Doris Eng")
    assert type(doris).objects.filter(pk=doris.pk).exists()


def test_the_log_of_the_round_loses_its_names_and_who_of_its_people_did_it(ended):
    for actor in (ended.goes[2], ended.stays, ended.staff):
        record_act(ROLE_CHANGED, actor=actor, round_id=ended.round.pk, subject="Doris Eng, Chef")
    record_act(ROLE_CHANGED, actor=ended.staff, subject="Doris Eng")  # of no round
    closing = ended.planned()

    done = removal.remove_personal_data(closing=closing, today=tomorrow())

    changed = AuditEvent.objects.filter(kind="role-changed").order_by("pk")
    assert [(act.actor, act.subject) for act in changed] == [
        (None, "[namn], Chef"),
        (None, "[namn], Chef"),
        (ended.staff, "[namn], Chef"),
        (ended.staff, "[namn]"),
    ]
    assert done.receipt["removed"]["acts"] == 2
