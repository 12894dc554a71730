"""Every document is what the published schema says, and nothing more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from made import FOO, mismatch, nowhere, report

import iaxlint
from iaxlint.diagnostics import Diagnostic, Edit, Fix, Place
from iaxlint.report.json import check_document, dumps, span
from iaxlint.source import Source

SCHEMA = json.loads((Path(iaxlint.__file__).parent / "schema/iaxlint.json").read_text())

ROOT = Path(__file__).parents[2]

DOCS = ROOT / "docs/json.md"


def closed(node: object) -> object:
    """The schema with no field allowed beside those that it names."""
    if isinstance(node, dict):
        shut = {key: closed(value) for key, value in node.items()}
        if "properties" in node and node.get("type") == "object":
            shut["additionalProperties"] = False
        return shut
    return [closed(item) for item in node] if isinstance(node, list) else node


def check(document: object, part: str) -> None:
    """Whether a document is what a part of the schema says, with no field beside."""
    jsonschema.validate(document, {"$ref": f"#/$defs/{part}", "$defs": closed(SCHEMA["$defs"])})


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert {part["$ref"].rpartition("/")[2] for part in SCHEMA["anyOf"]} == {
        "check",
        "statistics",
        "trace",
        "links",
        "probe",
        "diff",
        "compare",
        "config",
        "peers",
        "users",
        "registrations",
        "dialplan",
        "new",
        "rules",
    }


def test_a_finding_with_everything_is_as_the_schema_says() -> None:
    finding = mismatch()
    finding.fixes = (Fix("t", "safe", (Edit(finding.place, "x"),)),)
    document = json.loads(dumps(check_document(report(finding), nowhere())))
    check(document, "check")
    (found,) = document["diagnostics"]
    assert list(found) == list(SCHEMA["$defs"]["diagnostic"]["properties"])
    assert found["range"] == {"start": {"line": 6, "column": 8}, "end": {"line": 6, "column": 19}}
    assert document["summary"] == {"error": 1, "warning": 0, "info": 0, "files": 4, "links": 2}
    assert "password123" not in dumps(document)


def test_the_example_in_the_documents_is_as_the_schema_says() -> None:
    example = re.search(r"```json\n(.*?)```", DOCS.read_text(), re.S)
    assert example
    check(json.loads(example[1]), "diagnostic")


COMMANDS = {
    "check": ["check", "examples/broken"],
    "statistics": ["check", "examples/broken", "--statistics"],
    "trace": ["trace", "examples/broken", "--dial", "IAX2/bar/23", "--dial", "IAX2/bar-desk/23", "--dial", "SIP/1"],
    "links": ["links", "examples/broken"],
    "diff": ["diff", "examples/broken"],
    "compare": ["compare", "examples/modern", "examples/broken"],
    "config": ["show", "config", "examples/broken/foo/iax.conf"],
    "peers": ["show", "peers", "examples/broken"],
    "users": ["show", "users", "examples/broken"],
    "registrations": ["show", "registrations", "tests/fixtures/report"],
    "dialplan": ["show", "dialplan", "examples/broken", "--match", "23@from-bar", "--match", "1@nowhere"],
    "new": ["new", "foo", "bar", "--address", "foo=192.0.2.1", "--dynamic", "bar", "--dry-run"],
    "rules": ["rule", "--all"],
}


@pytest.mark.parametrize("part", COMMANDS)
def test_every_command_prints_what_the_schema_says(part: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "iaxlint", *COMMANDS[part], "--output-format", "json"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    check(json.loads(done.stdout), part)


def test_columns_count_code_points() -> None:
    source = Source("x", "\ufeffä電=é\nx".encode())
    start = source.text.index("=")
    assert span(Place(source, start, len(source.text))) == {
        "start": {"line": 1, "column": 3},
        "end": {"line": 2, "column": 2},
    }


def test_places_beyond_the_end_are_drawn_in() -> None:
    assert span(Place(Source("x", b"a"), 0, 99))["end"] == {"line": 1, "column": 2}


@pytest.mark.parametrize("text", ["a\udcffb", "\ud800", "電話 🙂", "\x1b[31m", "\u2028"])
def test_any_text_becomes_json_that_everybody_reads(text: str) -> None:
    written = dumps({"text": text})
    assert written.encode("utf-8")
    assert json.loads(written)["text"] == re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", written)


def test_the_same_finding_gives_the_same_bytes() -> None:
    assert dumps(check_document(report(mismatch()), nowhere())) == dumps(check_document(report(mismatch()), nowhere()))


def test_a_finding_without_anything_is_still_whole() -> None:
    finding = Diagnostic("m", Place(FOO, 0, 0), severity="info", rule=mismatch().rule)
    check(check_document(report(finding), nowhere()), "check")
