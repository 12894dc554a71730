"""Hosts, groups and their variables, whichever kind of file they come from."""

from __future__ import annotations

from iaxlint.errors import InputError
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_HOSTS = 100_000
"""So many hosts an inventory may have, ranges written out."""

Variables = dict[str, object]


@record
class Group:
    """A group; `variables` are its own."""

    name: str
    hosts: dict[str, None]
    children: dict[str, None]
    variables: Variables


class Inventory:
    """All that inventories say, before variables are inherited."""

    __slots__ = ("groups", "hosts")

    def __init__(self) -> None:
        self.hosts: dict[str, Variables] = {}
        self.groups: dict[str, Group] = {}

    def group(self, name: str) -> Group:
        """The group of a name, made where it is not there."""
        found = self.groups.get(name)
        if found is None:
            found = self.groups[name] = Group(name, {}, {}, {})
        return found

    def add(self, names: list[str], variables: Variables, group: Group, where: str) -> None:
        """Hosts of a group, with variables of their own."""
        if len(self.hosts) + len(names) > MOST_HOSTS:
            raise InputError(f"{where}: more than {MOST_HOSTS} hosts")
        for name in names:
            self.hosts.setdefault(name, {}).update(variables)
            group.hosts[name] = None

    def layers(self) -> dict[str, list[str]]:
        """For each host the groups that it belongs to, from the widest, `all`, to the nearest.

        Of groups equally deep, the later in the alphabet counts more, as in Ansible.
        """
        parents: dict[str, list[str]] = {}
        for group in self.groups.values():
            for child in group.children:
                parents.setdefault(child, []).append(group.name)
        depths: dict[str, int] = {}
        above = {name: self._above(name, parents) for name in self.groups}
        for name, ancestors in above.items():
            depths[name] = len(ancestors)
        found: dict[str, set[str]] = {name: set() for name in self.hosts}
        for group in self.groups.values():
            for host in group.hosts:
                found[host] |= {group.name, *above[group.name]}
        return {
            host: ["all", *sorted(groups - {"all"}, key=lambda name: (depths[name], name))]
            for host, groups in found.items()
        }

    def _above(self, name: str, parents: dict[str, list[str]]) -> list[str]:
        """All groups that a group belongs to; groups that hold each other are gone round once."""
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            for parent in parents.get(waiting.pop(), ()):
                if parent not in found and parent != name:
                    found[parent] = None
                    waiting.append(parent)
        return list(found)


def expand(pattern: str, where: str) -> list[str]:
    """The names that a pattern with ranges stands for: `web[01:20]`, `db-[a:f]`, `x[1:9:2]`.

    Raises `InputError` for a range that is none, or that is too long.
    """
    names = [""]
    rest = pattern
    while "[" in rest:
        head, _, rest = rest.partition("[")
        inside, closed, rest = rest.partition("]")
        steps = list(_range(inside)) if closed else []
        if not steps:
            raise InputError(f"{where}: {pattern} has a range that can't be read; write [1:9], [01:20] or [a:f]")
        if len(names) * len(steps) > MOST_HOSTS:
            raise InputError(f"{where}: {pattern} stands for more than {MOST_HOSTS} hosts")
        names = [name + head + step for name in names for step in steps]
    return [name + rest for name in names]


def _range(text: str) -> Iterator[str]:
    """What stands for a range; nothing where it is none."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isalnum() and len(part) < 10 for part in parts):
        return
    first, last, step = (*parts, "1")[:3]
    if not step.isdecimal() or int(step) < 1:
        return
    if last.isdecimal() and first.isdecimal():
        width = len(first) if first.startswith("0") else 1
        for number in range(int(first), min(int(last), int(first) + MOST_HOSTS * int(step)) + 1, int(step)):
            yield f"{number:0{width}d}"
    elif len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        for code in range(ord(first), ord(last) + 1, int(step)):
            yield chr(code)
