"""What a browser may send."""

from .communities import CommunityForm
from .discussion import PointForm, RoundForm, SeatForm, TablesForm
from .facilitate import DeliberationForm, RejectForm, ReleaseForm, SwitchForm, TimerForm
from .organise import WordsForm
from .participate import CodeForm, JoinForm, StatementForm, UndoForm, VoteForm

__all__ = [
    "CodeForm",
    "CommunityForm",
    "DeliberationForm",
    "JoinForm",
    "PointForm",
    "RejectForm",
    "ReleaseForm",
    "RoundForm",
    "SeatForm",
    "StatementForm",
    "SwitchForm",
    "TablesForm",
    "TimerForm",
    "UndoForm",
    "VoteForm",
    "WordsForm",
]
