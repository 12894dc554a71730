from __future__ import annotations

import pytest

from iaxlint.model.address import Address


def general_of(model, *lines: str, version: str = "22"):
    return model("[general]\n" + "\n".join(lines) + "\n", version).general


def here(address: Address) -> bool:
    return address.number == 0 or address.host in ("192.168.1.2", "127.0.0.1")


@pytest.mark.parametrize(
    ("lines", "tried", "opened"),
    [
        ([], ["0.0.0.0:4569"], ["0.0.0.0:4569"]),
        (["bindport=4570"], ["0.0.0.0:4570"], ["0.0.0.0:4570"]),
        (["bindport=80"], ["0.0.0.0:4569"], ["0.0.0.0:4569"]),
        (["bindaddr=192.168.1.2", "bindport=4570"], ["192.168.1.2:4569"], ["192.168.1.2:4569"]),
        (["bindport=4570", "bindaddr=192.168.1.2"], ["192.168.1.2:4570"], ["192.168.1.2:4570"]),
        (["bindaddr=192.168.1.2:4571"], ["192.168.1.2:4571"], ["192.168.1.2:4571"]),
        (["bindaddr=host"], ["0.0.0.0:4569"], ["0.0.0.0:4569"]),
        (["bindaddr=10.9.9.9"], ["10.9.9.9:4569"], []),
        (["bindaddr=10.9.9.9", "bindaddr=127.0.0.1"], ["10.9.9.9:4569", "127.0.0.1:4569"], ["127.0.0.1:4569"]),
        (["bindaddr=::", "bindport=4570"], ["[::]:4569"], ["[::]:4569"]),
    ],
)
def test_sockets(model, lines: list[str], tried: list[str], opened: list[str]) -> None:
    general = general_of(model, *lines)
    assert [str(binding.address) for binding in general.bindings] == tried
    assert [str(binding.address) for binding in general.sockets(here)] == opened


def test_the_fallback_is_the_last_address_with_the_last_port(model) -> None:
    general = general_of(model, "bindaddr=10.9.9.9:5000", "bindport=4570")
    assert str(general.fallback) == "10.9.9.9:4570"
    (binding,) = general.sockets(lambda address: address.port == 4570)
    assert (str(binding.address), binding.variable) == ("10.9.9.9:4570", None)
    assert str(general_of(model, "bindaddr=10.9.9.9", version="11").fallback) == "0.0.0.0:4569"


@pytest.mark.parametrize(
    ("lines", "source", "address"),
    [
        ([], "192.168.1.2", "192.168.1.2:4569"),
        ([], "192.168.1.2:4569", "192.168.1.2:4569"),
        ([], "192.168.1.2:x", "192.168.1.2:4569"),
        ([], "192.168.1.2:4570", "None"),
        ([], "10.9.9.9", "None"),
        ([], "nowhere", "None"),
        (["bindport=4570"], "192.168.1.2", "None"),
        (["bindport=4570"], "192.168.1.2:4570", "192.168.1.2:4570"),
        (["bindaddr=127.0.0.1", "bindaddr=192.168.1.2"], "192.168.1.2", "192.168.1.2:4569"),
        (["bindaddr=127.0.0.1"], "192.168.1.2", "None"),
        (["bindaddr=::"], "192.168.1.2", "None"),
    ],
)
def test_source_addresses(model, lines: list[str], source: str, address: str) -> None:
    assert str(general_of(model, *lines).source(source, here)) == address


def test_up_to_11_there_is_no_ipv6(model) -> None:
    iax = model("[general]\nbindaddr=::\n", "11")
    assert [str(binding.address) for binding in iax.general.bindings] == ["0.0.0.0:4569"]
    assert [problem.kind for problem in iax.problems] == ["bindaddr-invalid"]


def test_only_the_first_general_is_read(model) -> None:
    iax = model("[general]\nbindport=4570\n[u]\ntype=user\n[GENERAL]\nbindport=4571\nauthdebug=yes\n")
    assert iax.general.port == 4570
    assert not iax.general.authdebug
    assert [section.category.name for section in iax.sections] == ["u"]


def test_without_general_the_defaults_hold(model) -> None:
    general = model("[u]\ntype=user\n").general
    assert general.category is None
    assert (general.max_auth_requests, general.max_call_numbers, general.max_call_numbers_unvalidated) == (
        3,
        2048,
        8192,
    )
    assert general.shrink_callerid
    assert general.transfer == "yes"


@pytest.mark.parametrize(("version", "shown"), [("1.8", True), ("10", False), ("22", False)])
def test_refusals_are_logged_by_default_up_to_1_8(model, version: str, shown: bool) -> None:
    assert general_of(model, version=version).authdebug is shown


@pytest.mark.parametrize("value", ["bad", "", "10.0.0.1/33", "10.0.0.1, 10.0.0.2", "10.0.0.1:5"])
def test_an_unreadable_calltokenoptional_keeps_the_module_from_loading(model, value: str) -> None:
    iax = model(f"[general]\nbindport=4570\ncalltokenoptional={value}\nbindport=4571\n[u]\ntype=friend\n")
    assert not iax.loaded
    assert "calltokenoptional" in iax.reason
    assert iax.general.failed is not None
    assert iax.general.port == 4570


def test_of_several_optional_ranges_on_a_line_the_first_counts(model) -> None:
    general = general_of(model, "calltokenoptional=10.0.0.0/8,192.168.0.0/16", "calltokenoptional=172.16.0.0/12")
    assert [rule.text for rule in general.token_optional] == ["10.0.0.0/8", "172.16.0.0/12"]


@pytest.mark.parametrize(
    ("line", "field", "value", "level"),
    [
        ("autokill=yes", "autokill_ms", 2000, ""),
        ("autokill=500", "autokill_ms", 500, ""),
        ("autokill=-1", "autokill_ms", 0, "NOTICE"),
        ("maxauthreq=-1", "max_auth_requests", 0, ""),
        ("maxcallnumbers=70000", "max_call_numbers", 4464, ""),
        ("maxcallnumbers=many", "max_call_numbers", 2048, "WARNING"),
        ("shrinkcallerid=no", "shrink_callerid", False, ""),
        ("shrinkcallerid=2", "shrink_callerid", True, "WARNING"),
        ("bandwidth=LOW", "force_encryption", False, ""),
        ("bandwidth=none", "force_encryption", False, "WARNING"),
        ("trunkmtu=100", "force_encryption", False, "NOTICE"),
        ("trunkfreq=5", "force_encryption", False, "NOTICE"),
        ("iaxthreadcount=0", "force_encryption", False, "NOTICE"),
        ("tos=ef", "force_encryption", False, ""),
        ("tos=loud", "force_encryption", False, "WARNING"),
        ("cos=8", "force_encryption", False, "WARNING"),
        ("calltokenexpiration=0", "force_encryption", False, "WARNING"),
        ("srvlookup=on", "srvlookup", True, ""),
        ("delayreject=yes", "delayreject", True, ""),
        ("regcontext=here", "regcontext", "here", ""),
    ],
)
def test_values_and_what_is_logged_of_them(model, line: str, field: str, value: object, level: str) -> None:
    iax = model(f"[general]\n{line}\n")
    assert getattr(iax.general, field) == value
    assert [problem.level for problem in iax.problems] == ([level] if level else [])


def test_the_shortest_registration_is_not_longer_than_the_longest(model) -> None:
    iax = model("[general]\nminregexpire=90\nmaxregexpire=30\n")
    assert (iax.general.min_register_seconds, iax.general.max_register_seconds) == (30, 30)
    assert [problem.kind for problem in iax.problems] == ["register-interval"]


def test_bandwidth_below_the_codecs_discards_them(model) -> None:
    general = general_of(model, "disallow=all", "allow=ulaw", "bandwidth=low")
    assert "ulaw" not in general.codecs.order
    assert general.codecs.order[0] == "gsm"
    general = general_of(model, "bandwidth=low", "disallow=all", "allow=ulaw")
    assert general.codecs.order == ("ulaw",)


@pytest.mark.parametrize(
    ("value", "username", "secret", "host", "port"),
    [
        ("foo@192.168.2.3", "foo", "", "192.168.2.3", 4569),
        ("foo:pw@192.168.2.3:4570", "foo", "pw", "192.168.2.3", 4570),
        ("foo:[key]@bar.example.net", "foo", "[key]", "bar.example.net", 4569),
        ("foo:a:b@192.168.2.3", "foo", "a", "192.168.2.3", 4569),
        ("foo:a@b@192.168.2.3", "foo", "a", "b", 4569),
        ("foo@192.168.2.3:4570x:9", "foo", "", "192.168.2.3", 4570),
        ("foo@192.168.2.3:123456", "foo", "", "192.168.2.3", 12345),
        ("@192.168.2.3", "", "", "192.168.2.3", 4569),
        ("foo:" + "x" * 90 + "@192.168.2.3", "foo", "x" * 79, "192.168.2.3", 4569),
    ],
)
def test_registrations(model, value: str, username: str, secret: str, host: str, port: int) -> None:
    (entry,) = model(f"[general]\nregister => {value}\n").registrations
    assert (entry.username, entry.secret, entry.host, entry.port) == (username, secret, host, port)
    assert (entry.address is None) == (not host.startswith("192"))
    assert entry.address is None or entry.address.port == port


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("foo", "register-format"),
        ("foo:bar", "register-format"),
        ("foo@", "register-host-empty"),
        ("foo@192.168.2.3:", "register-port"),
        ("foo@192.168.2.3:x", "register-port"),
        ("foo@192.168.2.3:0", "register-port"),
        ("foo:" + "x" * 260 + "@192.168.2.3", "register-format"),
    ],
)
def test_registrations_that_are_skipped(model, value: str, kind: str) -> None:
    iax = model(f"[general]\nregister => {value}\n")
    assert not iax.registrations
    assert [problem.kind for problem in iax.problems] == [kind]


def test_no_part_of_a_secret_is_logged(model) -> None:
    iax = model("[general]\nregister => foo:one@two:three@192.168.2.3\n")
    assert iax.problems
    assert not any(word in problem.message for problem in iax.problems for word in ("one", "two", "three"))
