"""The screen in the documents is what is printed; and nothing in it can harm a terminal."""

from __future__ import annotations

from pathlib import Path

from test_targets import fleet

from iaxlint.model.address import Address, parse_with_port
from iaxlint.probe.outcome import Answer, Probed, Target, outcome
from iaxlint.probe.targets import targets_of
from iaxlint.report.plain import as_text
from iaxlint.report.probe import probe_lines

PAGE = Path(__file__).parents[2] / "docs/probe.md"

FOO = """\
[general]
register => foo:Kq7-mLw2-Zx9e@192.168.2.3

[bar]
type=friend
host=192.168.2.3

[baz]
type=friend
host=192.168.3.4

[qux]
type=friend
host=qux.example.net

[spare]
type=friend
host=spare.example.net

[far]
type=friend
host=far.example.net

[roaming]
type=friend
host=dynamic
"""


def at(text: str) -> Address:
    address = parse_with_port(text)
    assert address is not None
    return address


def came_of(target: Target) -> Probed:
    if target.host == "qux.example.net":
        return Probed(target, "no-such-name", [], detail="is a name that no resolver knows")
    answers = {
        "192.168.2.3": [Answer(at("192.168.2.3:4569"), "answered", 1, 12.4)],
        "192.168.3.4": [Answer(at("192.168.3.4:4569"), "silent", 3)],
        "spare.example.net": [
            Answer(at("192.168.4.5:4569"), "answered", 1, 3.1),
            Answer(at("[2001:db8::5]:4569"), "refused", 3),
        ],
        "far.example.net": [Answer(at("203.0.113.9:4569"), "answered", 2, 31.04, calltoken=True)],
    }
    return outcome(target, answers[target.host])


def test_the_screen_in_the_documents() -> None:
    foo = fleet(("192.168.1.2",), ("198.51.100.7", "far.example.net"), foo=FOO, far="[general]\n")
    targets, skipped = targets_of(foo)
    shown = as_text(probe_lines([came_of(target) for target in targets], skipped))
    assert f"$ iaxlint probe foo\n{shown}```" in PAGE.read_text()


def test_control_characters_of_a_configuration_are_shown_and_not_printed() -> None:
    foo = fleet(foo="[a\x1b[31m\u202eb]\ntype=peer\nhost=c\x1b[2J\x07d\n")
    targets, skipped = targets_of(foo)
    shown = as_text(probe_lines([Probed(target, "no-such-name", [], detail="x") for target in targets], skipped))
    assert shown.replace("\n", "").isprintable()
    assert "c\\x1b[2J\\x07d:4569" in shown
