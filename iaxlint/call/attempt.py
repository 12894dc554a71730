"""What is known of a call while it is under way, and small helpers to tell its story."""

from __future__ import annotations

from iaxlint.call.call import Evidence, Log
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.call.dialstring import DialString
    from iaxlint.diagnostics import Place
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address
    from iaxlint.model.codec import Codecs
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

NO_AUTHORITY = "No authority found"
"""Why a callee refuses whom it does not know, or does not believe."""

SECRET_BYTES = 79
"""The caller copies names and secrets into 80 bytes with their NUL (`struct create_addr_info`)."""


@record
class Attempt:
    """A call under way: what the caller sends, then what the callee makes of it."""

    fleet: Fleet
    caller: Server
    dial: DialString
    number: str | None
    """The extension that is asked for; None where only the way to the callee is looked at."""
    caller_number: str = ""
    """The number that the caller shows, empty for none and `HOLE` where no file tells it."""
    asked: frozenset[tuple[str, str, str]] = frozenset()
    """The questions, by server, data of the switch and number, that wait for this call to be answered."""
    peer: Peer | None = None
    destination: Address | None = None
    sources: tuple[Address, ...] = ()
    """The addresses that the call may come from: more than one where only a routing table decides."""
    username: str = ""
    secret: str = ""
    secret_evidence: tuple[Evidence, ...] = ()
    secret_open: bool = False
    """Whether no file tells the secret, because it is kept in a database."""
    key: str = ""
    wanted_context: str = ""
    encryption: bool = False
    auth_methods: int = 0
    codecs: Codecs | None = None
    callee: Server | None = None
    user: User | None = None
    context: str | None = None
    extension: str | None = None
    auth: str | None = None
    encrypted: bool | None = None
    common: tuple[str, ...] | None = None


def of_option(server: Server, decided: dict[str, list[Variable]], *options: str) -> tuple[Evidence, ...]:
    """The lines that gave options their values: the last of each that stands there."""
    return tuple([Evidence(server.name, decided[option][-1]) for option in options if option in decided])


def of_lines(server: Server, variables: Iterable[Variable]) -> tuple[Evidence, ...]:
    """The given lines."""
    return tuple([Evidence(server.name, variable) for variable in variables])


def of_place(server: Server, place: Place, note: str = "") -> Evidence:
    """A place on a server."""
    return Evidence(server.name, place, note)


def of_section(server: Server, owner: Peer | User) -> tuple[Evidence, ...]:
    """The header of a peer's or user's own section."""
    return (Evidence(server.name, owner.categories[-1]),) if owner.categories else ()


def listed(names: Iterable[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else ""


def rejected(attempt: Attempt, cause: str) -> Log:
    """What the caller logs when the callee sends REJECT."""
    return Log(attempt.caller.name, "WARNING", f"Call rejected by {attempt.destination}: {cause}", authdebug=True)
