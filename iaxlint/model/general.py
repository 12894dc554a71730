"""`[general]` of `iax.conf`, as `chan_iax2.c:set_config` reads it."""

from __future__ import annotations

from iaxlint.model.access import read_rules
from iaxlint.model.address import DEFAULT_PORT, from_ipv4, parse_numeric, parse_with_port, split_host_port
from iaxlint.model.auth import PLAINTEXT, read_methods
from iaxlint.model.codec import BANDWIDTHS
from iaxlint.model.quality import QUALITY
from iaxlint.model.reading import define
from iaxlint.model.registration import Registration, read_registration
from iaxlint.model.terms import TERMS, Terms, codec_priority, flag, text
from iaxlint.model.value import atoi, is_false, is_true, parse_unsigned, scan_int, scan_short
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.access import AccessRule
    from iaxlint.model.address import Address
    from iaxlint.model.reading import Decided, Reading

AUTOKILL_MS = 2000
"""What `autokill=yes` means (`DEFAULT_MAXMS`)."""
REGISTER_SECONDS = 60
"""`IAX_DEFAULT_REG_EXPIRE`."""


@record
class Binding:
    """A socket that Asterisk opens, or tries to."""

    address: Address
    """With the port; `0.0.0.0` and `::` are every address of their family (and `::` of IPv4 too)."""
    variable: Variable | None
    """The `bindaddr` line; None for the one that Asterisk opens when no line gave one."""


@record
class General(Terms):
    """Settings of the whole channel driver, and the defaults of users and peers."""

    decided: Decided
    """Every line of it by option name in lower case, in order, whether it is read here or not."""
    category: Category | None
    """The first `[general]`: Asterisk reads no other."""
    bindings: list[Binding]
    """In the order of opening; calls go out from the first.  An address that the server does not own still
    stands here: see `sockets`."""
    fallback: Address
    """What Asterisk binds to when no `bindaddr` line gave it a socket: the last address that such a line
    named, or else every IPv4 address; with the last `bindport`."""
    port: int
    """What `bindport` amounts to at the end of `[general]`."""
    codec_caller_first: bool
    codec_no_preferences: bool
    codec_requested_only: bool
    """`codecpriority`: three flags that lines only ever add to (`caller`, `disabled`, `reqonly`)."""
    srvlookup: bool
    authdebug: bool
    delayreject: bool
    trunk_timestamps: bool
    autokill_ms: int
    """0: off."""
    max_auth_requests: int
    max_call_numbers: int
    max_call_numbers_unvalidated: int
    min_register_seconds: int
    max_register_seconds: int
    regcontext: str
    shrink_callerid: bool
    rtcachefriends: bool
    token_optional: list[AccessRule]
    """`calltokenoptional`: addresses whose calls need no call token."""
    registrations: list[Registration]
    failed: Variable | None
    """The line on which Asterisk gives up (a `calltokenoptional` that it can't read): the module does
    not load, and no line after it counts."""

    def sockets(self, owns: Callable[[Address], bool]) -> list[Binding]:
        """What really gets bound, where `owns` tells whether an address is one of the server's.

        A wildcard is for `owns` to accept too.  Empty: Asterisk runs, but no packet reaches it.
        """
        opened = [binding for binding in self.bindings if owns(binding.address)]
        if opened:
            return opened
        return [Binding(self.fallback, None)] if owns(self.fallback) else []

    def source(self, text: str, owns: Callable[[Address], bool]) -> Address | None:
        """Where packets to a peer with this `sourceaddress` come from; None: from the first socket, as for all others.

        The address must be one of the server's, and there must be a socket at it or at every IPv4 address, with the
        port that is given, which without one is 4569 whatever `bindport` says (`chan_iax2.c:peer_set_srcaddr`).
        """
        host, port_text = split_host_port(text)
        address = parse_numeric(f"[{host}]")
        if address is None or not owns(address):
            return None
        port = atoi(port_text) if port_text is not None else DEFAULT_PORT
        address = address.with_port((port if port > 0 else DEFAULT_PORT) & 0xFFFF)
        bound = [binding.address for binding in self.sockets(owns)]
        if any(own.same(address) for own in bound):
            return address
        anywhere = from_ipv4(0, address.port)
        return address if address.number and any(own.same(anywhere) for own in bound) else None


def _bind_port(general: General, variable: Variable, reading: Reading) -> None:
    if reading.version.has("ipv6"):
        number = parse_unsigned(variable.value, 1024, 65535)
        general.port = DEFAULT_PORT if number is None else number
    else:
        general.port = atoi(variable.value) & 0xFFFF


def _bind_address(general: General, variable: Variable, reading: Reading) -> None:
    address = parse_with_port(variable.value)
    if address is None or (address.family == 6 and not reading.version.has("ipv6")):
        message = f"Invalid address '{variable.value}' specified, at line {variable.line}"
        reading.complain("bindaddr-invalid", "WARNING", message, variable)
        return
    address = address if address.port else address.with_port(general.port)
    general.bindings.append(Binding(address, variable))
    if reading.version.has("ipv6"):
        general.fallback = address


def _auth(general: General, variable: Variable, reading: Reading) -> None:
    if not reading.version.has("auth-general"):
        return
    general.auth = read_methods(variable.value)
    if general.auth & PLAINTEXT:
        message = f"Default auth method is set to deprecated 'plaintext' at line {variable.line} of iax.conf"
        reading.complain("auth-plaintext", "WARNING", message, variable)


def _autokill(general: General, variable: Variable, reading: Reading) -> None:
    number = scan_int(variable.value)
    if number is None:
        general.autokill_ms = AUTOKILL_MS if is_true(variable.value) else 0
    elif number >= 0:
        general.autokill_ms = number
    else:
        message = f"Nice try, but autokill has to be >0 or 'yes' or 'no' at line {variable.line}"
        reading.complain("number-invalid", "NOTICE", message, variable)


def _bandwidth(general: General, variable: Variable, reading: Reading) -> None:
    word = variable.value.lower()
    if word in BANDWIDTHS:
        general.codecs = reading.codecs.with_bandwidth(general.codecs, word)
    else:
        reading.complain("bandwidth-invalid", "WARNING", "bandwidth must be either low, medium, or high", variable)


def _max_auth_requests(general: General, variable: Variable, _: Reading) -> None:
    general.max_auth_requests = max(0, atoi(variable.value))


def _max_call_numbers(general: General, variable: Variable, reading: Reading) -> None:
    general.max_call_numbers = _read_short(general.max_call_numbers, variable, reading, "")


def _max_call_numbers_unvalidated(general: General, variable: Variable, reading: Reading) -> None:
    general.max_call_numbers_unvalidated = _read_short(general.max_call_numbers_unvalidated, variable, reading, ".")


def _read_short(before: int, variable: Variable, reading: Reading, stop: str) -> int:
    number = scan_short(variable.value)
    if number is not None:
        return number
    option = variable.name.lower()
    message = f"{option} must be set to a valid number.  {variable.value} is not valid at line {variable.line}{stop}"
    reading.complain("number-invalid", "WARNING", message, variable)
    return before


def _min_register(general: General, variable: Variable, _: Reading) -> None:
    general.min_register_seconds = atoi(variable.value)


def _max_register(general: General, variable: Variable, _: Reading) -> None:
    general.max_register_seconds = atoi(variable.value)


def _shrink_callerid(general: General, variable: Variable, reading: Reading) -> None:
    if is_true(variable.value) or is_false(variable.value):
        general.shrink_callerid = is_true(variable.value)
    else:
        message = f"shrinkcallerid value {variable.value} is not valid at line {variable.line}."
        reading.complain("boolean-invalid", "WARNING", message, variable)


def _register(general: General, variable: Variable, reading: Reading) -> None:
    found = read_registration(variable.value, variable)
    if isinstance(found, Registration):
        general.registrations.append(found)
    else:
        reading.complain(found[0], "WARNING", found[1], variable)


def _token_optional(general: General, variable: Variable, reading: Reading) -> None:
    rules = read_rules(variable.value, variable, permit=True, lists=reading.version.has("access-lists"))
    if any(rule.problem for rule in rules):
        message = f"Invalid calltokenoptional address range - '{variable.value}' line {variable.line}"
        reading.complain("calltokenoptional-invalid", "WARNING", message, variable)
        general.failed = variable
    else:
        # of several elements only the first is kept
        general.token_optional.append(rules[0])


HANDLERS: dict[str, Callable[[General, Variable, Reading], None]] = {
    **TERMS,
    **QUALITY,
    "bindport": _bind_port,
    "bindaddr": _bind_address,
    "auth": _auth,
    "codecpriority": codec_priority,
    "bandwidth": _bandwidth,
    "autokill": _autokill,
    "maxauthreq": _max_auth_requests,
    "maxcallnumbers": _max_call_numbers,
    "maxcallnumbers_nonvalidated": _max_call_numbers_unvalidated,
    "minregexpire": _min_register,
    "maxregexpire": _max_register,
    "shrinkcallerid": _shrink_callerid,
    "register": _register,
    "calltokenoptional": _token_optional,
    "regcontext": text("regcontext"),
    "srvlookup": flag("srvlookup"),
    "authdebug": flag("authdebug"),
    "delayreject": flag("delayreject"),
    "trunktimestamps": flag("trunk_timestamps"),
    "rtcachefriends": flag("rtcachefriends"),
}
"""What is done with a line, by its option's name in lower case."""


def build_general(category: Category | None, reading: Reading) -> General:
    """Read `[general]`, line by line, up to one on which Asterisk gives up."""
    reading.section = category.name if category else "general"
    definition = define(reading.section, [category] if category else [])
    general = General(
        auth=0,
        encryption=False,
        force_encryption=False,
        codecs=reading.codecs.default,
        transfer="yes",
        decided=definition.decided,
        category=category,
        bindings=[],
        fallback=from_ipv4(0),
        port=DEFAULT_PORT,
        codec_caller_first=False,
        codec_no_preferences=False,
        codec_requested_only=False,
        srvlookup=False,
        authdebug=reading.version.has("authdebug-default"),
        delayreject=False,
        trunk_timestamps=False,
        autokill_ms=0,
        max_auth_requests=3,
        max_call_numbers=2048,
        max_call_numbers_unvalidated=8192,
        min_register_seconds=REGISTER_SECONDS,
        max_register_seconds=REGISTER_SECONDS,
        regcontext="",
        shrink_callerid=True,
        rtcachefriends=False,
        token_optional=[],
        registrations=[],
        failed=None,
    )
    for option, variable in definition.lines:
        handler = HANDLERS.get(option)
        if handler is not None:
            handler(general, variable, reading)
            if general.failed is not None:
                break
    _finish(general, reading)
    return general


def _finish(general: General, reading: Reading) -> None:
    general.fallback = general.fallback.with_port(general.port)
    if not general.bindings:
        general.bindings.append(Binding(general.fallback, None))
    low, high = general.min_register_seconds, general.max_register_seconds
    if low > high:
        message = f"Minimum registration interval of {low} is more than maximum of {high}, resetting minimum to {high}"
        lines = general.decided.get("minregexpire") or general.decided["maxregexpire"]
        reading.complain("register-interval", "WARNING", message, lines[-1])
        general.min_register_seconds = high
