"""Inventories as INI: hosts line by line, `[group]`, `[group:children]` and `[group:vars]`.

`configparser` does not fit: a host's line has a name and many variables, and the same name may stand in
several sections.  Source of the format: `ansible/plugins/inventory/ini.py`.
"""

from __future__ import annotations

import shlex

from iaxlint.errors import InputError
from iaxlint.inventory.groups import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.inventory.groups import Inventory, Variables

PARTS = ("hosts", "children", "vars")


def read_ini(inventory: Inventory, text: str, path: str) -> None:
    """Add what an inventory says; raises `InputError` with the line that can't be read."""
    group, part = "ungrouped", "hosts"
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        where = f"{path}:{number}"
        bare = line.partition("#")[0].rstrip()
        if bare.startswith("[") and bare.endswith("]") and "]" not in bare[1:-1]:
            group, _, part = bare[1:-1].partition(":")
            part = part or "hosts"
            if not group.strip() or part not in PARTS:
                raise InputError(f"{where}: {bare} is no section; write [group], [group:children] or [group:vars]")
            inventory.group(group)
        elif part == "hosts":
            names, variables = _host(line, where)
            inventory.add(names, variables, inventory.group(group), where)
        elif part == "children":
            inventory.group(bare)
            inventory.group(group).children[bare] = None
        else:
            name, equal, value = line.partition("=")
            if not equal:
                raise InputError(f"{where}: a variable is written name=value")
            inventory.group(group).variables[name.strip()] = _value(value.strip())


def _host(line: str, where: str) -> tuple[list[str], Variables]:
    """The hosts of a line, and their variables."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        raise InputError(f"{where}: a quote is not closed") from None
    variables: Variables = {}
    for word in words[1:]:
        name, equal, value = word.partition("=")
        if not equal:
            raise InputError(f"{where}: behind the host stand variables, written name=value")
        variables[name] = _value(value)
    return expand(words[0], where) if words else [], variables


def _value(text: str) -> object:
    """A value without its quotes, or a list of texts; Ansible reads these as Python."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text.startswith("[") and text.endswith("]"):
        return [item.strip().strip("\"'") for item in text[1:-1].split(",") if item.strip()]
    return text
