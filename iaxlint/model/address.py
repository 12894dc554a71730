"""Internet addresses with a port, as `main/netsock2.c` reads and writes them."""

from __future__ import annotations

from iaxlint.record import record


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

    def same_host(self, other: Address) -> bool:
        """Whether both are one host, whatever the ports; `::ffff:1.2.3.4` is 1.2.3.4 (`ast_sockaddr_cmp_addr`)."""
        return _unmapped(self) == _unmapped(other)

    def same(self, other: Address) -> bool:
        """Whether host and port are the same (`ast_sockaddr_cmp`)."""
        return self.port == other.port and self.same_host(other)

    def with_port(self, port: int) -> Address:
        """The same host with another port."""
        return Address(self.host, port, self.family, self.number)

    def __str__(self) -> str:
        host = f"[{self.host}]" if self.family == 6 else self.host
        return f"{host}:{self.port}" if self.port else host


def _unmapped(address: Address) -> tuple[int, int]:
    """Family and number, an IPv4-mapped IPv6 address as its IPv4 self."""
    if address.family == 6 and address.number >> 32 == 0xFFFF:
        return 4, address.number & 0xFFFFFFFF
    return address.family, address.number
