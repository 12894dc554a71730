"""Servers made of texts, without files."""

from __future__ import annotations

from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import Server, load_server
from iaxlint.model.version import Version

DIALPLAN = "[fromiax]\nexten => _2X,1,Answer()\n"


def server(
    name: str,
    iax: str,
    addresses: tuple[str, ...] = (),
    public: tuple[str, ...] = (),
    role: str = "",
    version: str = "22",
    dialplan: str = DIALPLAN,
) -> Server:
    """One server; its `iax.conf` and `extensions.conf` are given as texts."""
    files = {"iax.conf": iax.encode(), "extensions.conf": dialplan.encode()}
    return load_server(
        name, Folder(f"/nonexistent/{name}", name, files), Version.parse(version), addresses, None, public, role
    )


def section(name: str, host: str, user: str, *more: str, secret: str = "K9fw-x2Tp-71nd-Qz8v") -> str:
    """One end of a trunk."""
    lines = ["type=friend", f"host={host}", f"username={user}", f"secret={secret}", "context=fromiax", *more]
    return f"[{name}]\n" + "".join(f"{line}\n" for line in lines)


def only(address: str) -> tuple[str, str]:
    """An access list that lets one address in."""
    return "deny=0.0.0.0/0.0.0.0", f"permit={address}/255.255.255.255"


def fleet(*servers: Server) -> Fleet:
    """The servers as a fleet."""
    return build_fleet(servers)
