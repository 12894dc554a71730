"""Internet addresses with a port, as `main/netsock2.c` reads and writes them."""

from __future__ import annotations

from iaxlint.model.value import parse_c_number
from iaxlint.record import record

DEFAULT_PORT = 4569
"""`IAX_DEFAULT_PORTNO`; RFC 5456, section 2."""

OCTETS = {str(number): number for number in range(256)}
"""The numbers from 0 to 255 by how everybody writes them."""

_DIGITS = frozenset("0123456789")
_LABEL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_RESERVED = ("invalid", "example", "test")
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


@record
class Address:
    """A numeric address and a port.  Records compare by identity: use `same` and `same_host`."""

    host: str
    """As Asterisk prints it: dotted decimal, or IPv6 in its short form without brackets."""
    port: int
    """0 where none was given."""
    family: int
    """4 or 6."""
    number: int
    """The address as one unsigned number of 32 or 128 bits."""

    @property
    def unmapped(self) -> tuple[int, int]:
        """Family and number; `::ffff:1.2.3.4` is 1.2.3.4 (`main/netsock2.c:ast_sockaddr_ipv4_mapped`)."""
        if self.family == 6 and self.number >> 32 == 0xFFFF:
            return 4, self.number & 0xFFFFFFFF
        return self.family, self.number

    def same_host(self, other: Address) -> bool:
        """Whether both are one host, whatever the ports (`main/netsock2.c:ast_sockaddr_cmp_addr`)."""
        return self.unmapped == other.unmapped

    def same(self, other: Address) -> bool:
        """Whether host and port are the same (`main/netsock2.c:ast_sockaddr_cmp`)."""
        return self.port == other.port and self.same_host(other)

    def with_port(self, port: int) -> Address:
        """The same host with another port."""
        return Address(self.host, port, self.family, self.number)

    def __str__(self) -> str:
        host = f"[{self.host}]" if self.family == 6 else self.host
        return f"{host}:{self.port}" if self.port else host


def split_host_port(text: str) -> tuple[str, str | None]:
    """Host and port of `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address; None for no port.

    Source: `main/netsock2.c:ast_sockaddr_split_hostport`.
    """
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest[1:] if rest.startswith(":") else None
    host, colon, port = text.partition(":")
    if not colon or ":" in port:
        return text, None
    return host, port


def parse_numeric(text: str) -> Address | None:
    """A numeric address without a port, or None.

    Source: `main/netsock2.c:ast_sockaddr_parse` with `PARSE_PORT_FORBID`, and what the C library's
    `getaddrinfo` takes for a number: `1.2`, `0x7f.1` and `010.0.0.1` too, but no blank.
    """
    parts = text.split(".")
    if len(parts) == 4:
        # nearly every address is written so
        try:
            a, b, c, d = parts
            return Address(text, 0, 4, OCTETS[a] << 24 | OCTETS[b] << 16 | OCTETS[c] << 8 | OCTETS[d])
        except KeyError:
            pass
    host, port = split_host_port(text)
    return None if port is not None else _parse_host(host)


def parse_with_port(text: str) -> Address | None:
    """A numeric address that may have a port, or None (`main/netsock2.c:ast_sockaddr_parse`)."""
    host, port = split_host_port(text)
    address = _parse_host(host)
    if address is None or port is None:
        return address
    number = _parse_service(port)
    return None if number is None else address.with_port(number)


def never_resolves(name: str) -> bool:
    """Whether no resolver can know this name: it is none, or its last label can't be one (RFC 1123, RFC 6761)."""
    if not name or len(name) > 253 or not name.isascii():
        return True
    labels = name.removesuffix(".").split(".")
    if any(not label or len(label) > 63 or not _LABEL.issuperset(label) for label in labels):
        return True
    return labels[-1].isdecimal() or labels[-1].lower() in _RESERVED


def from_ipv4(number: int, port: int = 0) -> Address:
    """The address of a 32-bit number."""
    return Address(_show_ipv4(number), port, 4, number)


def from_ipv6(number: int, port: int = 0) -> Address:
    """The address of a 128-bit number."""
    return Address(_show_ipv6(number), port, 6, number)


def _parse_host(text: str) -> Address | None:
    if ":" in text:
        number = _parse_ipv6(text)
        return None if number is None else from_ipv6(number)
    number = _parse_ipv4(text)
    return None if number is None else from_ipv4(number)


def _parse_service(text: str) -> int | None:
    """A port as `getaddrinfo` reads it with `AI_NUMERICSERV`: modulo 65536; `*` and nothing are 0."""
    if text in ("", "*"):
        return 0
    digits = text.lstrip(" \t").removeprefix("+")
    if not digits or not _DIGITS.issuperset(digits):
        return None
    return int(digits[:24]) & 0xFFFF


def _parse_ipv4(text: str) -> int | None:
    """One to four parts in C's notations, the last of which fills the rest (`inet_aton`)."""
    parts = text.split(".", 4)
    if len(parts) > 4:
        return None
    total = 0
    for part in parts[:-1]:
        number = parse_c_number(part) if part[:1] in _DIGITS else None
        if number is None or number > 255:
            return None
        total = total << 8 | number
    last = parts[-1]
    number = parse_c_number(last) if last[:1] in _DIGITS else None
    width = 8 * (5 - len(parts))
    if number is None or number >> width:
        return None
    return total << width | number


def _parse_ipv6(text: str) -> int | None:
    """An IPv6 address (`inet_pton`), with a zone behind `%` where it is link-local."""
    text, percent, zone = text.partition("%")
    head, gap, tail = text.partition("::")
    groups = _groups(head) if head else []
    rest = _groups(tail) if tail else []
    if groups is None or rest is None or (gap and "." in head):
        return None
    missing = 8 - len(groups) - len(rest)
    if (missing < 1) if gap else (missing or not head):
        return None
    number = 0
    for group in (*groups, *[0] * missing, *rest):
        number = number << 16 | group
    if percent and not _DIGITS.issuperset(zone or "x") and number >> 118 != 0x3FA:
        return None
    return number


def _groups(text: str) -> list[int] | None:
    """The 16-bit groups between single colons; a dotted IPv4 address may stand last, as two."""
    found: list[int] = []
    words = text.split(":", 8)
    if len(words) > 8:
        return None
    for word in words:
        if "." in word:
            dotted = _parse_dotted(word) if word is words[-1] else None
            if dotted is None:
                return None
            found += (dotted >> 16, dotted & 0xFFFF)
        elif 0 < len(word) < 5 and _HEX_DIGITS.issuperset(word):
            found.append(int(word, 16))
        else:
            return None
    return found


def _parse_dotted(text: str) -> int | None:
    """Four decimal numbers without leading zeros, as they may end an IPv6 address."""
    parts = text.split(".", 4)
    if len(parts) != 4:
        return None
    total = 0
    for part in parts:
        if not part or not _DIGITS.issuperset(part) or len(part) > 3 or (part[0] == "0" and part != "0"):
            return None
        if int(part) > 255:
            return None
        total = total << 8 | int(part)
    return total


def _show_ipv4(number: int) -> str:
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _show_ipv6(number: int) -> str:
    """The short form: the longest run of zero groups as `::`, the first of equals (`inet_ntop`)."""
    if number >> 32 == 0xFFFF:
        return f"::ffff:{_show_ipv4(number & 0xFFFFFFFF)}"
    if number >> 32 == 0 and number >> 16:
        return f"::{_show_ipv4(number)}"
    groups = [number >> shift & 0xFFFF for shift in range(112, -16, -16)]
    best, length, at = 0, 0, 0
    while at < 8:
        end = at
        while end < 8 and not groups[end]:
            end += 1
        if end - at > length:
            best, length = at, end - at
        at = max(end, at + 1)
    words = [f"{group:x}" for group in groups]
    if length < 2:
        return ":".join(words)
    return f"{':'.join(words[:best])}::{':'.join(words[best + length :])}"
