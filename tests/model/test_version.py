from __future__ import annotations

import pytest

from iaxlint.model.version import BEHAVIOURS, LATEST, OLDEST, Version


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("22", (22, 999)),
        ("22.11.0-rc1", (22, 11)),
        ("18.21", (18, 21)),
        ("1.8.32.3", (1, 8)),
        ("certified/18.9-cert5", (18, 9)),
        (" 20 ", (20, 999)),
    ],
)
def test_versions_have_a_major_and_a_minor_number(text: str, number: tuple[int, int]) -> None:
    assert Version.parse(text).number == number


@pytest.mark.parametrize("text", ["", "x", "22.x", "1.6", "1", "twenty", "-3", "\u0662", "9" * 9])
def test_what_is_no_version_or_older_than_known_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Asterisk"):
        Version.parse(text)


@pytest.mark.parametrize(
    ("behaviour", "has", "has_not"),
    [
        ("type-last", ["23", "23.5", "24"], ["22", "22.11", "1.8"]),
        ("users-conf", ["22", "1.8"], ["23"]),
        ("auth-default-plaintext", ["14", "1.8", "13.38"], ["15", "22"]),
        ("auth-general", ["16.17", "16", "18.3", "18", "22"], ["16.16", "17", "18.2", "15"]),
        ("authdebug-default", ["1.8"], ["10", "11", "22"]),
        ("access-lists", ["11", "13"], ["1.8", "10"]),
        ("ipv6", ["12", "22"], ["11"]),
        ("codec-order-is-capability", ["13", "22"], ["12"]),
        ("codec-strip", ["13.9", "14", "13"], ["13.8", "12"]),
        ("md5-mismatch-logged", ["18.21", "20.6", "21.1", "22"], ["18.20", "19", "21.0", "20.5"]),
    ],
)
def test_what_versions_do_differently(behaviour: str, has: list[str], has_not: list[str]) -> None:
    assert all(Version.parse(text).has(behaviour) for text in has)
    assert not any(Version.parse(text).has(behaviour) for text in has_not)


def test_behaviours_have_ranges_in_order() -> None:
    for ranges in BEHAVIOURS.values():
        ends = [end for pair in ranges for end in pair]
        assert ends == sorted(ends)
        assert ends[0] >= OLDEST
        assert ends[-1] <= LATEST


def test_a_version_newer_than_all_known_ones_behaves_like_the_newest() -> None:
    assert Version.parse("99").behaviours == Version.parse("23").behaviours
    assert Version.parse("99").within((13, 0), LATEST)
