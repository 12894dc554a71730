from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.model.access import (
    AccessList,
    AccessRule,
    apply_rules,
    keeps_strangers_out,
    let_in_besides,
    read_rule,
    read_rules,
)
from iaxlint.model.address import Address, from_ipv4, from_ipv6, parse_numeric

NETWORKS = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.integers(0, 32)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.tuples(st.ip_addresses(v=6), st.integers(0, 128)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.sampled_from(["0.0.0.0/0.0.0.0", "192.168.0.0/255.255.0.0", "10.0.0.0/8", "192.168.1.2", "::/0", "::1"]),
)
ADDRESSES = st.one_of(
    st.ip_addresses(),
    st.sampled_from(["192.168.1.2", "192.168.2.3", "10.1.2.3", "::1", "::ffff:10.1.2.3"]).map(ipaddress.ip_address),
)


def rules(lines: list[tuple[str, str]]) -> list[AccessRule]:
    return [rule for word, text in lines for rule in read_rules(text, None, permit=word == "permit")]  # type: ignore[arg-type]


def address(text: str) -> Address:
    found = parse_numeric(text)
    assert found is not None
    return found


def naive(lines: list[tuple[str, str]], who: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """The last range that holds the address decides, and without one it passes."""
    if isinstance(who, ipaddress.IPv6Address) and who.ipv4_mapped:
        who = who.ipv4_mapped
    allowed = True
    for word, text in lines:
        for element in text.split(","):
            network = ipaddress.ip_network(element.removeprefix("!"), strict=False)
            if isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped:
                return True
            if who in network:
                allowed = (word == "permit") != element.startswith("!")
    return allowed


LINES = st.lists(
    st.tuples(
        st.sampled_from(["permit", "deny"]),
        st.lists(st.tuples(st.sampled_from(["", "!"]), NETWORKS).map("".join), min_size=1, max_size=3).map(",".join),
    ),
    max_size=5,
)


@given(LINES, ADDRESSES)
def test_the_last_rule_that_matches_decides(lines: list[tuple[str, str]], who: ipaddress.IPv4Address) -> None:
    if any(":ffff:" in text for _, text in lines):
        return
    rule = apply_rules(rules(lines), address(str(who)))
    assert (rule is None or rule.permit) == naive(lines, who)


@given(LINES, ADDRESSES)
def test_a_last_deny_of_all_of_one_family_denies_it(lines: list[tuple[str, str]], who: ipaddress.IPv4Address) -> None:
    asked = address(str(who))
    everything = "0.0.0.0/0" if asked.unmapped[0] == 4 else "::/0"
    rule = apply_rules(rules([*lines, ("deny", everything)]), asked)
    assert rule is not None
    assert not rule.permit


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("1.2.3.4", [""]),
        ("1.2.3.4/24x", [""]),
        ("host", ["Invalid IP address: host"]),
        ("", ["Invalid IP address: "]),
        ("1.2.3.4:5", ["Invalid IP address: 1.2.3.4:5"]),
        ("1.2.3.4/33", ["Invalid CIDR netmask: 33"]),
        ("1.2.3.4/", ["Invalid CIDR netmask: "]),
        ("1.2.3.4/-1", ["Invalid CIDR netmask: -1"]),
        ("1.2.3.4/255.255", [""]),
        ("1.2.3.4/255.255.255.256", ["Invalid netmask: 255.255.255.256"]),
        ("1.2.3.4/::", ["Address and mask are not using same address scheme."]),
        ("::1/129", ["Invalid CIDR netmask: 129"]),
        ("::ffff:1.2.3.4/96", ["Invalid CIDR netmask: 96"]),
        ("::ffff:1.2.3.4/24", [""]),
        ("1.2.3.4, 5.6.7.8", ["", "Invalid IP address:  5.6.7.8"]),
        ("host,1.2.3.4", ["Invalid IP address: host", "not read, because an element before it can't be"]),
    ],
)
def test_what_asterisk_drops(text: str, problems: list[str]) -> None:
    found = rules([("permit", text)])
    assert [rule.problem for rule in found] == problems
    assert [rule.family == 0 for rule in found] == [bool(problem) for problem in problems]


@pytest.mark.parametrize(
    ("old", "new", "besides"),
    [
        (["deny=::/0", "permit=2001:db8::1"], ["deny=::/0", "permit=2001:db8::/32"], "2001:db8::"),
        (["deny=::/0", "permit=2001:db8::/32"], ["deny=::/0", "permit=2001:db8::1"], None),
        (["deny=0.0.0.0/0"], ["deny=0.0.0.0/0", "permit=255.255.255.255"], "255.255.255.255"),
        (["deny=128.0.0.0/1"], ["deny=128.0.0.0/2", "deny=192.0.0.0/2"], None),
    ],
)
def test_an_address_that_one_list_refuses_and_another_lets_in(
    old: list[str], new: list[str], besides: str | None
) -> None:
    one, other = (AccessList(rules([tuple(line.split("=")) for line in lines]), {}, True) for lines in (old, new))  # type: ignore[misc]
    found = let_in_besides(one, other)
    assert (found and found.host) == besides


def test_ipv4_rules_do_not_speak_of_ipv6() -> None:
    found = rules([("deny", "0.0.0.0/0.0.0.0")])
    assert apply_rules(found, from_ipv4(5)) is not None
    assert apply_rules(found, from_ipv6(5)) is None
    assert apply_rules(found, address("::ffff:1.2.3.4")) is not None


def test_up_to_10_a_line_is_one_element() -> None:
    (rule,) = read_rules("10.0.0.0/8,192.168.0.0/16", None, permit=True, lists=False)  # type: ignore[arg-type]
    assert rule.problem == "Invalid netmask: 8,192.168.0.0/16"
    (rule,) = read_rules("!10.0.0.1", None, permit=True, lists=False)  # type: ignore[arg-type]
    assert rule.problem == "Invalid IP address: !10.0.0.1"


ACL_CONF = "[one]\ndeny=0.0.0.0/0\npermit=192.168.0.0/16\n[two]\ndeny=192.168.1.2\n[empty]\n"


def user_with(model, lines: str, acl: str | None = ACL_CONF, version: str = "22"):
    files = {"iax.conf": f"[u]\ntype=user\n{lines}\n"}
    if acl is not None:
        files["acl.conf"] = acl
    return model(files, version)


@pytest.mark.parametrize(
    ("lines", "who", "allowed", "name"),
    [
        ("", "1.1.1.1", True, "(BASELINE)"),
        ("acl=one", "192.168.1.2", True, "(BASELINE)"),
        ("acl=one", "10.0.0.1", False, "one"),
        ("acl=one,two", "192.168.1.2", False, "two"),
        ("acl=one\nacl=two", "192.168.2.3", True, "(BASELINE)"),
        ("acl=one\ndeny=192.168.2.3", "192.168.2.3", False, "(BASELINE)"),
        ("acl=empty", "10.0.0.1", True, "(BASELINE)"),
        ("acl=nope", "192.168.1.2", False, "nope"),
        ("acl=One", "192.168.1.2", False, "One"),
        ("acl=one, two", "192.168.1.2", False, "two"),
        ("acl=one ,two", "192.168.2.3", False, "one "),
        ("acl=", "192.168.2.3", False, "(BASELINE)"),
        ("permit=0.0.0.0/0\nacl=", "192.168.2.3", True, "(BASELINE)"),
    ],
)
def test_every_list_must_let_the_caller_in(model, lines: str, who: str, allowed: bool, name: str) -> None:
    decision = user_with(model, lines).users["u"].access.allows(address(who))
    assert decision.allowed is allowed
    assert decision.list == name
    if not allowed:
        assert decision.variable is not None
        assert f"Rejecting '{who}' due to" in decision.log
        assert name in decision.log


@pytest.mark.parametrize(
    ("acl", "refused"),
    [
        (None, None),
        ("[one\n", None),
        ("[one]\npermit=host\n", "permit"),
        ("[one]\nfoo=10.0.0.1\n", "foo"),
        ("[one]\npermit=1.2.3.4, 5.6.7.8\n", "permit"),
        ("[one]\ndeny=0.0.0.0/0\n[General]\n", "General"),
        ("[one]\npermit=\n", "permit"),
    ],
)
def test_without_a_usable_acl_conf_every_named_list_lets_in(model, acl: str | None, refused: str | None) -> None:
    iax = user_with(model, "acl=one,nope", acl)
    assert not iax.lists.available
    assert iax.lists.reason
    assert (iax.lists.refused and iax.lists.refused.name) == refused
    assert iax.users["u"].access.allows(address("10.0.0.1")).allowed is True
    assert {problem.kind for problem in iax.problems} == {"acl-unavailable"}


def test_sections_of_acl_conf_with_one_name_are_one_list(model) -> None:
    iax = user_with(model, "acl=one", "[t](!)\ndeny=0.0.0.0/0\n[one](t)\n[one]\nPERMIT=10.0.0.1\n")
    assert [(rule.permit, rule.text) for rule in iax.lists.lists["one"]] == [
        (False, "0.0.0.0/0"),
        (True, "10.0.0.1"),
    ]
    assert "t" not in iax.lists.lists


@pytest.mark.parametrize(
    ("name", "text", "acl", "allowed"),
    [
        ("extconfig.conf", "[settings]\nacls => odbc,db\n", "[one]\n", None),
        ("extconfig.conf", "[settings]\nacls => odbc,db\n", None, True),
        ("extconfig.conf", "[settings]\nacl.conf => odbc,db\n", None, None),
        ("extconfig.conf", "[settings]\nacl.conf => odbc,db\n", "[one\n", None),
        ("asterisk.conf", "[options]\nexecincludes=yes\n", "#exec /bin/true\n", None),
    ],
)
def test_what_no_file_tells_of_a_list(serve, name: str, text: str, acl: str | None, allowed: bool | None) -> None:
    files = {"iax.conf": "[u]\ntype=user\nacl=x\n", name: text, **({"acl.conf": acl} if acl else {})}
    iax = serve(files).iax
    assert iax.users["u"].access.allows(address("10.0.0.1")).allowed is allowed
    assert iax.lists.refused is None


@pytest.mark.parametrize(
    ("lines", "kinds", "names"),
    [
        ("acl=one,ONE", ["acl-repeated"], ["one"]),
        ("acl=nope,one", ["acl-undefined"], ["nope", "one"]),
        ("acl=", ["acl-undefined"], [""]),
        ("permit=10.0.0.1\nacl=", ["acl-repeated"], []),
    ],
)
def test_what_asterisk_says_of_a_list_that_is_asked_for(model, lines: str, kinds: list[str], names: list[str]) -> None:
    iax = user_with(model, lines)
    assert [problem.kind for problem in iax.problems] == kinds
    assert [named.name for named in iax.users["u"].access.named.values()] == names


def test_named_lists_are_younger_than_10(model) -> None:
    assert not user_with(model, "acl=nope", version="10").users["u"].access


def test_any_line_makes_a_list_usable_or_not(model) -> None:
    assert user_with(model, "permit=host").users["u"].access
    assert user_with(model, "acl=one").users["u"].access
    assert not user_with(model, "").users["u"].access


@pytest.mark.parametrize(
    ("lines", "who", "decides"),
    [
        ("deny=0.0.0.0/0\npermit=10.0.0.0/8", "10.0.0.1", "10.0.0.0/8"),
        ("deny=0.0.0.0/0\npermit=10.0.0.0/8", "11.0.0.1", "0.0.0.0/0"),
        ("deny=10.0.0.0/8", "11.0.0.1", None),
        ("permit=192.168.2.3\nacl=one", "192.168.2.3", "192.168.0.0/16"),
        ("permit=192.168.2.3\nacl=empty", "192.168.2.3", "192.168.2.3"),
        ("acl=empty", "192.168.2.3", None),
    ],
)
def test_the_line_that_decides_is_told(model, lines: str, who: str, decides: str | None) -> None:
    variable = user_with(model, lines).users["u"].access.allows(address(who)).variable
    assert (variable and variable.value) == decides


@pytest.mark.parametrize(
    ("lines", "out"),
    [("", False), ("deny=0.0.0.0/0", True), ("deny=10.0.0.0/8", False), ("deny=0.0.0.0/0\npermit=0.0.0.0/0", False)],
)
def test_who_keeps_strangers_out(model, lines: str, out: bool) -> None:
    assert keeps_strangers_out(user_with(model, lines).users["u"].access) is out


@pytest.mark.parametrize(
    ("text", "network", "mask"),
    [
        ("10.1.2.3", 0x0A010203, 0xFFFFFFFF),
        ("10.1.2.3/24", 0x0A010200, 0xFFFFFF00),
        ("10.1.2.3/ 8", 0x0A000000, 0xFF000000),
        ("10.1.2.3/255.255.0.0", 0x0A010000, 0xFFFF0000),
        ("10.1.2.3/255.0.255.0", 0x0A000200, 0xFF00FF00),
        ("10.1.2.3/0", 0, 0),
        ("10.1.2.3/32", 0x0A010203, 0xFFFFFFFF),
        ("::ffff:10.0.0.1", 0x0A000001, 0xFFFFFFFF),
        ("::7", 7, (1 << 128) - 1),
        ("::7/128", 7, (1 << 128) - 1),
        ("::7/126", 4, (1 << 128) - 4),
        ("::7/::f", 7, 15),
        ("2001:db8::7/32", 0x20010DB8 << 96, 0xFFFFFFFF << 96),
    ],
)
def test_what_a_range_amounts_to(text: str, network: int, mask: int) -> None:
    rule = read_rule(text, None, permit=True)  # type: ignore[arg-type]
    assert (rule.network, rule.mask, rule.problem) == (network, mask, "")
