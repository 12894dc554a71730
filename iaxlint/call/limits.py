"""Call numbers: how many a server gives to one address, and how many are taken before any call comes.

Source: `chan_iax2.c:set_peercnt_limit`, `peercnt_modify` and `peercnt_add`.  A number stays taken for
a minute after its use (`MIN_REUSE_TIME`), so what qualify and registrations take is always gone.
"""

from __future__ import annotations

from iaxlint.call.call import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from iaxlint.call.call import Evidence
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address
    from iaxlint.model.server import Server


def call_number_limit(server: Server, source: Address) -> tuple[int, Variable | None]:
    """The limit for an address, and the line that sets it: of `[callnumberlimits]`, or else `maxcallnumbers`."""
    for limit in server.iax.limits:
        if limit.range.matches(source):
            return limit.limit, limit.variable
    lines = server.iax.general.decided.get("maxcallnumbers")
    return server.iax.general.max_call_numbers, lines[-1] if lines else None


def numbers_in_use(fleet: Fleet, server: Server, other: Address) -> int:
    """How many numbers the server itself uses towards an address: one a watched peer, one a registration."""
    return fleet.once(("numbers in use", server.name), lambda: _in_use(server)).get(other.unmapped, 0)


def some_exhausted(server: Server, caller: Server, lines: tuple[Evidence, ...]) -> Step:
    """What to say where a caller has several addresses, and there are call numbers for some of them only."""
    text = f"{server.name} has no call number left for some of the addresses that {caller.name} may come from"
    return Step("calltoken", server.name, None, text, lines)


def exhausted(fleet: Fleet, server: Server, addresses: Sequence[Address]) -> list[Address]:
    """Those of the addresses that the server has no call number left for."""
    return [other for other in addresses if call_number_limit(server, other)[0] <= numbers_in_use(fleet, server, other)]


def _in_use(server: Server) -> dict[tuple[int, int], int]:
    used: dict[tuple[int, int], int] = {}
    watched = [peer.address for peer in server.iax.peers.values() if peer.qualify_ms]
    for address in (*watched, *(registration.address for registration in server.iax.registrations)):
        if address is not None:
            used[address.unmapped] = used.get(address.unmapped, 0) + 1
    return used
