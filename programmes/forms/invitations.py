"""The list of people to invite: pasted or from a file, with what is changed in its rows.

The text holds everything, also what was changed: nothing is stored before the invitation.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LinesField
from modellkoncept.fields.forms import Form
from modellkoncept.files import spreadsheet_reader
from modellkoncept.text.cleaning import UNPRINTABLE, clean_line, split_lines
from modellkoncept.web.limits.body_size import ROOM_FOR_FORM
from programmes.invitations.parsing import addresses
from programmes.invitations.parsing.decoding import decode
from programmes.invitations.parsing.entries import Entry, as_table, entry_of
from programmes.invitations.parsing.people import MAX_PEOPLE, read_people
from programmes.queries.invitation_plan import Field, keys_of
from programmes.queries.invitation_scope import Scope

MAX_CHARACTERS = 600_000
# A character may take four bytes; a file stands beside them.
MAX_BODY_BYTES = spreadsheet_reader.MAX_FILE_BYTES + 4 * MAX_CHARACTERS + ROOM_FOR_FORM
FEW = 3  # signs that no text holds
COORDINATOR = "samordnare"
# The buttons of a row: what each does with it.
REMOVE, CORRECT, OURS, OPEN = "ta_bort", "byt", "var", "andra"


class TableField(LinesField):
    """A pasted table: each cell is cleaned, and the tabs between them stay."""

    @staticmethod
    def clean_typed(text: str) -> str:
        return "\n".join(
            "\t".join(map(clean_line, line.split("\t"))) for line in split_lines(text)
        ).strip("\n")


class InvitationForm(Form):
    """A list of people, read row by row."""

    text = TableField(
        label=_("Personer, en på varje rad"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Eller en fil från Excel"),
        required=False,
        help_text=_(
            "XLSX eller CSV, högst 5 MB. Rubriker på första raden, i vilken ordning som helst."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt"}),
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self._scope = scope
        self.entries: list[Entry] = []
        self.fields["text"].help_text = (
            _("Namn, e-post, roll och organisation i vilken ordning som helst. Bara e-post räcker.")
            if scope.one is None
            else _("Namn, e-post och roll i vilken ordning som helst. Bara e-post räcker.")
        )

    def clean_file(self) -> list[Entry]:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return []
        if (file.size or 0) > spreadsheet_reader.MAX_FILE_BYTES:
            raise forms.ValidationError(_("Filen är för stor. Högst 5 MB går bra."))
        return self._read(_text_of(file.read()))

    def clean(self) -> None:
        if self.errors:
            return
        text: str = self.cleaned_data["text"]
        pasted = self._changed(self._read(text)) if text else []
        self.entries = pasted + self.cleaned_data["file"]
        if len(self.entries) > MAX_PEOPLE:
            self.add_error("text", _("Det är fler än 5 000 personer. Dela upp listan i flera."))
        elif not self.entries and not text:
            self.add_error("text", _("Klistra in minst en person, eller välj en fil."))
        elif not self.entries and not self._removes:
            self.add_error("text", _("Vi hittade ingen person i texten."))

    @property
    def table(self) -> str:
        """The list as it stands with all changes, for the text field to hold."""
        return as_table(self.entries)

    def _read(self, text: str) -> list[Entry]:
        return read_people(text, self._scope.organisations)

    @property
    def _removes(self) -> bool:
        return REMOVE in self.data

    def _changed(self, entries: list[Entry]) -> list[Entry]:
        """The list with what was typed in its rows, and what a row's button does."""
        changed = []
        for entry, key in zip(entries, keys_of(entries), strict=True):
            if self.data.get(REMOVE) == key:
                continue
            entry = self._typed(entry, key)
            if self.data.get(CORRECT) == key:
                entry = replace(entry, address=self._proposal(entry))
            if self.data.get(OURS) == key:
                entry = replace(entry, organisation="")
            changed.append(entry)
        return changed

    def _typed(self, entry: Entry, key: str) -> Entry:
        data: Mapping[str, str] = self.data
        if f"{Field.ADDRESS}-{key}" not in data:
            return entry
        says = "ja" if data.get(f"{COORDINATOR}-{key}") else "nej"
        was = data.get(f"{COORDINATOR}-{key}-var", "")
        return entry_of(
            [
                data.get(f"{Field.NAME}-{key}", entry.name),
                data.get(f"{Field.ADDRESS}-{key}", entry.address),
                data.get(f"{Field.ROLE}-{key}", "") or entry.role,
                data.get(f"{Field.ORGANISATION}-{key}", "") or entry.organisation,
                entry.coordinator if says == was else says,
            ]
        )

    def _proposal(self, entry: Entry) -> str:
        domains = self._scope.organisations.domains
        address, problem = addresses.judge(entry.address)
        if problem is None:
            return addresses.likely_domain(address, domains) or entry.address
        return addresses.proposal(entry.address, domains) or entry.address


def _text_of(content: bytes) -> str:
    """The file as a text of lines; what it cannot be is said beside the field."""
    try:
        if not spreadsheet_reader.is_workbook(content):
            return _printable(decode(content))
        rows = spreadsheet_reader.read_rows(content, MAX_PEOPLE + 2)
    except spreadsheet_reader.OldSpreadsheetError as error:
        raise forms.ValidationError(
            _("Filen är låst eller sparad i ett gammalt format. Spara den som .xlsx eller .csv.")
        ) from error
    except spreadsheet_reader.TooLargeSpreadsheetError as error:
        raise forms.ValidationError(
            _("Filen är för stor. Spara bara listan i en egen fil.")
        ) from error
    except spreadsheet_reader.UnreadableSpreadsheetError as error:
        raise forms.ValidationError(
            _("Vi kan inte läsa filen. Spara den som .xlsx eller .csv och försök igen.")
        ) from error
    return "\n".join("\t".join(map(clean_line, row)).rstrip("\t") for row in rows)


def _printable(text: str) -> str:
    """The text without what no text holds; what holds much of it is a picture or the like."""
    cleaned = UNPRINTABLE.sub("", text)
    if len(text) - len(cleaned) > max(FEW, len(text) // 50):
        raise spreadsheet_reader.UnreadableSpreadsheetError
    return cleaned[: 2 * MAX_CHARACTERS]
