"""What every page, file and document keeps to."""

import ast
import re
import tomllib

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from tests.shared import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WIDTH = 160  # characters of a line of a template
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))


def read_source(path):
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_inline_script_style_or_handler(path):
    text = read_source(path)

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if " src=" not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_loads_nothing_from_elsewhere(path):
    assert re.findall(r"(?:src|href)=[\"']https?://", read_source(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_line_of_a_template_can_be_read_without_scrolling(path):
    lines = enumerate(path.read_text().splitlines(), start=1)

    assert [number for number, line in lines if len(line) > WIDTH] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_evaluates_no_text(path):
    assert re.findall(r"\beval\(|new Function|innerHTML\s*=", path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_first_what_it_is_for_and_keeps_its_names_to_itself(path):
    beginning = r'/\* [A-Z][^*]+\*/\n\(\(\) => \{\n  "use strict";\n'

    assert re.match(beginning, path.read_text())


def list_addresses(resolver=None, prefix=""):
    """Every pattern of this project with its view; Django's own admin is tested by Django."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(("admin/", "i18n/")):
            continue
        if isinstance(entry, URLResolver):
            yield from list_addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


VALUES = {
    "<str:code>": "{code}",
    "<slug:slug>": "riverside",
    "<int:number>": "1",
    "<int:point>": "1",
    "<int:translation>": "1",
    "<int:pk>": "1",
    "<slug:audience>": "console",
    "<slug:digest>": "0" * 64,
    "<slug:suffix>": "json",
    "<path:path>": "manifest.json",
    "<str:token>": "guessed",
}
OPEN_TO_STRANGERS = {
    "",
    "sign-in/",
    "sign-in/<str:token>/",
    "sign-out/",
    "api/schema",
    "d/<str:code>/",  # the welcome page of an open deliberation: whoever has the code may know of it
    "d/<str:code>/screen/",
    "d/<str:code>/policy/",  # by what statements are accepted: public like the question itself
    "d/<str:code>/qr.svg",
    "d/<str:code>/join/",
    "d/<str:code>/gone/",  # says that nothing is kept of whoever opens it
    "api/d/<str:code>",  # as much as the welcome page says
    "api/d/<str:code>/join",
    "api/c/<slug:slug>/releases",  # lists what is public: nothing here
}


def fill(route, code):
    for placeholder, value in VALUES.items():
        route = route.replace(placeholder, value)
    assert "<" not in route, f"{route}: say in VALUES what stands for its parameter"
    return "/" + route.format(code=code)


def is_refusal(response):
    """Not found, forbidden, not signed in, or sent to the door: to sign in, or to be asked for consent."""
    if response.status_code == 302:
        return "/sign-in/" in response["Location"] or re.fullmatch(r"/d/[A-Z0-9]{6}/", response["Location"])
    return response.status_code in {401, 403, 404}


@pytest.mark.parametrize("route", sorted(list_addresses()))
def test_every_address_refuses_the_stranger(route, client, deliberation, statement):
    for method in (client.get, client.post):
        response = method(fill(route, deliberation.code))
        if response.status_code == 405:
            continue
        answer = f"{route} answered {response.status_code}"
        assert response.status_code < 500 if route in OPEN_TO_STRANGERS else is_refusal(response), answer


@pytest.mark.parametrize("route", [r for r in sorted(list_addresses()) if "code" in r or "slug" in r])
def test_every_address_of_a_draft_is_missing_for_a_member_of_another_community(route, client, draft, dora):
    client.force_login(dora)

    for method in (client.get, client.post):
        response = method(fill(route, draft.code))
        assert response.status_code in {401, 403, 404, 405} or route == "api/c/<slug:slug>/releases"


def test_nobody_is_not_a_member(community):
    assert not AnonymousUser().has_perm("elicit.belong", community)


def test_every_command_explains_itself():
    own = [name for name, app in get_commands().items() if app == "elicit"]

    assert set(own) >= {
        "analyse",
        "draft",
        "import_polis",
        "release",
        "serve",
        "simulate",
        "verify",
        "verify_log",
    }
    for name in own:
        assert load_command_class("elicit", name).help, name


def test_the_readme_names_every_command_and_every_link_leads_somewhere():
    readme = (ROOT / "README.md").read_text()
    own = [name for name, app in get_commands().items() if app == "elicit" and name != "demo"]

    assert [name for name in own if f"manage.py {name}" not in readme] == []
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_docs_name_every_setting():
    settings = (ROOT / "elicit" / "settings.py").read_text()
    names = set(re.findall(r"env(?:_bool|_int|_list)?\(\s*\"([A-Z_]+)\"", settings))
    page = (ROOT / "docs" / "settings.md").read_text()

    assert [name for name in sorted(names) if f"`{name}`" not in page and name != "ELICIT_TEST_SQLITE"] == []


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    requirements = project["dependencies"] + project["optional-dependencies"]["dev"]

    assert [
        requirement for requirement in requirements if not re.search(rf'"{re.escape(requirement)}",\s+# \w+', text)
    ] == []


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_the_locks_pin_every_package_by_hash_and_name_no_host(name):
    text = (ROOT / "requirements" / name).read_text()
    pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==\S+ \\\n    --hash=sha256:", text, flags=re.M)

    assert len(pins) == len(re.findall(r"^[a-z0-9]\S*==", text, flags=re.M)) > 20
    assert re.findall(r"https?://|index-url", text) == []


SLEEPING = {"wait_for_timeout", "sleep"}
POLLING = {"tests/waiting.py"}  # it looks until what it sees is true, and rests in between


def find_naps(code):
    """Lines with a wait that only the clock ends. On an event loop, to sleep for no time lets others go on."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in SLEEPING
        and ast.unparse(node) != "asyncio.sleep(0)"
    ]


def test_no_test_waits_by_the_clock():
    files = {str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / "tests").rglob("*.py"))}

    assert {path for path, code in files.items() if find_naps(code)} == POLLING


def test_the_rule_about_waiting_would_notice_a_nap():
    calls = ["page.wait_for_timeout(400)", "time.sleep(1)", "sleep(0.2)", "await asyncio.sleep(60)"]
    code = "\n".join([*calls, "await asyncio.sleep(0)", "page.wait_for_url('/')"])

    assert find_naps(code) == [1, 2, 3, 4]


def test_every_migration_has_a_name():
    names = [path.stem for path in (ROOT / "elicit" / "migrations").glob("0*.py")]

    assert [name for name in names if re.search(r"auto|initial", name)] == []
