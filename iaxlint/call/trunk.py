"""Trunks: two sections that are each other's mirror image, with each way between them judged step by step.

A call ends at its first failing step.  Here every step is asked, also those behind it, each by the function that
the simulated call asks, so that all that is off between two sections is known at once.
"""

from __future__ import annotations

from iaxlint.call.admission import access_step, context_step, user_steps
from iaxlint.call.arrival import listen_step
from iaxlint.call.attempt import Attempt
from iaxlint.call.authentication import owner_of_secret
from iaxlint.call.codec import codec_step, offer_step
from iaxlint.call.dialstring import DialString
from iaxlint.call.links import links
from iaxlint.call.outbound import address_step, force_step, peer_step
from iaxlint.call.register import arrivals_at
from iaxlint.call.simulate import blame_the_address, proof_steps
from iaxlint.call.sockets import sockets_of, sources_of
from iaxlint.record import record
from iaxlint.suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from iaxlint.call.call import Step
    from iaxlint.call.links import Link
    from iaxlint.call.register import Arrival
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server
    from iaxlint.model.user import User


@record
class Way:
    """One direction of a trunk: the caller's section, and the callee's that it is to come in as."""

    link: Link
    callee: Server
    user: User | None
    """The callee's section: the one that calls come in as, else the one that they are meant for."""
    attempt: Attempt
    """What the caller sends, and what the callee makes of it."""
    steps: dict[str, Step]
    """Each step of the ladder that can be asked, by its name; where one is asked twice, the one that fails."""
    arrivals: list[Arrival]
    """The registrations at the caller as the caller's section: those of the callee, where it waits for one."""


@record
class Trunk:
    """Two servers, and one or both ways between two sections, or two pairs of sections, of theirs."""

    left: Server
    right: Server
    there: Way | None
    """From left to right."""
    back: Way | None


def trunks(fleet: Fleet) -> list[Trunk]:
    """Every trunk between servers of the fleet, in the order of the servers and of their sections."""
    between: dict[tuple[str, str], list[Link]] = {}
    for link in links(fleet):
        if link.callee is not None:
            between.setdefault((link.caller.name, link.callee.name), []).append(link)
    taken = {(link.callee.name, link.counterpart) for pair in between.values() for link in pair if link.callee}
    found = []
    for number, left in enumerate(fleet.servers):
        for right in fleet.servers[number + 1 :]:
            there, back = between.get((left.name, right.name), []), between.get((right.name, left.name), [])
            for one, other in _matched(there, back):
                ways = [
                    judge(fleet, *way, taken) if way[0] is not None else None for way in ((one, other), (other, one))
                ]
                found.append(Trunk(left, right, ways[0], ways[1]))
    return found


def loose_ends(fleet: Fleet) -> list[Link]:
    """The peers that lead to no server of the fleet."""
    return [link for link in links(fleet) if link.callee is None]


def _matched(there: list[Link], back: list[Link]) -> list[tuple[Link | None, Link | None]]:
    """Each link beside the one that leads back over the same trunk, or beside None."""
    left = list(back)
    found: list[tuple[Link | None, Link | None]] = []
    lonely = []
    for one in there:
        best = max(left, key=lambda other: _kinship(one, other), default=None)
        if best is not None and _kinship(one, best):
            left.remove(best)
            found.append((one, best))
        else:
            lonely.append(len(found))
            found.append((one, None))
    if len(lonely) == len(left) == 1:
        found[lonely[0]] = (found[lonely[0]][0], left.pop())
    return [*found, *((None, other) for other in left)]


def _kinship(one: Link, other: Link) -> int:
    """How many ends two links of opposite directions share: a section that places calls and takes them."""
    return (_accepting(one) == other.peer.name) + (_accepting(other) == one.peer.name)


def _accepting(link: Link) -> str:
    """The name of the section that calls come in as, or that they ask for."""
    return link.counterpart or link.peer.username


def judge(fleet: Fleet, link: Link | None, back: Link | None, taken: Container[tuple[str, str]]) -> Way:
    """Ask every step of one direction; `back` leads the other way over the same trunk.

    `taken` has the servers and sections that the calls of some link come in as.
    """
    assert link is not None
    assert link.callee is not None
    callee, peer = link.callee, link.peer
    attempt = Attempt(fleet, link.caller, _dialled(link), None)
    way = Way(
        link, callee, _counterpart(link, callee, back, taken), attempt, {}, arrivals_at(fleet, link.caller, peer.name)
    )
    _keep(way, peer_step(attempt), address_step(attempt))
    if attempt.destination is not None:
        _keep(way, _arriving(attempt))
    places = fleet.places(callee)
    if not attempt.sources and places and sockets_of(fleet, link.caller):
        attempt.sources = sources_of(fleet, link.caller, places[0], peer)
    attempt.callee = callee
    _keep(way, user_steps(attempt)[0], offer_step(attempt))
    if way.user is not None:
        attempt.user = way.user
        _keep(way, access_step(attempt, way.user), context_step(attempt, way.user))
        _keep(way, *proof_steps(attempt), force_step(attempt), codec_step(attempt))
    return way


def _arriving(attempt: Attempt) -> Step:
    """Who listens where the packet goes; the caller itself is not whom a trunk is for, though it may take the call."""
    step = listen_step(attempt)
    if attempt.callee is attempt.caller:
        step.ok = False
        blame_the_address(attempt, step)
    return step


def _keep(way: Way, *steps: Step | None) -> None:
    """Keep what the steps say; of two of one name the one that is the worse."""
    for step in filter(None, steps):
        before = way.steps.setdefault(step.step, step)
        if WORSE.index(step.ok) > WORSE.index(before.ok):
            way.steps[step.step] = step


WORSE = (True, None, False)
"""What a step comes to, each worse than the one before."""


def _dialled(link: Link) -> DialString:
    """What is dialled by the call that tells how the link stands: a dial string may overrule the section."""
    placed = zip(link.sites, link.calls, strict=False)
    telling = next((site.data for site, call in placed if call.verdict == link.status), None)
    return telling or DialString(link.peer.name)


def _counterpart(link: Link, callee: Server, back: Link | None, taken: Container[tuple[str, str]]) -> User | None:
    """The callee's section for the caller: as the calls say, else by what leads back, else the likeliest.

    That is the one of the secret, or of a name that is near or the caller's own, if no other calls come in as it.
    """
    users, name = callee.iax.users, _accepting(link)
    for told in (name, back.peer.name if back is not None else ""):
        if told in users:
            return users[told]
    free = [user for user in users if (callee.name, user) not in taken]
    secret = link.peer.secret
    likely = (owner_of_secret(callee, secret) if secret else "", closest(name, free), link.caller.name)
    return next((users[guess] for guess in likely if guess in free), None)
