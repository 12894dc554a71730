"""Sources: bytes in, positions as people count them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.source import Source, decode, encode

BOM = b"\xef\xbb\xbf"


def positions(data: bytes) -> list[tuple[int, int]]:
    source = Source("iax.conf", data)
    return [source.position(offset) for offset in range(len(data) + 1)]


def test_lines_and_columns_count_from_one() -> None:
    assert positions(b"ab\n\nc") == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2)]


def test_an_empty_file_has_one_place() -> None:
    assert positions(b"") == [(1, 1)]


def test_a_final_newline_starts_a_last_line() -> None:
    assert Source("f", b"a\n").position(2) == (2, 1)
    assert Source("f", b"a\n").line_text(2) == ""


def test_a_byte_order_mark_counts_for_no_column() -> None:
    assert positions(BOM + b"[a]\n[b]")[3:] == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (2, 4)]
    assert positions(BOM + b"x")[:3] == [(1, 1), (1, 1), (1, 1)]
    assert Source("f", BOM + b"[a]").line_text(1) == "[a]"


def test_a_byte_order_mark_further_down_is_a_character() -> None:
    data = b"a\n" + BOM + b"b"
    assert Source("f", data).position(5) == (2, 2)
    assert Source("f", data).line_text(2) == "\ufeffb"


def test_columns_count_code_points_not_bytes() -> None:
    data = "; ü€😀x".encode()
    source = Source("f", data)
    assert source.position(data.index(b"x")) == (1, 6)
    assert source.position(len(data)) == (1, 7)
    assert source.line_text(1) == "; ü€😀x"


def test_each_byte_that_is_not_utf_8_is_one_column() -> None:
    source = Source("f", b"a\xff\xfeb")
    assert source.position(3) == (1, 4)
    assert source.line_text(1) == "a\udcff\udcfeb"


def test_crlf_ends_a_line_and_is_not_part_of_its_text() -> None:
    source = Source("f", b"a=1\r\nb=2\r\n")
    assert [source.line_text(line) for line in (1, 2, 3)] == ["a=1", "b=2", ""]
    assert source.position(5) == (2, 1)


def test_a_lone_carriage_return_does_not_end_a_line() -> None:
    assert Source("f", b"a\rb").position(2) == (1, 3)


@given(st.binary())
def test_every_byte_string_is_kept(data: bytes) -> None:
    source = Source("f", data)
    assert source.text.encode("latin-1") == data
    assert len(source.text) == len(data)


@given(st.binary())
def test_decode_and_encode_are_inverse(data: bytes) -> None:
    text = data.decode("latin-1")
    assert encode(decode(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_comes_back_as_written(text: str) -> None:
    assert decode(encode(text)) == text
    assert decode(text.encode().decode("latin-1")) == text


PIECES = [b"\n", b"\r\n", b"a", b"[x]", "é".encode(), "😀".encode(), b"\xff", BOM]


@given(st.lists(st.sampled_from(PIECES)))
def test_positions_agree_with_the_text_of_the_lines(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    source = Source("f", data)
    lines = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n")
    offset = 0
    for piece in pieces:
        line, column = source.position(offset)
        assert line == source.line(offset) == data[:offset].count(b"\n") + 1
        rest = data[offset:].split(b"\n")[0].decode("utf-8", "surrogateescape")
        assert lines[line - 1][column - 1 :] == (rest.removeprefix("\ufeff") if offset == 0 else rest)
        offset += len(piece)


@pytest.mark.parametrize("data", [b"\n" * 3, b"a\nb\n", b"one"])
def test_starts_are_where_lines_begin(data: bytes) -> None:
    starts = Source("f", data).starts
    assert starts[0] == 0
    assert all(data[start - 1 : start] == b"\n" for start in starts[1:])
    assert len(starts) == data.count(b"\n") + 1
