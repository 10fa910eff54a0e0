"""The one sentence a person typed: tidied, refused with a reason, or recognised as a duplicate."""

import re
import unicodedata

LIMIT = 200
LONGEST_STACK = 8  # marks or invisible characters in a row

_SPACES = frozenset("\t\n\v\f\r\x85")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SUBDIVISION_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
_TAG = re.compile("[\U000e0000-\U000e007f]")
# Shown as nothing: soft hyphen, joiners, directional marks, variation selectors, fillers, empty braille cell.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]"
)
_FINAL_MARKS = ".!?,;:…。．！？，、；：؟؛،۔।॥։።·‼⁇⁈⁉"
_TYPEWRITER = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


class WordingError(ValueError):
    """A text that cannot become a statement.

    `code` is one of "empty", "too_long", "control", "bidi", "marks". `sentence` tells the person who typed it what
    is wrong and what to do, in English; a catalogue translates `words`, into which `values` go.
    """

    def __init__(self, code: str, words: str, **values: int) -> None:
        self.code, self.words, self.values = code, words, values
        self.sentence = words % values
        super().__init__(self.sentence)


def gettext_noop(words: str) -> str:
    """Marks words for the catalogues of the interface, which this package knows nothing of."""
    return words


TOO_LONG = gettext_noop(
    "Your statement has %(length)d characters and the limit is %(limit)d. "
    "Shorten it by %(over)d, then send it again."
)


def clean(text: str, *, limit: int = LIMIT) -> str:
    """The statement as it will be shown: NFC, runs of white space as one space, none at the ends.

    Length is counted in code points after NFC, the nearest the standard library comes to the characters a
    person sees: an accented letter counts once, an emoji family counts each member and each joiner.
    Raises WordingError. Nothing visible is ever altered: a text is kept as typed or refused.
    """
    # Before NFC, whose reordering of marks takes quadratic time on a long stack.
    _refuse_hidden_characters(text)
    _refuse_stacks(text)
    statement = " ".join(unicodedata.normalize("NFC", text).split())
    _refuse_stacks(statement)
    if not any(map(_is_visible, statement)):
        words = gettext_noop("Your statement is empty. Write one sentence, then send it again.")
        raise WordingError("empty", words)
    length = len(statement)
    if length > limit:
        raise WordingError("too_long", TOO_LONG, length=length, limit=limit, over=length - limit)
    return statement


def key(text: str) -> str:
    """What makes two texts exact duplicates: equal keys.

    NFKC and case folding (both to a fixed point), straight quotation marks, no zero-width characters, single
    spaces, no final punctuation. A text of nothing but final punctuation keeps it. Never raises.
    """
    letters = _fold(_INVISIBLE.sub("", _fold(text))).translate(_TYPEWRITER)
    words = " ".join(letters.split())
    return words.rstrip(_FINAL_MARKS + " ") or words


def _fold(text: str) -> str:
    # Folding can undo NFKC and the other way round; Unicode (D145) needs two rounds to settle.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)


def _refuse_hidden_characters(text: str) -> None:
    """Raises WordingError for characters that turn the direction of the text, or that control something."""
    if _BIDI.search(text):
        sentence = gettext_noop(
            "Your statement contains hidden characters that reverse the direction of the text. "
            "Type it again by hand, then send it."
        )
        raise WordingError("bidi", sentence)
    if any(map(_is_control, text)) or _TAG.search(_SUBDIVISION_FLAG.sub("", text)):
        sentence = gettext_noop(
            "Your statement contains hidden control characters. Type it again by hand, then send it."
        )
        raise WordingError("control", sentence)


def _refuse_stacks(text: str) -> None:
    """Raises WordingError for more than LONGEST_STACK of them."""
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me", "Cf"} else 0
        if run > LONGEST_STACK:
            sentence = gettext_noop(
                "Your statement stacks too many accents or invisible characters on one letter. "
                "Remove them, then send it again."
            )
            raise WordingError("marks", sentence)


def _is_control(character: str) -> bool:
    # A lone surrogate (Cs) is no character at all: no database or file can keep it.
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in _SPACES


def _is_visible(character: str) -> bool:
    # Cn stays: an emoji newer than this Python's Unicode tables is unassigned here and plain on a phone.
    invisible = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Me"}
    return unicodedata.category(character) not in invisible and not _INVISIBLE.match(character)
