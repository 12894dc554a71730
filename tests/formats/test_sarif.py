"""What SARIF says beside the schema: indexes, links, files and flows that lead somewhere."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest


@pytest.fixture(scope="module")
def run(texts: dict[str, str]) -> Any:
    (run,) = json.loads(texts["sarif"])["runs"]
    return run


def test_rules_are_where_results_say(run: Any) -> None:
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert ("security" in rule["properties"]["tags"]) == ("security-severity" in rule["properties"])
        assert rule["help"]["markdown"].endswith(f"[{rule['name']}]({rule['helpUri']})")


def test_each_file_can_be_found(run: Any, folder: Path) -> None:
    for artifact in artifacts(run):
        assert artifact["uriBaseId"] in run["originalUriBaseIds"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", artifact["uri"])
        assert os.path.isfile(os.fsencode(folder) + b"/" + unquote_to_bytes(artifact["uri"]))


def test_related_places_are_linked(run: Any) -> None:
    for result in run["results"]:
        linked = [int(number) for number in re.findall(r"\]\((.*?)\)", result["message"]["text"])]
        assert linked == [place["id"] for place in result.get("relatedLocations", ())]


def test_a_failing_call_is_told_step_by_step(run: Any) -> None:
    told = {result["ruleId"]: result["codeFlows"] for result in run["results"] if "codeFlows" in result}
    assert told.keys() == {"IAX301", "IAX318", "IAX405"}
    (flow,) = told["IAX301"]
    stops = flow["threadFlows"][0]["locations"]
    assert [stop["executionOrder"] for stop in stops] == list(range(1, len(stops) + 1))
    assert [stop.get("importance") for stop in stops] == [None] * (len(stops) - 1) + ["essential"]
    story = "; ".join(stop["location"]["message"]["text"] for stop in stops)
    assert re.findall(r"(?:^|; )(\w+): ", story)[:3] == ["dial", "peer", "address"]
    assert all("physicalLocation" in stop["location"] for stop in stops)


def test_what_is_let_be_is_marked(run: Any, texts: dict[str, str]) -> None:
    aside = json.loads(texts["json"])["aside"]
    kinds = Counter(each["kind"] for result in run["results"] for each in result.get("suppressions", ()))
    assert kinds == {"inSource": aside["suppressed"], "external": aside["baseline"]}
    states = Counter(result["baselineState"] for result in run["results"])
    assert states["unchanged"] == aside["baseline"]
    assert states["new"] == len(json.loads(texts["json"])["diagnostics"]) + aside["suppressed"]


def test_fixes_are_edits(run: Any) -> None:
    fixes = [fix for result in run["results"] for fix in result.get("fixes", ())]
    assert {fix["description"]["text"].rpartition("(")[2] for fix in fixes} == {"safe)", "unsafe)"}
    (change,) = fixes[0]["artifactChanges"]
    assert change["replacements"][0].keys() == {"deletedRegion", "insertedContent"}


def test_fingerprints_differ(run: Any) -> None:
    prints = [result["partialFingerprints"]["iaxlint/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def artifacts(node: Any) -> list[Any]:
    """Every artifact location in a part of a document."""
    if isinstance(node, dict):
        return [node] if "uri" in node else [each for value in node.values() for each in artifacts(value)]
    return [each for item in node for each in artifacts(item)] if isinstance(node, list) else []
