"""Which terminals get links, and what they lead to."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_terminal import folder, on_terminal, piped

from iaxlint.cli.hyperlinks import draws_links

__all__ = ["folder"]

LINK = "\x1b]8;"


@pytest.mark.parametrize(
    ("environment", "drawn"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"WT_SESSION": "b1"}, True),
        ({"KONSOLE_VERSION": "230804"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4900"}, False),
        ({"VTE_VERSION": "x"}, False),
        ({"TMUX": "/tmp/t", "TERM_PROGRAM_VERSION": "3.4", "TERM": "tmux-256color"}, True),
        ({"TMUX": "/tmp/t", "TERM_PROGRAM_VERSION": "3.3a", "VTE_VERSION": "7600"}, False),
        ({"TMUX": "/tmp/t", "VTE_VERSION": "7600"}, False),
        ({"STY": "1.pts", "VTE_VERSION": "7600"}, False),
    ],
)
def test_what_an_environment_tells(environment: dict[str, str], drawn: bool) -> None:
    assert draws_links(environment) == drawn


@pytest.mark.parametrize(
    ("words", "more", "drawn"),
    [
        ((), {}, False),
        ((), {"VTE_VERSION": "7600"}, True),
        ((), {"VTE_VERSION": "7600", "NO_COLOR": "1"}, False),
        ((), {"VTE_VERSION": "7600", "FORCE_HYPERLINK": "0"}, False),
        (("--hyperlinks", "never"), {"VTE_VERSION": "7600"}, False),
        (("--hyperlinks", "always"), {}, True),
    ],
)
def test_who_decides_on_a_terminal(folder: Path, words: tuple[str, ...], more: dict[str, str], drawn: bool) -> None:
    assert (LINK in on_terminal(folder, "check", "foo", *words, **more)) == drawn


@pytest.mark.parametrize(
    ("words", "more", "drawn"),
    [
        (("--color", "always"), {"VTE_VERSION": "7600"}, False),
        ((), {"FORCE_HYPERLINK": "1"}, True),
        (("--hyperlinks", "always", "--color", "never"), {}, True),
    ],
)
def test_who_decides_in_a_pipe(folder: Path, words: tuple[str, ...], more: dict[str, str], drawn: bool) -> None:
    assert (LINK in piped(folder, "check", "foo", *words, **more)) == drawn


def test_links_without_colours(folder: Path) -> None:
    assert "\x1b[" not in piped(folder, "check", "foo", "--hyperlinks", "always", "--color", "never")


def test_a_place_leads_to_its_file_and_a_rule_to_its_page(folder: Path) -> None:
    odd = folder / "foo/50% of it é.conf"
    (folder / "foo/iax.conf").write_text(f"[general]\n#include {odd.name!r}\n".replace("'", '"'))
    odd.write_text("[x]\n")
    shown = piped(folder, "check", "foo", "--hyperlinks", "always")
    assert f"{folder}/foo/50%25%20of%20it%20%C3%A9.conf\x1b\\foo/50% of it é.conf:1:1" in shown
    assert "/section-without-type.md\x1b\\" in shown
