"""Secrets that are guessed, and placeholders that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.placeholder import PLACEHOLDERS
from iaxlint.rules.password import why_weak, why_well_known

FILLED_IN = [
    *[
        "{{x}}",
        "${SECRET}",
        "${secret:-none}",
        "$SECRET",
        "!vault",
        "%(secret)s",
        "%SECRET%",
        "@SECRET@",
        "@@secret@@",
        "__SECRET__",
        "<secret>",
    ],
    *[
        "ENC[AES256_GCM,data:x]",
        "vault:secret/iax#foo",
        "op://iax/foo",
        "CHANGEME",
        "changeme",
        "change-me",
        "Change_Me!",
        "xxxxxxxx",
    ],
    *["REPLACE_ME", "********", "TODO", "redacted"],
    "{{ iax_secret }}",
    "{% secret %}",
    "<%= @secret %>",
    "<your secret here>",
    "$(pass show iax)",
    "!vault | 6638643965",
]

SECRETS = [
    "",
    "K9fw-x2Tp-71nd",
    "password123",
    "$ecret",
    "100%",
    "a@b",
    "_x",
    "exchange",
    "%",
    "$",
    "@",
    "<",
    "{{",
    "$x",
]


@pytest.mark.parametrize("value", FILLED_IN)
def test_a_placeholder_is_neither_weak_nor_well_known(value: str) -> None:
    assert PLACEHOLDERS.stands_for(value)
    assert not why_well_known(value, [value])
    assert not why_weak(value)


@pytest.mark.parametrize("value", SECRETS)
def test_what_is_no_placeholder(value: str) -> None:
    assert not PLACEHOLDERS.stands_for(value)


GUESSED = ("password", "Password1!", "password123", "secret", "1234", "abcdefgh", "foo", "oof", "FOO2024", "aaaaaaaa")


@pytest.mark.parametrize("secret", GUESSED)
def test_well_known(secret: str) -> None:
    assert why_well_known(secret, ["foo", "bar-office"])


@pytest.mark.parametrize("secret", ["K9fw-x2Tp-71nd", "correct horse battery staple", "new-and-different", "7Hq2zLm0"])
def test_neither_well_known_nor_weak(secret: str) -> None:
    assert not why_well_known(secret, ["foo", "bar"])
    assert not why_weak(secret)


@pytest.mark.parametrize("secret", ["h7Kq2", "x", "4915207316", "ababababab"])
def test_weak(secret: str) -> None:
    assert why_weak(secret)


@given(st.text(), st.lists(st.text()))
def test_reasons_hold_no_secret(secret: str, names: list[str]) -> None:
    reasons = {why_well_known(secret, names), why_weak(secret)}
    assert all(reason == "" or reason.startswith("it is ") for reason in reasons)
