"""Fixes that change a trunk's secret, at both ends and wherever else it is written."""

from __future__ import annotations

from iaxlint.call.links import links
from iaxlint.call.register import registrations
from iaxlint.diagnostics import FRESH_SECRET
from iaxlint.rules.mending import add, is_own, put, replace, safe, unsafe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.peer import Peer
    from iaxlint.model.registration import Registration
    from iaxlint.model.server import Server
    from iaxlint.model.user import User
    from iaxlint.rules.mending import Edits, Fixes

Place = tuple[str, str]
"""A section of a server, by the names of both."""

MOST_ENDS = 50
"""Of so many sections a secret is changed at once; each of them may have a finding that offers it."""

ELSEWHERE = ("", "")
"""Where no file tells what stands."""


def fresh_secret(fleet: Fleet, server: Server, section: str) -> Fixes:
    """Put a new random secret into a section, and into all at the other ends of what goes through it.

    Nothing is offered where another end is not known, or where a section has several secrets: which of them still
    serves nobody but its people can know.
    """
    trunk = _trunk(fleet, (server.name, section))
    steps = [_section(fleet.by_name[name], each) for name, each in sorted(trunk)]
    registering = fleet.once("who registers where", lambda: _registering(fleet))
    lines = [line for place in sorted(trunk) for line in registering.get(place, ())]
    if len(trunk) + len(lines) < 2:
        return ()
    return unsafe("put a new random secret at both ends", *steps, *map(_registration, lines))


def same_secret(peer: Peer, user: User) -> Fixes:
    """Take the quotes away at the one end that has them, if the secrets are the same but for them."""
    mine, theirs = peer.decided.get("secret", []), user.secrets
    if len(mine) != 1 or len(theirs) != 1:
        return ()
    for line, other in ((mine[0], theirs[0].value), (theirs[0], mine[0].value)):
        if len(line.value) > 1 and line.value[0] == line.value[-1] and line.value[0] in "\"'":
            bare = line.value[1:-1]
            return safe("delete the quotes", replace(line, bare)) if bare == other and not line.via else ()
    return ()


def given_secret(peer: Peer, user: User) -> Fixes:
    """Give a peer that has none the secret of the user that it calls as."""
    if len(set(user.passwords)) != 1 or user.dbsecret:
        return ()
    step = put(peer.categories[-1], peer.decided, "secret", user.passwords[0])
    return safe(f"give [{peer.name}] the secret of [{user.name}] at the other end", step)


def registered_secret(registration: Registration, peer: Peer) -> Fixes:
    """Write the secret of the peer into the register line that lacks it."""
    line, secret = registration.variable, peer.secret
    user, at, host = line.value.partition("@")
    if not at or ":" in user or any(sign in secret for sign in ":@;"):
        return ()
    return safe(f"write the secret of [{peer.name}]", replace(line, f"{user}:{secret}@{host}"))


def _trunk(fleet: Fleet, start: Place) -> set[Place]:
    """The sections that calls go through from one, and on to others; empty where one is unknown, or with too many."""
    beside = fleet.once("sections that calls go between", lambda: _beside(fleet))
    found: set[Place] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place == ELSEWHERE or len(found) > MOST_ENDS:
            return set()
        if place not in found:
            found.add(place)
            waiting += beside.get(place, ())
    return found


def _beside(fleet: Fleet) -> dict[Place, set[Place]]:
    """The other ends of the calls that go through each section."""
    beside: dict[Place, set[Place]] = {}
    for link in links(fleet):
        here = link.caller.name, link.peer.name
        name = link.counterpart or link.peer.username
        if link.callee is None:
            beside.setdefault(here, set()).add(ELSEWHERE)
        elif name in link.callee.iax.users:
            there = link.callee.name, name
            beside.setdefault(here, set()).add(there)
            beside.setdefault(there, set()).add(here)
    return beside


def _registering(fleet: Fleet) -> dict[Place, list[Registration]]:
    """The register lines that lead to each section."""
    found: dict[Place, list[Registration]] = {}
    for arrival in registrations(fleet):
        if arrival.target is not None:
            place = arrival.target.name, arrival.registration.username
            found.setdefault(place, []).append(arrival.registration)
    return found


def _section(server: Server, name: str) -> Edits:
    """Write the new secret into a section."""
    owners = [owner for owner in (server.iax.users.get(name), server.iax.peers.get(name)) if owner is not None]
    if any(owner.dbsecret for owner in owners):
        return ()
    lines = {id(line): line for owner in owners for line in owner.decided.get("secret", ())}
    sections = {id(owner.categories[-1]): owner.categories[-1] for owner in owners}
    if len(sections) != 1 or len(lines) > 1:
        return ()
    (section,) = sections.values()
    line: Variable | None = next(iter(lines.values()), None)
    if line is not None and is_own(line, section):
        return replace(line, FRESH_SECRET)
    # what a template gives stays for those that inherit it, and would be accepted here too
    return add(section, ("secret", FRESH_SECRET)) if line is None else ()


def _registration(registration: Registration) -> Edits:
    """Write the new secret into a register line."""
    line = registration.variable
    credentials, _, host = line.value.partition("@")
    user, _, secret = credentials.partition(":")
    if "@" in host or ":" in secret or secret.startswith("["):
        return ()
    return replace(line, f"{user}:{FRESH_SECRET}@{host}")
