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
    from collections.abc import Iterable, Sequence

    from iaxlint.disk import Disk
    from iaxlint.inventory.groups import Variables

MOST_BYTES = 16 << 20
"""So large an inventory or a file of variables may be."""
TREES = (".yml", ".yaml", ".json")
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


def read_hosts(paths: Iterable[str], address_variables: Sequence[str], disk: Disk = DISK) -> dict[str, Host]:
    """The hosts of inventories, by name; raises `InputError` for what can't be read.

    A host has the addresses that those of `address_variables` hold which are set for it, or else, as for
    Ansible, its own name where that is an address or has a domain.
    """
    found: dict[str, Host] = {}
    for path in paths:
        for host in _read(path, address_variables, disk):
            found.setdefault(host.name, host)
    return found


def _read(path: str, address_variables: Sequence[str], disk: Disk) -> list[Host]:
    shown = shown_path(path)
    inventory = Inventory()
    text = _text(path, shown, disk)
    if text.startswith("#!"):
        raise InputError(f"{shown} is a program, and iaxlint runs none: save what `ansible-inventory --list` prints")
    if path.endswith(TREES) or text.lstrip()[:1] == "{" or text.startswith("---"):
        from iaxlint.inventory.tree import read_tree

        read_tree(inventory, text, shown)
    else:
        read_ini(inventory, text, shown)
    wanted = (*address_variables, *OWN)
    shared = _Files(os.path.join(os.path.dirname(path), "group_vars"), wanted, disk)
    own = _Files(os.path.join(os.path.dirname(path), "host_vars"), wanted, disk)
    inventory.group("all")
    of_group = {name: {**group.variables, **shared.of(name)} for name, group in inventory.groups.items()}
    hosts = []
    for name, groups in inventory.layers().items():
        variables: Variables = {}
        for group in groups:
            variables.update(of_group[group])
        variables |= {**inventory.hosts[name], **own.of(name)}
        hosts.append(_host(name, variables, address_variables, shown))
    return hosts


def _host(name: str, variables: Variables, address_variables: Sequence[str], path: str) -> Host:
    from iaxlint.setting_kinds import KINDS

    addresses = [text for variable in address_variables for text in _texts(variables.get(variable))]
    if "." in name or ":" in name:
        addresses.append(name)
    role, asterisk = (next(iter(_texts(variables.get(f"iaxlint_{key}"))), None) for key in ("role", "asterisk"))
    for kind, value in (("role", role), ("version", asterisk)):
        right, expected = KINDS[kind]
        key = "asterisk" if kind == "version" else kind
        # YAML reads 18.10 as the number 18.1
        if value is not None and (not right(value) or isinstance(variables[f"iaxlint_{key}"], float)):
            raise InputError(f"{path}: `iaxlint_{key}` of {name} must be {expected}")
    return Host(name, tuple(dict.fromkeys(addresses)), _texts(variables.get("iaxlint_public")), role, asterisk)


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a variable; none where it is made of others, which only Ansible can work out."""
    values = value if isinstance(value, list) else [value]
    texts = [str(one) for one in values if isinstance(one, str | int | float)]
    return tuple(text for text in texts if text and not PLACEHOLDERS.fills(text))


class _Files:
    """The files of variables in a folder beside an inventory: `NAME`, `NAME.yml`, or a folder of that name."""

    def __init__(self, folder: str, wanted: Sequence[str], disk: Disk) -> None:
        self.disk = disk
        self.folder = folder
        self.wanted = wanted
        self.entries: dict[str, list[str]] = {}
        for entry in _names(folder, disk):
            stem, dot = os.path.splitext(entry)
            self.entries.setdefault(stem if dot in TREES else entry, []).append(entry)

    def of(self, name: str) -> Variables:
        """The variables that they give to a host or group."""
        found: Variables = {}
        for entry in self.entries.get(name, ()):
            path = os.path.join(self.folder, entry)
            below = _names(path, self.disk) if self.disk.is_folder(path) else ()
            for file in [os.path.join(path, name) for name in below] or [path]:
                if self._is_within(file) and self.disk.is_file(file):
                    found.update(self._read(file))
        return found

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
        return sorted(name for name in disk.names(folder) if not name.startswith("."))
    except OSError:
        return []


def _text(path: str, shown: str, disk: Disk) -> str:
    if disk.is_folder(path):
        raise InputError(f"the inventory {shown} is a folder: list the files in it")
    return disk.text(path, shown, MOST_BYTES)
