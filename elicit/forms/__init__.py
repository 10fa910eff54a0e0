"""What a browser may send."""

from .community import CodeForm, CommunityForm, InvitationForm
from .deliberation import DeliberationForm, SwitchForm, TimerForm
from .discussion import PointForm, RoundForm, SeatForm, TablesForm
from .entry import AdmissionForm, JoinForm, RosterForm, SheetForm, TicketsForm, WordsForm
from .releases import ReleaseForm
from .statements import (
    EditForm,
    FilterForm,
    InterpretForm,
    MemberTranslationForm,
    MergeForm,
    NumbersForm,
    PolicyForm,
    RejectForm,
    SeedsForm,
    StatementForm,
    TranslationForm,
    WordsLanguageForm,
)
from .texts import LANGUAGES
from .votes import PaperFileForm, PaperForm, PrintForm, UndoForm, VoteForm

__all__ = [
    "LANGUAGES",
    "AdmissionForm",
    "CodeForm",
    "CommunityForm",
    "DeliberationForm",
    "EditForm",
    "FilterForm",
    "InterpretForm",
    "InvitationForm",
    "JoinForm",
    "MemberTranslationForm",
    "MergeForm",
    "NumbersForm",
    "PaperFileForm",
    "PaperForm",
    "PointForm",
    "PolicyForm",
    "PrintForm",
    "RejectForm",
    "ReleaseForm",
    "RosterForm",
    "RoundForm",
    "SeatForm",
    "SeedsForm",
    "SheetForm",
    "StatementForm",
    "SwitchForm",
    "TablesForm",
    "TicketsForm",
    "TimerForm",
    "TranslationForm",
    "UndoForm",
    "VoteForm",
    "WordsForm",
    "WordsLanguageForm",
]
