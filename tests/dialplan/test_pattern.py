from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import plan, recorded

from iaxlint.model.dialplan import Found
from iaxlint.model.pattern import matches, order, shape

SETS = st.text("0123456789-abX", max_size=4).map(lambda inside: f"[{inside}]")
PARTS = st.one_of(st.sampled_from("XZNxzn0123456789*#ab-"), SETS)
PATTERNS = st.builds(
    lambda parts, end: "_" + "".join(parts) + end, st.lists(PARTS, max_size=5), st.sampled_from(["", "", ".", "!"])
)
NUMBERS = st.text("0123456789*#ab-", min_size=1, max_size=6)


def entered(text: str, number: str) -> int | None:
    found = plan(text).find("c", number)
    assert found is None or isinstance(found, Found)
    return None if found is None else int(found.priority.data)


@pytest.mark.parametrize("name", ["patterns.json", "patterns-more.json", "patterns-tree.json"])
def test_numbers_enter_the_extension_that_asterisk_chose(name: str) -> None:
    general = "[general]\nextenpatternmatchnew=yes\n" if "tree" in name else ""
    wrong = []
    for job in recorded(name):
        lines = "".join(f"exten => {pattern},1,NoOp({at})\n" for at, pattern in enumerate(job["patterns"]))
        dialplan = plan(f"{general}[c]\n{lines}")
        for number, wanted in job["enters"].items():
            found = dialplan.find("c", number)
            got = job["patterns"][int(found.priority.data)] if isinstance(found, Found) else found
            if got != wanted:
                wrong.append((job["patterns"], number, got, wanted))
    assert wrong == []


def naive(pattern: str, number: str) -> bool:
    """A matcher that reads both from the left, one character at a time, as `_extension_match_core` does."""
    pattern, number = pattern[1:], number.replace("-", "")
    while number and pattern:
        char = pattern[0]
        if char == "-":
            pattern = pattern[1:]
        elif char in ".!":
            return True
        elif char == "[":
            end = pattern.index("]")
            inside, pattern = pattern[1:end], pattern[end + 1 :]
            if not inside:
                continue
            members = set()
            while inside:
                if inside[1:2] == "-" and len(inside) > 2:
                    members |= set(map(chr, range(ord(inside[0]), ord(inside[2]) + 1)))
                    inside = inside[3:]
                else:
                    members.add(inside[0])
                    inside = inside[1:]
            if number[0] not in members:
                return False
            number = number[1:]
        else:
            wanted = {"x": string.digits, "z": string.digits[1:], "n": string.digits[2:]}.get(char.lower(), char)
            if number[0] not in wanted:
                return False
            pattern, number = pattern[1:], number[1:]
    return not number and pattern.lstrip("-")[:1] in ("", "!")


@given(PATTERNS, NUMBERS)
def test_matching_is_that_of_a_reader_from_the_left(pattern: str, number: str) -> None:
    assert matches(pattern, number) == naive(pattern, number)


@given(st.lists(PATTERNS, min_size=1, max_size=6, unique_by=order), NUMBERS)
def test_the_first_in_order_that_matches_wins(patterns: list[str], number: str) -> None:
    text = "[c]\n" + "".join(f"exten => {pattern},1,NoOp({at})\n" for at, pattern in enumerate(patterns))
    fitting = [pattern for pattern in patterns if matches(pattern, number)]
    got = entered(text, number)
    assert (patterns[got] if got is not None else None) == min(fitting, key=order, default=None)


@given(st.lists(PATTERNS, min_size=1, max_size=5, unique_by=order), NUMBERS, st.randoms())
def test_the_order_of_lines_does_not_matter(patterns: list[str], number: str, random: object) -> None:
    shuffled = list(patterns)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    lines = {pattern: f"exten => {pattern},1,NoOp({at})\n" for at, pattern in enumerate(patterns)}
    first, second = ("[c]\n" + "".join(lines[pattern] for pattern in names) for names in (patterns, shuffled))
    assert entered(first, number) == entered(second, number)


@given(NUMBERS)
def test_dashes_count_in_neither(number: str) -> None:
    assert matches("_" + number, number.replace("-", "") or "-")
    assert matches(number, "-".join(number))


@pytest.mark.parametrize(
    ("pattern", "number", "fits"),
    [
        ("_2X", "2", False),
        ("_2X.", "23", False),
        ("_2X!", "23", True),
        ("_3[]", "3", False),
        ("_3[]!", "34", True),
        ("_[5-3]", "4", False),
        ("_[2-", "2", False),
        ("_.", "-", False),
        ("_!", "-", True),
        ("_X.Y", "12", True),
        ("23", "2-3", True),
        ("2X", "23", False),
        ("_[a-c]", "B", False),
        ("_[0-9-]", "5", True),
        ("_X", "_x", True),
        ("_[2-9]", "_N", True),
        ("_ü", "ü", True),
    ],
)
def test_odd_patterns(pattern: str, number: str, fits: bool) -> None:
    assert matches(pattern, number) is fits


@pytest.mark.parametrize(
    "names",
    [
        ["23", "_2X", "_2", "_[23]X", "_NX", "_ZX", "_XX", "_X.", "_X!", "_.", "_!"],
        ["_1[23]", "_1[24]", "_1[2-4]"],
        ["_XN", "_XZ", "_XX", "_X", "_[3"],
    ],
)
def test_the_more_specific_comes_first(names: list[str]) -> None:
    assert sorted(set(names), key=order) == names


@pytest.mark.parametrize(
    "pair", [("_2X", "_2[0-9]"), ("_n", "_[2-9]"), ("_-X-", "_x"), ("_[][1]", "_1"), ("2-3", "23")]
)
def test_spellings_of_one_extension(pair: tuple[str, str]) -> None:
    assert order(pair[0]) == order(pair[1])


@given(st.text(max_size=30), st.text(max_size=10))
def test_no_text_is_too_odd(pattern: str, number: str) -> None:
    matches("_" + pattern, number)
    order("_" + pattern)
    shape("_" + pattern)
