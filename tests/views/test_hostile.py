"""Text that tries to be more than text, followed onto every page that shows it. The strict client does the rest:
it fails on broken HTML and on anything inline."""

import pytest

from elicit.actions.constitution import drafting
from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.actions.releases import publishing
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Community, Deliberation
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import parse, read_words

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</h1></textarea></title><svg onload=alert(1)>",
    "{{ 7|add:7 }} {% now 'Y' %} &lt;b&gt; &amp;",
    "' hx-on:click='alert(1)' --><!-- ]]>",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
]


def list_texts(response, kind):
    """What stands in the elements of this class."""
    elements = parse(response.content.decode()).iter()
    return [read_words(element) for element in elements if kind in element.get("class", "").split()]


@pytest.fixture(params=HOSTILE)
def text(request):
    return request.param


@pytest.fixture
def room(deliberation, text, now):
    """Everything a person can name is hostile: question, statement, community."""
    Community.objects.update(name=text, about=text)
    Deliberation.objects.update(prompt=text)
    deliberation.statements.filter(number=1).update(text=text)
    return Deliberation.objects.get()


@pytest.fixture
def settled_room(room, ada, now):
    """The same, after everybody agreed with it, revealed, drafted and released."""
    factories.room(room, *["aadp"] * 10, *["adap"] * 10)
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    room = Deliberation.objects.get()
    drafting.draft(deliberation=room, by=ada, now=now)
    analyses.run(deliberation=room, now=now)
    publishing.publish(deliberation=room, tier="T0", by=ada, now=now)
    return room


def test_it_stays_text_on_the_phone(client, room, text, now):
    cleo = factories.person(room)
    client.carry(cleo)
    writing.submit(participant=cleo, text=f"{text} again", now=now)
    for number in (2, 3, 4):
        casting.cast(participant=cleo, statement=room.statements.get(number=number), choice=1, now=now)

    base = f"/d/{room.code}/"
    assert list_texts(client.get(base), "statement") == [text]
    assert list_texts(client.get(base), "prompt") == [text]
    casting.cast(participant=cleo, statement=room.statements.get(number=1), choice=1, now=now)
    assert list_texts(client.get(f"{base}votes/"), "statement")[0] == text
    assert list_texts(client.get(f"{base}write/"), "statement") == ["", f"{text} again"]
    client.cookies.clear()
    assert list_texts(client.get(base), "prompt") == [text]


def test_it_stays_text_on_the_wall_and_in_the_results(client, settled_room, text):
    for address in ("results/", "screen/", "live/screen/", "live/results/"):
        response = client.get(f"/d/{settled_room.code}/{address}")
        assert text in list_texts(response, "statement"), address
    assert list_texts(client.get(f"/d/{settled_room.code}/screen/"), "prompt") == [text]


def test_it_stays_text_in_the_console_and_in_the_form_it_came_from(desk, settled_room, text, now):
    writing.submit(participant=factories.person(settled_room), text=f"{text} again", now=now)
    console = desk.get(f"/d/{settled_room.code}/console/")
    fields = {"prompt": text, "language": "en", "seeds": f"{text}\n{text}"}
    form = parse(desk.post("/c/riverside/new/", fields).content.decode())

    assert list_texts(console, "statement")[0] == f"{text} again"
    assert text in list_texts(console, "statement")
    assert [element.text for element in form.iter("textarea")] == [f"{text}\n{text}"]
    assert [element.get("value") for element in form.iter("input") if element.get("name") == "prompt"] == [text]


def test_it_stays_text_where_a_community_keeps_what_it_holds(desk, settled_room, text):
    assert list_texts(desk.get("/c/riverside/constitution/"), "statement")[0].endswith(text)
    for address in ("", "releases/", "releases/1/", "log/", "new/"):
        page = desk.get(f"/c/riverside/{address}")
        assert text in read_words(parse(page.content.decode())), address
    assert text in read_words(parse(desk.get("/c/").content.decode()))


def test_a_reason_stays_text_for_its_reader(phone, ben, ada, text, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)
    writing.reject(statement=mine, reason=text, by=ada, now=now)

    page = phone.get(f"/d/{ben.deliberation.code}/write/")

    assert list_texts(page, "fate") == [f"Not accepted: {text} By version 1 of what is accepted."]


def test_a_code_and_a_name_stay_text_in_the_forms_that_refuse_them(client, db, text):
    code = parse(client.post("/", {"code": text[:20]}).content.decode())
    name = parse(client.post("/sign-in/", {"username": text, "password": "x", "next": text}).content.decode())

    assert [element.get("value") for element in code.iter("input") if element.get("name") == "code"] == [text[:20]]
    assert [element.get("value") for element in name.iter("input") if element.get("name") == "username"] == [text]


def test_an_address_stays_text(client, db, text):
    assert client.get(f"/sign-in/?next={text}").status_code == 200
    assert client.get("/d/" + text.replace("/", "")).status_code in {301, 404}
    assert client.get("/" + text.replace("{", "")).status_code == 404
