"""Which servers the paths of a command line stand for, and which names they go by."""

from __future__ import annotations

import os

from iaxlint.disk import DISK
from iaxlint.errors import InputError, NoServerError
from iaxlint.record import record
from iaxlint.settings import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.disk import Disk
    from iaxlint.idle import Idle
    from iaxlint.membership import Membership
    from iaxlint.settings import ServerSettings, Settings

MAIN = "iax.conf"
MARKS = (MAIN, "asterisk.conf")
"""A folder that holds one of these is a server's configuration folder."""
BELOW = os.path.join("etc", "asterisk")
"""Where a server's configuration lies in an image of its file system."""
DEPTH = 8
"""How many folders deep servers are looked for."""
MOST_FOLDERS = 50_000
"""How many folders are looked into for one path."""


@record
class Found:
    """A server's configuration folder, before anything in it is read."""

    name: str
    root: str
    """The absolute path of the folder."""
    shown: str
    """The folder as users see it: relative to the current folder where it lies below; "" for that folder itself."""
    settings: ServerSettings | None = None
    """What the settings say of it."""
    files: tuple[str, ...] = ()
    """The files that were given in the place of the folder, relative to `root`; empty when the folder was."""


@record
class Discovered:
    """What a run is about."""

    servers: list[Found]
    idle: tuple[Idle, ...] = ()
    """What the settings say of servers that are not there."""


def discover(paths: list[str], settings: Settings, disk: Disk = DISK) -> Discovered:
    """The servers that the paths stand for, in the order of the paths, each once.

    Without paths: those of the settings, else those in the current folder.  Raises `InputError` for a
    path that does not exist, cannot be read, or holds no server.
    """
    membership = _membership(settings, disk) if settings.patterns or settings.inventories else None
    listed = _listed(settings, membership, disk, strict=not paths)
    if listed and not paths:
        found = list(listed.values())
    elif not paths and any(own.placed for own in settings.patterns):
        raise InputError(f"{settings.file}: no folder that the patterns of servers stand for holds {MAIN}")
    else:
        once = _once([place for path in paths or ["."] for place in _below(path, disk)], disk)
        _name(once, listed)
        found = list(once.values())
    names = {place.name: None for place in listed.values()}
    if membership is not None:
        for place in found:
            place.settings = membership.described(place.name, place.root)
        names |= {place.name: None for place in found}
    elif all(own.name in names for own in settings.servers):
        return Discovered(found)
    membership = membership or _membership(settings, disk)
    return Discovered(found, membership.idle(names, all_known=bool(listed) or not paths))


def _membership(settings: Settings, disk: Disk) -> Membership:
    from iaxlint.membership import Membership

    return Membership(settings, disk)


def _listed(settings: Settings, membership: Membership | None, disk: Disk, *, strict: bool) -> dict[str, Found]:
    """The servers that the settings list, by the real paths of their folders.

    Raises `InputError` where two of them are one folder, or have one name; with `strict` also where one is not there.
    """
    places: list[tuple[str, str, ServerSettings | None]] = []
    for own in settings.servers:
        if own.placed or disk.is_folder(own.path) or not any(pattern.placed for pattern in settings.patterns):
            root = _server_root(own, disk) if strict else _root_at(own.path, disk)
            places += [(own.name, root, own)] if root else []
    if membership is not None:
        for name, path in membership.folders():
            root = _root_at(path, disk) or _none_in(path, disk)
            if root and not _leads_out(root, path, disk):
                places.append((name, root, None))
    found: dict[str, Found] = {}
    roots: dict[str, str] = {}
    for name, root, said in places:
        real = disk.real(root)
        other = found.setdefault(real, Found(name, root, shown_path(root), said))
        if said is not None and other.name != name:
            raise InputError(
                f"{settings.file}: the servers {other.name} and {name} have one path: {other.shown or '.'}"
            )
        if other.name == name and roots.setdefault(name, real) != real:
            first = found[roots[name]].shown or "."
            raise InputError(f"{settings.file}: two folders are called {name}: {first} and {shown_path(root) or '.'}")
    return found


def _leads_out(root: str, folder: str, disk: Disk) -> bool:
    """Whether `etc/asterisk` below a folder that was found is a link to somewhere else."""
    return root != folder and not disk.real(root).startswith(disk.real(folder) + os.sep)


def told(place: Found) -> tuple[tuple[str, ...], str | None, tuple[str, ...], str]:
    """What `load_server` wants to be told of a server: addresses, folder of keys, public addresses, role."""
    own = place.settings
    return (own.addresses, own.keys, own.public, own.role or "") if own else ((), None, (), "")


def server_folder(file: str, disk: Disk = DISK) -> str:
    """The absolute path of the configuration folder that a single file belongs to.

    It is the nearest folder at or above the file that is one, else the file's own.
    """
    own = os.path.dirname(os.path.abspath(file))
    folder = own
    while not any(disk.is_file(os.path.join(folder, mark)) for mark in MARKS):
        above = os.path.dirname(folder)
        if above == folder or disk.exists(os.path.join(folder, ".git")):
            return own
        folder = above
    return folder


def _below(path: str, disk: Disk) -> list[Found]:
    if disk.is_folder(path):
        roots = _roots(path, disk)
        if not roots:
            raise NoServerError(_nothing(path, disk))
        return [_place(root) for root in roots]
    if disk.is_file(path):
        if ".conf" not in os.path.basename(path):
            raise InputError(f"{path} is neither a folder nor a .conf file")
        root = server_folder(path, disk)
        place = _place(root)
        place.files = (os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/"),)
        return [place]
    if disk.exists(path):
        raise InputError(f"{path} is neither a folder nor a regular file")
    raise InputError(f"{path} does not exist{_neighbour(path, disk)}")


def _place(root: str) -> Found:
    return Found(_folder_name(root), root, shown_path(root))


def _roots(path: str, disk: Disk) -> list[str]:
    """The configuration folders at or below a folder, as absolute paths in the order of their names."""
    roots: list[str] = []
    left = MOST_FOLDERS
    waiting = [(os.path.abspath(path), 0)]
    while waiting:
        folder, depth = waiting.pop()
        left -= 1
        if left < 0:
            raise InputError(f"{path} holds more than {MOST_FOLDERS} folders; give the servers' folders one by one")
        root = _root_at(folder, disk)
        if root and not _leads_out(root, folder, disk):
            roots.append(root)
        elif depth < DEPTH:
            below = _folders(folder, disk, first=depth == 0)
            waiting += [(os.path.join(folder, name), depth + 1) for name in reversed(below)]
    return roots


def _root_at(folder: str, disk: Disk) -> str:
    """The configuration folder that a folder is, or holds as `etc/asterisk`; else empty."""
    for root in (folder, os.path.join(folder, BELOW)):
        main = os.path.join(root, MAIN)
        if disk.is_file(main):
            return root
        if disk.is_folder(main):
            raise InputError(f"{shown_path(main)} is a folder; Asterisk reads a file of that name")
    return ""


def _none_in(folder: str, disk: Disk) -> str:
    """No configuration folder; raises `InputError` where nobody can tell."""
    _folders(folder, disk, first=True)
    return ""


def _folders(folder: str, disk: Disk, *, first: bool) -> list[str]:
    try:
        return sorted(name for name in disk.folders(folder) if not name.startswith("."))
    except OSError as error:
        if first or isinstance(error, PermissionError):
            hint = "" if first else "; give the servers' folders one by one"
            raise InputError(f"cannot read the folder {shown_path(folder) or '.'}: {error.strerror}{hint}") from None
        return []


def _nothing(path: str, disk: Disk) -> str:
    """Why a folder holds no server, for people."""
    if disk.is_file(os.path.join(path, BELOW, MAIN)):
        return f"{os.path.join(path, BELOW)} leads out of {path}: give the folder that it leads to"
    names = sorted(disk.names(path))
    if not names:
        return f"the folder {path} is empty: there is nothing to check"
    if MAIN in names:
        return f"{os.path.join(path, MAIN)} is neither a file nor a link to one"
    near = next((name for name in names if name.lower() == MAIN or name.lower().startswith(MAIN + ".")), "")
    hint = f" (there is {near})" if near else ""
    return f"no {MAIN} in {path} or in a folder below it{hint}: give a server's configuration folder"


def _neighbour(path: str, disk: Disk) -> str:
    """A question after the name of a path that does not exist, where its folder holds a similar one."""
    from iaxlint.suggest import closest

    folder, name = os.path.split(path.rstrip(os.sep))
    try:
        near = closest(name, sorted(disk.names(folder or ".")))
    except OSError:
        near = ""
    return f"; did you mean {os.path.join(folder, near)}?" if near else ""


def _server_root(own: ServerSettings, disk: Disk) -> str:
    """The configuration folder of a server that the settings list."""
    root = (_root_at(own.path, disk) or _none_in(own.path, disk)) if disk.is_folder(own.path) else ""
    if not root:
        shown = shown_path(own.path) or "."
        why = f"holds no {MAIN}" if disk.is_folder(own.path) else "is not a folder"
        raise InputError(f"the settings name the server {own.name}, but its path {shown} {why}")
    return root


def _once(found: list[Found], disk: Disk) -> dict[str, Found]:
    """Each folder once by its real path, where the first path named it, with the files given in its place."""
    seen: dict[str, Found] = {}
    for place in found:
        first = seen.setdefault(disk.real(place.root), place)
        if first is not place:
            first.files = tuple(dict.fromkeys(first.files + place.files))
    return seen


def _name(once: dict[str, Found], listed: dict[str, Found]) -> None:
    """Give the names that the settings give; others go by their folder, or by their path where that is ambiguous."""
    taken: dict[str, int] = {}
    for real, place in once.items():
        own = listed.get(real)
        if own is not None:
            place.name, place.settings = own.name, own.settings
        taken[place.name] = taken.get(place.name, 0) + 1
    for real, place in once.items():
        if taken[place.name] > 1 and real not in listed:
            place.name = _outside(place.shown) or place.name


def _outside(root: str) -> str:
    """The folder of the server: the one that `etc/asterisk` lies in, or the folder itself."""
    end = os.sep + BELOW
    return root[: -len(end)] if root.endswith(end) else root


def _folder_name(root: str) -> str:
    return os.path.basename(_outside(root)) or os.path.basename(root) or "asterisk"
