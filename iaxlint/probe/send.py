"""Sends POKE frames to many hosts at a time, and believes only what answers them.

The sockets are connected, so that the system hands over only what comes from the address and port that were asked,
and tells when nobody has the port open.  An answer must name our call number and bring back our timestamp (RFC 5456,
section 6.7), both of which are random: who did not see the POKE can't make it up.
"""

from __future__ import annotations

import asyncio
import errno
from random import SystemRandom

from iaxlint.probe.frame import (
    ACK,
    CALL_NUMBERS,
    CALLTOKEN,
    CONTROL,
    PONG,
    acknowledgement,
    decode,
    encode,
    poke,
)
from iaxlint.probe.names import NoNameError, NoResolverError, open_names
from iaxlint.probe.outcome import (
    ANSWERED,
    FOREIGN,
    NO_NAME,
    NO_RESOLVER,
    NO_WAY,
    NOT_ASKED,
    OTHER,
    REFUSED,
    SILENT,
    Answer,
    Probed,
    elsewhere,
    outcome,
)
from iaxlint.probe.targets import forbidden
from iaxlint.record import record
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import DatagramTransport, Task
    from collections.abc import Callable, Sequence

    from iaxlint.model.address import Address
    from iaxlint.probe.frame import Frame
    from iaxlint.probe.names import Names
    from iaxlint.probe.outcome import Target

RANDOM = SystemRandom()
LOWEST_CALL = 2
"""0 is no call number, and Asterisk answers a POKE as 1 (`chan_iax2.c:send_apathetic_reply`)."""
FROM_DNS = 3
"""DNS gets so many times the time of a host."""


@record
class Limits:
    """How much is asked, and how patiently."""

    seconds: float
    """How long an answer to one POKE is waited for."""
    retries: int
    """How many more POKE frames are sent to an address that does not answer."""
    jobs: int
    """How many addresses are asked at a time."""


USUAL = Limits(seconds=2.0, retries=2, jobs=64)
"""What is asked where nobody says otherwise; 2 seconds are what `qualify=yes` gives a peer."""


def ask_all(
    targets: Sequence[Target], limits: Limits, resolver: Address | None, done: Callable[[], object]
) -> list[Probed]:
    """What comes of each target, in their order; `done` is called for each; raises `InputError`."""
    names = open_names(FROM_DNS * limits.seconds, resolver, services=any(target.service for target in targets))
    try:
        return asyncio.run(_Asking(limits, names).all(targets, done))
    finally:
        names.close()


class _Asking:
    """One run: each address is asked once, whoever names it."""

    def __init__(self, limits: Limits, names: Names) -> None:
        self._limits = limits
        self._names = names
        self._free = asyncio.Semaphore(limits.jobs)
        self._asked: dict[tuple[int, int, int], Task[Answer]] = {}

    async def all(self, targets: Sequence[Target], done: Callable[[], object]) -> list[Probed]:
        async def one(target: Target) -> Probed:
            found = await self._probe(target)
            done()
            return found

        return await asyncio.gather(*map(one, targets))

    async def _probe(self, target: Target) -> Probed:
        try:
            async with self._free:
                places = await self._names.places(target)
        except NoNameError:
            return Probed(target, NO_NAME, [], detail="is a name that no resolver knows")
        except NoResolverError as error:
            return Probed(target, NO_RESOLVER, [], detail=f"is a name that can't be looked up: {error}")
        answers = list(await asyncio.gather(*(self._once(at) for at in places if at.port and not forbidden(at))))
        if not answers:
            detail = f"is never asked at {places[0]}: {forbidden(places[0]) or 'its port is 0'}"
            return Probed(target, NOT_ASKED, [], elsewhere(target, places), detail)
        return outcome(target, answers)

    def _once(self, address: Address) -> Task[Answer]:
        key = (*address.unmapped, address.port)
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(self._ask(address))
        return self._asked[key]

    async def _ask(self, address: Address) -> Answer:
        async with self._free:
            loop = asyncio.get_running_loop()
            try:
                transport, ear = await loop.create_datagram_endpoint(Ear, remote_addr=(address.host, address.port))
            except OSError as error:
                return Answer(address, NO_WAY, 0, detail=error.strerror or str(error))
            try:
                for _ in range(1 + self._limits.retries):
                    ear.poke()
                    if await ear.listen(self._limits.seconds):
                        break
            finally:
                transport.close()
            return ear.answer(address)


class Ear(asyncio.DatagramProtocol):
    """Hears what one address answers."""

    def __init__(self) -> None:
        self._call = RANDOM.randrange(LOWEST_CALL, CALL_NUMBERS)
        self._sent: dict[int, float] = {}
        """When each POKE was sent, by its timestamp; each has its own, which tells what an answer is to."""
        self._proof: Frame | None = None
        self._rtt_ms: float | None = None
        self._other = ""
        self._foreign = False
        self._stray = 0
        self._error: OSError | None = None
        self._over = asyncio.Event()

    def connection_made(self, transport: DatagramTransport) -> None:  # type: ignore[override]
        """Here is what to send by."""
        self._transport = transport

    def poke(self) -> None:
        """Send one more."""
        timestamp = RANDOM.randrange(1 << 32)
        self._over.clear()
        self._sent[timestamp] = asyncio.get_running_loop().time()
        self._transport.sendto(encode(poke(self._call, timestamp)))

    async def listen(self, seconds: float) -> bool:
        """Whether it has been answered within so many seconds; comes back earlier where nothing is to be expected."""
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return False
        return self._proof is not None

    def datagram_received(self, data: bytes, _: object) -> None:
        """Hold what came against what was asked."""
        frame = decode(data)
        if frame is None:
            self._foreign = True
        elif frame.destination != self._call:
            self._stray += 1
        elif frame.kind == CONTROL and frame.subclass in (PONG, CALLTOKEN):
            self._believe(frame)
        elif (frame.kind, frame.subclass) != (CONTROL, ACK):
            self._other = frame.name

    def _believe(self, frame: Frame) -> None:
        if frame.timestamp not in self._sent:
            self._stray += 1
        elif self._proof is None:
            self._proof = frame
            self._rtt_ms = (asyncio.get_running_loop().time() - self._sent[frame.timestamp]) * 1000
            if frame.subclass == PONG:
                self._transport.sendto(encode(acknowledgement(frame)))
            self._over.set()

    def error_received(self, error: Exception) -> None:
        """The system says that a packet did not arrive, or did not leave."""
        if isinstance(error, OSError):
            self._error = error
            self._over.set()

    def answer(self, address: Address) -> Answer:
        """What came of it, the most telling first."""
        pokes = len(self._sent)
        if self._proof is not None:
            asks = self._proof.subclass == CALLTOKEN
            return Answer(address, ANSWERED, pokes, self._rtt_ms, calltoken=asks)
        if self._other:
            return Answer(address, OTHER, pokes, detail=f"{self._other} instead of PONG")
        if self._foreign:
            return Answer(address, FOREIGN, pokes)
        if self._error is not None and self._error.errno == errno.ECONNREFUSED:
            return Answer(address, REFUSED, pokes)
        if self._error is not None:
            return Answer(address, NO_WAY, pokes, detail=self._error.strerror or str(self._error))
        stray = f"{count(self._stray, 'answer')} to what was not asked, and not believed" if self._stray else ""
        return Answer(address, SILENT, pokes, detail=stray)
