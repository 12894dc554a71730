"""The examples show what the README says they show."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def iaxlint(*words: str) -> tuple[int, str]:
    """Exit status and output of a run in the checkout."""
    done = subprocess.run(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def findings(*paths: str) -> tuple[int, list[dict[str, str]]]:
    status, output = iaxlint("check", "--output-format", "json", *paths)
    return status, json.loads(output)["diagnostics"]


def test_the_recipe_works_and_is_open_to_listeners() -> None:
    status, found = findings("examples/foo", "examples/bar")
    assert status == 1
    assert not [finding for finding in found if finding["category"] in ("syntax", "link", "registration", "dialplan")]
    assert {finding["category"] for finding in found if finding["severity"] == "error"} == {"security"}


def test_each_server_of_the_recipe_reaches_the_other() -> None:
    for caller, dial, lands in (("foo", "IAX2/bar/23", "bar"), ("bar", "IAX2/foo/42", "foo")):
        status, output = iaxlint(
            "trace", "examples/foo", "examples/bar", "--from", caller, "--dial", dial, "--output-format", "json"
        )
        (call,) = json.loads(output)["calls"]
        assert status == 0
        assert call["verdict"] == "reaches"
        assert call["to"] == {"server": lands, "context": "fromiax", "extension": dial[-2:]}
        assert (call["auth"], call["encrypted"]) == ("plaintext", False)


def test_the_broken_pair_shows_many_kinds_of_findings() -> None:
    status, found = findings("examples/broken/foo", "examples/broken/bar")
    assert status == 1
    assert len({finding["name"] for finding in found}) >= 8


def test_the_drifted_pair_fails_in_each_direction_for_a_reason_of_its_own() -> None:
    status, found = findings("examples/drifted")
    assert status == 1
    assert [(finding["name"], finding["server"]) for finding in found] == [
        ("codec-mismatch", "foo"),
        ("secret-mismatch", "foo"),
    ]


def test_the_modern_pair_has_no_finding_and_its_calls_are_encrypted() -> None:
    assert findings("examples/modern/foo", "examples/modern/bar") == (0, [])
    status, output = iaxlint(
        "trace", "examples/modern/foo", "examples/modern/bar", "--dial", "Local/201@phones", "--output-format", "json"
    )
    (call,) = json.loads(output)["calls"]
    assert status == 0
    assert (call["verdict"], call["auth"], call["encrypted"]) == ("reaches", "md5", True)
    assert call["codecs"] == ["alaw", "ulaw"]
