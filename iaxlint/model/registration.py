"""`register =>` lines (`chan_iax2.c:iax2_register`)."""

from __future__ import annotations

from iaxlint.model.address import DEFAULT_PORT, parse_numeric
from iaxlint.model.value import atoi, cut_bytes, leading_number
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address

LINE_BYTES = 255
"""What is read of a `register` value: a buffer of 256 bytes with its NUL."""
WORD_BYTES = 79
"""What is kept of its user name and of its secret (`struct iax2_registry`)."""


@record
class Registration:
    """What this server registers as, and where."""

    username: str
    secret: str
    """At most 79 bytes; `[name]` stands for an RSA key; empty when there is none."""
    host: str
    port: int
    address: Address | None
    """Of `host` where it is numeric; None when it must be resolved."""
    variable: Variable
    """The `register` line; the `username` line for one that users.conf asks for."""
    section: str = "general"
    """The name of the section that asks for it."""
    doubtful: bool = False
    """Whether there is an @ too many, so that `host` may be the end of a secret."""

    @property
    def shown_host(self) -> str:
        """The host as it may be shown."""
        return "<secret>" if self.doubtful else self.host


def read_registration(value: str, variable: Variable) -> Registration | tuple[str, str]:
    """Take `user[:secret]@host[:port]` apart; a kind and what Asterisk logs where it skips the line.

    It cuts at the first `@`, then at each `:`, and looks at nothing else.
    """
    words = cut_bytes(value, LINE_BYTES).split("@")
    if len(words) < 2:
        message = f"Format for registration is user[:secret]@host[:port] at line {variable.line}"
        return "register-format", message
    username, _, rest = words[0].partition(":")
    secret = rest.partition(":")[0]
    host, *ports = words[1].split(":")
    port = DEFAULT_PORT
    if ports:
        if not atoi(ports[0]):
            # behind a second @, what looks like a port may be the end of a secret
            shown = ports[0] if len(words) == 2 else "<secret>"
            return "register-port", f"{shown} is not a valid port number at line {variable.line}"
        port = (leading_number(ports[0], 5) or 0) & 0xFFFF
    if not host:
        return "register-host-empty", "the registration has no host"
    address = parse_numeric(host)
    return Registration(
        username=cut_bytes(username, WORD_BYTES),
        secret=cut_bytes(secret, WORD_BYTES),
        host=host,
        port=port,
        address=address.with_port(port) if address else None,
        variable=variable,
        doubtful=len(words) > 2,
    )
