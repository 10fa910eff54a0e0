"""Every language of the interface is complete, and its catalogue is the compiled one."""

import gettext
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from tests.shared import ROOT

LOCALE = ROOT / "elicit" / "locale"
OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
HOLE = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")
TAG = re.compile(r"</?[a-z]+[^>]*>")
needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not on this machine")


def read_catalogue(code):
    """English words -> their translation; of a plural one entry for each form."""
    with open(LOCALE / code / "LC_MESSAGES" / "django.mo", "rb") as file:
        return {
            words: translation for words, translation in gettext.GNUTranslations(file)._catalog.items() if words
        }


def read_source(code):
    return (LOCALE / code / "LC_MESSAGES" / "django.po").read_text()


def list_entries(text):
    """What a catalogue's source has entries for: context, words and plural, one block each."""
    blocks = re.findall(r"^(?:msgctxt.*?)?msgid (.*?)^msgstr", text, flags=re.M | re.S)
    return {re.sub(r'"\n"', "", block) for block in blocks}


def test_there_are_three_languages_one_of_them_from_right_to_left():
    assert [code for code, _name in settings.LANGUAGES] == ["en", "es", "ar"]
    assert [code for code in OTHERS if code in settings.LANGUAGES_BIDI] == ["ar"]


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_without_a_translation(code):
    assert re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', read_source(code), flags=re.M) == []
    assert "#, fuzzy" not in read_source(code)


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_filled_in_stays_and_nothing_else_comes(code):
    translations = read_catalogue(code)
    singles = {words: text for words, text in translations.items() if isinstance(words, str)}
    plurals = {words: text for words, text in translations.items() if isinstance(words, tuple)}

    assert len(singles) > 500
    assert [w for w, text in singles.items() if sorted(HOLE.findall(w)) != sorted(HOLE.findall(text))] == []
    assert [w for w, text in singles.items() if sorted(TAG.findall(w)) != sorted(TAG.findall(text))] == []
    assert [
        words for (words, _form), text in plurals.items() if TAG.findall(words) and not TAG.findall(text)
    ] == []


@needs_gettext
@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_catalogue_is_the_one_of_its_source(code, tmp_path):
    fresh = tmp_path / "django.mo"
    subprocess.run(
        ["msgfmt", "--check", "-o", fresh, LOCALE / code / "LC_MESSAGES" / "django.po"],
        check=True,
        capture_output=True,
    )

    assert fresh.read_bytes() == (LOCALE / code / "LC_MESSAGES" / "django.mo").read_bytes()


@needs_gettext
def test_every_sentence_of_the_pages_is_in_every_catalogue(tmp_path):
    for folder in ("elicit", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "manage.py", tmp_path)
    words = [sys.executable, "manage.py", "makemessages", "--no-location", "--no-obsolete", "-v0"]
    subprocess.run([*words, *(f"-l{code}" for code in OTHERS)], cwd=tmp_path, check=True, capture_output=True)

    for code in OTHERS:
        fresh = list_entries((tmp_path / "elicit" / "locale" / code / "LC_MESSAGES" / "django.po").read_text())
        assert fresh - list_entries(read_source(code)) == set()
