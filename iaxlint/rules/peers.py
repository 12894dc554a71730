"""Peers whose lines do not count for what they look like: trunks without a clock, tokens, addresses."""

from __future__ import annotations

from iaxlint.model.server import TIMING
from iaxlint.rules.finding import about_line, about_section, header_of
from iaxlint.rules.mending import add, dead, unsafe
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server


@rule("IAX133", "calltoken-of-user", category="option", severity="warning", since="0.1", fix="unsafe")
def calltoken_of_user(server: Server) -> Iterator[Diagnostic]:
    """`requirecalltoken` in a `type=user` section says nothing of registrations.

    A call is held against the user of its name, every other request against the peer of that name
    (`chan_iax2.c:calltoken_required`).  A device without call tokens may then call, but its registration is
    refused with "CallToken Support required", whatever the user says.

    Example:
        [phone]
        type=user
        requirecalltoken=no

    Mend: write the line into the peer's section too.
    """
    for name, user in server.iax.users.items():
        peer = server.iax.peers.get(name)
        if peer is None or not peer.dynamic or user.calltoken not in ("no", "auto") or peer.calltoken != "default":
            continue
        yield about_line(
            server,
            name,
            user.decided["requirecalltoken"][-1],
            f"{server.name} waives call tokens for calls of {name}, and still asks for them when {name} registers",
            f"write requirecalltoken={user.calltoken} into the section of type=peer too",
            (header_of(server, peer.categories[-1], "registrations are held against this section"),),
            unsafe("write it there too", add(peer.categories[-1], ("requirecalltoken", user.calltoken))),
        )


@rule("IAX134", "trunk-without-timing", category="option", severity="warning", since="0.1", fix="safe")
def trunk_without_timing(server: Server) -> Iterator[Diagnostic]:
    """`trunk=yes` has no effect, because no timing module is loaded.

    The packets of a trunk are sent by a clock, which a module such as `res_timing_timerfd.so` gives.  Without
    one `chan_iax2.c:build_peer` logs "Unable to support trunking on peer without a timing interface", and
    sends each call's packets by themselves.

    Example:
        [bar]
        type=friend
        trunk=yes

    Mend: load `res_timing_timerfd.so` in `modules.conf`, or delete `trunk=yes`.
    """
    if not server.unloaded.issuperset(TIMING):
        return
    for name, peer in server.iax.peers.items():
        if peer.trunk:
            yield about_line(
                server,
                name,
                peer.decided["trunk"][-1],
                f"trunk=yes of [{name}] has no effect: modules.conf of {server.name} loads no timing module",
                "load res_timing_timerfd.so in modules.conf",
                fixes=dead(peer.decided["trunk"][-1]),
            )


@rule("IAX146", "peers-at-one-address", category="option", severity="warning", since="0.1")
def peers_at_one_address(server: Server) -> Iterator[Diagnostic]:
    """Two peers have one address, and only one of them says whether calls from there are trunked.

    For a call that comes in, Asterisk looks for a peer with the address of the caller, and takes the first that
    its hash table has (`chan_iax2.c:iax2_getpeertrunk`); the `trunk` of the other does not count.

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        trunk=yes

        [baz]
        type=friend
        host=192.168.2.3

    Mend: write the same `trunk` line into both.
    """
    first: dict[tuple[tuple[int, int], int], Peer] = {}
    for name, peer in server.iax.peers.items():
        if peer.address is None or "host" not in peer.decided:
            continue
        other = first.setdefault((peer.address.unmapped, peer.address.port), peer)
        if other.trunk == peer.trunk:
            continue
        yield about_section(
            server,
            peer.categories[-1],
            f"[{name}] and [{other.name}] are at {peer.address}: whether calls that come in from there are trunked, "
            f"{server.name} looks up in [{other.name}]",
            "write the same trunk= line into both",
            (header_of(server, other.categories[-1], "the peer that is found"),),
        )
