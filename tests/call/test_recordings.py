"""What the simulated call says, against what two running servers did."""

import pytest

from iaxlint.call.register import registrations
from iaxlint.call.simulate import simulate
from tests.call.recordings import cases, load

CASES = cases()
IDS = [f"{case['name']}-{version}" for case, version in CASES]


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
            assert (call.context, call.extension) == (want["context"], want["extension"]), story
            assert want["auth"] in (None, call.auth), story
            assert want["encrypted"] in (None, call.encrypted), story
            assert want["codec"] is None or call.codecs is None or want["codec"] in call.codecs, story


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


def test_what_stays_open_hangs_on_a_database_or_on_dns(tmp_path):
    open_calls = set()
    for number, (case, version) in enumerate(CASES):
        fleet = load(case, tmp_path / str(number), version)
        for want in case["asterisk"][version]["calls"]:
            if simulate(fleet, fleet.by_name[want["from"]], want["dial"]).verdict == "unknown":
                open_calls.add(case["name"])
    assert all(any(word in name for word in ("dbsecret", "maxcall", "label", "codec-")) for name in open_calls)
