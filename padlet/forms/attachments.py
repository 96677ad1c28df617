"""Instructions and the files that go with them."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LinesField
from modellkoncept.fields.forms import Form
from modellkoncept.files.pdf_uploads import pdf_flaw
from padlet.services.attachments import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS

MEGABYTE = 1024 * 1024
# What stops a file, for the person who chose it.
FLAWS = {
    "name": _("”%(name)s” är ingen PDF. Spara den som PDF och försök igen."),
    "size": _("”%(name)s” är för stor eller tom. En bilaga får vara högst %(most)s MB."),
    "content": _(
        "”%(name)s” har namnet på en PDF men innehåller något annat. Spara den som PDF igen."
    ),
    "count": _("En tavla kan ha högst %(files)s bilagor. Ta bort någon först."),
}


def flaw_message(flaw: str, name: str) -> str:
    return str(FLAWS[flaw]) % {
        "name": name,
        "most": MAX_ATTACHMENT_BYTES // MEGABYTE,
        "files": MAX_ATTACHMENTS,
    }


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PdfFilesField(forms.FileField):
    """One or several PDFs, each of them looked into."""

    widget = SeveralFilesInput(attrs={"multiple": True, "accept": ".pdf,application/pdf"})

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        given = list(value) if isinstance(value, list | tuple) else [value] if value else []
        flaws = [(file.name or "", pdf_flaw(file.name or "", file)) for file in given]
        wrong = [flaw_message(flaw, name) for name, flaw in flaws if flaw]
        if wrong:
            raise forms.ValidationError(wrong)
        return given


class InstructionsForm(Form):
    """Form of the instructions to participants, and the PDFs attached."""

    instructions = LinesField(
        label=_("Instruktion till dem som skriver"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Syns på tavlan, i telefonerna och på duken innan någon har skrivit."),
    )
    pdfs = PdfFilesField(
        label=_("Lägg till PDF"),
        required=False,
        help_text=_("Högst fem filer på upp till 10 MB var. Alla som har länken kan läsa dem."),
    )

    def __init__(self, *args: Any, room: int = MAX_ATTACHMENTS, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.room = room  # for how many files there is room
        self.helper = FormHelper()
        self.helper.attrs = {"class": "stack"}
        self.helper.add_input(Submit("save", _("Spara")))

    def clean_pdfs(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["pdfs"]
        if len(files) > self.room:
            raise forms.ValidationError(flaw_message("count", ""))
        return files
