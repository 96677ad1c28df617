"""The receipt of a removal: what it says, on the page and as a document."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.documents.kinds import Kind, Version
from modellkoncept.templatetags.ui import short_day
from programmes.closing.models import Closing
from programmes.models import User

REMOVED = {
    "people": gettext_lazy("Personer: namn, e-post och konto"),
    "memberships": gettext_lazy("Medverkan och roll i omgången"),
    "addresses": gettext_lazy("Adresser för inloggning"),
    "sessions": gettext_lazy("Inloggningar"),
    "letters": gettext_lazy("Mejl"),
    "log": gettext_lazy("Rader i administrationens logg"),
    "acts": gettext_lazy("Rader i loggen som visade vem"),
    "moderations": gettext_lazy("Rader i tavlornas logg som visade vem"),
    "documents": gettext_lazy("Dokument som skapats under omgången"),
    "mentor_notes": gettext_lazy("Mentorernas egna anteckningar om grupperna"),
    "files": gettext_lazy("Filer som laddats upp. Namn kan stå i dem."),
    "texts": gettext_lazy("Texter där namn eller e-post byttes mot [namn] eller [e-post]"),
}
KEPT = {
    "elsewhere": gettext_lazy(
        "Personer som också är med eller nämns i en annan omgång. De tas bort med den."
    ),
    "organisations": gettext_lazy(
        "Deltagande organisationer. En organisations namn är offentligt och ingen personuppgift."
    ),
    "groups": gettext_lazy("Grupper. De består av organisationer."),
    "meetings": gettext_lazy(
        "Träffar med dagordning. De visar vad ni arbetade med, inte vem som gjorde vad."
    ),
    "takeaways": gettext_lazy(
        "Idéer som organisationerna sparade. De hör till organisationen och visar inte vem som"
        " sparade dem."
    ),
    "decisions": gettext_lazy(
        "Politiska beslut med tjänsteskrivelser. De är myndigheternas egna och visar inte vem som"
        " skrev in dem."
    ),
    "decision_files": gettext_lazy(
        "Beslut som PDF. De är så som de laddades upp. Namn kan stå i dem."
    ),
    "plans": gettext_lazy(
        "Organisationernas planering. Den hör till organisationen och visar inte vem som skrev."
    ),
    "boards": gettext_lazy("Tavlor med lappar och sammanfattningar. De är skrivna utan namn."),
    "attachments": gettext_lazy(
        "Bilagor till tavlornas instruktioner. De hör till tavlorna och är så som de laddades"
        " upp. Namn kan stå i dem."
    ),
    "spared": gettext_lazy(
        "Dokumentation av tavlor vars lappar är gallrade. Den är allt som finns kvar av"
        " lapparna och är oförändrad. Namn kan stå i den."
    ),
    "moderators": gettext_lazy(
        "Rader i tavlornas logg som visar vem. De gäller SKR:s personal, som finns kvar."
    ),
}


def receipt_by_id(of: str) -> Closing:
    """The closing whose data is removed; raises Closing.DoesNotExist for any other."""
    return Closing.objects.with_all().get(pk=of, removed_at__isnull=False)


def receipt(closing: Closing) -> dict[str, Any]:
    """The receipt in words."""
    said = closing.receipt
    return {
        "title": _("Kvitto på gallring"),
        "subtitle": said["round"],
        "facts": _facts(said),
        "removed": [(label, said["removed"].get(kind, 0)) for kind, label in REMOVED.items()],
        "kept": [(label, n) for kind, label in KEPT.items() if (n := said["kept"].get(kind))],
        "pack": said["pack"],
    }


def _on_paper(closing: Closing) -> dict[str, Any]:
    """The receipt, and whether the storage was empty when it was put on paper."""
    said = receipt(closing)
    if closing.is_pending:
        state = _(
            "Inte klart när kvittot skapades. Skapa ett nytt när allt är klart enligt avslutets"
            " sida."
        )
    else:
        state = _("Klart. Även filerna är borttagna.")
    return said | {"facts": [*said["facts"], (_("Borttaget ur lagringen"), state)]}


def _facts(said: dict[str, Any]) -> list[tuple[str, str]]:
    spell = [short_day(date.fromisoformat(said[each])) for each in ("starts_on", "ends_on")]
    facts = [
        (_("Omgång"), said["round"]),
        (_("Pågick"), _("%(start)s till %(end)s") % {"start": spell[0], "end": spell[1]}),
        (_("Avslutad"), short_day(date.fromisoformat(said["closed_on"]))),
        (_("Gallrad"), short_day(date.fromisoformat(said["removed_on"]))),
        (_("Beslut"), said["decision"]),
        (_("Beslutat av"), _("SKR:s personal, i rollen som omgångens ledning")),
    ]
    if pack := said["pack"]:
        made_on = short_day(date.fromisoformat(pack["made_on"]))
        size = filesizeformat(pack["size"])
        facts += [
            (
                _("Arkivpaket"),
                _("Skapat %(day)s, %(size)s") % {"day": made_on, "size": size},
            ),
            (_("SHA-256"), pack["sha256"]),
        ]
    else:
        facts.append((_("Arkivpaket"), _("Inget. Uppgifterna togs bort utan arkivpaket.")))
    return facts


def _readable(user: User) -> QuerySet[Closing]:
    """Only SKR's: see `may_close`."""
    return Closing.objects.all() if user.is_skr else Closing.objects.none()


def _versions(ids: Collection[str]) -> dict[str, Version]:
    return {
        str(closing.pk): Version(edition=closing.edition, content=closing.edition)
        for closing in Closing.objects.filter(pk__in=ids, removed_at__isnull=False)
    }


RECEIPT = Kind(
    name="closing-receipt",
    label=gettext_lazy("Kvitto på gallring"),
    template="programmes/closing/receipt.html",
    find=receipt_by_id,
    readable=_readable,
    context=_on_paper,
    versions=_versions,
    language=lambda closing: closing.round.language,
    round_id=lambda closing: closing.round_id,
    is_archival=True,
)
