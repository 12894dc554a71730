"""Which servers should have a way to each other, and have none: by their roles, or because nearly all others have."""

from __future__ import annotations

from iaxlint.call.links import partners_of
from iaxlint.diagnostics import Diagnostic, Place
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

SMALLEST_MESH = 4
"""Among so many servers a mesh can be told from other shapes."""
MOST_NAMED = 3
"""So many servers a message names."""

Ways = dict[str, frozenset[str]]
"""For each server the others that it calls, by name."""


@rule("IAX343", "server-isolated", category="link", severity="info", since="0.1")
def server_isolated(fleet: Fleet) -> Iterator[Diagnostic]:
    """A server calls none of the servers given, and none of them calls it, though others call each other.

    Perhaps its partners are not among the folders that were given, or their addresses are not known: the settings
    can tell them.

    Example:
        [general]
        bindport=4569

    Mend: add a section for a server that it should call; or give the settings the `addresses` of its partners.
    """
    ways = _ways(fleet)
    called = frozenset().union(*ways.values())
    if not called or len(fleet.servers) < 3:
        return
    for server in fleet.servers:
        alone = not ways[server.name] and server.name not in called
        if alone and server.folder.complete and not server.may_have_more("iaxpeers"):
            yield _about(
                server,
                f"{server.name} calls none of the other {len(fleet.servers) - 1} servers, and none of them calls it",
                "add a section for a partner, or give its partners' addresses in iaxlint.toml",
            )


@rule("IAX344", "way-missing", category="link", severity="warning", since="0.1")
def way_missing(fleet: Fleet) -> Iterator[Diagnostic]:
    """A server has no way to another that it should be able to call.

    By the `role` that the settings give: a `node` calls every other node, a `hub` every other hub; a `spoke` calls
    at least one hub, and at least one hub calls it.  Where no role is given, of four or more servers that call
    each other in all directions but one in ten or fewer, those few are missing.

    Example:
        [bar]
        type=user
        secret=Qm2x-t9Fa-36uh

    Mend: add a section of type peer or friend for the other server; or correct the `role`.
    """
    ways = _ways(fleet)
    by_role: dict[str, dict[str, None]] = {}
    for server in fleet.servers:
        by_role.setdefault(server.role, {})[server.name] = None
    if by_role.keys() == {""}:
        groups = [(mesh, "which all the others of them call") for mesh in _meshes(ways)]
    else:
        groups = [([*by_role.get(role, ())], f"though all of them are {role}s") for role in ("node", "hub")]
        yield from _spokes(fleet, ways, by_role)
    for group, why in groups:
        for name in group:
            missing = [other for other in group if other != name and other not in ways[name]]
            if missing:
                yield _missing(fleet, name, missing, why)


def _ways(fleet: Fleet) -> Ways:
    return {server.name: frozenset(fleet.ask(partners_of, server)) for server in fleet.servers}


def _spokes(fleet: Fleet, ways: Ways, by_role: dict[str, dict[str, None]]) -> Iterator[Diagnostic]:
    """The spokes that call no hub, or that no hub calls."""
    hubs = by_role.get("hub", {})
    called = frozenset().union(*(ways[hub] for hub in hubs))
    for name in by_role.get("spoke", ()):
        server = fleet.by_name[name]
        calls = not ways[name].isdisjoint(hubs)
        if not calls:
            what = f"{name} is a spoke, and calls no hub" + (", and no hub calls it" if name not in called else "")
            yield _about(server, what, "add a section for the hub, or correct role in iaxlint.toml")
        elif name not in called:
            what = f"{name} is a spoke, and no hub calls it"
            yield _about(server, what, f"add a section for {name} to the hub, or correct role in iaxlint.toml")


def _missing(fleet: Fleet, name: str, missing: list[str], why: str) -> Diagnostic:
    more = len(missing) - MOST_NAMED
    who = ", ".join(missing[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    found = _about(
        fleet.by_name[name],
        f"{name} has no way to call {who}, {why}",
        "add a section of type=friend or type=peer with the host of each",
    )
    found.partner = missing[0] if len(missing) == 1 else ""
    return found


def _about(server: Server, message: str, help_text: str) -> Diagnostic:
    """A finding about a server as a whole: at `[general]`, or else at the beginning of its `iax.conf`."""
    category = server.iax.general.category
    if category is not None:
        place = category.place
    else:
        config = next(iter(server.configs.values()))
        place = Place(config.files[0].source, 0, 0)
    return Diagnostic(message, place, help=help_text, server=server.name, section="general" if category else "")


def _meshes(ways: Ways) -> Iterator[list[str]]:
    """Groups of servers that call each other in nearly all directions."""
    for group in _connected(ways):
        most = len(group) * (len(group) - 1)
        there = sum(len(ways[name]) for name in group)
        if len(group) >= SMALLEST_MESH and (most - there) * 10 <= most:
            yield group


def _connected(ways: Ways) -> Iterable[list[str]]:
    """The servers by which of them have to do with each other, however indirectly."""
    near: dict[str, list[str]] = {name: list(others) for name, others in ways.items()}
    for name, others in ways.items():
        for other in others:
            near[other].append(name)
    seen: set[str] = set()
    for start in ways:
        if start in seen:
            continue
        seen.add(start)
        waiting = [start]
        for name in waiting:
            new = [other for other in near[name] if other not in seen]
            seen.update(new)
            waiting += dict.fromkeys(new)
        yield waiting
