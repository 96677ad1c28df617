"""Is what was typed possible? The forms never save."""

from padlet.forms.boards import BoardForm
from padlet.forms.exports import DocumentForm, SelectionForm
from padlet.forms.files import InstructionsForm, flaw_in_words
from padlet.forms.importing import ImportForm
from padlet.forms.leading import MinutesForm, ProjectorForm
from padlet.forms.opening import GroupSizesField, OpenBoardForm
from padlet.forms.paper import LineFormSet, PaperBoxForm, PaperForm
from padlet.forms.summaries import RemovedSentenceForm, SentenceForm
from padlet.forms.votes import VotesForm

__all__ = [
    "BoardForm",
    "DocumentForm",
    "GroupSizesField",
    "ImportForm",
    "InstructionsForm",
    "LineFormSet",
    "MinutesForm",
    "OpenBoardForm",
    "PaperBoxForm",
    "PaperForm",
    "ProjectorForm",
    "RemovedSentenceForm",
    "SelectionForm",
    "SentenceForm",
    "VotesForm",
    "flaw_in_words",
]
