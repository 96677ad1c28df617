"""How far the organisations have come, as a file that somebody answers for having fetched."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.files import spreadsheets
from programmes.deadlines.days import swedish_day
from programmes.models import Round, User
from programmes.reports.task_sheets import task_list, task_matrix

EXPORTED = AuditKind("tasks_exported", gettext_lazy("Exporterade läget i en omgång"))


@transaction.atomic
def export_tasks(*, round: Round, actor: User | None, suffix: str) -> bytes:
    """The list as CSV, or the table and the list as XLSX; kept in the audit log."""
    today = swedish_day(timezone.now())
    record_act(EXPORTED, actor=actor, round_id=round.pk, subject=suffix.upper())
    with translation.override(round.language):
        listed = task_list(round, today)
        if suffix == "csv":
            return spreadsheets.csv_file(listed)
        title = _("Läget i %(round)s") % {"round": round}
        return spreadsheets.xlsx_file([task_matrix(round, today), listed], title=title, on=today)
