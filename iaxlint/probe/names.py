"""Where host names lead: by the system, as Asterisk asks it, or by a DNS server of one's choice."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from iaxlint.errors import InputError
from iaxlint.model.address import never_resolves, parse_numeric

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dns.asyncresolver import Resolver

    from iaxlint.model.address import Address
    from iaxlint.probe.outcome import Target

SERVICE = "_iax._udp"
"""What Asterisk asks SRV records of (`chan_iax2.c:build_peer`)."""
MOST_ADDRESSES = 8
"""So many addresses of a name are asked at most."""
THREADS = 1024
"""More than are ever in use: questions that nobody waits for any more, and that can't be stopped, must not hold up
others."""
NO_SUCH = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
"""What `getaddrinfo` says where there is no such name, or no address of it."""

MISSING = "SRV records and --resolver take the package dnspython: pip install 'iaxlint[probe]'"


class NoNameError(Exception):
    """DNS knows no address of a name."""


class NoResolverError(Exception):
    """Nobody can be asked what a name leads to; says why."""


class Names:
    """Looks names up, each kind of question for so many seconds at most."""

    def __init__(self, seconds: float, resolver: Resolver | None, *, system: bool) -> None:
        self._seconds = seconds
        self._resolver = resolver
        self._system = system
        self._threads = ThreadPoolExecutor(THREADS)

    def close(self) -> None:
        """Wait for no question any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def places(self, target: Target) -> list[Address]:
        """The addresses with ports that a target leads to; raises `NoNameError` and `NoResolverError`."""
        numeric = parse_numeric(target.host)
        if numeric is not None:
            return [numeric.with_port(target.port)]
        if never_resolves(target.host):
            raise NoNameError
        hosts = await self._services(target.host) if target.service else []
        found = [
            address.with_port(port)
            for host, port in hosts or [(target.host, target.port)]
            for address in await self._addresses(host)
        ]
        if not found:
            raise NoNameError
        return found[:MOST_ADDRESSES]

    async def _services(self, name: str) -> list[tuple[str, int]]:
        """Host and port of the SRV records of the first priority; none where there are none (`main/srv.c`)."""
        try:
            records = await self._ask(f"{SERVICE}.{name}", "SRV")
        except (NoNameError, NoResolverError):
            return []
        first = min((record.priority for record in records), default=0)
        chosen = [record for record in records if record.priority == first and record.port]
        return [
            (host, record.port)
            for record in sorted(chosen, key=lambda record: -record.weight)
            if (host := record.target.to_text(omit_final_dot=True)) not in ("", ".", "@")
        ]

    async def _addresses(self, name: str) -> list[Address]:
        return await self._addresses_of_system(name) if self._system else await self._addresses_of_server(name)

    async def _addresses_of_system(self, name: str) -> list[Address]:
        """As Asterisk gets them: hosts files, search domains and all."""
        asked = asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)
        )
        try:
            answers = await asyncio.wait_for(asked, self._seconds)
        except TimeoutError:
            raise NoResolverError("no DNS server answered in time") from None
        except UnicodeError:
            raise NoNameError from None
        except socket.gaierror as error:
            if error.errno in NO_SUCH:
                raise NoNameError from None
            raise NoResolverError(error.strerror or str(error)) from None
        return _read(str(place[0]) for *_, place in answers)

    async def _addresses_of_server(self, name: str) -> list[Address]:
        found: list[Address] = []
        refusal: NoResolverError | None = None
        for kind in ("AAAA", "A"):
            try:
                found += _read(record.address for record in await self._ask(name, kind))
            except NoNameError:
                continue
            except NoResolverError as error:
                refusal = error
        if not found:
            raise refusal or NoNameError
        return found

    async def _ask(self, name: str, kind: str) -> list[Any]:
        """The records of one kind; raises `NoNameError` where there are none, and `NoResolverError`."""
        from dns.exception import DNSException, Timeout
        from dns.resolver import NXDOMAIN, NoAnswer

        assert self._resolver is not None
        try:
            answer = await self._resolver.resolve(name, kind, lifetime=self._seconds)
        except (NXDOMAIN, NoAnswer):
            raise NoNameError from None
        except Timeout:
            raise NoResolverError("no DNS server answered in time") from None
        except (DNSException, OSError) as error:
            raise NoResolverError(type(error).__name__) from None
        return list(answer)


def _read(texts: Iterable[str]) -> list[Address]:
    """Numeric texts as addresses, each once."""
    found = [address for text in texts if (address := parse_numeric(text.partition("%")[0])) is not None]
    return list({address.unmapped: address for address in found}.values())


def open_names(seconds: float, server: Address | None, *, services: bool) -> Names:
    """What looks names up; raises `InputError` where that takes dnspython and it isn't there.

    `server` is asked for everything, else the system, and for SRV records (`services`) the system's servers.
    """
    if server is None and not services:
        return Names(seconds, None, system=True)
    try:
        from dns.asyncresolver import Resolver
        from dns.resolver import NoResolverConfiguration
    except ImportError:
        raise InputError(MISSING) from None
    if server is None:
        try:
            return Names(seconds, Resolver(), system=True)
        except NoResolverConfiguration:
            raise InputError("srvlookup=yes asks DNS, and this system names no DNS server: see --resolver") from None
    resolver = Resolver(configure=False)
    resolver.nameservers = [server.host]
    resolver.port = server.port
    return Names(seconds, resolver, system=False)
