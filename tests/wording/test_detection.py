import subprocess
import sys

import pytest

from elicit.wording import language

LONG = [
    ("en", "It should be honest even when that is uncomfortable for me."),
    ("de", "Sie soll mir ehrlich sagen, wenn ich falsch liege, auch ungefragt."),
    ("fr", "Elle doit dire la vérité, même quand elle dérange quelqu'un."),
    ("es", "La inteligencia artificial debería decir la verdad aunque duela."),
    ("it", "Dovrebbe rispettare le mie scelte e la mia libertà di pensiero."),
    ("nl", "Het moet mijn keuzes respecteren en mij nooit iets opdringen."),
    ("pl", "Powinna szanować moje wybory i moją wolność."),
    ("sv", "Den ska alltid tala sanning och respektera mina egna val."),
    ("tr", "Her zaman doğruyu söylemeli ve seçimlerime saygı duymalı."),
    ("vi", "Nó phải luôn nói sự thật và tôn trọng lựa chọn của tôi."),
    ("ru", "Он должен всегда говорить правду, даже если она неприятна."),
    ("uk", "Він повинен завжди говорити правду, навіть якщо вона неприємна."),
    ("ar", "يجب أن يقول الحقيقة دائما وأن يحترم اختيارات الناس"),
    ("fa", "باید همیشه راست بگوید و به انتخاب من احترام بگذارد"),
    ("hi", "उसे हमेशा सच बोलना चाहिए और मेरी पसंद का सम्मान करना चाहिए।"),
]
SHORT = [
    ("ja", "正直であるべきだ"),
    ("zh", "它应该诚实"),
    ("ko", "솔직해야 한다"),
    ("he", "לומר את האמת"),
    ("el", "Να λέει αλήθεια"),
    ("th", "พูดความจริง"),
    ("ar", "قل الحقيقة"),
    ("ru", "Быть честным"),
    ("hi", "सच बोलो"),
    ("ka", "სიმართლე"),
]


@pytest.mark.parametrize(("tag", "text"), LONG)
@pytest.mark.parametrize("default", ["en", "de", "ja"])
def test_a_whole_sentence_names_its_language_whatever_the_default(tag: str, text: str, default: str) -> None:
    assert language(text, default) == tag


@pytest.mark.parametrize(("tag", "text"), SHORT)
def test_a_script_is_evidence_enough_in_a_few_words(tag: str, text: str) -> None:
    assert language(text, "en") == tag


@pytest.mark.parametrize("text", ["Hallo", "No flattery", "Privacy, siempre", "42", "🙂🙂", "?", ""])
def test_thin_evidence_leaves_the_default(text: str) -> None:
    assert language(text, "de") == "de"


def test_close_relatives_leave_the_default() -> None:
    assert language("Den bør respektere mine valg.", "da") == "da"
    assert language("Den bør respektere mine valg.", "no") == "no"


def test_the_default_comes_back_as_given_when_the_text_is_in_it() -> None:
    assert language("Sie soll mir ehrlich sagen, wenn ich falsch liege.", "de-AT") == "de-AT"


def test_a_default_written_in_the_same_script_wins_over_the_commonest_language_of_it() -> None:
    assert language("говори", "uk") == "uk"
    assert language("راست بگو", "fa") == "fa"
    assert language("誠実", "ja") == "ja"


def test_latin_letters_beat_a_default_of_another_script() -> None:
    assert language("Hello", "ja") == "en"
    assert language("Kia ora", "mi") == "mi"


def test_a_foreign_word_does_not_outvote_the_sentence_around_it() -> None:
    assert language("AI צריך לומר את האמת", "en") == "he"
    assert language("ChatGPTは正直に答えて", "en") == "ja"


def test_importing_wording_loads_neither_the_detector_nor_a_framework() -> None:
    program = (
        "import sys, elicit.wording;"
        "heavy = {'py3langid', 'numpy', 'django', 'channels', 'celery', 'rest_framework'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
