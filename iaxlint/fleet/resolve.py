"""Host names, as far as files can tell: numeric ones, names that the settings give a server, names that no DNS has."""

from __future__ import annotations

from iaxlint.model.address import Address, parse_numeric

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet

NEVER = ("invalid", "example", "test")
"""Top-level names that exist in no DNS (RFC 6761)."""


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


def never_resolves(name: str) -> bool:
    """Whether no resolver can know this name: it is none, or its last label can't be one (RFC 1123, RFC 6761)."""
    if not name or len(name) > 253 or not name.isascii():
        return True
    labels = name.rstrip(".").split(".")
    if any(not label or len(label) > 63 or not label.replace("-", "").replace("_", "").isalnum() for label in labels):
        return True
    return labels[-1].isdigit() or labels[-1].lower() in NEVER
