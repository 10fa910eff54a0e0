"""What a browser may send."""

from .communities import CommunityForm
from .facilitate import DeliberationForm, RejectForm, ReleaseForm, SwitchForm, TimerForm
from .organise import WordsForm
from .participate import CodeForm, JoinForm, StatementForm, UndoForm, VoteForm

__all__ = [
    "CodeForm",
    "CommunityForm",
    "DeliberationForm",
    "JoinForm",
    "RejectForm",
    "ReleaseForm",
    "StatementForm",
    "SwitchForm",
    "TimerForm",
    "UndoForm",
    "VoteForm",
    "WordsForm",
]
