"""The removal of a round's personal data: in one transaction everything goes, or nothing.

What a transaction cannot take along is owed, said in the row and paid by a sweep however often it
is killed: the files of documents, and the old rows' bytes in the tables' files.
"""

import json
import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone

from modellkoncept import vacuum
from modellkoncept.documents import request_document
from modellkoncept.models import Document, OutgoingMail
from programmes.closing.contents import members_of, names_of
from programmes.closing.contributions import Counts, all_of_them
from programmes.closing.models import RECEIPT, Closing
from programmes.closing.names import Names
from programmes.closing.services.closing import NoPackError, NotYetError
from programmes.closing.services.packing import pack_is_whole, sweep_up_packs
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Programme,
    Theme,
    User,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Affected:
    """Whom a removal is about: who goes, and who stays because another round still needs her."""

    go: int
    stay: int


def affected_by(programme: Programme) -> Affected:
    members = members_of(programme).annotate(is_elsewhere=Exists(_elsewhere(programme)))
    elsewhere = list(members.values_list("is_elsewhere", flat=True))
    return Affected(go=elsewhere.count(False), stay=elsewhere.count(True))


def _elsewhere(programme: Programme) -> Any:
    """Her part in other rounds whose data is still there."""
    others = Membership.objects.exclude(participation__programme=programme).exclude(
        participation__programme__closing__removed_at__isnull=False
    )
    return others.filter(user=OuterRef("pk"))


def remove_due_data(today: date | None = None) -> int:
    """Remove the personal data of every round whose day has come; of how many."""
    removed = 0
    for closing in Closing.objects.due(today or timezone.localdate()):
        try:
            remove_personal_data(closing=closing, today=today)
        except NotYetError:
            continue  # somebody took the day back meanwhile
        except NoPackError:
            logger.error(
                "round %s: the pack is missing or not whole; nothing is removed", closing.pk
            )  # noqa: TRY400 – the sentence says it all
        except Exception:  # one round that cannot be seen to must not stop the others
            logger.exception("round %s could not be seen to; it is tried again", closing.pk)
        else:
            removed += 1
    return removed


@transaction.atomic
def remove_personal_data(*, closing: Closing, today: date | None = None) -> Closing:
    """Take out every person who is in this round only, and write the receipt. Again is the same.

    SKR staff stays, and so does whoever is in another round whose data is still there; the last
    round takes her along. Raises NotYetError before the day, and NoPackError when the pack is not
    whole and nobody has said that the data may go without one.
    """
    today = today or timezone.localdate()
    programme = Programme.objects.select_for_update().get(pk=closing.programme_id)
    found = Closing.objects.select_for_update(of=["self"]).filter(pk=closing.pk).first()
    if found is None or (found.removed_at is None and not _is_due(found, today)):
        raise NotYetError
    if found.removed_at:
        return found
    pack = found.ready_pack
    if not found.without_pack and (pack is None or not pack_is_whole(pack)):
        raise NoPackError
    kept = _kept(programme)
    removed = _remove(found, programme)
    found.removed_at = timezone.now()
    found.receipt = {
        "round": programme.name,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "closed_on": programme.closed_on.isoformat() if programme.closed_on else "",
        "removed_on": timezone.localdate().isoformat(),
        "decision": found.decision,
        "pack": _of_pack(found),
        "removed": removed,
        "kept": kept,
    }
    found.vacuum_owed = True
    found.save(update_fields=["removed_at", "receipt", "vacuum_owed", "files_owed"])
    request_document(kind=RECEIPT, of=found, formats=["pdf", "word"], by=None)
    return found


def _is_due(closing: Closing, today: date) -> bool:
    return closing.remove_on is not None and closing.remove_on <= today


def _of_pack(closing: Closing) -> dict[str, Any] | None:
    pack = closing.ready_pack
    if pack is None or pack.ready_at is None:
        return None
    made_on = timezone.localdate(pack.ready_at).isoformat()
    return {"sha256": pack.sha256, "size": pack.size, "made_on": made_on}


def _kept(programme: Programme) -> Counts:
    kept = {
        "elsewhere": affected_by(programme).stay,
        "organisations": Participation.objects.filter(programme=programme).count(),
        "groups": LearningGroup.objects.filter(programme=programme).count(),
    }
    for each in all_of_them():
        kept |= each.kept(programme)
    return kept


def _remove(closing: Closing, programme: Programme) -> Counts:
    # Held, so that nobody gives one of them a part in another round meanwhile, and of two rounds
    # that remove the same person the later sees what the first has done.
    held = User.objects.select_for_update().filter(pk__in=members_of(programme).values("pk"))
    list(held.order_by("pk"))
    members = members_of(programme).annotate(is_elsewhere=Exists(_elsewhere(programme)))
    people = list(members.values_list("pk", "full_name", "email", "is_elsewhere"))
    names = names_of(programme)
    ids = {pk for pk, *_rest in people}
    gone = {pk for pk, _name, _email, stays in people if not stays}
    counts = _forget_in_round(programme, names, ids)
    counts["documents"] = _remove_documents(closing, programme)
    counts["memberships"] = _deleted(
        Membership.objects.filter(participation__programme=programme, user__in=ids)
    )
    their = _names_of_those_who_go([person for person in people if person[0] in gone])
    emails = [email.lower() for pk, _name, email, _stays in people if pk in gone]
    counts |= _remove_traces(their, gone, emails)
    counts["people"] = len(gone)
    User.objects.filter(pk__in=gone).delete()
    return counts


def _forget_in_round(programme: Programme, names: Names, people: set[int]) -> Counts:
    """Take names out of what stays of the round; each app sees to its own."""
    of_round = Programme.objects.filter(pk=programme.pk)
    counts: Counts = {"texts": len(names.take_out_of(of_round, "name"))}
    for rows, fields in (
        (Theme.objects.filter(programme=programme), ["label"]),
        (LearningGroup.objects.filter(programme=programme), ["name", "note"]),
    ):
        counts["texts"] += len(names.take_out_of(rows, *fields))
    for each in all_of_them():
        for kind, number in each.forget(programme, names, people).items():
            counts[kind] = counts.get(kind, 0) + number
    programme.refresh_from_db(fields=["name"])
    return counts


def _remove_documents(closing: Closing, programme: Programme) -> int:
    found = [row for each in all_of_them() for row in each.documents(programme)]
    files = [file.name for row in found for file in (row.pdf, row.word) if file]
    closing.files_owed = [*closing.files_owed, *files]
    Document.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def _names_of_those_who_go(people: list[Any]) -> Names:
    """To be found outside the round too, except where somebody who stays bears the same name."""
    gone = [pk for pk, *_rest in people]
    stay = User.objects.exclude(pk__in=gone).values_list("full_name", flat=True)
    titles = Organisation.objects.values_list("name", flat=True)
    return Names([(name, email) for _pk, name, email, _stays in people], public=[*stay, *titles])


def _remove_traces(their: Names, gone: set[int], emails: list[str]) -> Counts:
    """Letters, sessions, sign-in addresses and the administration's log, of those who go."""
    letters = OutgoingMail.objects.annotate(address=Lower("to")).filter(address__in=emails)
    counts = {
        "addresses": _deleted(EmailAddress.objects.filter(user__in=gone)),
        "letters": _deleted(letters),
        "sessions": _remove_sessions(their, gone),
        "log": _remove_log(their, gone),
    }
    their.take_out_of(OutgoingMail.objects.all(), "subject", "body", "last_error")
    return counts


def _remove_sessions(their: Names, gone: set[int]) -> int:
    """Sessions are coded: each is opened to see whose it is, or whose address it holds."""
    found = []
    for session in Session.objects.iterator(chunk_size=500):
        held = session.get_decoded()
        is_theirs = held.get("_auth_user_id", "") in map(str, gone)
        if is_theirs or their.are_in(json.dumps(held, ensure_ascii=False, default=str)):
            found.append(session.pk)
    return _deleted(Session.objects.filter(pk__in=found))


def _remove_log(their: Names, gone: set[int]) -> int:
    """What the administration has noted about those who go, or with their names in it."""
    about = LogEntry.objects.filter(
        content_type__app_label="programmes",
        content_type__model="user",
        object_id__in=map(str, gone),
    )
    found = set(about.values_list("pk", flat=True))
    rows = LogEntry.objects.values_list("pk", "object_repr", "change_message")
    for pk, what, message in rows.iterator(chunk_size=500):
        if their.are_in(f"{what}\n{_plain(message)}"):
            found.add(pk)
    return _deleted(LogEntry.objects.filter(pk__in=found))


def _plain(message: str) -> str:
    """The administration keeps its messages as JSON, where å is written in numbers."""
    try:
        return json.dumps(json.loads(message), ensure_ascii=False)
    except ValueError:
        return message


def _deleted(rows: Any) -> int:
    """Delete the rows; how many there were, not counting what went with them."""
    return int(rows.delete()[1].get(rows.model._meta.label, 0))  # noqa: SLF001 – Django's public API, despite its name


# --- after the transaction --------------------------------------------------------------------


def sweep_up_files() -> None:
    """Delete the files of the documents that went with the people."""
    for closing in Closing.objects.exclude(files_owed=[]):
        for name in closing.files_owed:
            default_storage.delete(name)
        Closing.objects.filter(pk=closing.pk).update(files_owed=[])


def sweep_up() -> bool:
    """Pay what is owed: True when no file and no old row of a removal is left.

    False when a table is in use, or a transaction of before still sees the old rows.
    """
    sweep_up_packs()
    sweep_up_files()
    owed = list(Closing.objects.filter(vacuum_owed=True).values_list("pk", flat=True))
    if not owed:
        return True
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})  # noqa: SLF001 – as above
    # Every table: names may have stood in any text, and the statistics quote them.
    if not all(vacuum.write_anew(table) for table in tables):
        return False
    Closing.objects.filter(pk__in=owed).update(vacuum_owed=False)
    return True
