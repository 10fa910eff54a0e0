"""Which language a statement is written in, for its `lang` attribute: the script first, then the words."""

import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import Any

LEAST_LETTERS = 20
LEAST_PROBABILITY = 0.8

_LATIN = (
    "en af az bs ca cs cy da de eo es et eu fi fr ga gl ha hr hu id is it lt lv ms mt nl no pl pt ro sk sl "
    "so sq sr sv sw tl tr uz vi yo zu"
)
# For each script the languages people are likely to write in it, the commonest first.
_LANGUAGES: dict[str, tuple[str, ...]] = {
    script: tuple(tags.split())
    for script, tags in {
        "ARABIC": "ar fa ur ps ug",
        "ARMENIAN": "hy",
        "BENGALI": "bn as",
        "CJK": "zh",
        "CYRILLIC": "ru uk bg sr be mk kk ky mn tg",
        "DEVANAGARI": "hi mr ne",
        "ETHIOPIC": "am",
        "GEORGIAN": "ka",
        "GREEK": "el",
        "GUJARATI": "gu",
        "GURMUKHI": "pa",
        "HANGUL": "ko",
        "HEBREW": "he",
        "HIRAGANA": "ja",
        "KANNADA": "kn",
        "KATAKANA": "ja",
        "KHMER": "km",
        "LAO": "lo",
        "LATIN": _LATIN,
        "MALAYALAM": "ml",
        "MYANMAR": "my",
        "ORIYA": "or",
        "SINHALA": "si",
        "TAMIL": "ta",
        "TELUGU": "te",
        "THAI": "th",
    }.items()
}
_DENSE_SCRIPTS = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
# Scripts the default may also be written in, though no detector is asked about it.
_OTHER_LANGUAGES = {"CJK": ("ja", "ko", "yue", "wuu"), "HEBREW": ("yi",)}


def language(text: str, default: str) -> str:
    """BCP-47 primary tag of `text`; `default` (returned as given) whenever the evidence is thin.

    A script that `default` is not written in decides at any length. Within a script, words decide only from
    20 letters on and at a probability of 0.8 among the languages of that script (py3langid's naive Bayes over
    byte n-grams, its probabilities renormalised).
    """
    letters = Counter(filter(None, map(_find_script, unicodedata.normalize("NFKC", text))))
    if not letters:
        return default
    script = _find_leading_script(letters)
    candidates = _LANGUAGES[script]
    fallback = default if _is_written_in(_cut_primary_tag(default), script) else candidates[0]
    if len(candidates) == 1 or letters.total() < LEAST_LETTERS:
        return fallback
    tag, probability = _identify(text, candidates)
    return fallback if probability < LEAST_PROBABILITY or tag == _cut_primary_tag(default) else tag


def _find_script(character: str) -> str:
    """One of the scripts of _LANGUAGES; "" for any other and for what is no letter."""
    if not character.isalpha():
        return ""
    script = unicodedata.name(character, "").partition(" ")[0]
    return script if script in _LANGUAGES else ""


def _find_leading_script(letters: Counter[str]) -> str:
    # A syllable or a word sign counts for two letters: "ChatGPT" is not the language of the sentence it is in.
    weights = {script: count * (2 if script in _DENSE_SCRIPTS else 1) for script, count in letters.items()}
    if weights.get("HIRAGANA", 0) + weights.get("KATAKANA", 0):
        # Japanese is written in three scripts at once; a single kana tells it from Chinese.
        weights["HIRAGANA"] = sum(weights.pop(script, 0) for script in ("HIRAGANA", "KATAKANA", "CJK"))
    return min(weights, key=lambda script: (-weights[script], script))


def _is_written_in(tag: str, script: str) -> bool:
    if tag in _LANGUAGES[script] + _OTHER_LANGUAGES.get(script, ()):
        return True
    # A language nobody listed is more likely written in Latin letters than in any other.
    return script == "LATIN" and not any(tag in tags for tags in _LANGUAGES.values())


def _cut_primary_tag(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].casefold()


def _identify(text: str, candidates: Collection[str]) -> tuple[str, float]:
    """The likeliest of these tags, and its probability among them."""
    ranking = [(tag, probability) for tag, probability in _load_identifier().rank(text) if tag in candidates]
    total = sum(probability for _tag, probability in ranking)
    tag, probability = ranking[0]
    return tag, probability / total if total else 0.0


@lru_cache(maxsize=1)
def _load_identifier() -> Any:
    # A second and a hundred megabytes, once, and only where statements are written.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
