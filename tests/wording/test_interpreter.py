"""A language model that is asked for a translation, over the network."""

import pytest

from elicit.wording.interpreter import Interpreter, Unavailable
from tests.language_model import serve_model


@pytest.fixture
def model():
    with serve_model() as server:
        yield server


@pytest.fixture
def interpreter(model):
    return Interpreter(model.url, "babel-1", "secret")


def translate(interpreter, text="Be brief."):
    return interpreter.translate(text, source="English", target="Spanish")


def test_it_is_asked_for_one_statement_and_told_to_say_the_same(model, interpreter):
    model.reply = lambda text: "Sé breve."

    assert translate(interpreter) == "Sé breve."
    [request] = model.requests
    system, user = request["messages"]
    assert (request["model"], user) == ("babel-1", {"role": "user", "content": "Be brief."})
    assert "from English into Spanish" in system["content"]
    assert "keep every negation" in system["content"]
    assert model.keys == ["Bearer secret"]


@pytest.mark.parametrize(
    ("answer", "translation"),
    [
        ('"Sé breve."', "Sé breve."),
        ("«Sé breve.»\n", "Sé breve."),
        ("  Sé\n\n breve. ", "Sé breve."),
        ("كن موجزًا.", "كن موجزًا."),
    ],
)
def test_quotation_marks_and_line_breaks_around_its_words_go(model, interpreter, answer, translation):
    model.reply = lambda text: answer

    assert translate(interpreter) == translation


@pytest.mark.parametrize("answer", ["", "  \n", '""', 400, 401, 500])
def test_what_is_no_translation_is_said_to_be_none(model, interpreter, answer):
    model.reply = lambda text: answer

    with pytest.raises(Unavailable):
        translate(interpreter)


def test_where_nothing_listens_there_is_no_translation(unused_port):
    with pytest.raises(Unavailable, match="APIConnectionError"):
        translate(Interpreter(f"http://127.0.0.1:{unused_port}/v1", "babel-1"))


def test_a_person_reads_where_words_go():
    assert Interpreter("https://models.example/v1", "babel-1").host == "models.example"
