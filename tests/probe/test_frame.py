"""Frames are read from any bytes, and written as they were read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iaxlint.probe.frame import ACK, CONTROL, PONG, Frame, acknowledgement, decode, encode, poke

BYTE = st.integers(0, 255)
CALL = st.integers(0, 0x7FFF)
ELEMENTS = st.lists(st.tuples(BYTE, st.binary(max_size=255)), max_size=3).map(
    lambda pairs: b"".join(bytes((kind, len(data))) + data for kind, data in pairs)
)
FRAMES = st.builds(
    Frame, CALL, CALL, st.integers(0, 0xFFFFFFFF), BYTE, BYTE, st.just(CONTROL) | BYTE, BYTE, st.booleans(), ELEMENTS
)


def fields(frame: Frame) -> tuple:
    return tuple(getattr(frame, name) for name in Frame.__annotations__)


@given(FRAMES)
def test_what_is_written_is_read(frame: Frame) -> None:
    read = decode(encode(frame))
    assert read is not None
    assert fields(read) == fields(frame)


@given(st.binary(max_size=64) | FRAMES.map(encode) | st.tuples(FRAMES.map(encode), st.binary(max_size=4)).map(b"".join))
def test_any_bytes_are_a_frame_that_gives_them_back_or_none(data: bytes) -> None:
    frame = decode(data)
    if frame is not None:
        assert encode(frame) == data
        assert frame.name


@given(FRAMES, st.integers(1, 40))
def test_a_frame_that_is_cut_is_none_unless_it_ends_between_elements(frame: Frame, cut: int) -> None:
    frame.kind, frame.elements = CONTROL, bytes((54, 30)) + b"x" * 30
    assert decode(encode(frame)[:-cut]) is None or cut == 32


def test_a_poke_is_the_bytes_that_asterisk_sends() -> None:
    # recorded from `qualify=yes` of Asterisk 22, which sends an empty call token with it
    first, second = bytes.fromhex("92f500000000000600 00061e3600"), bytes.fromhex("85ea80000000000700 00061e3600")
    assert encode(poke(0x12F5, 6)) == first[:12]
    heard = decode(first)
    assert heard is not None
    assert (heard.name, heard.again, heard.elements) == ("POKE", False, b"6\0")
    heard = decode(second)
    assert heard is not None
    assert (heard.name, heard.again, heard.source, heard.destination) == ("POKE", True, 0x05EA, 0)


def test_a_pong_is_acknowledged_with_its_timestamp() -> None:
    pong = decode(bytes.fromhex("8001 1234 0badcafe 00 01 06 03"))
    assert pong is not None
    assert pong.subclass == PONG
    assert encode(acknowledgement(pong)) == bytes.fromhex("9234 0001 0badcafe 01 01 06") + bytes((ACK,))
