"""Forms that choose the content and format of an export."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.documents.kinds import Kind
from modellkoncept.fields.forms import Form
from padlet.models import Board
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import kind_of


class DocumentForm(Form):
    """Form of the content and order of a board's document."""

    content = forms.ChoiceField(
        label=_("Vad ska ingå?"),
        choices=[
            ("summary", _("Sammanfattningen först, sedan lapparna")),
            ("notes", _("Bara lapparna")),
        ],
        widget=forms.RadioSelect,
        initial="summary",
    )
    # Chosen for the whole page, so that files and text follow it too.
    order = forms.ChoiceField(
        choices=[(name, name) for name in Order], widget=forms.HiddenInput, initial=Order.BY_GROUP
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"class": "stack"}
        self.helper.add_input(Submit("make", _("Skapa PDF och Word")))

    @property
    def kind(self) -> Kind:
        """The kind of document that was chosen."""
        return kind_of(
            by=Order(self.cleaned_data["order"]),
            with_summary=self.cleaned_data["content"] == "summary",
        )


class SelectionForm(Form):
    """Form that selects a round's notes: one prompt or all, on which boards."""

    fraga = forms.ChoiceField(label=_("Fråga"), required=False)
    tavla = forms.MultipleChoiceField(
        label=_("Tavlor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Om du inte kryssar i någon ingår alla."),
    )

    def __init__(
        self, *args: Any, boards: list[Board], prompts: dict[str, str], **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.boards = boards
        choices: dict[str, Any] = {
            "fraga": [("", _("Alla frågor")), *prompts.items()],
            "tavla": [(str(board.pk), _name_of(board)) for board in boards],
        }
        for name, offered in choices.items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = offered
        self.fields["tavla"].initial = [str(board.pk) for board in boards]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def prompt(self) -> str:
        return str(self.cleaned_data["fraga"]) if self.is_valid() else ""

    @property
    def chosen(self) -> list[Board]:
        """The boards that were ticked; all of them when none was."""
        ticked = self.cleaned_data["tavla"] if self.is_valid() else []
        return [board for board in self.boards if str(board.pk) in ticked] or self.boards


def _name_of(board: Board) -> str:
    gathered = board.meeting.group or _("hela omgången")
    return f"{board.title} ({board.meeting.title}, {gathered})"
