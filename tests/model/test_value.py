from __future__ import annotations

import ctypes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.model.value import atoi, cut_bytes, is_false, is_true, parse_unsigned, scan_int, scan_short

LIBC = ctypes.CDLL(None)

NUMBERS = st.one_of(
    st.text(alphabet="+-0123456789 x\t_.", max_size=14),
    st.integers(-(2**70), 2**70).map(str),
    st.integers(-(2**33), 2**33).map(lambda number: f" {number}ms"),
)


def c_scan(value: str, form: bytes, kind: type) -> int | None:
    found = kind(0)
    return found.value if LIBC.sscanf(value.encode(), form, ctypes.byref(found)) == 1 else None


@given(NUMBERS)
def test_numbers_are_read_as_the_c_library_reads_them(value: str) -> None:
    assert atoi(value) == LIBC.atoi(value.encode())
    assert scan_int(value) == c_scan(value, b"%30d", ctypes.c_int)
    assert scan_short(value) == c_scan(value, b"%10hu", ctypes.c_ushort)


@pytest.mark.parametrize("word", ["yes", "TRUE", "y", "t", "1", "On"])
def test_words_that_mean_yes(word: str) -> None:
    assert is_true(word)
    assert not is_false(word)


@pytest.mark.parametrize("word", ["no", "False", "n", "F", "0", "off"])
def test_words_that_mean_no(word: str) -> None:
    assert is_false(word)
    assert not is_true(word)


@pytest.mark.parametrize("word", ["", "2", "enabled", " yes", "yes "])
def test_words_that_mean_neither(word: str) -> None:
    assert not is_true(word)
    assert not is_false(word)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4569", 4569),
        (" 4569", 4569),
        ("+4569", 4569),
        ("0x11d9", 4569),
        ("010", 8),
        ("0", 0),
        ("08", None),
        ("4569 ", None),
        ("-1", None),
        ("65536", None),
        ("", None),
        ("0x", None),
        ("4_5", None),
        ("\u0664", None),
    ],
)
def test_ports_are_whole_numbers_in_c_notation(text: str, number: int | None) -> None:
    assert parse_unsigned(text, 0, 65535) == number


@given(st.binary(), st.integers(1, 20))
def test_a_cut_text_is_a_beginning_of_so_many_bytes(whole: bytes, most: int) -> None:
    text = whole.decode("utf-8", "surrogateescape")
    kept = cut_bytes(text, most).encode("utf-8", "surrogateescape")
    assert whole.startswith(kept)
    assert len(kept) == min(most, len(whole))
