"""What inventories say of each host that concerns IAX2: addresses, version, role."""

from __future__ import annotations

import os

from iaxlint.disk import DISK
from iaxlint.errors import InputError
from iaxlint.inventory.groups import Inventory
from iaxlint.inventory.ini import read_ini
from iaxlint.placeholder import PLACEHOLDERS
from iaxlint.record import record
from iaxlint.settings import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaxlint.disk import Disk
    from iaxlint.inventory.groups import Variables

MOST_BYTES = 16 << 20
"""So large an inventory or a file of variables may be."""
TREES = (".yml", ".yaml", ".json")
DEPTH = 8
"""So many folders deep a folder of variables is looked into."""
OWN = ("iaxlint_public", "iaxlint_role", "iaxlint_asterisk")
"""Variables that are for iaxlint alone."""


@record
class Host:
    """A host, as far as inventories describe it."""

    name: str
    addresses: tuple[str, ...]
    public: tuple[str, ...] = ()
    role: str | None = None
    asterisk: str | None = None
    fault: str = ""
    """What is wrong with its addresses, to be said if it turns out to be a server."""


def read_hosts(paths: Iterable[str], address_variables: Sequence[str], disk: Disk = DISK) -> dict[str, Host]:
    """The hosts of inventories, by name; raises `InputError` for what can't be read.

    Several inventories are one, as for Ansible: a later one adds to those before it.  A host has the addresses that
    those of `address_variables` hold which are set for it, or else its own name where that is an address or has a
    domain.  Which variable counts more, `ansible/vars/manager.py:get_vars` decides: what inventories hold themselves
    comes before the files beside them, and each time `all` before the other groups.
    """
    inventory = Inventory()
    folders: dict[str, None] = {}
    for path in paths:
        _read(inventory, path, disk)
        folders[os.path.dirname(path)] = None
    wanted = (*address_variables, *OWN)
    shared, own = (
        [_Files(os.path.join(folder, beside), wanted, disk) for folder in folders]
        for beside in ("group_vars", "host_vars")
    )
    inventory.group("all")
    of_group = {name: _merged(files.of(name) for files in shared) for name in inventory.groups}
    hosts = {}
    for name, groups in inventory.layers().items():
        within = [inventory.groups[group].variables for group in groups]
        beside = [of_group[group] for group in groups]
        variables = _merged([*within, *beside, inventory.hosts[name], *(files.of(name) for files in own)])
        hosts[name] = _host(name, variables, address_variables, inventory.where[name])
    return hosts


def _merged(layers: Iterable[Variables]) -> Variables:
    """The variables of all, of which a later one counts more."""
    found: Variables = {}
    for layer in layers:
        found.update(layer)
    return found


def _read(inventory: Inventory, path: str, disk: Disk) -> None:
    """Add what an inventory says."""
    shown = shown_path(path)
    text = _text(path, shown, disk)
    if text.startswith("#!"):
        raise InputError(f"{shown} is a program, and iaxlint runs none: save what `ansible-inventory --list` prints")
    if path.endswith(TREES) or _looks_like_a_tree(text):
        from iaxlint.inventory.tree import read_tree

        read_tree(inventory, text, shown)
    else:
        read_ini(inventory, text, shown)


def _host(name: str, variables: Variables, address_variables: Sequence[str], path: str) -> Host:
    from iaxlint.setting_kinds import KINDS

    are_addresses, wanted = KINDS["addresses"]
    given = {variable: _texts(variables.get(variable)) for variable in (*address_variables, "iaxlint_public")}
    wrong = next((f"`{variable}` of {name}" for variable, texts in given.items() if not are_addresses([*texts])), "")
    public = given.pop("iaxlint_public")
    addresses = [text for texts in given.values() for text in texts]
    if ("." in name or ":" in name) and are_addresses([name]):
        addresses.append(name)
    role, asterisk = (next(iter(_texts(variables.get(f"iaxlint_{key}"))), None) for key in ("role", "asterisk"))
    for kind, value in (("role", role), ("version", asterisk)):
        right, expected = KINDS[kind]
        key = "asterisk" if kind == "version" else kind
        # YAML reads 18.10 as the number 18.1
        if value is not None and (not right(value) or isinstance(variables[f"iaxlint_{key}"], float)):
            raise InputError(f"{path}: `iaxlint_{key}` of {name} must be {expected}")
    fault = f"{path}: {wrong} must be {wanted}" if wrong else ""
    return Host(name, tuple(dict.fromkeys(addresses)), public, role, asterisk, fault)


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a variable; none where it is made of others, which only Ansible can work out."""
    values = value if isinstance(value, list) else [value]
    texts = [str(one) for one in values if isinstance(one, str | int | float)]
    return tuple(text for text in texts if text and not PLACEHOLDERS.fills(text))


def _looks_like_a_tree(text: str) -> bool:
    """Whether a text whose name does not tell is YAML or JSON: no line of INI ends with a colon."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    first = next((line for line in lines if line and line[0] != ";"), "")
    return first.startswith(("{", "---", "%YAML")) or first.endswith(":")


class _Files:
    """The files of variables in a folder beside an inventory, as `ansible/parsing/dataloader.py` finds them.

    It is one of `NAME`, `NAME.yml` and so on, the first that is there; of a folder, all that is below it.
    """

    def __init__(self, folder: str, wanted: Sequence[str], disk: Disk) -> None:
        self.disk = disk
        self.folder = folder
        self.wanted = wanted
        self.entries = {*_names(folder, disk)}

    def of(self, name: str) -> Variables:
        """The variables that they give to a host or group."""
        entry = next((name + end for end in ("", *TREES) if name + end in self.entries), None)
        if entry is None:
            return {}
        path = os.path.join(self.folder, entry)
        files = self._below(path, DEPTH) if self.disk.is_folder(path) else [path]
        return _merged(self._read(file) for file in files if self._is_within(file) and self.disk.is_file(file))

    def _below(self, folder: str, left: int) -> Iterator[str]:
        """The files of variables in a folder and those below it, in the order in which they count."""
        for name in _names(folder, self.disk):
            path, end = os.path.join(folder, name), os.path.splitext(name)[1]
            if self.disk.is_folder(path) and not end:
                yield from self._below(path, left - 1) if left else ()
            elif not end or end in TREES:
                yield path

    def _read(self, path: str) -> Variables:
        """What a file holds; a file that speaks of nothing that is wanted need not be understood."""
        text = _text(path, shown_path(path), self.disk)
        if not any(name in text for name in self.wanted):
            return {}
        from iaxlint.inventory.tree import read_variables

        return read_variables(text, shown_path(path))

    def _is_within(self, path: str) -> bool:
        """Whether no link leads out of the inventory's folder."""
        real = self.disk.real
        return real(path).startswith(real(os.path.dirname(self.folder)) + os.sep)


def _names(folder: str, disk: Disk) -> list[str]:
    try:
        return sorted(name for name in disk.names(folder) if not name.startswith(".") and not name.endswith("~"))
    except PermissionError as error:
        raise InputError(f"cannot read the folder {shown_path(folder)}: {error.strerror}") from None
    except OSError:
        return []


def _text(path: str, shown: str, disk: Disk) -> str:
    if disk.is_folder(path):
        raise InputError(f"the inventory {shown} is a folder: list the files in it")
    return disk.text(path, shown, MOST_BYTES)
