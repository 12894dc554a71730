"""What patterns of the settings and inventories say of servers: which there are, and what each is like."""

from __future__ import annotations

import os
import re
from itertools import islice

from iaxlint.errors import InputError
from iaxlint.idle import idles
from iaxlint.settings import ServerSettings, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from iaxlint.disk import Disk
    from iaxlint.idle import Idle
    from iaxlint.inventory.hosts import Host
    from iaxlint.settings import Settings

MOST_FOLDERS = 50_000
"""How many folders are looked at for one pattern."""
MOST_IDLE = 20
"""So many tables that are about no server are told."""
FEW = 3
"""So many names of many are told."""


class Membership:
    """The patterns and inventories of the settings, asked for one server after the other."""

    def __init__(self, settings: Settings, disk: Disk) -> None:
        self._disk = disk
        self._file = settings.file or ""
        self._patterns = settings.patterns
        self._exact = {own.name: own for own in settings.servers}
        self._inventories = settings.inventories
        self._hosts: dict[str, Host] = {}
        if settings.inventories:
            from iaxlint.inventory.hosts import read_hosts

            self._hosts = read_hosts(settings.inventories, settings.inventory_addresses, disk)

    def folders(self) -> Iterator[tuple[str, str]]:
        """The names and absolute paths of the folders that patterns find, in the order of patterns and paths."""
        for own in self._patterns:
            if own.placed:
                for path, found in _matching(own.path, self._disk):
                    yield _filled(own.name, found), path

    def described(self, name: str, path: str) -> ServerSettings | None:
        """All that is said of a server: by its name first, then by patterns in their order, then by inventories.

        None where nothing is.
        """
        said = [self._exact[name]] if name in self._exact else []
        for own in self._patterns:
            texts = matched(own.name, name)
            if texts is not None:
                said.append(_specific(own, texts))
        host = self._hosts.get(name)
        if host is not None and host.fault:
            raise InputError(host.fault)
        if host is not None:
            said.append(ServerSettings(name, path, host.addresses, None, host.asterisk, host.public, host.role))
        if not said:
            return None
        return ServerSettings(
            name,
            path,
            next((own.addresses for own in said if own.addresses), ()),
            next((own.keys for own in said if own.keys), None),
            next((own.asterisk for own in said if own.asterisk), None),
            next((own.public for own in said if own.public), ()),
            next((own.role for own in said if own.role), None),
        )

    def idle(self, servers: Iterable[str], *, all_known: bool) -> tuple[Idle, ...]:
        """What is about none of the servers of these names, which are all that there are if `all_known`."""
        names = dict.fromkeys(servers)
        tables = [own for own in (*self._exact.values(), *self._patterns) if not _speaks_of(own, names)]
        told = [self._idle_table(own, names, all_known=all_known) for own in tables[:MOST_IDLE]]
        if self._inventories and names.keys().isdisjoint(self._hosts):
            files = ", ".join(map(shown_path, self._inventories))
            why = f"{files} has {_some(self._hosts) or 'no host'}, and the servers are {_some(names)}"
            help_text = "a server has the name of its folder, or the one of its table: call it like the host"
            told.append(("inventory", why, help_text, all_known))
        return idles(self._file, self._disk, told)

    def _idle_table(
        self, own: ServerSettings, names: dict[str, None], *, all_known: bool
    ) -> tuple[str, str, str, bool]:
        """Its key, why it is about no server, how to mend that, and whether it is sure."""
        from iaxlint.suggest import did_you_mean

        if own.placed or not ("*" in own.name or any(pattern.placed for pattern in self._patterns)):
            why = f"{shown_path(own.path) or '.'} is no folder with an iax.conf"
            help_text, all_known = "give it the path of a server's configuration folder, or delete the table", True
        else:
            why = f"no server is called so{did_you_mean(own.name, names)}"
            help_text = "write the name of a server, or give the table a path"
        return f"servers.{own.name}", why, help_text, all_known


def _speaks_of(own: ServerSettings, names: dict[str, None]) -> bool:
    """Whether a table of the settings is about one of these servers."""
    return own.name in names or ("*" in own.name and any(matched(own.name, name) is not None for name in names))


def _some(names: Collection[str]) -> str:
    """The first of many names, and how many more there are."""
    more = len(names) - FEW
    return ", ".join(islice(names, FEW)) + (f" and {more} more" if more > 0 else "")


def matched(pattern: str, name: str) -> tuple[str, ...] | None:
    """What each `*` of a pattern stands for in a name, the first as much as it can; None where they don't match.

    A `*` stands for no `/`.  The work is in proportion to the name, however many stars there are.
    """
    patterns, parts = pattern.split("/"), name.split("/")
    if len(patterns) != len(parts):
        return None
    found: tuple[str, ...] = ()
    for one, part in zip(patterns, parts, strict=True):
        texts = _matched_part(one.split("*"), part)
        if texts is None:
            return None
        found += texts
    return found


def _matched_part(fixed: list[str], part: str) -> tuple[str, ...] | None:
    """Where the fixed texts between the stars stand, each as far to the right as those behind it let it."""
    first, *rest = fixed
    if not rest:
        return () if part == first else None
    end = len(part) - len(rest[-1])
    if not part.startswith(first) or not part.endswith(rest[-1]) or end < len(first):
        return None
    texts = []
    for text in reversed(rest[:-1]):
        at = part.rfind(text, len(first), end)
        if at < 0:
            return None
        texts.append(part[at + len(text) : end])
        end = at
    return (part[len(first) : end], *reversed(texts))


def _filled(pattern: str, texts: tuple[str, ...]) -> str:
    """A pattern with texts in the place of its `*`; a text without one as it is."""
    left = iter(texts)
    return "".join(next(left) if part == "*" else part for part in re.split(r"(\*)", pattern))


def _specific(own: ServerSettings, texts: tuple[str, ...]) -> ServerSettings:
    """What a pattern says of one server."""
    return ServerSettings(
        _filled(own.name, texts),
        _filled(own.path, texts),
        tuple(_filled(text, texts) for text in own.addresses),
        own.keys and _filled(own.keys, texts),
        own.asterisk,
        tuple(_filled(text, texts) for text in own.public),
        own.role,
    )


def _matching(pattern: str, disk: Disk) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The folders that a path with `*` stands for, and what each `*` stands for there; links are not followed.

    A `*` stands for no `/`, and for no dot at the beginning of a name.
    """
    root, parts = _fixed(pattern)
    waiting: list[tuple[str, int, tuple[str, ...]]] = [(root, 0, ())]
    looked = 0
    while waiting:
        path, at, texts = waiting.pop()
        looked += 1
        if looked > MOST_FOLDERS:
            raise InputError(f"{shown_path(pattern)} stands for more than {MOST_FOLDERS} folders")
        if at == len(parts):
            if disk.is_folder(path):
                yield path, texts
        elif "*" not in parts[at]:
            waiting.append((os.path.join(path, parts[at]), at + 1, texts))
        else:
            for name in reversed(_below(path, disk, hidden=parts[at].startswith("."))):
                filled = matched(parts[at], name)
                if filled is not None:
                    waiting.append((os.path.join(path, name), at + 1, texts + filled))


def _fixed(pattern: str) -> tuple[str, list[str]]:
    """The folder before the first `*`, and the parts of the path from there."""
    parts = pattern.split(os.sep)
    first = next(number for number, part in enumerate(parts) if "*" in part)
    return os.sep.join(parts[:first]) or os.sep, parts[first:]


def _below(folder: str, disk: Disk, *, hidden: bool) -> list[str]:
    try:
        return sorted(name for name in disk.folders(folder) if hidden or not name.startswith("."))
    except PermissionError as error:
        raise InputError(f"cannot read the folder {shown_path(folder) or '.'}: {error.strerror}") from None
    except OSError:
        return []
