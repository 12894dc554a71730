"""`[general]` of `iax.conf`, as `chan_iax2.c:set_config` reads it."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.access import AccessRule
    from iaxlint.model.address import Address
    from iaxlint.model.codec import Codecs


@record
class Binding:
    """A socket that Asterisk opens."""

    address: Address
    """With the port; `0.0.0.0` and `::` are every address of their family (and `::` of IPv4 too)."""
    variable: Variable | None
    """The `bindaddr` line; None for the one that Asterisk opens when no line gave one."""


@record
class General:
    """Settings of the whole channel driver, and the defaults of users and peers."""

    category: Category | None
    """The first `[general]`: Asterisk reads no other."""
    bindings: list[Binding]
    """In the order of opening; calls go out from the first.  Where the server's own addresses are
    unknown to the model, an address that it does not own still stands here."""
    port: int
    """What `bindport` amounts to at the end of `[general]`."""
    codecs: Codecs
    auth: int
    """A mask of `auth.PLAINTEXT`, `auth.MD5` and `auth.RSA`; 0 where none is set."""
    encryption: bool
    force_encryption: bool
    codec_caller_first: bool
    codec_no_preferences: bool
    codec_requested_only: bool
    """`codecpriority`: three flags that lines only ever add to (`caller`, `disabled`, `reqonly`)."""
    srvlookup: bool
    authdebug: bool
    delayreject: bool
    trunk_timestamps: bool
    transfer: str
    """`yes`, `no` or `mediaonly`; neither users nor peers inherit it."""
    autokill_ms: int
    """0: off."""
    max_auth_requests: int
    max_call_numbers: int
    max_call_numbers_unvalidated: int
    min_register_seconds: int
    max_register_seconds: int
    regcontext: str
    shrink_callerid: bool
    token_optional: list[AccessRule]
    """`calltokenoptional`: addresses whose calls need no call token."""
    failed: Variable | None
    """The line on which Asterisk gives up (a `calltokenoptional` that it can't read): the module does
    not load, and no line after it counts."""
    decided: dict[str, list[Variable]]
    """Every line of it by option name in lower case, in order, whether it is known or not."""
