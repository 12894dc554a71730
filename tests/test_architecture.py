"""Imports point one way, and the check path stays light."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import iaxlint

ROOT = Path(iaxlint.__file__).parent

LAYERS = (
    ("memo", "record", "source", "disk", "diagnostics", "errors", "placeholder", "suggest", "whole", "wording"),
    ("grammar",),
    ("loader",),
    ("model",),
    ("settings", "setting_kinds", "expectations", "idle"),
    ("inventory",),
    ("fleet",),
    ("call",),
    ("probe",),
    ("suppress",),
    ("rules",),
    ("discover", "membership", "engine", "selection", "baseline", "plugins", "revision"),
    ("fixes", "writing"),
    ("large",),
    ("report",),
    ("cli",),
)
"""From the bottom up: a module imports from its own layer and from those before it."""

KNOWN_BY_NAME = {("source", "grammar"), ("diagnostics", "call")}
"""What a lower layer may name in its annotations, and only there: a source keeps its tree, a finding its call."""

MODULES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))


def layer(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def part_of(module: Path) -> str:
    """The part of the package that a module belongs to: `model` for `model/user.py`."""
    return module.parts[0].removesuffix(".py")


def imports(node: ast.AST, typing_only: bool = False) -> Iterator[tuple[str, bool]]:
    """Every `iaxlint` module that is imported, also inside functions, and whether for annotations only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports name the whole path"
            base = child.module or ""
            for name in [f"{base}.{alias.name}" for alias in child.names]:
                if name.startswith("iaxlint."):
                    yield name, typing_only
        elif isinstance(child, ast.Import):
            for alias in child.names:
                if alias.name.startswith("iaxlint."):
                    yield alias.name, typing_only
        elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            yield from imports(ast.Module(child.body, []), typing_only=True)
            yield from imports(ast.Module(child.orelse, []), typing_only)
        else:
            yield from imports(child, typing_only)


@pytest.mark.parametrize("module", [module for module in MODULES if module.name != "__main__.py"], ids=str)
def test_imports_point_one_way(module: Path) -> None:
    own = part_of(module)
    if own == "__init__":
        assert not list(imports(ast.parse((ROOT / module).read_text())))
        return
    for name, typing_only in imports(ast.parse((ROOT / module).read_text())):
        other = name.split(".")[1]
        if other == "__version__":
            continue
        if typing_only and (own, other) in KNOWN_BY_NAME:
            continue
        assert layer(other) <= layer(own), f"{module} imports {name}"


@pytest.mark.parametrize("module", [module for module in MODULES if module.name != "_tables.py"], ids=str)
def test_no_module_that_people_write_is_long(module: Path) -> None:
    assert len((ROOT / module).read_text().splitlines()) <= 420


ASKING_THE_DISK = frozenset(
    {"stat", "lstat", "open", "listdir", "scandir", "walk", "readlink"}
    | {"isfile", "isdir", "islink", "exists", "lexists", "realpath"}
)
"""Functions of `os` and `os.path` that look at files."""

READING = ("settings", "setting_kinds", "expectations", "discover", "loader", "model", "fleet", "call", "rules")
"""The parts that see a configuration by a `Disk` only."""


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module) in READING], ids=str)
def test_configurations_are_read_through_a_disk(module: Path) -> None:
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Call):
            owner, _, name = ast.unparse(node.func).rpartition(".")
            direct = name in ASKING_THE_DISK and owner in ("os", "os.path")
            assert not direct, f"{module}:{node.lineno} asks {owner} and not a Disk"
            assert (owner, name) != ("", "open"), f"{module}:{node.lineno} opens a file itself"
