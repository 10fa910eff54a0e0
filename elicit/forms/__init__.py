"""What a browser may send."""

from .communities import CommunityForm
from .discussion import PointForm, RoundForm, SeatForm, TablesForm
from .facilitate import (
    LANGUAGES,
    DeliberationForm,
    EditForm,
    FilterForm,
    MergeForm,
    NumbersForm,
    PolicyForm,
    RejectForm,
    ReleaseForm,
    SeedsForm,
    SwitchForm,
    TimerForm,
)
from .languages import InterpretForm, MemberTranslationForm, TranslationForm, WordsLanguageForm
from .organise import AdmissionForm, RosterForm, SheetForm, TicketsForm, WordsForm
from .paper import PaperFileForm, PaperForm, PrintForm
from .participate import CodeForm, JoinForm, StatementForm, UndoForm, VoteForm
from .people import InvitationForm

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
