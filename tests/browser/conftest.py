"""A house that browser tests share, and a room of its own for each."""

import re
from types import SimpleNamespace

import pytest

from tests.browser.chromium import launch_chromium, open_pages
from tests.installation import run_installation

QUESTION = "How should it treat us?"
SEEDS = ["Say when you are not sure.", "Let me decide.", "Name your sources.", "Be brief.", "Be kind."]


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    with run_installation(tmp_path_factory.mktemp("house")) as installation:
        yield installation


@pytest.fixture(scope="module")
def chromium():
    with launch_chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium, house):
    with open_pages(chromium, house.base) as open_page:
        yield open_page


@pytest.fixture
def open_plain(chromium, house):
    """Pages with JavaScript off."""
    with open_pages(chromium, house.base, java_script_enabled=False) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def desk(house, chromium):
    """Ada, signed in at her laptop, with JavaScript off."""
    link = house.read_json("sign_in_link", "ada", "--community", "Riverside Library")["link"]
    with open_pages(chromium, house.base, java_script_enabled=False) as open_page:
        page = open_page(link, "laptop")
        page.get_by_role("button", name="Sign in", exact=True).click()
        yield page


@pytest.fixture
def room(desk, house):
    """An open room of its own, and Ada at its console."""
    desk.goto(f"{house.base}/c/riverside-library/")
    desk.get_by_role("link", name="New deliberation").click()
    desk.get_by_label("The question").fill(QUESTION)
    desk.get_by_label("Starter statements").fill("\n".join(SEEDS))
    desk.get_by_label("I run it by hand").check()
    desk.get_by_role("button", name="Make it").click()
    desk.get_by_role("button", name="Open it").click()
    return SimpleNamespace(console=desk, code=re.search(r"/d/([A-Z0-9]{6})/", desk.url)[1], base=house.base)
