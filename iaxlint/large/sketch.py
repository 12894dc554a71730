"""What a fleet asks of every server to know who is where: small enough to be kept, and without secrets.

A sketch stands in the place of `Server.iax` while the fleet is put together.  Whatever is not in it is asked of the
server itself, which is read for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iaxlint.model.address import DEFAULT_PORT, Address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaxlint.model.iax import Iax, Outline

    Whole = Callable[[], Any]

PEER = ("name", "username", "resolve", "port", "dynamic")
REGISTRATION = ("username", "port", "host")
"""What is kept of a peer and of a registration beside its address, all of it plain."""


def sketch(iax: Iax | Outline) -> dict[str, Any]:
    """What is kept of a server."""
    rows = [
        [_address(peer.address), bool(peer.host), *(getattr(peer, field) for field in PEER)]
        for peer in iax.peers.values()
    ]
    return {
        "users": sorted(iax.users),
        "peers": [row for row in rows if row != _waiting(row[2])],
        "waiting": sorted(row[2] for row in rows if row == _waiting(row[2])),
        "bindings": [[_address(each.address), each.variable is not None] for each in iax.general.bindings],
        "fallback": _address(iax.general.fallback),
        "registrations": [
            # a host that is not shown may be the end of a secret
            [_address(entry.address), entry.username, entry.port, *[entry.host] * (entry.host == entry.shown_host)]
            for entry in iax.registrations
        ],
    }


def _waiting(name: str) -> list[Any]:
    """The row of a peer that waits for a registration and says nothing else, as nearly all telephones do."""
    return [None, True, name, "", "", DEFAULT_PORT, True]


def stand_in(kept: dict[str, Any], whole: Callable[[], Iax]) -> Any:
    """What stands in the place of `Server.iax`."""
    general = _Partly(
        lambda: whole().general,
        bindings=[_binding(number, row, whole) for number, row in enumerate(kept["bindings"])],
        fallback=_addressed(kept["fallback"]),
    )
    peers = {row[2]: row for row in kept["peers"]} | {name: name for name in kept["waiting"]}
    return _Partly(
        whole,
        general=general,
        users=_Rows({name: name for name in kept["users"]}, lambda name: _user(name, whole)),
        peers=_Rows(peers, lambda row: _WaitingPeer(row, whole) if isinstance(row, str) else _peer(row, whole)),
        registrations=[_registration(number, row, whole) for number, row in enumerate(kept["registrations"])],
    )


class _Rows(Mapping[str, Any]):
    """Users or peers by name, each made when it is asked for: there are many, and they are looked at one by one."""

    def __init__(self, rows: dict[str, Any], make: Callable[[Any], Any]) -> None:
        self.rows = rows
        self.make = make

    def __getitem__(self, name: str) -> Any:
        return self.make(self.rows[name])

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class _Partly:
    """Something of which some fields are known; the others are asked of the thing itself."""

    def __init__(self, whole: Whole, **known: object) -> None:
        self.__dict__ = known
        self.__dict__["_whole"] = whole

    def __getattr__(self, field: str) -> Any:
        return getattr(self._whole(), field)


class _WaitingPeer:
    """A peer that waits for a registration, of which there are so many that each is made at little cost."""

    __slots__ = ("_whole", "name")

    address = None
    username = ""
    resolve = ""
    port = DEFAULT_PORT
    dynamic = True

    def __init__(self, name: str, whole: Whole) -> None:
        self.name = name
        self._whole = whole

    def __getattr__(self, field: str) -> Any:
        peer = self._whole().peers[self.name]
        return _Decided(lambda: peer.decided, has_host=True) if field == "decided" else getattr(peer, field)


class _Decided:
    """The lines of a peer, of which is known whether one gives its host."""

    def __init__(self, whole: Whole, *, has_host: bool) -> None:
        self.whole = whole
        self.has_host = has_host

    def __contains__(self, option: str) -> bool:
        return self.has_host if option == "host" else option in self.whole()

    def __getitem__(self, option: str) -> Any:
        if option == "host" and self.has_host:
            return [_Partly(lambda: self.whole()["host"][-1])]
        return self.whole()[option]


def _binding(number: int, row: list[Any], whole: Whole) -> Any:
    address, given = row
    variable = _Partly(lambda: whole().general.bindings[number].variable) if given else None
    return _Partly(lambda: whole().general.bindings[number], address=_addressed(address), variable=variable)


def _user(name: str, whole: Whole) -> Any:
    return _Partly(lambda: whole().users[name])


def _registration(number: int, row: list[Any], whole: Whole) -> Any:
    address, *plain = row
    return _Partly(
        lambda: whole().registrations[number],
        address=_addressed(address),
        variable=_Partly(lambda: whole().registrations[number].variable),
        **dict(zip(REGISTRATION, plain, strict=False)),
    )


def _peer(row: list[Any], whole: Whole) -> Any:
    address, has_host, *plain = row
    known = dict(zip(PEER, plain, strict=True))
    name = known["name"]
    decided = _Decided(lambda: whole().peers[name].decided, has_host=has_host)
    return _Partly(lambda: whole().peers[name], address=_addressed(address), decided=decided, **known)


def _address(address: Address | None) -> list[object] | None:
    return None if address is None else [address.host, address.port, address.family, str(address.number)]


def _addressed(kept: list[Any] | None) -> Address | None:
    return None if kept is None else Address(kept[0], kept[1], kept[2], int(kept[3]))
