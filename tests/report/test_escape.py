"""Nothing from a file reaches the terminal raw."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iaxlint.report.escape import padded, visible, width


def test_control_characters_become_escapes() -> None:
    assert visible("a\x1b[31mb\x07\r\n") == r"a\x1b[31mb\x07\x0d\x0a"
    assert visible("\x9b\x85\xa0") == r"\x9b\x85\xa0"
    assert visible("\u202eevil\u2028\ufeff") == r"\u202eevil\u2028\ufeff"
    assert visible("\U000e0001") == r"\U000e0001"


def test_bytes_that_are_no_text_show_their_value() -> None:
    assert visible(b"\xff\xfe\x80".decode("utf-8", "surrogateescape")) == r"\xff\xfe\x80"
    assert visible("\udc7f\udd00") == r"\udc7f\udd00"


def test_what_is_printable_stays() -> None:
    assert visible("[bär] 電話 🙂 a\\b") == "[bär] 電話 🙂 a\\b"


def test_width_counts_columns_of_a_terminal() -> None:
    assert width("abc") == 3
    assert width("電話") == 4
    assert width("e\u0301") == 1


def test_texts_are_filled_up_to_one_width() -> None:
    assert padded("電話", 6) == "電話  "


@given(st.text())
def test_escaped_text_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown
