"""The house: which layer, which subject; who may import whom and who may write; and what things are called."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import import_map
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


def list_modules(*parts: str) -> list[Path]:
    return sorted(HOUSE.joinpath(*parts).rglob("*.py"))


def list_loaded(statement: str) -> set[str]:
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
    assert list_loaded(f"import elicit.{package}").intersection(FRAMEWORKS) == set()


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_does_not_load_heavy_libraries_before_it_needs_them(package):
    assert list_loaded(f"import elicit.{package}").intersection(HEAVY) == set()


def test_a_web_process_starts_without_heavy_libraries():
    statement = (
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'elicit.settings'); "
        "import elicit.asgi, elicit.urls"
    )

    assert list_loaded(statement).intersection(HEAVY) == set()


def list_calls(path: Path) -> list[tuple[int, str, ast.Call]]:
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
    doors = [
        path for path in list_modules() if path.relative_to(HOUSE).parts[0].removesuffix(".py") not in MAY_WRITE
    ]
    writes = [
        f"{path.relative_to(ROOT)}:{line} .{name}()"
        for path in doors
        if path.relative_to(HOUSE).parts[0] not in PURE
        for line, name, node in list_calls(path)
        if name in WRITING | {"update"} and is_about_rows(node)
    ]

    assert writes == []


def test_the_rule_about_writing_would_notice_a_write():
    [call] = [node for node in ast.walk(ast.parse("Vote.objects.create(x=1)")) if isinstance(node, ast.Call)]

    assert is_about_rows(call)


def test_actions_take_keywords_only():
    open_doors = []
    for path in list_modules("actions"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                positional = [argument.arg for argument in node.args.args]
                if (
                    any(argument.arg == "now" for argument in [*node.args.args, *node.args.kwonlyargs])
                    and positional
                ):
                    open_doors.append(f"{path.name}:{node.lineno} {node.name}({', '.join(positional)})")

    assert open_doors == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "services", "selectors", "signals"])
def test_there_is_no_room_for_leftovers(name):
    assert list(HOUSE.rglob(f"{name}.py")) + list(HOUSE.rglob(f"{name}/")) == []


def test_importing_the_package_itself_loads_nothing():
    assert (HOUSE / "__init__.py").read_text() == ""


def test_doors_get_findings_as_far_as_they_are_revealed():
    doors = [*list_modules("views"), *list_modules("api"), *list_modules("server")]
    around = [path.name for path in doors if re.search(r"(\.|read_)findings\(", path.read_text())]

    assert around == []


# --- which layer, which subject ---

SUBJECTS = {
    "community",
    "deliberation",
    "entry",
    "statements",
    "votes",
    "discussion",
    "findings",
    "constitution",
    "releases",
    "practice",
}
LAYERS = ["actions", "reading", "models", "views"]
WINGS = {
    "analysis": {"runtime", "data", "verdicts", "blocs", "polis", "maps", "report"},
    "exports": {"formats", "readers", "verify", "privacy"},
}


def list_folders(path: Path) -> set[str]:
    return {child.name for child in path.iterdir() if child.is_dir() and child.name != "__pycache__"}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_divided_by_subject(layer):
    assert list_folders(HOUSE / layer) <= SUBJECTS


def test_forms_and_the_api_have_one_file_a_subject():
    shared = {"__init__", "errors", "texts", "auth", "loading", "shapes", "urls"}

    for layer in ("forms", "api"):
        assert {path.stem for path in (HOUSE / layer).glob("*.py")} <= SUBJECTS | shared


@pytest.mark.parametrize("package", WINGS)
def test_a_pure_package_has_its_wings(package):
    assert list_folders(HOUSE / package) == WINGS[package]


def test_templates_have_the_same_subjects():
    assert list_folders(ROOT / "templates") == SUBJECTS | {"components"}


@pytest.mark.parametrize("layer", [*LAYERS, *WINGS])
def test_tests_stand_where_their_code_stands(layer):
    there = list_folders(ROOT / "tests" / layer) if (ROOT / "tests" / layer).exists() else set()

    assert there <= list_folders(HOUSE / layer)


def test_the_map_of_imports_in_the_docs_is_the_one_of_the_code():
    page = (ROOT / "docs" / "architecture.md").read_text()

    assert import_map.read_map(page) == import_map.draw(), "Run: python docs/import_map.py --write"


# --- what things are called ---

# participles that stood for values, and names that stood for several things
FORBIDDEN = {"said", "found", "held", "kept", "told", "asked", "gone", "each"}
OTHER_FOLDERS = {"migrations", "vendor"}  # whose names are not looked at


def list_bound_names(tree: ast.AST) -> list[tuple[int, str]]:
    """Names of variables, parameters, attributes, fields and functions, and of imports under another name."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append((node.lineno, node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.append((node.lineno, node.attr))
        elif isinstance(node, ast.arg):
            names.append((node.lineno, node.arg))
        elif isinstance(node, ast.alias) and node.asname:
            names.append((node.lineno, node.asname))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ExceptHandler) and node.name:
            names.append((node.lineno, node.name))
    return names


@pytest.mark.parametrize("folder", ["elicit", "tests", "benchmarks"])
def test_values_are_not_named_by_participles(folder):
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if OTHER_FOLDERS.isdisjoint(path.relative_to(ROOT).parts)
        for line, name in list_bound_names(ast.parse(path.read_text()))
        if name in FORBIDDEN
    ]

    assert wrong == []


def test_the_rule_about_names_would_notice_one():
    tree = ast.parse("def told(*, said): held = found.kept = 1")

    assert {name for _line, name in list_bound_names(tree)} == {"told", "said", "held", "kept"}


# --- sizes ---

LONGEST_FILE = 300  # lines
LENGTHS = {0.5: 7, 0.9: 20}  # of functions, in lines, at these quantiles


def test_files_stay_small():
    lengths = {
        path: len(path.read_text().splitlines()) for path in list_modules() if "migrations" not in path.parts
    }

    assert [f"{path.relative_to(ROOT)}: {n}" for path, n in lengths.items() if n > LONGEST_FILE] == []


def test_functions_stay_small():
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in list_modules()
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    for share, limit in LENGTHS.items():
        assert lengths[int(share * len(lengths))] <= limit
