"""Inventories and variables as YAML or JSON, and what `ansible-inventory --list` prints.

YAML is read by PyYAML, which is asked for only where there is YAML.
"""

from __future__ import annotations

from iaxlint.errors import InputError
from iaxlint.inventory.groups import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.inventory.groups import Inventory, Variables

VAULT = "$ANSIBLE_VAULT"
"""How an encrypted file begins."""
MOST_MERGED = 100_000
"""So many keys `<<` may bring into one document."""


def read_tree(inventory: Inventory, text: str, path: str) -> None:
    """Add what an inventory says; raises `InputError` where it can't be read."""
    document = parse(text, path)
    if document is None:
        return
    if not isinstance(document, dict):
        raise InputError(f"{path}: an inventory is a table of groups")
    listed = document.pop("_meta", None)
    seen: set[tuple[str, int]] = set()
    for name, table in document.items():
        _group(inventory, str(name), table, path, seen)
    variables = listed.get("hostvars") if isinstance(listed, dict) else None
    for name, own in variables.items() if isinstance(variables, dict) else ():
        inventory.add([str(name)], _variables(own), inventory.group("ungrouped"), path)


def _group(inventory: Inventory, name: str, table: object, path: str, seen: set[tuple[str, int]]) -> None:
    """A group with its `hosts`, `children` and `vars`; lists of names as well as tables.

    `seen` has the groups and tables that were read: aliases may hold one table many times, and itself.
    """
    group = inventory.group(name)
    if not isinstance(table, dict):
        table = {"hosts": table} if isinstance(table, list) else {}
    if (name, id(table)) in seen:
        return
    seen.add((name, id(table)))
    for pattern, own in _entries(table.get("hosts")):
        inventory.add(expand(pattern, path), _variables(own), group, path)
    group.variables.update(_variables(table.get("vars")))
    for child, below in _entries(table.get("children")):
        inventory.group(child)
        group.children[child] = None
        if below is not None:
            _group(inventory, child, below, path, seen)


def _entries(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [(str(name), own) for name, own in value.items()]
    if isinstance(value, list):
        return [(str(name), None) for name in value]
    return [(value, None)] if isinstance(value, str) else []


def _variables(value: object) -> Variables:
    return {str(name): own for name, own in value.items()} if isinstance(value, dict) else {}


def read_variables(text: str, path: str) -> Variables:
    """The variables of a file below `host_vars` or `group_vars`; none where it is encrypted."""
    return {} if text.startswith(VAULT) else _variables(parse(text, path))


def parse(text: str, path: str) -> object:
    """A document as JSON where it is that, else as YAML; raises `InputError` where it is neither."""
    if text.lstrip()[:1] == "{":
        import json

        try:
            return json.loads(text)
        except RecursionError:
            raise InputError(f"{path}: nested too deep") from None
        except ValueError:
            pass
    return _parse_yaml(text, path)


def _parse_yaml(text: str, path: str) -> object:
    try:
        import yaml
    except ImportError:
        raise InputError(f"{path} is YAML, which PyYAML reads: pip install 'iaxlint[yaml]'") from None

    class Loader(yaml.SafeLoader):
        """Passes by what is encrypted and what only Ansible understands, and bounds what `<<` may bring."""

        merged = 0

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            before = len(node.value)
            super().flatten_mapping(node)
            self.merged += len(node.value) - before
            if self.merged > MOST_MERGED:
                raise yaml.YAMLError("too many keys are merged")

    Loader.add_multi_constructor("!", lambda *_: None)
    try:
        return yaml.load(text, Loader)  # noqa: S506 - it is a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(f"{path}{line}: not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{path}: not valid YAML: {str(error).partition(chr(10))[0]}") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deep") from None
