"""Draws who imports whom, as text: `python docs/import_map.py` prints the map, `--write` puts it into
docs/architecture.md, where a test compares it with the code.

One line a room: what stands in it, and the rooms below that it uses. Where a layer is divided by subject, each
subject has a line with the subjects of the same layer that it uses.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "elicit"
LAYERS = (
    ("asgi", "urls"),
    ("server",),
    ("views", "api", "management", "admin", "templatetags"),
    ("forms", "tasks"),
    ("actions", "limits"),
    ("live",),
    ("reading",),
    ("work", "access", "exports"),
    ("models", "constitution", "celery"),
    ("wording", "crowd"),
    ("analysis",),
)
ROOMS = tuple(room for layer in LAYERS for room in layer)
DIVIDED = ("views", "api", "actions", "reading", "models", "analysis", "exports")
START, END = "<!-- imports: docs/import_map.py --write -->\n```text\n", "```\n<!-- /imports -->"


def list_modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package by its dotted name, but for settings, apps and migrations."""
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        parts = name.split(".")
        if len(parts) > 1 and parts[1] in ROOMS:
            yield name, path


def find_imports(name: str, path: Path, known: set[str]) -> Iterator[str]:
    """The modules of the package that this one imports."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            target = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield from (module for module in (f"{target}.{alias.name}", target) if module in known)


def read_imports() -> dict[str, set[str]]:
    """Module -> the modules it imports."""
    paths = dict(list_modules())
    return {name: set(find_imports(name, path, set(paths))) - {name} for name, path in paths.items()}


def room_of(module: str) -> str:
    return module.split(".")[1]


def subject_of(module: str) -> str:
    """The folder, or the file, inside the room; nothing for the room's own face."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 else ""


def draw() -> str:
    graph = read_imports()
    rooms: dict[str, set[str]] = defaultdict(set)
    subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, targets in graph.items():
        room, subject = room_of(module), subject_of(module)
        rooms[room] |= {room_of(target) for target in targets} - {room}
        if room in DIVIDED and subject:
            neighbours = {subject_of(target) for target in targets if room_of(target) == room}
            subjects[room, subject] |= neighbours - {subject, ""}
    lines = []
    for layer in LAYERS:
        for room in layer:
            if room in rooms:
                lines.append(f"{room:<14} {', '.join(sorted(rooms[room], key=ROOMS.index))}".rstrip())
                lines += [
                    f"  {subject:<18} {', '.join(sorted(neighbours))}".rstrip()
                    for (owner, subject), neighbours in sorted(subjects.items())
                    if owner == room
                ]
    return "\n".join(lines) + "\n"


def read_map(text: str) -> str:
    """The map that stands in this text of a page."""
    return text.partition(START)[2].partition(END)[0]


def main() -> None:
    if "--write" not in sys.argv:
        print(draw(), end="")
        return
    page = ROOT / "docs" / "architecture.md"
    text = page.read_text()
    page.write_text(text.replace(START + read_map(text) + END, START + draw() + END))


if __name__ == "__main__":
    main()
