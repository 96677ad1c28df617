"""Remove a round's personal data, in one transaction: all of it or nothing.

Files cannot be deleted in a transaction; they are pending in the row: see `cleanup`.
"""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.audit.record import record_act
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from modellkoncept.locking import lock_row
from modellkoncept.mail.models import DigestItem
from modellkoncept.privacy import disposal_decision
from modellkoncept.privacy.redaction import Names
from programmes.closing.archive.pack import pack_is_whole
from programmes.closing.audit_kinds import PERSONAL_DATA_REMOVED
from programmes.closing.data_subjects import (
    DataSubjects,
    data_subjects_of,
    identifiers_of,
    members_to_delete_and_to_keep,
    names_of,
    names_to_delete,
    own_texts,
)
from programmes.closing.documents import RECEIPT
from programmes.closing.errors import NoPackError, NotYetError
from programmes.closing.models import Closing, Pack
from programmes.closing.participants import Counts, participants
from programmes.closing.removal.residual_data import deleted, remove_residual_data
from programmes.models import (
    LearningGroup,
    Membership,
    MentorNote,
    Participation,
    PastMembership,
    Round,
    SharedFile,
    User,
)
from programmes.reports.reminders import key_prefix

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Affected:
    """How many people a removal deletes, and how many it keeps because of another round.

    Some of those to delete may be kept until another round is removed, because they are named in
    it; that is known first on the day, because it takes reading all texts of that round.
    """

    to_delete: int
    to_keep: int


def affected_by(round: Round) -> Affected:
    to_delete, to_keep = members_to_delete_and_to_keep(round)
    return Affected(to_delete=len(to_delete), to_keep=len(to_keep))


def remove_due_data(today: date | None = None) -> int:
    """Remove the personal data of every round whose day has come; returns the number of rounds."""
    removed = 0
    for closing in Closing.objects.due(today or timezone.localdate()):
        try:
            remove_personal_data(closing=closing, today=today)
        except NotYetError:
            continue  # the removal was cancelled meanwhile
        except NoPackError:
            logger.error(
                "round %s: the pack is missing or not whole; nothing is removed", closing.pk
            )  # noqa: TRY400 – the sentence says it all
        except Exception:  # a failing round must not stop the others
            logger.exception("round %s could not be seen to; it is tried again", closing.pk)
        else:
            removed += 1
    return removed


@transaction.atomic
def remove_personal_data(*, closing: Closing, today: date | None = None) -> Closing:
    """Delete every person who is in this round only, and write the receipt. Idempotent.

    Former members are deleted too: see `data_subjects.former_members`. SKR staff is kept, and so is
    everybody in another round whose data is not removed; the last round deletes them.

    Raises NotYetError before the day, and NoPackError while the pack is being made, when its
    file has changed, or when there is none and removal without a pack is not allowed.
    """
    today = today or timezone.localdate()
    round = lock_row(Round.objects.all(), closing.round_id)
    try:
        found = lock_row(Closing.objects.all(), closing.pk)
    except Closing.DoesNotExist as error:
        raise NotYetError from error
    if found.removed_at:
        return found
    if not _is_due(found, today):
        raise NotYetError
    pack = found.ready_pack
    if found.waits_for_pack or (pack and not pack_is_whole(pack)):
        raise NoPackError
    people = _lock_data_subjects(round)
    removed = _remove(found, round, people)
    kept = _kept(round) | {"elsewhere": len(people.to_keep | people.named_elsewhere)}
    found.removed_at = timezone.now()
    found.receipt = {
        "round": round.name,
        "starts_on": round.starts_on.isoformat(),
        "ends_on": round.ends_on.isoformat(),
        "closed_on": round.closed_on.isoformat() if round.closed_on else "",
        "removed_on": timezone.localdate().isoformat(),
        "decision": found.decision,
        "pack": _of_pack(pack),
        "removed": removed,
        "kept": kept,
    }
    found.save(update_fields=["removed_at", "decision", "receipt", "files_pending"])
    record_act(PERSONAL_DATA_REMOVED, actor=None, round_id=round.pk, subject=round.name)
    request_document(kind=RECEIPT, of=found, by=None)
    return found


def _is_due(closing: Closing, today: date) -> bool:
    return closing.remove_on is not None and closing.remove_on <= today


def _of_pack(pack: Pack | None) -> dict[str, Any] | None:
    if pack is None or pack.finished_at is None:
        return None
    made_on = timezone.localdate(pack.finished_at).isoformat()
    return {"sha256": pack.sha256, "size": pack.size, "made_on": made_on}


def _kept(round: Round) -> Counts:
    kept = {
        "organisations": Participation.objects.filter(round=round).count(),
        "groups": LearningGroup.objects.filter(round=round).count(),
    }
    for each in participants:
        kept |= each.kept(round)
    return kept


def _lock_data_subjects(round: Round) -> DataSubjects:
    """Lock the round's people until the transaction ends, and return them.

    So none of them gets a part in another round meanwhile, and of two rounds that delete the same
    person the later one sees what the first has done.
    """
    rows = User.objects.select_for_update().filter(pk__in=data_subjects_of(round).everybody)
    locked = {user.pk for user in rows.order_by("pk")}
    now = data_subjects_of(round)
    return DataSubjects(now.to_delete & locked, now.to_keep & locked, now.named_elsewhere & locked)


def _remove(closing: Closing, round: Round, people: DataSubjects) -> Counts:
    names = names_of(round)
    their = identifiers_of(User.objects.filter(pk__in=people.to_delete))
    # For its own organisation only, and full of people: nothing of it is kept.
    notes = deleted(MentorNote.objects.filter(round=round))
    counts = _anonymise_round(round, names) | {"mentor_notes": notes}
    for before in Round.objects.filter(closing__removed_at__isnull=False):
        # People kept for this round when that one was removed, or named in it since.
        counts["texts"] += _anonymise_round(before, names_to_delete(their))["texts"]
    closing.decision = names.redact(closing.decision)[: disposal_decision.LENGTH]
    counts["documents"] = _remove_documents(closing, round)
    counts["files"] = _remove_files(closing, round)
    of_round = Membership.objects.filter(participation__round=round, user__in=people.everybody)
    counts |= remove_residual_data(their, of_round)
    DigestItem.objects.filter(key__startswith=key_prefix(round.pk)).delete()
    counts["memberships"] = deleted(of_round)
    PastMembership.objects.filter(participation__round=round, user__in=people.everybody).delete()
    counts["people"] = len(people.to_delete)
    User.objects.filter(pk__in=people.to_delete).delete()
    return counts


def _anonymise_round(round: Round, names: Names) -> Counts:
    """Redact names in what is kept of the round; each app redacts its own rows."""
    counts: Counts = {"texts": 0}
    for rows, fields in own_texts(Round.objects.filter(pk=round.pk)):
        counts["texts"] += len(names.redact_rows(rows, *fields))
    for each in participants:
        for kind, number in each.anonymise(round, names).items():
            counts[kind] = counts.get(kind, 0) + number
    acts = AuditEvent.objects.filter(round_id=round.pk)
    counts["texts"] += len(names.redact_rows(acts, "subject"))
    of_others = acts.filter(actor__is_staff=False, actor__is_superuser=False)
    counts["acts"] = of_others.update(actor=None)
    round.refresh_from_db(fields=["name"])
    return counts


def _remove_files(closing: Closing, round: Round) -> int:
    """Nobody can take the names out of what people have uploaded: it goes, and the pack has it."""
    files = list(SharedFile.objects.filter(round=round))
    closing.files_pending = [*closing.files_pending, *(file.folder for file in files)]
    SharedFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    return len(files)


def _remove_documents(closing: Closing, round: Round) -> int:
    found = [row for each in participants for row in each.documents(round)]
    closing.files_pending = [*closing.files_pending, *(row.folder for row in found)]
    Document.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)
