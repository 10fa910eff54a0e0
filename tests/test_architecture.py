"""The house: who may import whom, what is pure, and who may write."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

HOUSE = ROOT / "elicit"
PURE = ["analysis", "wording", "crowd", "constitution", "exports"]
FRAMEWORKS = ["django", "channels", "celery", "rest_framework"]
HEAVY = ["sklearn", "umap", "numba", "pyarrow"]
WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
}
MAY_WRITE = ("actions", "models", "migrations", "live")


def modules(*parts: str) -> list[Path]:
    return sorted(HOUSE.joinpath(*parts).rglob("*.py"))


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(run.stdout.split())


def test_the_import_contract_holds():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, cwd=ROOT
    )

    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_loads_no_framework(package):
    assert loaded_by(f"import elicit.{package}").intersection(FRAMEWORKS) == set()


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_does_not_load_heavy_libraries_before_it_needs_them(package):
    assert loaded_by(f"import elicit.{package}").intersection(HEAVY) == set()


def test_a_web_process_starts_without_heavy_libraries():
    statement = (
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'elicit.settings'); "
        "import elicit.asgi, elicit.urls"
    )

    assert loaded_by(statement).intersection(HEAVY) == set()


def calls(path: Path) -> list[tuple[int, str, ast.Call]]:
    tree = ast.parse(path.read_text())
    return [
        (node.lineno, node.func.attr, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def is_about_rows(node: ast.Call) -> bool:
    """Whether the call hangs on a manager or query set, or on something named like a row."""
    words = ast.unparse(node.func)
    if words.startswith(("segno.", "cache.")):
        return False
    return ".objects" in words or words.endswith((".save", ".delete")) or "_set." in words


def test_only_actions_write():
    doors = [path for path in modules() if path.relative_to(HOUSE).parts[0].removesuffix(".py") not in MAY_WRITE]
    writes = [
        f"{path.relative_to(ROOT)}:{line} .{name}()"
        for path in doors
        if path.relative_to(HOUSE).parts[0] not in PURE
        for line, name, node in calls(path)
        if name in WRITING | {"update"} and is_about_rows(node)
    ]

    assert writes == []


def test_the_rule_about_writing_would_notice_a_write():
    [call] = [node for node in ast.walk(ast.parse("Vote.objects.create(x=1)")) if isinstance(node, ast.Call)]

    assert is_about_rows(call)


def test_actions_take_keywords_only():
    open_doors = []
    for path in modules("actions"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                takes = [argument.arg for argument in node.args.args]
                if any(argument.arg == "now" for argument in [*node.args.args, *node.args.kwonlyargs]) and takes:
                    open_doors.append(f"{path.name}:{node.lineno} {node.name}({', '.join(takes)})")

    assert open_doors == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "services", "selectors", "signals"])
def test_there_is_no_room_for_leftovers(name):
    assert list(HOUSE.rglob(f"{name}.py")) + list(HOUSE.rglob(f"{name}/")) == []


def test_importing_the_package_itself_loads_nothing():
    assert (HOUSE / "__init__.py").read_text() == ""


def test_doors_get_findings_as_far_as_they_are_revealed():
    doors = [*modules("views"), *modules("api"), *modules("server")]
    around = [path.name for path in doors if re.search(r"(\.|read_)findings\(", path.read_text())]

    assert around == []
