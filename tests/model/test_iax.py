from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.model.reading import bucket


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "Unable to load config"),
        ({"iax.conf": "[general\n"}, "invalid format"),
        ({"iax.conf": "[general]\n", "users.conf": "[general\n"}, "users.conf is in an invalid format"),
        ({"iax.conf": "[general]\n", "modules.conf": "[modules]\nautoload=yes\nnoload=chan_iax2.so\n"}, "modules.conf"),
        ({"iax.conf": "[general]\n", "modules.conf": "[modules]\nload=pbx_config.so\n"}, "modules.conf"),
    ],
)
def test_when_the_module_has_no_socket(model, files: dict[str, str], reason: str) -> None:
    iax = model(files)
    assert not iax.loaded
    assert reason in iax.reason


@pytest.mark.parametrize(
    "files",
    [
        {"iax.conf": ""},
        {"iax.conf": "[general]\n", "acl.conf": "[general\n"},
        {"iax.conf": "[general]\n", "modules.conf": "[modules]\nload => CHAN_IAX2\n"},
        {"iax.conf": "[general]\n", "modules.conf": "[modules]\nautoload=yes\n[modules]\nnoload=chan_iax2.so\n"},
    ],
)
def test_when_it_has_one(model, files: dict[str, str]) -> None:
    assert model(files).loaded


def test_users_conf_is_not_read_from_23_on(model) -> None:
    files = {"iax.conf": "[general]\n", "users.conf": "[general\n"}
    assert model(files, "23").loaded


@pytest.mark.parametrize(
    ("lines", "kind", "kind_23"),
    [
        ("type=friend", "friend", "friend"),
        ("TYPE=Peer", "peer", "peer"),
        ("type=user\ntype=friend", "user", "friend"),
        ("type=trunk", "", ""),
        ("type=", "", ""),
        ("secret=x", "", ""),
    ],
)
def test_what_a_section_is(model, lines: str, kind: str, kind_23: str) -> None:
    text = f"[general]\n[x]\n{lines}\n"
    (section,) = model(text, "22").sections
    assert section.kind == kind
    assert bool(section.problem) == (not kind)
    (section,) = model(text, "23").sections
    assert section.kind == kind_23


def test_a_template_is_no_section_and_its_lines_come_first(model) -> None:
    text = "[t](!)\ntype=peer\nsecret=a\n[x](t)\ntype=friend\nsecret=b\n"
    iax = model(text, "22")
    assert [section.kind for section in iax.sections] == ["peer"]
    assert "x" not in iax.users
    iax = model(text, "23")
    assert iax.users["x"].passwords == ["a", "b"]


def test_users_and_peers_of_one_name_are_two_things(model) -> None:
    iax = model("[x]\ntype=peer\nsecret=a\nhost=10.0.0.1\n[x]\ntype=user\nsecret=b\n")
    assert iax.peers["x"].secret == "a"
    assert iax.users["x"].secret == "b"


def test_names_compare_with_regard_to_case(model) -> None:
    assert sorted(model("[x]\ntype=user\n[X]\ntype=user\n").users) == ["X", "x"]


def test_hash_buckets() -> None:
    names = ["old", "desk", "foo", "trunk9"]
    assert [bucket(name) for name in names] == sorted(bucket(name) for name in names)
    assert bucket("") == 5381 % 563
    assert bucket("\u00fc") == ((5381 * 33 ^ 0xC3) * 33 ^ 0xBC) % 2**32 % 2**31 % 563


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=3), unique=True, max_size=30))
def test_search_goes_through_the_buckets(names: list[str]) -> None:
    # a plain sort by bucket that keeps the order of sections within one
    from iaxlint.loader import Folder
    from iaxlint.model.server import load_server
    from iaxlint.model.version import Version

    text = "".join(f"[{name}]\ntype=friend\n" for name in names).encode()
    iax = load_server("foo", Folder("/nonexistent/etc", "foo", {"iax.conf": text}), Version.parse("22")).iax
    assert list(iax.users) == list(iax.peers) == sorted(names, key=bucket)


def test_a_section_that_comes_again_moves_to_the_end_of_its_bucket(model) -> None:
    by_bucket: dict[int, list[str]] = {}
    for number in range(2000):
        by_bucket.setdefault(bucket(f"u{number}"), []).append(f"u{number}")
    first, second = next(names for names in by_bucket.values() if len(names) > 1)[:2]
    lines = f"[{first}]\ntype=user\n[{second}]\ntype=user\n"
    assert list(model(lines).users) == [first, second]
    assert list(model(lines + f"[{first}]\ntype=user\n").users) == [second, first]


LIMITS = """
[callnumberlimits]
10.0.0.0/8 = 5
192.168.0.0/255.255.0.0 = 7
10.1.2.3/8 = 6
host = 1
172.16.0.0/12 = -1
172.17.0.0/16 = x
172.18.0.0/16 = 0
[CallNumberLimits]
10.0.0.0/8 = 8
"""


def test_call_number_limits(model) -> None:
    iax = model(LIMITS)
    assert sorted((limit.range.text, limit.limit) for limit in iax.limits) == [
        ("10.0.0.0/8", 8),
        ("172.18.0.0/16", 0),
        ("192.168.0.0/255.255.0.0", 7),
    ]
    assert {problem.section for problem in iax.problems} == {"callnumberlimits"}
    assert [problem.kind for problem in iax.problems] == ["limit-range-invalid", "limit-invalid", "limit-invalid"]
    assert [section.kind for section in iax.sections] == ["limits", "limits"]


def test_limits_are_searched_by_the_bucket_of_their_network(model) -> None:
    networks = [f"10.{number}.0.{number * 5}" for number in range(50)]
    text = "[callnumberlimits]\n" + "".join(f"{network}={at}\n" for at, network in enumerate(networks))

    def place(limit: int) -> int:
        # the bytes of the network, read as a little-endian machine reads a signed number
        number = int.from_bytes(bytes(map(int, networks[limit].split("."))), "little", signed=True)
        return abs(number) % 563

    found = [limit.limit for limit in model(text).limits]
    assert found == sorted(found, key=place)


USERS = """
[general]
hasiax=yes
secret=g
host=dynamic
[one]
secret=own
[two]
hasiax=no
[three]
registeriax=yes
username=me
host=10.0.0.1
[four](!)
"""


def test_users_conf_gives_friends_that_begin_with_its_general(model) -> None:
    iax = model({"iax.conf": "[one]\ntype=peer\nsecret=last\n", "users.conf": USERS})
    assert sorted(iax.users) == ["one", "three"]
    assert iax.users["one"].passwords == ["g", "own"]
    assert iax.peers["one"].secret == "last"
    assert len(iax.peers["one"].categories) == 3
    assert iax.peers["three"].dynamic is False
    (entry,) = iax.registrations
    assert (entry.username, entry.secret, entry.host) == ("me", "g", "10.0.0.1")
    assert entry.variable.value == "me"


def test_users_conf_is_nothing_to_23(model) -> None:
    iax = model({"iax.conf": "[general]\n", "users.conf": USERS}, "23")
    assert not iax.users
    assert not iax.registrations


def test_a_registration_of_users_conf_may_be_wrong(model) -> None:
    users = "[general]\nregisteriax=yes\n[x]\nhasiax=no\nusername=me\nhost=10.0.0.1:x\n[y]\nhost=10.0.0.1\n"
    iax = model({"iax.conf": "[general]\n", "users.conf": users})
    assert not iax.registrations
    assert [problem.kind for problem in iax.problems] == ["register-port"]


def test_what_is_kept_in_a_database_is_known_by_its_family(serve) -> None:
    extconfig = "[settings]\niaxusers => odbc,asterisk\niax.conf => odbc,asterisk\n[other]\nacls => x\n"
    server = serve({"iax.conf": "[general]\n", "extconfig.conf": extconfig})
    assert server.realtime == {"iaxusers", "iax.conf", "iaxpeers"}


def test_a_server_keeps_what_is_opaque(serve) -> None:
    server = serve({"iax.conf": "[general]\n#exec /bin/true\n"})
    assert len(server.opaque) == 1
    assert serve("[general]\n").opaque == []


def test_names_need_not_be_text(model) -> None:
    iax = model("[tr\udcfcnk]\ntype=friend\nsecret=\udcff\n")
    assert list(iax.users) == ["tr\udcfcnk"]
