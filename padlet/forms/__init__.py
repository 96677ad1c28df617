"""Is what was typed possible? The forms never save."""

from padlet.forms.boards import BoardForm
from padlet.forms.exports import DocumentForm, SelectionForm
from padlet.forms.files import InstructionsForm, flaw_in_words
from padlet.forms.importing import ImportForm
from padlet.forms.leading import MinutesForm, ProjectorForm
from padlet.forms.opening import GroupSizesField, OpenBoardForm

__all__ = [
    "BoardForm",
    "DocumentForm",
    "GroupSizesField",
    "ImportForm",
    "InstructionsForm",
    "MinutesForm",
    "OpenBoardForm",
    "ProjectorForm",
    "SelectionForm",
    "flaw_in_words",
]
