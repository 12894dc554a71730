"""Host names, as far as files can tell: numeric ones, and names that the settings give a server."""

from __future__ import annotations

from iaxlint.model.address import Address, parse_numeric

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet


def resolve(fleet: Fleet, name: str) -> tuple[Address, ...]:
    """The addresses of a host, without a port; empty where no file tells.

    A name that the settings give to a server without a numeric address has one that only stands for the name.
    """
    numeric = parse_numeric(name)
    if numeric is not None:
        return (numeric,)
    named = fleet.names.get(name.lower())
    if named:
        return named
    if name.lower() == "localhost":
        loopback = parse_numeric("127.0.0.1")
        return (loopback,) if loopback else ()
    return ()
