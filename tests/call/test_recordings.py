"""What the simulated call says, against what two running servers did."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaxlint.call.register import registrations
from iaxlint.call.simulate import simulate
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.model.server import Server
from tests.call.recordings import cases, servers

CASES = cases()
IDS = [f"{case['name']}-{version}" for case, version in CASES]
READ: dict[tuple[str, str], list[Server]] = {}
"""The servers of each case and version, which are read once for all tests here."""


def load(case: dict, root: Path, version: str) -> Fleet:
    """A new fleet of the servers of a case."""
    key = case["name"], version
    if key not in READ:
        READ[key] = servers(case, root, version)
    return build_fleet(READ[key])


@pytest.mark.parametrize(("case", "version"), CASES, ids=IDS)
def test_a_call_ends_as_it_was_recorded(case, version, tmp_path):
    fleet = load(case, tmp_path, version)
    for want in case["asterisk"][version]["calls"]:
        call = simulate(fleet, fleet.by_name[want["from"]], want["dial"])
        story = f"{want['from']} {want['dial']}: {[(step.step, step.ok, step.message) for step in call.steps]}"
        if call.verdict == "unknown":
            continue
        assert (call.verdict == "reaches") == want["reaches"], story
        if want["reaches"] and not want["dial"].startswith("Local/"):
            assert want["context"] in (None, call.context), story
            assert want["extension"] in (None, call.extension), story
            assert want["auth"] in (None, call.auth), story
            assert want["encrypted"] in (None, call.encrypted), story
            assert want["codec"] is None or call.codecs is None or want["codec"] == call.codecs[0], story


@pytest.mark.parametrize(("case", "version"), CASES, ids=IDS)
def test_a_registration_ends_as_it_was_recorded(case, version, tmp_path):
    recorded = case["asterisk"][version]["registrations"]
    if not recorded:
        return
    said = {
        (arrival.server.name, arrival.registration.username): arrival
        for arrival in registrations(load(case, tmp_path, version))
    }
    for want in recorded:
        arrival = said[want["server"], want["username"]]
        if arrival.verdict != "unknown":
            assert (arrival.verdict == "registers") == (want["state"] == "Registered"), arrival.steps


OPEN = {
    "register-dbsecret-only-open": "the secret is kept in a database",
    "host-single-label": "DNS",
    "defaultip-bad": "DNS",
    "dial-unknown-host": "a host of nobody's",
    "codec-g729-both": "whether the calling phone speaks it",
    "codec-opus-both": "whether the calling phone speaks it",
    "codec-speex-both": "whether the calling phone speaks it",
    "codec-reqonly-g729-gsm-a": "whether the calling phone speaks it",
    "codec-reqonly-g729-ulaw-a": "whether the calling phone speaks it",
    "codec-reqonly-speex-gsm-a": "whether the calling phone speaks it",
    "maxcall-one-noqualify": "which calls went before",
    "maxcall-two": "which calls went before",
    "maxcall-limits-one": "which calls went before",
    "reg-rsa-key-missing": "keys that nobody showed",
    "rsa-key-absent-md5-fallback": "keys that nobody showed",
    "auth-rsa-plaintext-encrypted-outkey-missing": "keys that nobody showed",
    "auth-rsa-plaintext-encrypted-outkey-missing-inkeys": "keys that nobody showed",
    "extension-switch-local": "a switch",
    "local-dial-unknown-app": "an application that somebody else may have brought",
}
"""Recorded cases with a call that no file tells the end of, and what it hangs on."""


def test_only_what_no_file_tells_stays_open(tmp_path):
    found = set()
    for number, (case, version) in enumerate(CASES):
        fleet = load(case, tmp_path / str(number), version)
        for want in case["asterisk"][version]["calls"]:
            if simulate(fleet, fleet.by_name[want["from"]], want["dial"]).verdict == "unknown":
                found.add(case["name"])
    assert found == set(OPEN)
