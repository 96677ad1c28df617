"""Forms of mentors: the profile, the choice of one for a theme, a note about a group."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LineField, LinesField, WholeNumberField
from modellkoncept.fields.forms import Form
from modellkoncept.text.pasted_lines import lines_of
from programmes.models.histories import MOST_GROUPS
from programmes.models.mentorships import NOTE_LENGTH

EXPERIENCE_LENGTH, THEMES_LENGTH = 2000, 600


class MentorProfileForm(Form):
    """What an organisation offers as a mentor. `themes` are those that the rounds have used."""

    themes = forms.MultipleChoiceField(
        label=_("Teman ni kan stödja"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_themes = LinesField(
        label=_("Andra teman"),
        required=False,
        max_length=THEMES_LENGTH,
        help_text=_("Ett tema på varje rad."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    experience = LinesField(
        label=_("Erfarenhet"),
        required=False,
        max_length=EXPERIENCE_LENGTH,
        help_text=_("Vad har ni gjort, vad gick bra och vad gick mindre bra? Skriv inga namn."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    capacity = WholeNumberField(
        label=_("Så många grupper kan ni stödja i en omgång"),
        required=False,
        min_value=0,
        max_value=MOST_GROUPS,
    )
    place = LineField(
        label=_("Ort och resor"),
        required=False,
        max_length=200,
        help_text=_("Var ni finns, och om ni kan resa eller helst möts digitalt."),
    )

    def __init__(
        self, *args: Any, known_themes: Iterable[str], initial: dict[str, Any], **options: Any
    ) -> None:
        options.setdefault("label_suffix", "")
        known = list(known_themes)
        stored = lines_of(initial.get("themes", ""))
        start = {
            **initial,
            "themes": [each for each in stored if each in known],
            "other_themes": "\n".join(each for each in stored if each not in known),
        }
        super().__init__(*args, initial=start, **options)
        choice = self.fields["themes"]
        assert isinstance(choice, forms.MultipleChoiceField)  # noqa: S101 – as declared above
        choice.choices = [(each, each) for each in known]
        if not known:
            del self.fields["themes"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def for_profile(self) -> dict[str, Any]:
        """What the service keeps: all themes as lines, each once."""
        typed = lines_of(self.cleaned_data["other_themes"])
        every = dict.fromkeys([*self.cleaned_data.get("themes", []), *typed])
        return {
            "themes": "\n".join(every),
            "experience": self.cleaned_data["experience"],
            "capacity": self.cleaned_data["capacity"],
            "place": self.cleaned_data["place"],
        }


class ChooseMentorForm(Form):
    """An organisation for a theme of a group, and why, where it is not the proposed one."""

    organisation = forms.ChoiceField(
        label=_("Organisation"), error_messages={"required": _("Välj en organisation.")}
    )
    reason = LineField(
        label=_("Därför"),
        required=False,
        max_length=200,
        help_text=_("Syns bredvid mentorn för SKR. Skriv inga namn på personer."),
    )

    def __init__(
        self, *args: Any, organisations: Sequence[tuple[int, str]], **options: Any
    ) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 – as declared above
        choice.choices = [("", _("Välj …")), *((str(pk), name) for pk, name in organisations)]
        self.helper = FormHelper()
        self.helper.form_tag = False


class MentorNoteForm(Form):
    text = LinesField(
        label=_("Era anteckningar"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
