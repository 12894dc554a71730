"""What must not change how a call ends."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iaxlint.call.simulate import place_call
from tests.call.recordings import cases, load

NAMED = [
    case
    for case, version in cases()
    if version == "22"
    and set(case["files"]) == {"foo", "bar"}
    and not case["name"].startswith(("username-missing", "user-", "rsa", "local-", "switch"))
    and not any(name.startswith("keys/") for files in case["files"].values() for name in files)
]
IDS = [case["name"] for case in NAMED]
FEW = [case for case in NAMED if case["name"].startswith(("seed-", "secret-", "acl-", "codec-", "recipe"))]

ok = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def renamed(case, names):
    """The case with its servers and all that is called after them renamed."""

    def rename(text):
        return re.sub(r"\b(foo|bar)\b", lambda found: names[found[0]], text)

    files = {
        names[server]: {rename(name): rename(text) for name, text in files.items()}
        for server, files in case["files"].items()
    }
    addresses = {names[server]: addresses for server, addresses in case["addresses"].items()}
    calls = [{"from": names[call["from"]], "dial": rename(call["dial"])} for call in case["asterisk"]["22"]["calls"]]
    return {"files": files, "addresses": addresses, "calls": calls}


def outcomes(case, root):
    fleet = load(case, root, "22")
    calls = [place_call(fleet, fleet.by_name[call["from"]], call["dial"]) for call in case["calls"]]
    return [
        (call.verdict, call.auth, call.encrypted, call.codecs, [(step.step, step.ok, step.rule) for step in call.steps])
        for call in calls
    ]


@pytest.mark.parametrize("case", NAMED, ids=IDS)
def test_renaming_both_servers_changes_names_and_nothing_else(case, tmp_path):
    same = renamed(case, {"foo": "foo", "bar": "bar"})
    other = renamed(case, {"foo": "nord", "bar": "sued"})
    assert outcomes(same, tmp_path / "a") == outcomes(other, tmp_path / "b")


@pytest.mark.parametrize("case", FEW, ids=[case["name"] for case in FEW])
def test_sections_that_no_call_names_change_nothing(case, tmp_path):
    plain = renamed(case, {"foo": "foo", "bar": "bar"})
    crowded = renamed(case, {"foo": "foo", "bar": "bar"})
    for files in crowded["files"].values():
        files["iax.conf"] += "\n[stranger]\ntype=friend\nsecret=unrelated\nhost=10.9.9.9\ncontext=elsewhere\n"
        files["iax.conf"] += "[another](!)\ntype=user\nsecret=x\n[third](another)\ncontext=elsewhere\n"
    assert outcomes(plain, tmp_path / "a") == outcomes(crowded, tmp_path / "b")


@ok
@given(order=st.permutations(range(4)))
def test_the_order_of_unrelated_sections_changes_nothing(order, tmp_path_factory):
    case = renamed(next(case for case in NAMED if case["name"] == "seed-md5"), {"foo": "foo", "bar": "bar"})
    strangers = [f"[s{number}]\ntype=friend\nhost=10.0.0.{number}\nsecret=s{number}\n" for number in range(3)]
    for server, files in case["files"].items():
        head, trunk = re.split(r"(?m)^(?=\[(?:foo|bar)\])", files["iax.conf"], maxsplit=1)
        parts = [*strangers, trunk + "\n"]
        files["iax.conf"] = head + "".join(parts[place] for place in order)
        assert server in ("foo", "bar")
    root = tmp_path_factory.mktemp("order")
    assert {verdict for verdict, *_ in outcomes(case, root)} == {"reaches"}
