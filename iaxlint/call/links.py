"""Links: one direction of a trunk each, with the calls that show whether it works."""

from __future__ import annotations

from iaxlint.call.dials import dials, parts_known
from iaxlint.call.simulate import try_site, try_trunk
from iaxlint.fleet.fleet import partner
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.call import Call, Step
    from iaxlint.call.dials import DialSite
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server


@record
class Link:
    """A peer of one server, and what calls through it come to."""

    caller: Server
    peer: Peer
    callee: Server | None
    """The server at the peer's address, or else the one that the section is meant for; None outside the fleet."""
    calls: list[Call]
    """One for each place in the caller's dialplan that dials the peer, or, where none does, one to no number."""
    sites: list[DialSite]
    """Where in the dialplan each call is placed; empty for the call to no number."""

    @property
    def status(self) -> str:
        """`fails` if a call fails, else `unknown` if one is open, else `reaches`."""
        verdicts = {call.verdict for call in self.calls}
        return next((verdict for verdict in ("fails", "unknown") if verdict in verdicts), "reaches")

    @property
    def failure(self) -> Step | None:
        """The step at which the first failing call fails."""
        return next((call.failure for call in self.calls if call.failure is not None), None)

    @property
    def counterpart(self) -> str:
        """The name of the callee's section that calls come in as, if one was found."""
        return next((call.user.name for call in self.calls if call.user is not None), "")


def links(fleet: Fleet) -> list[Link]:
    """Every direction of every trunk of every server, in the order of servers and sections."""
    return [link for server in fleet.servers for link in links_of(fleet, server)]


def bare_calls(fleet: Fleet) -> list[tuple[DialSite, Call]]:
    """What the dialplans dial over IAX2 that is no peer of theirs, and what comes of it."""
    return [found for server in fleet.servers for found in bare_calls_of(fleet, server)]


def bare_calls_of(fleet: Fleet, server: Server) -> list[tuple[DialSite, Call]]:
    """What the dialplan of a server dials over IAX2 that is no peer of it, and what comes of it."""
    return [(site, try_site(fleet, server, site)) for site in _sites(server) if site.peer not in server.iax.peers]


def partners_of(fleet: Fleet, server: Server) -> tuple[str, ...]:
    """The names of the other servers that a server calls through its peers, or by their addresses."""
    callees = [link.callee for link in links_of(fleet, server)]
    callees += [call.callee for _, call in bare_calls_of(fleet, server)]
    return tuple({callee.name: None for callee in callees if callee is not None and callee is not server})


def links_of(fleet: Fleet, server: Server) -> list[Link]:
    """Every direction of every trunk that a server calls through, in the order of its sections."""
    return fleet.once(("links", server.name), lambda: _links_of(fleet, server))


def link_of(fleet: Fleet, server: Server, name: str) -> Link:
    """The direction that a peer of a server stands for."""
    return next(link for link in links_of(fleet, server) if link.peer.name == name)


def directions(fleet: Fleet, server: Server) -> tuple[tuple[str, str, str], ...]:
    """Of each link to another server here: the peer, the callee, and the status (a question for `Fleet.ask`)."""
    return tuple(
        (link.peer.name, link.callee.name, link.status)
        for link in links_of(fleet, server)
        if link.callee is not None and link.callee is not server
    )


def _links_of(fleet: Fleet, server: Server) -> list[Link]:
    sites: dict[str | None, dict[str, DialSite]] = {}
    for site in _sites(server):
        sites.setdefault(site.peer, {}).setdefault(site.dial, site)
    found = []
    in_order = (section.category.name for section in server.iax.sections)
    for name in dict.fromkeys((*in_order, *server.iax.peers)):
        peer = server.iax.peers.get(name)
        if peer is None:
            continue
        mine = list(sites.get(name, {}).values())
        calls = [try_site(fleet, server, site) for site in mine] or [try_trunk(fleet, server, peer)]
        callee = partner(fleet, server, peer) or next((call.callee for call in calls if call.callee is not None), None)
        found.append(Link(server, peer, callee, calls, mine))
    return found


def _sites(server: Server) -> list[DialSite]:
    """Where the dialplan dials over IAX2, as far as the lines tell all but the number."""
    return [site for site in dials(server.dialplan) if site.technology == "IAX2" and parts_known(site)]
