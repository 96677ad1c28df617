"""Forms of files: upload, a new version, and who sees it."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.fields.form_fields import LineField
from modellkoncept.fields.forms import Form
from modellkoncept.files.content import KINDS, UnfitFileError
from programmes.models import LearningGroup, Participation, Round, SharedFile, User
from programmes.models.files import NAME_LENGTH, leading
from programmes.services.files import checked_kind

Purpose, Visibility = SharedFile.Purpose, SharedFile.Visibility
# What stops a file, for the person who chose it.
FLAWS = {
    "empty": gettext_lazy("”%(name)s” är tom. Välj en annan fil."),
    "size": gettext_lazy("”%(name)s” är för stor. En fil får vara högst %(most)s MB."),
    "unknown": gettext_lazy(
        "”%(name)s” innehåller något som vi inte tar emot. Spara filen som PDF, Word, PowerPoint,"
        " Excel, OpenDocument, PNG, JPEG eller ren text och försök igen."
    ),
    "broken": gettext_lazy(
        "”%(name)s” är skadad, eller innehåller mer än den ska. Spara den på nytt och försök igen."
    ),
    "macros": gettext_lazy(
        "”%(name)s” innehåller makron. Spara den utan makron, till exempel som docx eller xlsx."
    ),
    "protected": gettext_lazy(
        "”%(name)s” har ett lösenord. Spara den utan lösenord och försök igen."
    ),
    "old": gettext_lazy(
        "”%(name)s” har ett äldre Office-format. Spara den som docx, pptx eller xlsx."
    ),
    "too_much": gettext_lazy(
        "”%(name)s” blir orimligt stor när den packas upp. Välj en annan fil."
    ),
    "infected": gettext_lazy("”%(name)s” är stoppad av virussökningen."),
}


def flaw_sentence(flaw: str, name: str) -> str:
    return str(FLAWS[flaw]) % {"name": name, "most": settings.FILE_MAX_MB}


class CheckedFileField(forms.FileField):
    """A file whose content has been looked into; its name says nothing."""

    def __init__(self, **options: Any) -> None:
        suffixes = ",".join(f".{kind.suffix}" for kind in KINDS.values())
        options.setdefault("widget", forms.FileInput(attrs={"accept": f"{suffixes},.jpeg"}))
        super().__init__(**options)

    def to_python(self, data: Any) -> UploadedFile | None:
        if data in self.empty_values:
            return None
        name = getattr(data, "name", None) or ""
        try:
            checked_kind(data)
        except AttributeError:  # what was sent is no file
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        except UnfitFileError as error:
            raise forms.ValidationError(flaw_sentence(error.flaw, name), code=error.flaw) from error
        found: UploadedFile = data
        return found


class _ChoiceSelect(forms.Select):
    def use_required_attribute(self, initial: Any) -> bool:
        return False  # the first alternative is an answer too


class ChoiceOrNone(forms.ModelChoiceField):
    """A choice whose first alternative, none of the rows, is an answer as good as the others."""

    widget = _ChoiceSelect

    def clean(self, value: Any) -> Any:
        return None if value in self.empty_values else super().clean(value)


class VersionForm(Form):
    """Form that uploads a newer version of a file."""

    file = CheckedFileField(label=gettext_lazy("Fil"))

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.fields["file"].help_text = _(
            "PDF, Word, PowerPoint, Excel, OpenDocument, PNG, JPEG eller text, högst %(most)s MB."
        ) % {"most": settings.FILE_MAX_MB}
        self.helper = _helper(gettext_lazy("Ladda upp"))

    def given(self) -> dict[str, Any]:
        """What was filled in, as the services take it."""
        upload = self.cleaned_data["file"]
        others = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return others | {"upload": upload, "name": upload.name or ""}


class FileForm(Form):
    """Form of what a file is and who sees it."""

    title = LineField(
        label=gettext_lazy("Rubrik"),
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("Skriv en rubrik.")},
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Vad är det?"), choices=Purpose.choices)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Vilka ser filen?"), choices=Visibility.choices
    )

    def __init__(self, *args: Any, has_group: bool, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        if not has_group:
            self.fields["visibility"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
                choice for choice in Visibility.choices if choice[0] != Visibility.GROUP
            ]
        self.helper = _helper(gettext_lazy("Spara"))


class UploadForm(VersionForm):
    """Form that shares a file in a round: what it is, where it belongs and who sees it."""

    title = LineField(
        label=gettext_lazy("Rubrik"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("Tomt blir filens namn."),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Vad är det?"), choices=Purpose.choices)
    group = ChoiceOrNone(
        label=gettext_lazy("Var hör den hemma?"),
        queryset=LearningGroup.objects.none(),
        empty_label=gettext_lazy("Hela omgången"),
    )
    participation = ChoiceOrNone(
        label=gettext_lazy("För vilken organisation?"),
        queryset=Participation.objects.none(),
        empty_label=gettext_lazy("Ingen, filen är SKR:s"),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Vilka ser filen?"), choices=Visibility.choices
    )

    def __init__(
        self,
        *args: Any,
        round: Round,
        user: User,
        of_group: LearningGroup | None = None,
        is_placed: bool = False,
        **options: Any,
    ) -> None:
        """`is_placed` where the page says where the file belongs: to `of_group`, or to nobody's."""
        super().__init__(*args, **options)
        self.of_group = of_group
        self._offer_organisations(round, user)
        if is_placed:
            del self.fields["group"]
        else:
            groups = LearningGroup.objects.filter(round=round)
            if not user.is_skr:
                leads = leading(user.memberships.all()).values("participation")
                supported = Q(mentorships__mentor__in=leads)
                groups = groups.filter(Q(participations__in=leads) | supported).distinct()
            self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
            self.initial.setdefault("group", of_group)
        visible = Visibility.GROUP if of_group else Visibility.ROUND
        self.initial.setdefault("visibility", visible)

    def _offer_organisations(self, round: Round, user: User) -> None:
        field: Any = self.fields["participation"]
        field.queryset = Participation.objects.filter(round=round).select_related("organisation")
        if user.is_skr:
            return
        leads = leading(user.memberships.all()).values("participation")
        self.fields["participation"] = field = forms.ModelChoiceField(
            label=field.label, queryset=field.queryset.filter(pk__in=leads), empty_label=None
        )
        if field.queryset.count() == 1:  # nothing to choose
            self.only = field.queryset.get()
            del self.fields["participation"]

    only: Participation | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.setdefault("participation", self.only)
        if "group" not in self.fields:
            cleaned["group"] = self.of_group
        if cleaned.get("visibility") == Visibility.GROUP and not cleaned.get("group"):
            said = _("Välj en grupp, eller visa filen för hela omgången.")
            self.add_error("visibility" if "group" not in self.fields else "group", said)
        if self.errors and "file" not in self.errors:
            self.add_error("file", _("Välj filen igen. Webbläsaren behåller den inte."))
        return cleaned


def _helper(button: Any) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"class": "stack f-form"}
    helper.add_input(Submit("save", button))
    return helper
