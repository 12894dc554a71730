"""`register =>` lines (`chan_iax2.c:iax2_register`)."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address


@record
class Registration:
    """What this server registers as, and where."""

    username: str
    secret: str
    """At most 79 bytes; `[name]` stands for an RSA key."""
    host: str
    port: int
    address: Address | None
    """Of `host` where it is numeric; None when it must be resolved."""
    variable: Variable
    """The `register` line; the `username` line for one that users.conf asks for."""
