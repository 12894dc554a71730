"""Ansible inventories: which hosts, at which addresses."""

from __future__ import annotations

import builtins
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iaxlint.disk import Disk
from iaxlint.errors import InputError
from iaxlint.inventory import groups
from iaxlint.inventory.groups import expand
from iaxlint.inventory.hosts import Host, read_hosts


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path.resolve())


def hosts(name: str, text: str, *variables: str) -> dict[str, Host]:
    return read_hosts([write(name, text)], variables or ("ansible_host",))


def addresses(name: str, text: str, *variables: str) -> dict[str, tuple[str, ...]]:
    return {host.name: host.addresses for host in hosts(name, text, *variables).values()}


def refusal(name: str, text: str) -> str:
    with pytest.raises(InputError) as caught:
        hosts(name, text)
    return str(caught.value)


INI = """
# the whole fleet
alone ansible_host=10.0.0.9 ; no comment here=1
pbx.example.net:2222

[hubs]
hub1 ansible_host=10.0.0.1 ansible_user="x y"  # the old one
[spokes]
site[01:03]
[spokes:vars]
iaxlint_role=spoke
[pbx:children]
hubs
spokes
[pbx:vars]
iaxlint_asterisk = '18.21'
iaxlint_role = hub
"""


def test_ini() -> None:
    found = hosts("hosts.ini", INI.replace(" ; no comment here=1", ""))
    assert {name: host.addresses for name, host in found.items()} == {
        "alone": ("10.0.0.9",),
        "pbx.example.net": ("pbx.example.net",),
        "hub1": ("10.0.0.1",),
        "site01": (),
        "site02": (),
        "site03": (),
    }
    assert [(host.role, host.asterisk) for host in found.values()] == [
        (None, None),
        (None, None),
        ("hub", "18.21"),
        *[("spoke", "18.21")] * 3,
    ]


YAML = """
---
all:
  hosts:
    alone: {ansible_host: 10.0.0.9}
  vars: {iaxlint_asterisk: "18"}
  children:
    hubs:
      hosts:
        hub1:
          ansible_host: 10.0.0.1
          ansible_password: !vault |
            $ANSIBLE_VAULT;1.1;AES256
            6162
    spokes:
      hosts:
        site[01:02]:
        site03: {ansible_host: !vault "x", voip: ["2001:db8::3", "site03.example.net"]}
      vars: {iaxlint_role: spoke}
"""


def test_yaml() -> None:
    found = hosts("hosts.yml", YAML, "ansible_host", "voip")
    assert {name: host.addresses for name, host in found.items()} == {
        "alone": ("10.0.0.9",),
        "hub1": ("10.0.0.1",),
        "site01": (),
        "site02": (),
        "site03": ("2001:db8::3", "site03.example.net"),
    }
    assert {host.asterisk for host in found.values()} == {"18"}
    assert [host.role for host in found.values()] == [None, None, "spoke", "spoke", "spoke"]


def test_what_ansible_inventory_prints() -> None:
    text = """{"_meta": {"hostvars": {"hub1": {"ansible_host": "10.0.0.1"}, "a": {"ansible_host": "10.0.0.2"}}},
        "all": {"children": ["ungrouped", "hubs"]}, "hubs": {"hosts": ["hub1"], "vars": {"iaxlint_role": "hub"}},
        "ungrouped": {"hosts": ["a"]}}"""
    found = hosts("list.json", text)
    assert {name: (host.addresses, host.role) for name, host in found.items()} == {
        "hub1": (("10.0.0.1",), "hub"),
        "a": (("10.0.0.2",), None),
    }


def test_variables_beside_the_inventory_and_which_count_more() -> None:
    write("group_vars/all.yml", "ansible_host: 10.9.9.1\n")
    write("group_vars/hubs/main.yml", "ansible_host: 10.9.9.2\nother: 1\n")
    write("group_vars/hubs/vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162 ansible_host\n")
    write("host_vars/c.yaml", "ansible_host: 10.9.9.3\n")
    write("host_vars/d", "ansible_host: '{{ somewhere }}'\n")
    write("host_vars/e.yml", "nothing: [that is, wanted\n")
    text = "a\nc ansible_host=10.0.0.3\nd\ne ansible_host=10.0.0.5\n[hubs]\nb\n"
    assert addresses("hosts", text) == {
        "a": ("10.9.9.1",),
        "b": ("10.9.9.2",),
        "c": ("10.9.9.3",),
        "d": (),
        "e": ("10.0.0.5",),
    }


@pytest.mark.parametrize("address", ["10.0.0.1/24", "two words", "no..name", "[10.0.0.1, x/y]"])
def test_what_is_no_address_is_told_of_the_hosts_that_are_servers(address: str) -> None:
    fault = hosts("hosts", f"a\nb voip={address!r}\n", "voip")["b"].fault
    assert fault.startswith('hosts:2: `voip` of b must be a list of addresses and host names, such as ["192.168.1.2"')
    assert hosts("hosts", f"b iaxlint_public={address!r}\n")["b"].fault.startswith(
        "hosts:1: `iaxlint_public` of b must"
    )


def test_which_variables_count_more_as_ansible_has_it() -> None:
    """Each as `ansible-inventory --list` of ansible-core 2.19 prints it."""
    write("group_vars/all.yml", "v: all-file\n")
    write("group_vars/zone", "v: zone-file\n")
    text = """
        [north]
        n v=own
        [south]
        s
        [sites]
        n
        s
        t
        [zone:children]
        north
        south
        [south:vars]
        v=south
        [sites:vars]
        v=sites
        """
    assert addresses("hosts", text, "v") == {"n": ("own",), "s": ("zone-file",), "t": ("all-file",)}


def test_the_nearer_group_counts_more_and_then_the_priority() -> None:
    """`c` has three groups above it, and `a` a chain of two: the way from `all` to `a` is the longer."""
    text = """
        [a]
        one
        [c]
        one
        two
        [b]
        two
        [chain:children]
        a
        [longer:children]
        chain
        [p1:children]
        c
        b
        [p2:children]
        c
        b
        [p3:children]
        c
        b
        [a:vars]
        v=a
        [b:vars]
        v=b
        ansible_group_priority=2
        [c:vars]
        v=c
        """
    assert addresses("hosts", text, "v") == {"one": ("a",), "two": ("b",)}


def test_several_inventories_are_one() -> None:
    paths = [
        write("one/hosts", "a v=1\nb\n[g]\nb\n"),
        write("two/hosts", "[g:vars]\nv=2\n[h]\na v=3\n"),
    ]
    write("two/host_vars/c", "v: 4\n")
    write("one/host_vars/a", "w: 5\n")
    found = read_hosts(paths, ("v", "w"))
    assert {host.name: host.addresses for host in found.values()} == {"a": ("3", "5"), "b": ("2",)}


def test_which_files_of_variables_there_are() -> None:
    for name in ("a/main.yml", "a.yml", "b/below/x.yml", "c/1.yml", "c/2", "c/.hidden.yml", "c/3.yml~", "e.json"):
        write(f"host_vars/{name}", f"v: '{name}'\n")
    write("host_vars/e.yaml", "v: e.yaml\n")
    write("host_vars/c/README.md", "sets v: [ to something\n")
    assert addresses("hosts", "a\nb\nc\nd\ne\n", "v") == {
        "a": ("a/main.yml",),
        "b": ("b/below/x.yml",),
        "c": ("c/2",),
        "d": (),
        "e": ("e.yaml",),
    }


def test_yaml_in_a_file_without_an_ending() -> None:
    text = """# all of them

all:  # here
  hosts:
    'a:2222': {v: 1}
    '[2001:db8::7]:22': {v: 2}
    x[1:2]:22: {v: 3}
"""
    found = {"a": ("1",), "2001:db8::7": ("2", "2001:db8::7"), "x1": ("3",), "x2": ("3",)}
    assert addresses("hosts", text, "v") == found
    assert addresses("hosts", "; what is:\n[g]\na v=1\n", "v") == {"a": ("1",)}


def test_a_folder_of_variables_that_may_not_be_read_is_told() -> None:
    class Closed(Disk):
        def names(self, folder: str) -> list[str]:
            raise PermissionError(13, "Permission denied")

    with pytest.raises(InputError, match="cannot read the folder group_vars: Permission denied"):
        read_hosts([write("hosts", "a\n")], ("v",), Closed())


def test_links_out_of_the_inventory_are_not_followed(here: Path) -> None:
    write("elsewhere/a.yml", "ansible_host: 10.9.9.3\n")
    (here / "in" / "host_vars").mkdir(parents=True)
    (here / "in" / "host_vars" / "a.yml").symlink_to(here / "elsewhere" / "a.yml")
    assert addresses("in/hosts", "a\n../b\n") == {"a": (), "../b": ()}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("web[01:03].x", ["web01.x", "web02.x", "web03.x"]),
        ("db-[a:c]", ["db-a", "db-b", "db-c"]),
        ("x[1:9:4]", ["x1", "x5", "x9"]),
        ("x[8:10]", ["x8", "x9", "x10"]),
        ("r[1:2]h[1:2]", ["r1h1", "r1h2", "r2h1", "r2h2"]),
        ("plain", ["plain"]),
    ],
)
def test_ranges(pattern: str, names: list[str]) -> None:
    assert expand(pattern, "hosts") == names


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("hosts", "[web\n", "hosts:1: [web has a range"),
        ("hosts", "[a:what]\n", "hosts:1: [a:what] is no section"),
        ("hosts", "\na 'x\n", "hosts:2: a quote is not closed"),
        ("hosts", "a b\n", "hosts:1: behind the host stand variables"),
        ("hosts", "[a:vars]\nb\n", "hosts:2: a variable is written name=value"),
        ("hosts", "a[1:9999999]\n", "hosts:1: a[1:9999999] stands for more than 100000 hosts"),
        ("hosts", "a[5:1]\n", "a[5:1] has a range that can't be read"),
        ("hosts", "#!/bin/sh\n", "hosts is a program, and iaxlint runs none"),
        ("hosts", "a iaxlint_role=boss\n", "`iaxlint_role` of a must be one of hub, spoke, node"),
        ("hosts", "a iaxlint_asterisk=x\n", "`iaxlint_asterisk` of a must be a version of Asterisk"),
        ("h.yml", "all: {hosts: {a: {iaxlint_asterisk: 18.10}}}", "`iaxlint_asterisk` of a must be a version"),
        ("hosts.yml", "all: [\n", "hosts.yml:2: not valid YAML"),
        ("hosts.yml", "- a\n", "hosts.yml: an inventory is a table of groups"),
        ("hosts.yml", "a: !!python/object/apply:os.system [ls]\n", "hosts.yml:1: not valid YAML"),
        ("hosts.yml", "[" * 3000, "nested too deep"),
        ("hosts.json", "{" * 3000, "n"),
    ],
)
def test_what_cannot_be_read(name: str, text: str, said: str) -> None:
    assert said in refusal(name, text)


def test_a_folder_and_a_missing_file(here: Path) -> None:
    (here / "inventory").mkdir()
    for name, said in (("inventory", "inventory is a folder"), ("none", "cannot read none: No such file")):
        with pytest.raises(InputError, match=said):
            read_hosts([str(here / name)], ())


def test_aliases_do_not_multiply() -> None:
    levels = "".join(f"  g{n}: &g{n} {{children: {{x: *g{n - 1}, y: *g{n - 1}}}}}\n" for n in range(1, 40))
    text = f"defs:\n  g0: &g0 {{hosts: {{a: {{ansible_host: 10.0.0.1}}}}}}\n{levels}all: *g39\n"
    assert addresses("hosts.yml", text)["a"] == ("10.0.0.1",)
    merged = "a0: &a0 {x: 1, y: 2}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
    assert "too many keys" in refusal("merge.yml", merged)


def test_groups_in_groups_do_not_multiply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each host belongs to all groups above its own."""
    monkeypatch.setattr(groups, "MOST_MEMBERSHIPS", 1275)
    chain = [f"[g{n}:children]\ng{n + 1}\n[g{n}]\nh{n}\n" for n in range(51)]
    assert len(hosts("hosts", "".join(chain[:50]))) == 50
    assert "more than 1275 groups of hosts" in refusal("hosts", "".join(chain))


def test_yaml_without_pyyaml_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "yaml":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert refusal("hosts.yml", "all: {}\n") == "hosts.yml is YAML, which PyYAML reads: pip install 'iaxlint[yaml]'"
    assert addresses("hosts", "a ansible_host=10.0.0.1\n") == {"a": ("10.0.0.1",)}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet="[]:=ab1,{}\"'#;!&*<-| \n\t", max_size=80), st.sampled_from(("hosts", "hosts.yml", "hosts.json"))
)
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    path = write(name, text)
    with suppress(InputError):
        assert all(isinstance(host, Host) for host in read_hosts([path], ("a",)).values())
