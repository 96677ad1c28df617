"""The removal of a round's personal data: in one transaction everything goes, or nothing.

The files, which a transaction cannot take along, are pending in the row: see `cleanup`.
"""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from modellkoncept.privacy import disposal_decision
from modellkoncept.privacy.redaction import Names
from programmes.closing.archive.pack import pack_is_whole
from programmes.closing.data_subjects import (
    Concerned,
    concerned_by,
    names_of,
    names_of_those_who_go,
    own_texts,
    parts_of,
    written_as,
)
from programmes.closing.documents import RECEIPT
from programmes.closing.errors import NoPackError, NotYetError
from programmes.closing.models import Closing, Pack
from programmes.closing.participants import Counts, participants
from programmes.closing.removal.residual_data import deleted, remove_traces
from programmes.models import LearningGroup, Membership, Participation, Round, User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Affected:
    """How many a removal is about: who goes, and who stays because another round needs her.

    Some of those who go may stay until another round is removed, because they are named in it;
    that is seen when the day has come, for it takes reading all that round's texts.
    """

    to_delete: int
    to_keep: int


def affected_by(round: Round) -> Affected:
    to_delete, to_keep = parts_of(round)
    return Affected(to_delete=len(to_delete), to_keep=len(to_keep))


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

    Whoever has left it goes too: see `people.who_left`. SKR staff stays, and so does whoever is in
    another round whose data is still there; the last round takes her along.

    Raises NotYetError before the day, and NoPackError while the pack is being made, when it is not
    the one that was made, or when there is none and nobody has said that the data may go so.
    """
    today = today or timezone.localdate()
    round = Round.objects.select_for_update().get(pk=closing.round_id)
    found = Closing.objects.select_for_update(of=["self"]).filter(pk=closing.pk).first()
    if found is None or (found.removed_at is None and not _is_due(found, today)):
        raise NotYetError
    if found.removed_at:
        return found
    pack = found.ready_pack
    if found.waits_for_pack or (pack and not pack_is_whole(pack)):
        raise NoPackError
    people = _held(round)
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


def _held(round: Round) -> Concerned:
    """The round's people, held until the transaction ends.

    So nobody gives one of them a part in another round meanwhile, and of two rounds that remove the
    same person the later sees what the first has done.
    """
    rows = User.objects.select_for_update().filter(pk__in=concerned_by(round).everybody)
    held = {user.pk for user in rows.order_by("pk")}
    now = concerned_by(round)
    return Concerned(now.to_delete & held, now.to_keep & held, now.named_elsewhere & held)


def _remove(closing: Closing, round: Round, people: Concerned) -> Counts:
    names = names_of(round)
    their = written_as(User.objects.filter(pk__in=people.to_delete))
    counts = _anonymise_round(round, names)
    for before in Round.objects.filter(closing__removed_at__isnull=False):
        # Those who were needed here when that round was removed, or have been named in it since.
        counts["texts"] += _anonymise_round(before, names_of_those_who_go(their))["texts"]
    closing.decision = names.redact(closing.decision)[: disposal_decision.LENGTH]
    counts["documents"] = _remove_documents(closing, round)
    of_round = Membership.objects.filter(participation__round=round, user__in=people.everybody)
    counts |= remove_traces(their, of_round)
    counts["memberships"] = deleted(of_round)
    counts["people"] = len(people.to_delete)
    User.objects.filter(pk__in=people.to_delete).delete()
    return counts


def _anonymise_round(round: Round, names: Names) -> Counts:
    """Take names out of what stays of the round; each app sees to its own."""
    counts: Counts = {"texts": 0}
    for rows, fields in own_texts(Round.objects.filter(pk=round.pk)):
        counts["texts"] += len(names.redact_rows(rows, *fields))
    for each in participants:
        for kind, number in each.anonymise(round, names).items():
            counts[kind] = counts.get(kind, 0) + number
    round.refresh_from_db(fields=["name"])
    return counts


def _remove_documents(closing: Closing, round: Round) -> int:
    found = [row for each in participants for row in each.documents(round)]
    closing.files_pending = [*closing.files_pending, *(row.folder for row in found)]
    Document.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)
