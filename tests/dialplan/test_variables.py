from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import recorded

from iaxlint.model.arguments import holds, split_arguments
from iaxlint.model.functions import call
from iaxlint.model.variables import HOLE, known, substitute, substring

TEXTS = st.text("abc019 -$", max_size=12)


class Values:
    """The channel of the recordings: what their extensions set before they show a text."""

    def __init__(self, extension: str = "1000", **values: str) -> None:
        self.values = {"EXTEN": extension, "CONTEXT": "c", "PRIORITY": "4", "A": "x-y-z", "B": "9123456", "E": ""}
        self.values |= {"G1": "gval", "G2": "12", **values}

    def variable(self, name: str) -> str | None:
        return self.values.get(name)

    def function(self, name: str, arguments: str) -> str | None:
        if name == "GLOBAL":
            return self.values.get(arguments)
        return None if name == "NOFUNC" else call(name, arguments, self)


def test_texts_become_what_asterisk_showed() -> None:
    wrong = []
    unknown = 0
    data = recorded("expressions.json")
    for text, shown in data:
        got = substitute(text, Values())
        unknown += not known(got)
        if known(got) and got != shown:
            wrong.append((text, got, shown))
    assert wrong == []
    assert unknown < 0.05 * len(data)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("${EXTEN:1}", "000"),
        ("${EXTEN:-2}", "00"),
        ("IAX2/bar/${U}", f"IAX2/bar/{HOLE}"),
        ("${U:1}", HOLE),
        ("${P:0:3}", "923"),
        ("${P:2}", f"3{HOLE}"),
        ("${P:0:9}", f"923{HOLE}"),
        ("$[${U} = 1]", HOLE),
        ("${IF(${U}?a:a)}", "a"),
        ("${IF(${U}?a:b)}", HOLE),
        ("${LEN(${U})}", HOLE),
        ("${EXISTS(x${U})}", "1"),
        ("${EXISTS(${U})}", HOLE),
        ("${SOMETHING(1)}", HOLE),
        ("${${U}}", HOLE),
        ("${CUT(U,-,1)}", HOLE),
        ('$["a" =~ "(b"]', HOLE),
        ('${REGEX("(a+)+$" aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!)}', HOLE),
    ],
)
def test_what_no_file_tells_stays_unknown(text: str, wanted: str) -> None:
    assert substitute(text, Values(U=HOLE, P=f"923{HOLE}")) == wanted


@given(TEXTS.filter(lambda text: "${" not in text and "$[" not in text))
def test_a_text_without_variables_is_itself(text: str) -> None:
    assert substitute(text, Values()) == text


@given(TEXTS, TEXTS)
def test_texts_that_follow_each_other_are_substituted_apart(left: str, right: str) -> None:
    left = left.rstrip("$")
    values = Values(V=left, W=right)
    assert substitute("${V}${W}", values) == left + right


@given(st.text("abc", min_size=1, max_size=8), st.integers(-10, 10), st.integers(-10, 10))
def test_a_part_lies_within_the_whole(text: str, offset: int, length: int) -> None:
    part = substring(text, offset, length)
    assert part in text
    assert length < 0 or len(part) <= length
    assert substring(text, 0, None) == text
    assert substitute(f"${{V:{offset}:{length}}}", Values(V=text)) == part


@given(st.text("ab", max_size=6), st.text("ab", max_size=6), st.integers(0, 8), st.integers(0, 8))
def test_what_is_known_of_a_part_is_true_of_every_whole(head: str, unknown: str, offset: int, length: int) -> None:
    told = substring(head + HOLE, offset, length)
    if known(told):
        assert substring(head + unknown, offset, length) == told


@given(st.lists(st.text('ab(),"\\ ', max_size=6), max_size=5))
def test_arguments_are_never_more_than_asked_for(parts: list[str]) -> None:
    text = ",".join(parts)
    assert len(split_arguments(text, most=3)) <= 3
    assert ",".join(split_arguments(text, raw=True)) == text or text.endswith("\\")


@given(st.integers(-(10**6), 10**6))
def test_numbers_hold_unless_zero(number: int) -> None:
    assert holds(str(number)) is (number != 0)
    assert holds(f"{number}x") is (number != 0)


@given(st.text("${}[]():A1+*?&|!=~\"' ", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    substitute(text, Values())


def test_nesting_has_an_end() -> None:
    assert substitute("${" * 5000, Values()) == ""
    assert substitute("$[" * 5000 + "1" + "]" * 5000, Values()) in ("", "0", HOLE)
