"""Which rules run, how bad their findings are, and in which files they are passed by."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from iaxlint.diagnostics import Diagnostic, Place, Rule
from iaxlint.errors import InputError
from iaxlint.rules.registry import all_rules
from iaxlint.selection import PROFILES, choose, grade, named, outside, parted, path_pattern
from iaxlint.settings import PROFILES as PROFILE_NAMES
from iaxlint.settings import Choice
from iaxlint.source import Source


def nothing(_: object) -> Iterator[Diagnostic]:
    return iter(())


def rule(code: str, name: str, category: str, severity: str = "warning") -> Rule:
    return Rule(code, name, category, severity, "0.1", "Server", nothing)


RULES = [
    rule("IAX101", "option-unknown", "option"),
    rule("IAX102", "option-obsolete", "option"),
    rule("IAX301", "secret-mismatch", "link", "error"),
    rule("IAX601", "secret-well-known", "security", "error"),
    rule("IAX602", "secret-weak", "security"),
    rule("ACME001", "acme-naming", "style", "info"),
]


def finding(number: int, path: str = "foo/iax.conf", severity: str = "") -> Diagnostic:
    place = Place(Source(path, b""), 0, 0)
    return Diagnostic("", place, rule=RULES[number], severity=severity or RULES[number].severity)


def codes(*choices: Choice) -> str:
    return " ".join(rule.code for rule in choose(RULES, choices))


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        (Choice(), "IAX101 IAX102 IAX301 IAX601 IAX602 ACME001"),
        (Choice(select=("IAX6",)), "IAX601 IAX602"),
        (Choice(select=("iax6", "Option-Unknown")), "IAX101 IAX601 IAX602"),
        (Choice(select=("security", "IAX301")), "IAX301 IAX601 IAX602"),
        (Choice(select=("ACME",)), "ACME001"),
        (Choice(select=("IAX",), ignore=("IAX6",)), "IAX101 IAX102 IAX301"),
        (Choice(select=("IAX602",), ignore=("IAX6",)), "IAX602"),
        (Choice(select=("IAX6",), ignore=("secret-weak",)), "IAX601"),
        (Choice(select=("secret-weak",), ignore=("IAX602",)), ""),
        (Choice(ignore=("security", "IAX10")), "IAX301 ACME001"),
        (Choice(ignore=("security",), extend_select=("secret-weak",)), "IAX101 IAX102 IAX301 IAX602 ACME001"),
        (Choice(select=()), ""),
    ],
)
def test_the_nearer_word_decides(choice: Choice, left: str) -> None:
    assert codes(choice) == left


def test_a_later_choice_goes_before_an_earlier() -> None:
    settings = Choice(select=("IAX6",), ignore=("IAX602",))
    assert codes(settings, Choice()) == "IAX601"
    assert codes(settings, Choice(select=("IAX602",))) == "IAX602"
    assert codes(settings, Choice(extend_select=("IAX602", "IAX1"))) == "IAX101 IAX102 IAX601 IAX602"
    assert codes(settings, Choice(ignore=("IAX601",))) == ""


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (
            Choice(ignore=("secert-weak",), where="--"),
            "--ignore: there is no rule `secert-weak`; did you mean `secret-weak`?",
        ),
        (Choice(select=("IAX9",), where="--"), "--select: there is no rule `IAX9`"),
        (
            Choice(extend_select=("",), where="--"),
            "--extend-select: there is no rule ``; iaxlint rule --all lists them",
        ),
        (
            Choice(severity={"securty": "error"}, where="iaxlint.toml: "),
            "iaxlint.toml: severity: there is no rule `securty`; did you mean `security`?",
        ),
    ],
)
def test_a_word_that_stands_for_no_rule_is_refused(choice: Choice, message: str) -> None:
    with pytest.raises(InputError) as caught:
        choose(RULES, [choice])
    assert str(caught.value).startswith(message)


def test_names_stand_for_rules() -> None:
    assert [rule.code for rule in named(RULES, ("IAX60", "acme-naming"), "")] == ["IAX601", "IAX602", "ACME001"]
    assert named(RULES, (), "") == []


def test_severities_are_given_by_the_last_choice_and_its_nearest_word() -> None:
    found = [finding(number) for number in range(6)] + [finding(4, severity="info")]
    grade(
        found,
        [
            Choice(severity={"secret-mismatch": "info", "IAX1": "error"}),
            Choice(severity={"security": "warning", "IAX602": "error", "IAX10": "info"}),
        ],
    )
    assert [each.severity for each in found] == ["info", "info", "info", "warning", "error", "info", "error"]


def test_findings_are_parted_by_severity() -> None:
    found = [finding(0), finding(2), finding(5)]
    assert parted(found, "warning") == (found[:2], (found[2],))
    assert parted(found, "info") == (found, ())


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("old.conf", ["old.conf", "foo/old.conf", "a/b/old.conf"], ["old.conf.bak", "bold.conf", "a/cold.conf"]),
        ("foo", ["foo", "foo/iax.conf", "a/foo/iax.conf"], ["food/iax.conf"]),
        ("foo/", ["foo/iax.conf", "a/foo/iax.conf"], ["food/iax.conf"]),
        ("foo/*", ["foo/iax.conf", "foo/d/more.conf"], ["a/foo/iax.conf", "foo"]),
        ("foo/*.conf", ["foo/iax.conf"], ["foo/d/iax.conf", "foo/iax.conf.d"]),
        ("**/d/*.conf", ["d/a.conf", "x/y/d/a.conf"], ["x/d/y/a.conf"]),
        ("foo/**", ["foo/iax.conf", "foo/d/more.conf"], ["bar/iax.conf"]),
        ("site-?/iax.conf", ["site-1/iax.conf"], ["site-10/iax.conf", "site-/iax.conf"]),
        ("../common/*", ["../common/a.conf"], ["common/a.conf"]),
        ("a+b(c).conf", ["a+b(c).conf"], ["aab(c).conf"]),
    ],
)
def test_paths_match_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    matches = re.compile(path_pattern(pattern)).match
    assert [path for path in matching + others if matches(path)] == matching


def test_rules_are_passed_by_in_some_files() -> None:
    found = [finding(0), finding(1), finding(0, "bar/iax.conf"), finding(3)]
    left = outside(found, RULES, {"foo": ("IAX1",), "*.conf": ("IAX601",)}, "iaxlint.toml", lambda path: path)
    assert left == [found[2]]
    with pytest.raises(InputError, match=r"iaxlint\.toml: per-file: there is no rule `IAX9`"):
        outside(found, RULES, {"foo": ("IAX9",)}, "iaxlint.toml: per-file", lambda path: path)


def test_profiles_name_rules_that_exist() -> None:
    assert tuple(PROFILES) == PROFILE_NAMES
    for profile in PROFILES.values():
        assert choose(all_rules(), [profile.choice])


def test_what_the_profiles_are_for() -> None:
    rules = {name: {rule.name for rule in choose(all_rules(), [profile.choice])} for name, profile in PROFILES.items()}
    everything = {rule.name for rule in all_rules()}
    assert rules["default"] == rules["strict"] == everything
    assert {rule.name for rule in all_rules() if rule.category == "security"} <= rules["security"] < everything
    assert "option-obsolete" not in rules["security"]
    assert "toll-fraud" in rules["hobby"]
    assert not {"guest-account", "user-without-secret"} & rules["hobby"]
