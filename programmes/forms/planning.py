"""Forms of planning: an answer, and a question that SKR asks."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LinesField
from modellkoncept.fields.forms import Form, ModelForm
from programmes.models import PlanningQuestion
from programmes.models.planning import ANSWER_LENGTH


class AnswerForm(Form):
    """What an organisation answers on one question; nothing is an answer too."""

    text = LinesField(
        label=_("Ert svar"),
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)


class QuestionForm(ModelForm):
    """A question, and whom it is asked of."""

    class Meta:
        model = PlanningQuestion
        fields = ["text", "asked"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "text": {"required": _("Skriv en fråga.")},
            "asked": {"required": _("Välj vilka frågan ställs till.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
