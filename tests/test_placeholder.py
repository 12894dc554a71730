"""What is filled in later is never judged as if it stood there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.call.simulate import simulate
from iaxlint.engine import check
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.placeholder import PLACEHOLDERS, Placeholders
from iaxlint.rules.registry import all_rules

IAX = """\
[general]
bindport=4569
[{far}]
type=friend
username={near}
host={address}
secret={secret}
auth=md5
context=from-{far}
requirecalltoken=yes
deny=0.0.0.0/0.0.0.0
permit={address}/255.255.255.255
"""
PLAN = "[from-{far}]\nexten => _2X,1,Answer()\n"
ENDS = {
    "foo": {"near": "foo", "far": "bar", "address": "192.168.2.3", "secret": "K9fw-x2Tp-71nd"},
    "bar": {"near": "bar", "far": "foo", "address": "192.168.1.2", "secret": "K9fw-x2Tp-71nd"},
}
ADDRESSES = {"foo": "192.168.1.2", "bar": "192.168.2.3"}


def fleet(change: dict[str, tuple[str, str]], placeholders: Placeholders = PLACEHOLDERS) -> Fleet:
    """A correct pair, with a text replaced in the named files, such as `foo/iax.conf`."""
    servers = []
    for name, words in ENDS.items():
        files = {"iax.conf": IAX.format(**words), "extensions.conf": PLAN.format(**words)}
        for file, text in files.items():
            old, new = change.get(f"{name}/{file}", ("", ""))
            assert old in text
            files[file] = text.replace(old, new) if old else text
        overlay = {file: text.encode() for file, text in files.items()}
        folder = Folder(f"/nonexistent/{name}", name, overlay)
        folder.placeholders = placeholders
        servers.append(load_server(name, folder, Version.parse("22"), [ADDRESSES[name]]))
    return build_fleet(servers)


def verdict(servers: Fleet) -> str:
    return simulate(servers, servers.by_name["foo"], "IAX2/bar/23").verdict


def found(servers: Fleet) -> set[str]:
    return {diagnostic.rule.name for diagnostic in check(servers, all_rules()).diagnostics}


def test_the_pair_is_sound() -> None:
    assert verdict(fleet({})) == "reaches"
    assert found(fleet({})) == set()


OPEN = {
    "a secret": {"foo/iax.conf": ("secret=K9fw-x2Tp-71nd", "secret={{ bar_secret }}")},
    "a part of a secret": {"foo/iax.conf": ("secret=K9fw", "secret=${REGION}-K9fw")},
    "a secret in a vault": {"bar/iax.conf": ("secret=K9fw-x2Tp-71nd", "secret=!vault | 6638")},
    "a user name": {"foo/iax.conf": ("username=foo", "username=<%= name %>")},
    "an address": {"foo/iax.conf": ("host=192.168.2.3", "host={{ bar }}.example.net")},
    "the name of a section": {"bar/iax.conf": ("[foo]", "[{{ peer }}]")},
    "codecs": {"foo/iax.conf": ("auth=md5", "auth=md5\ndisallow=all\nallow={{ codecs }}")},
    "an access list": {"bar/iax.conf": ("permit=192.168.1.2/", "permit={{ foo }}/")},
    "a context": {"bar/iax.conf": ("context=from-foo", "context=from-{{ peer }}")},
    "the name of a context": {"bar/extensions.conf": ("[from-foo]", "[from-{{ peer }}]")},
    "an extension": {"bar/extensions.conf": ("_2X", "{{ numbers }}")},
    "an included file": {"bar/iax.conf": ("[foo]", '#include "{{ site }}.conf"\n[fu]')},
}


@pytest.mark.parametrize("change", OPEN.values(), ids=OPEN)
def test_a_call_that_hangs_on_a_placeholder_is_open(change: dict[str, tuple[str, str]]) -> None:
    servers = fleet(change)
    assert verdict(servers) == "unknown"
    assert not {"syntax", "link", "option"} & {d.rule.category for d in check(servers, all_rules()).diagnostics}


SHUT = {
    "a word that nobody replaced": {"foo/iax.conf": ("secret=K9fw-x2Tp-71nd", "secret=CHANGEME")},
    "a variable of the dialplan": {"bar/extensions.conf": ("_2X,1,Answer()", "${NUMBER},1,Answer()")},
    "a placeholder that decides nothing": {
        "foo/iax.conf": ("secret=K9fw-x2Tp-71nd\n", "secret=another\nlanguage={{ language }}\n")
    },
}


@pytest.mark.parametrize("change", SHUT.values(), ids=SHUT)
def test_a_call_that_fails_without_a_placeholder_fails(change: dict[str, tuple[str, str]]) -> None:
    assert verdict(fleet(change)) == "fails"


def test_equal_placeholders_are_equal_secrets() -> None:
    both = ("secret=K9fw-x2Tp-71nd", "secret={{ trunk_secret }}")
    servers = fleet({"foo/iax.conf": both, "bar/iax.conf": both})
    assert verdict(servers) == "reaches"
    assert found(servers) == set()


def test_lines_of_a_template_are_passed_over() -> None:
    text = "{{ managed | comment(x='; ') }}\n{% set n = 1 %}\n[general]\n{% if x %}\nbindport=4569\n{% endif %}\n"
    servers = fleet({"foo/iax.conf": ("[general]\nbindport=4569\n", text)})
    assert servers.by_name["foo"].iax.loaded
    assert verdict(servers) == "reaches"
    assert found(servers) == set()


def test_values_that_are_filled_in_are_not_held_against_what_an_option_takes() -> None:
    lines = "qualify={{ q }}\nport={{ port }}\ndisallow=all\nallow=ulaw,{{ more }}\nencryption={{ e }}\n[foo"
    servers = fleet({"bar/iax.conf": ("[foo", "[baz]\ntype=peer\nhost=dynamic\nsecret={{ s }}\n" + lines)})
    assert found(servers) <= {"peer-not-registered"}


def test_the_settings_add_patterns() -> None:
    one, two = ("K9fw-x2Tp-71nd", "SECRET:one"), ("K9fw-x2Tp-71nd", "SECRET:two")
    change = {"foo/iax.conf": one, "bar/iax.conf": two}
    assert verdict(fleet(change)) == "fails"
    assert verdict(fleet(change, Placeholders((re.compile("SECRET:.+"),)))) == "unknown"
    # a pattern speaks of whole values
    assert verdict(fleet(change, Placeholders((re.compile("SECRET:"),)))) == "fails"


@given(st.text())
def test_what_a_program_fills_in_needs_no_weighing(value: str) -> None:
    if PLACEHOLDERS.fills(value, dialplan=True):
        assert PLACEHOLDERS.fills(value)
