"""Templates of rounds: added, changed, copied and removed by SKR."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from modellkoncept.locking import check_version, lock_row
from modellkoncept.partial_update import change_fields
from programmes.errors import TemplateNameTakenError
from programmes.models import RoundTemplate, TemplateMeeting

TEMPLATE_FIELDS = {
    "name", "months", "themes", "kickoff_name", "learning_name", "strategist_name", "results_name",
}  # fmt: skip


@transaction.atomic
def add_template(
    *, fields: dict[str, Any], meetings: Sequence[dict[str, Any]] = ()
) -> RoundTemplate:
    """Add a template with its meetings in this order. Raises TemplateNameTakenError."""
    template = RoundTemplate()
    _save(template, fields)
    _set_meetings(template, meetings)
    return template


@transaction.atomic
def change_template(
    *,
    template: RoundTemplate,
    version: int | None,
    fields: dict[str, Any],
    meetings: Sequence[dict[str, Any]],
) -> RoundTemplate:
    """Change the template and its meetings; rounds that were started from it stay as they are.

    Raises StaleVersionError or TemplateNameTakenError; then nothing has changed.
    """
    template = lock_row(RoundTemplate.objects.all(), template.pk)
    check_version(template, version)
    _save(template, {**fields, "version": template.version + 1})
    template.meetings.all().delete()
    _set_meetings(template, meetings)
    return template


@transaction.atomic
def copy_template(*, template: RoundTemplate, name: str) -> RoundTemplate:
    """Add another template with the same meetings. Raises TemplateNameTakenError."""
    fields = {each: getattr(template, each) for each in TEMPLATE_FIELDS}
    meetings = [vars(each.as_plan()) for each in template.meetings.all()]
    return add_template(fields={**fields, "name": name}, meetings=meetings)


@transaction.atomic
def remove_template(*, template: RoundTemplate) -> None:
    """Remove a template; rounds that were started from it stay as they are. Idempotent."""
    RoundTemplate.objects.filter(pk=template.pk).delete()


def _save(template: RoundTemplate, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(template, name, value)
    try:
        with transaction.atomic():
            if template.pk is None:
                template.save(force_insert=True)
            else:
                change_fields(template, fields, TEMPLATE_FIELDS | {"version"})
    except IntegrityError as error:
        raise TemplateNameTakenError from error


def _set_meetings(template: RoundTemplate, meetings: Sequence[dict[str, Any]]) -> None:
    TemplateMeeting.objects.bulk_create(
        TemplateMeeting(template=template, position=position, **each)
        for position, each in enumerate(meetings, start=1)
    )
