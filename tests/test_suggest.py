"""Misspelt words find the word that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.suggest import closest, did_you_mean, distance

KNOWN = ["secret", "auth", "qualify", "requirecalltoken", "trunk", "host", "fail-on"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("secrt", "secret"),
        ("SECERT", "secret"),
        ("qualfy", "qualify"),
        ("requirecaltoken", "requirecalltoken"),
        ("fail_on", "fail-on"),
        ("hsot", "host"),
        ("nat", ""),
        ("x", ""),
        ("directmedia", ""),
    ],
)
def test_the_nearest_word_is_found(word: str, meant: str) -> None:
    assert closest(word, KNOWN) == meant


def test_the_question_is_ready_to_append() -> None:
    assert did_you_mean("secrt", KNOWN) == "; did you mean `secret`?"
    assert did_you_mean("directmedia", KNOWN) == ""


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_distance_is_a_distance(one: str, other: str) -> None:
    apart = distance(one, other, 10)
    assert apart == distance(other, one, 10)
    assert (apart == 0) == (one == other)
    assert apart <= max(len(one), len(other))
    assert distance(one, other, 1) == min(apart, 2)
