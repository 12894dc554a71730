"""Hosts, groups and their variables, whichever kind of file they come from."""

from __future__ import annotations

from iaxlint.errors import InputError
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_HOSTS = 100_000
"""So many hosts an inventory may have, ranges written out."""

MOST_MEMBERSHIPS = 2_000_000
"""To so many groups the hosts of an inventory may belong, all together."""
LONGEST = 10
"""So many digits a number of an inventory may have, and less."""

Variables = dict[str, object]


@record
class Group:
    """A group; `variables` are its own."""

    name: str
    hosts: dict[str, None]
    children: dict[str, None]
    variables: Variables

    @property
    def priority(self) -> int:
        """Which of groups equally far from `all` counts more."""
        text = str(self.variables.get("ansible_group_priority", ""))
        return int(text) if text.isdecimal() and len(text) < LONGEST else 1


class Inventory:
    """All that inventories say, before variables are inherited."""

    __slots__ = ("groups", "hosts", "where")

    def __init__(self) -> None:
        self.hosts: dict[str, Variables] = {}
        self.groups: dict[str, Group] = {}
        self.where: dict[str, str] = {}
        """Where each host stands first."""

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
            self.where.setdefault(name, where)
            group.hosts[name] = None

    def layers(self) -> dict[str, list[str]]:
        """For each host the groups that it belongs to, from the widest, `all`, to the nearest.

        The farther a group is from `all`, the nearer; of groups equally far that with the higher
        `ansible_group_priority` counts more, and then the later in the alphabet
        (`ansible/inventory/group.py:_check_children_depth`, `helpers.py:sort_groups`).
        """
        parents: dict[str, list[str]] = {}
        for group in self.groups.values():
            for child in group.children:
                parents.setdefault(child, []).append(group.name)
        depths = self._depths(parents)
        members: dict[str, set[str]] = {name: set() for name in self.hosts}
        left = MOST_MEMBERSHIPS
        for group in self.groups.values():
            near = {group.name, *self._above(group.name, parents)} - {"all"} if group.hosts else set()
            left -= len(near) * len(group.hosts)
            if left < 0:
                raise InputError(
                    f"the inventory has more than {MOST_MEMBERSHIPS} groups of hosts, groups of groups too"
                )
            for host in group.hosts:
                members[host] |= near
        weight = {name: (depths[name], self.groups[name].priority, name) for name in self.groups}
        return {host: ["all", *sorted(groups, key=weight.__getitem__)] for host, groups in members.items()}

    def _depths(self, parents: dict[str, list[str]]) -> dict[str, int]:
        """How far each group is from `all`, by the longest way; of groups that hold each other no way is told."""
        depths = {name: int(name != "all") for name in self.groups}
        left = {name: len(parents.get(name, ())) for name in self.groups}
        waiting = [name for name, number in left.items() if not number]
        while waiting:
            name = waiting.pop()
            for child in self.groups[name].children:
                depths[child] = max(depths[child], depths[name] + 1)
                left[child] -= 1
                if not left[child]:
                    waiting.append(child)
        return depths

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
    """The names that a pattern with ranges stands for: `web[01:20]`, `db-[a:f]`, `x[1:9:2]`; a port behind it is cut.

    Raises `InputError` for a range that is none, or that is too long.
    """
    names = [""]
    rest = _without_port(pattern)
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


def _without_port(name: str) -> str:
    """The host of `host`, `host:port` or `[v6]:port`; the colons of ranges and of bare IPv6 addresses are none."""
    if name.startswith("[") and name.count(":") > 2:
        return name[1:].partition("]")[0]
    host, colon, port = name.rpartition(":")
    return (
        host if colon and port.isdecimal() and host.count("[") == host.count("]") and ":" not in _plain(host) else name
    )


def _plain(host: str) -> str:
    """A host without its ranges."""
    return "".join(part.rpartition("]")[2] for part in host.split("["))


def _range(text: str) -> Iterator[str]:
    """What stands for a range; nothing where it is none."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isalnum() and len(part) < LONGEST for part in parts):
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
