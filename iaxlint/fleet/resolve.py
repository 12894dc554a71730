"""Host names, as far as files can tell: numeric ones, and names that the settings give a server."""

from __future__ import annotations

from iaxlint.model.address import Address, parse_numeric

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet


def resolve(fleet: Fleet, name: str) -> tuple[Address, ...]:
    """The addresses of a host, without a port; empty where no file tells."""
    numeric = parse_numeric(name)
    if numeric is not None:
        return (numeric,)
    server = fleet.names.get(name.lower())
    if server is not None:
        return fleet.hosts[server.name]
    if name.lower() == "localhost":
        loopback = parse_numeric("127.0.0.1")
        return (loopback,) if loopback else ()
    return ()
