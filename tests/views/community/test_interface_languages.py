"""The language of the interface: chosen on the page, kept on the device, and never that of what people wrote."""

import pytest

from tests import factories
from tests.htmx import parse
from tests.views.pages import build_address


def read_page(response):
    [html] = parse(response.content.decode()).iter("html")
    return html


@pytest.mark.django_db
def test_a_browser_is_answered_in_its_language(client):
    html = read_page(client.get("/", headers={"Accept-Language": "ar-EG,ar;q=0.9"}))

    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")


@pytest.mark.parametrize(("code", "direction"), [("es", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_language_is_chosen_on_the_page_and_kept(phone, ben, code, direction):
    here = build_address("participate", ben.deliberation)
    response = phone.post("/i18n/setlang/", {"language": code}, headers={"Referer": f"http://testserver{here}"})

    assert (response.status_code, response["Location"]) == (302, f"http://testserver{here}")
    html = read_page(phone.get(here))
    assert (html.get("lang"), html.get("dir")) == (code, direction)


def test_what_people_wrote_keeps_its_own_language(phone, ben):
    phone.post("/i18n/setlang/", {"language": "ar"})
    page = parse(phone.get(build_address("participate", ben.deliberation)).content.decode())

    [statement] = [element for element in page.iter("h1") if "statement" in element.get("class", "").split()]
    assert (statement.get("lang"), statement.get("dir")) == ("en", "auto")
    assert statement.text in factories.TEXTS


def test_a_refusal_is_said_in_the_language_of_the_page(phone, ben):
    phone.post("/i18n/setlang/", {"language": "es"})
    response = phone.post(build_address("write", ben.deliberation), {"text": "x" * 230})

    assert (response.status_code, "230" in response.content.decode()) == (400, True)
    assert "Your statement has" not in response.content.decode()
