from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from iaxlint.model import general, option, peer, user
from iaxlint.model.option import (
    FOREIGN,
    MISTAKEN,
    NEVER_READ,
    OPTIONS,
    REMOVED,
    find,
    names,
    suggest,
    versions_of,
)
from iaxlint.model.option_notes import NOTES
from iaxlint.model.option_value import check_value
from iaxlint.model.version import Version

ROOT = Path(option.__file__).parent.parent.parent
NEW = Version.parse("22")

REPEATS = {"last", "first", "accumulates", "adds up"}
KINDS = {
    "address", "boolean", "callerid", "codecs", "context", "database", "host", "key", "keys", "lists", "methods",
    "milliseconds", "number", "range", "register", "seconds", "secret", "text", "tos", "variable", "word",
}  # fmt: skip


def test_rows_say_something_known() -> None:
    for name, (kind, _, _, scopes) in OPTIONS.items():
        assert name == name.lower()
        assert kind in KINDS
        assert scopes
        for scope, _, repeat in scopes:
            assert scope in ("general", "user", "peer")
            assert repeat in REPEATS


def test_every_option_is_explained() -> None:
    assert set(NOTES) == set(OPTIONS)


def test_a_word_is_in_one_table_only() -> None:
    tables = [set(OPTIONS), set(REMOVED), set(NEVER_READ), set(FOREIGN), set(MISTAKEN)]
    assert len(set.union(*tables)) == sum(map(len, tables))


def test_what_is_suggested_exists() -> None:
    for instead in [*FOREIGN.values(), *MISTAKEN.values(), *(words[2] for words in REMOVED.values())]:
        assert not instead or instead in OPTIONS


@pytest.mark.parametrize(
    ("handlers", "scope"), [(general.HANDLERS, "general"), (user.HANDLERS, "user"), (peer.HANDLERS, "peer")]
)
def test_what_the_model_reads_is_in_the_table(handlers: dict[str, object], scope: str) -> None:
    assert set(handlers) <= names(scope, NEW)


def test_the_page_is_made_from_the_table() -> None:
    script = ROOT / "tools" / "options_table.py"
    spec = importlib.util.spec_from_file_location("options_table", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "options.md").read_text() == module.page(), "run python tools/options_table.py"


@pytest.mark.parametrize(
    ("version", "scope", "has", "has_not"),
    [
        ("22", "general", {"auth", "calltokenexpiration", "bindport"}, {"secret", "trunk", "context", "notransfer"}),
        ("17", "general", {"calltokenexpiration"}, {"auth"}),
        ("18.2", "general", set(), {"auth"}),
        ("16", "general", {"auth"}, set()),
        ("1.8", "general", {"forcejitterbuffer"}, {"calltokenexpiration"}),
        ("10", "user", {"permit"}, {"acl", "host", "port"}),
        ("13", "peer", {"acl", "hasvoicemail"}, {"forcejitterbuffer", "setvar", "codecpriority"}),
        ("23", "peer", {"mailbox"}, {"hasvoicemail"}),
        ("22", "friend", {"setvar", "host", "type"}, {"bindport"}),
    ],
)
def test_options_by_version(version: str, scope: str, has: set[str], has_not: set[str]) -> None:
    known = names(scope, Version.parse(version))
    assert has <= known
    assert not has_not & known


def test_options_are_found_in_any_case() -> None:
    found = find("RequireCallToken")
    assert found is not None
    assert found.name == "requirecalltoken"
    assert found.scopes == {"user": ("yes", "last"), "peer": ("yes", "last")}
    assert find("nonsense") is None


def test_the_versions_of_an_option() -> None:
    assert versions_of("acl", "user") == ((11, 0), (23, 999))
    assert versions_of("acl", "general") is None
    assert versions_of("forcejitterbuffer", "peer") == ((1, 8), (12, 999))
    assert versions_of("notransfer", "peer") is None
    assert versions_of("nonsense", "peer") is None


@pytest.mark.parametrize(
    ("name", "scope", "meant"),
    [
        ("disalow", "friend", "disallow"),
        ("recalltoken", "user", "requirecalltoken"),
        ("iaxthreads", "general", "iaxthreadcount"),
        ("PASSWORD", "friend", "secret"),
        ("bindadr", "general", "bindaddr"),
        ("usernmae", "peer", "username"),
        ("notransfer", "peer", "transfer"),
        ("insecure", "peer", ""),
        ("zzzzzzzz", "peer", ""),
    ],
)
def test_what_may_have_been_meant(name: str, scope: str, meant: str) -> None:
    assert suggest(name, scope, NEW) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bindport", "4569"),
        ("bindport", "0x11d9"),
        ("port", "0"),
        ("qualify", "yes"),
        ("qualify", "NO"),
        ("qualify", "2000"),
        ("trunk", "on"),
        ("trunkmtu", "0"),
        ("transfer", "MediaOnly"),
        ("requirecalltoken", "auto"),
        ("encryption", "aes128"),
        ("autokill", "true"),
        ("autokill", "500"),
        ("auth", "md5,rsa"),
        ("resyncthreshold", "-1"),
        ("codecpriority", "Host"),
        ("type", "friend"),
        ("secret", "anything"),
        ("nonsense", "anything"),
        ("host", "1.2.3.4:5"),
    ],
)
def test_values_that_an_option_takes(name: str, value: str) -> None:
    assert check_value(name, value) is None


@pytest.mark.parametrize(
    ("name", "value", "expected", "used"),
    [
        ("bindport", "80", "a number from 1024 to 65535", "4569"),
        ("port", "4569x", "a number from 0 to 65535", "4569"),
        ("qualify", "on", "yes, no or a number from 0 up", "no"),
        ("qualify", "60s", "yes, no or a number from 0 up", "60"),
        ("maxcallnumbers", "70000", "a number from 0 to 65535", "4464"),
        ("trunkmtu", "100", "0 or a number from 172 to 3999", "the value before it"),
        ("trunk", "enabled", "yes or no", "no"),
        ("auth", "MD5", "rsa, md5 or plaintext", "the default"),
        ("transfer", "maybe", "yes, no or mediaonly", "no"),
        ("codecpriority", "", "caller, host, disabled or reqonly", "the value before it"),
        ("iaxthreadcount", "300", "a number from 1 to 256", "the nearest bound"),
        ("type", "trunk", "user, peer or friend", "nothing of the section"),
        ("maxauthreq", "", "a number from 0 up", "0"),
    ],
)
def test_values_that_it_does_not_take(name: str, value: str, expected: str, used: str) -> None:
    fault = check_value(name, value)
    assert fault is not None
    assert (fault.expected, fault.used) == (expected, used)
