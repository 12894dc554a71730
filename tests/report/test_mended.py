"""What is said of fixes that were made, and of those that were not."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Edit, Fix, Place, Rule
from iaxlint.engine import Mending, Refusal
from iaxlint.report.mending import mending_lines
from iaxlint.report.plain import as_text
from iaxlint.source import Source

SOURCE = Source("foo/iax.conf", b"[bar]\nusername=oof\n")


def found(name: str) -> Diagnostic:
    place = Place(SOURCE, 6, 18)
    rule = Rule("IAX318", name, "link", "error", "0.1", "Failure", lambda: iter(()))
    return Diagnostic("it fails", place, fixes=(Fix("write username=foo", "safe", (Edit(place, "x"),)),), rule=rule)


def told(done: list[Diagnostic], files: list[str], refused: list[Refusal], *, settled: bool = True) -> str:
    return as_text(mending_lines(Mending(done, files, refused, settled)))


def test_rules_are_counted_and_few_files_named() -> None:
    done = [found("user-unknown"), found("dead-option"), found("user-unknown")]
    assert told(done, ["a", "b"], []) == "mended 3 findings in a, b: dead-option, user-unknown 2 times.\n"
    assert told(done, ["a"] * 4, []) == "mended 3 findings in 4 files: dead-option, user-unknown 2 times.\n"
    assert told([], [], []) == ""


def test_refusals_say_why() -> None:
    one = found("user-unknown")
    assert told([], [], [Refusal(one, one.fixes[0], "on foo, IAX2/bar reached; now fails")]) == (
        "foo/iax.conf:2:1: IAX318[user-unknown] is not mended (write username=foo), because then: "
        "on foo, IAX2/bar reached; now fails\n"
    )


def test_fixes_without_end() -> None:
    assert "please report this as a bug" in told([], [], [], settled=False)
