"""IAX2's full frames, as bytes (RFC 5456, section 8.1.1), and what an answer to a POKE proves.

Nothing here sends anything: these are functions of bytes, and any bytes are legal.
"""

from __future__ import annotations

from iaxlint.record import record

HEADER_BYTES = 12
CALL_NUMBERS = 1 << 15
FULL = 0x8000
"""The first bit of a full frame; mini frames and trunk frames begin with 0."""
AGAIN = 0x8000
"""Before the destination's call number: the frame was sent before."""

CONTROL = 6
"""The type of frames that carry a message of IAX2's own (section 8.2)."""

PONG, ACK, POKE, CALLTOKEN = 0x03, 0x04, 0x1E, 0x28
NAMES = {
    0x01: "NEW",
    0x02: "PING",
    PONG: "PONG",
    ACK: "ACK",
    0x05: "HANGUP",
    0x06: "REJECT",
    0x0A: "INVAL",
    0x12: "VNAK",
    POKE: "POKE",
    0x21: "UNSUPPORT",
    CALLTOKEN: "CALLTOKEN",
}
"""Messages by the subclass of their frames (section 8.4); CALLTOKEN is a later one (`iax2.h`)."""


@record
class Frame:
    """One full frame."""

    source: int
    """The sender's call number: 15 bits."""
    destination: int
    """The receiver's call number, 0 where the sender knows none: 15 bits."""
    timestamp: int
    """32 bits."""
    sent: int
    """The number of this frame among those that its sender sent, modulo 256."""
    received: int
    """The number of the frame that its sender expects next, modulo 256."""
    kind: int
    """The type, a byte."""
    subclass: int
    """A byte as it stands; with 128 in it, the rest is the exponent of a power of two."""
    again: bool = False
    """Whether it was sent before."""
    elements: bytes = b""
    """What follows the header; information elements where the type is `CONTROL`."""

    @property
    def name(self) -> str:
        """What it is called."""
        if self.kind != CONTROL:
            return f"a frame of type {self.kind}"
        return NAMES.get(self.subclass, f"message {self.subclass}")


def encode(frame: Frame) -> bytes:
    """The frame as it goes over the wire."""
    return (
        (FULL | frame.source).to_bytes(2, "big")
        + (frame.destination | AGAIN * frame.again).to_bytes(2, "big")
        + frame.timestamp.to_bytes(4, "big")
        + bytes((frame.sent, frame.received, frame.kind, frame.subclass))
        + frame.elements
    )


def decode(data: bytes) -> Frame | None:
    """The full frame that a packet is; None for what is none, or whose information elements don't fit in it."""
    first = int.from_bytes(data[:2], "big")
    if len(data) < HEADER_BYTES or not first & FULL:
        return None
    destination = int.from_bytes(data[2:4], "big")
    timestamp = int.from_bytes(data[4:8], "big")
    elements = data[HEADER_BYTES:]
    if data[10] == CONTROL and not _fit(elements):
        return None
    sent, received, kind, subclass = data[8:HEADER_BYTES]
    again = bool(destination & AGAIN)
    return Frame(first & ~FULL, destination & ~AGAIN, timestamp, sent, received, kind, subclass, again, elements)


def _fit(elements: bytes) -> bool:
    """Whether each element has a byte for its kind, one for its length, and so many more (section 8.6)."""
    at = 0
    while at < len(elements):
        if at + 2 > len(elements):
            return False
        at += 2 + elements[at + 1]
    return at == len(elements)


def poke(call: int, timestamp: int) -> Frame:
    """Is anybody there (section 6.7.1)?  It belongs to no call, so the destination is 0."""
    return Frame(call, 0, timestamp, 0, 0, CONTROL, POKE)


def acknowledgement(of: Frame) -> Frame:
    """The ACK of a frame that came with number `of.sent`; its timestamp is that of the frame (section 7)."""
    return Frame(of.destination, of.source, of.timestamp, of.received, (of.sent + 1) % 256, CONTROL, ACK)
