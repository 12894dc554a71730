"""Correct pairs with random slips: whatever --fix makes of them, nothing is worse, and a second run changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import ADDRESSES, PAIR

from iaxlint.call.call import Call
from iaxlint.call.outcome import PROOFS
from iaxlint.call.register import registrations
from iaxlint.call.simulate import simulate
from iaxlint.engine import check
from iaxlint.fixes.mend import Mended, Way, mend
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.rules.registry import all_rules

RULES = all_rules()

REGISTERING = {
    "foo/iax.conf": (
        "[general]\nbindport=4569\nregister => foo:Kq8-vTn3-pWz6-Lr4@192.168.2.3\n\n"
        "[base](!)\ntype=friend\nauth=md5\nencryption=yes\nrequirecalltoken=yes\ncontext=in\n\n"
        "[bar](base)\nhost=192.168.2.3\nport=4569\nusername=foo\nsecret=Kq8-vTn3-pWz6-Lr4\ntrunk=yes\n"
    ),
    "foo/extensions.conf": PAIR["foo/extensions.conf"],
    "bar/iax.conf": (
        "[general]\nbindport=4569\ndisallow=all\nallow=alaw\n\n"
        "[foo]\ntype=friend\nhost=dynamic\nusername=bar\nsecret=Kq8-vTn3-pWz6-Lr4\nauth=md5\nencryption=yes\n"
        "requirecalltoken=yes\ncontext=in\npeercontext=in\nqualify=yes\n"
    ),
    "bar/extensions.conf": PAIR["bar/extensions.conf"],
}

LINES = (
    "mailboxdetail=yes", "port=4569", "host=192.168.2.3:4569", "peercontext=ni", "disallow=all", "auth=plaintext",
    "encryption=no", "trunk=yes", "secret=other", "username=oof", "type=user", "context=other", "permit=10.0.0.1",
    "allow=gsm", "[bar] (base)", "[other](base, nothing)", "--;", ";-- open", "context+=2", "include => nowhere",
    "exten => 23,1,Dail(IAX2/bar/23)", "same => n,Hangup", "bindaddr=0.0.0.0", "\tqualify = yes ; late",
    "#include gone.conf",
)  # fmt: skip

VALUES = (
    "yes",
    "no",
    "md5",
    "rsa",
    "plaintext",
    "in",
    "out",
    "192.168.1.2",
    "10.0.0.9",
    "bar",
    "foo",
    "all",
    "4570",
    "",
)

slips = st.tuples(
    st.sampled_from(("drop", "swap", "twice", "value", "letters", "insert", "blank")),
    st.integers(0, 400),
    st.integers(0, 400),
)


def slipped(files: dict[str, str], slip: tuple[str, int, int]) -> dict[str, str]:
    """The files with one slip in one line."""
    kind, which, how = slip
    places = [(name, number) for name, text in files.items() for number in range(len(text.split("\n")) - 1)]
    name, number = places[which % len(places)]
    lines = files[name].split("\n")
    line = lines[number]
    key, equal, _ = line.partition("=")
    if kind == "drop":
        del lines[number]
    elif kind == "swap":
        other = how % (len(lines) - 1)
        lines[number], lines[other] = lines[other], lines[number]
    elif kind == "twice":
        lines.insert(how % len(lines), line)
    elif kind == "value" and equal:
        lines[number] = f"{key}={VALUES[how % len(VALUES)]}"
    elif kind == "letters" and len(key) > 2:
        at = how % (len(key) - 1)
        lines[number] = line[:at] + line[at + 1] + line[at] + line[at + 2 :]
    elif kind == "insert":
        lines.insert(number, LINES[how % len(LINES)])
    elif kind == "blank":
        lines[number] = f"  {line} \t"
    return {**files, name: "\n".join(lines)}


def loaded(files: dict[str, bytes]) -> Fleet:
    """The servers, from files that stand on no disk."""
    servers = []
    for server, address in ADDRESSES.items():
        own = {name.partition("/")[2]: data for name, data in files.items() if name.startswith(f"{server}/")}
        folder = Folder(f"/nonexistent/{server}", server, own)
        servers.append(load_server(server, folder, Version.parse("22"), (address,)))
    return build_fleet(servers)


def run(fleet: Fleet, *, unsafe: bool) -> Mended:
    def examine(now: Fleet) -> object:
        return check(now, RULES)

    return mend(fleet, examine(fleet), Way(examine, RULES, unsafe))  # type: ignore[arg-type]


def calls(fleet: Fleet) -> dict[tuple[str, str], Call]:
    """Many calls, whether a dialplan places them or not."""
    dials = ["Local/23@phones", "Local/42@phones", *(f"IAX2/{peer}/{n}" for peer in ("foo", "bar") for n in (23, 42))]
    return {(server.name, dial): simulate(fleet, server, dial) for server in fleet.servers for dial in dials}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pair=st.sampled_from((PAIR, REGISTERING)),
    wrong=st.lists(slips, min_size=1, max_size=5),
    ending=st.sampled_from(("\n", "\r\n")),
    start=st.sampled_from((b"", b"\xef\xbb\xbf", b"; \xff\xc3\xbc\n")),
    end=st.sampled_from((b"", b"\n", b"; \xff", b"\n\n;x")),
    unsafe=st.booleans(),
)
def test_nothing_is_worse(
    pair: dict[str, str], wrong: list[tuple[str, int, int]], ending: str, start: bytes, end: bytes, unsafe: bool
) -> None:
    files = {**pair}
    for slip in wrong:
        files = slipped(files, slip)
    written = {name: start + text.replace("\n", ending).encode() + end for name, text in files.items()}
    before = loaded(written)
    done = run(before, unsafe=unsafe)
    after = loaded({**written, **{file.path: file.new for file in done.files}})
    assert_no_worse(before, after, unsafe=unsafe)
    for file in done.files:
        assert file.old == written[file.path]
        assert file.new.startswith(start)
        assert b"\r\n" not in file.new or ending == "\r\n"
        assert file.new.count(b"\xff") == file.old.count(b"\xff")
    again = run(after, unsafe=unsafe)
    assert not again.files
    mending = done.report.mending
    assert mending is not None
    assert mending.settled
    assert bool(mending.done) == bool(done.files)


def assert_no_worse(before: Fleet, after: Fleet, *, unsafe: bool) -> None:
    now = calls(after)
    for key, old in calls(before).items():
        if old.verdict != "reaches":
            continue
        new = now[key]
        assert new.verdict == "reaches", (key, new.failure)
        assert old.auth is not None
        assert new.auth is not None
        assert PROOFS.index(new.auth) >= PROOFS.index(old.auth), key
        assert new.encrypted or not old.encrypted, key
        if not unsafe:
            told = [(call.callee and call.callee.name, call.context, call.extension, call.auth) for call in (old, new)]
            assert told[0] == told[1]
    taken = [arrival.registration.username for arrival in registrations(before) if arrival.verdict == "registers"]
    assert (
        taken
        == [arrival.registration.username for arrival in registrations(after) if arrival.verdict == "registers"][
            : len(taken)
        ]
    )
    known = {(found.rule.code, found.server, found.section) for found in check(before, RULES, heed=False).diagnostics}
    news = [found for found in check(after, RULES, heed=False).diagnostics if found.rule.category == "security"]
    assert {found.rule.code for found in news} <= {code for code, *_ in known}
