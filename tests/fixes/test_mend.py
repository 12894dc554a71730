"""Which fixes are made: chosen, put together, and accepted only if nothing is worse for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from invented import PAIR, fleet_of, load, mended, texts, word_rule

from iaxlint.diagnostics import FRESH_SECRET
from iaxlint.engine import Mending, check
from iaxlint.fixes import mend as mending_module
from iaxlint.fixes.mend import Mended
from iaxlint.fixes.offers import applied, compatible, held_files, offers
from iaxlint.model.server import edited
from iaxlint.placeholder import Placeholders
from iaxlint.rules.registry import all_rules


def with_words(name: str, *words: str) -> dict[str, str | bytes]:
    """The pair, with comments at the end of a file."""
    return {**PAIR, name: PAIR[name] + "".join(f"; {word}\n" for word in words)}


def outcome(done: Mended) -> Mending:
    assert done.report.mending is not None
    return done.report.mending


def reasons(done: Mended) -> list[str]:
    return [refusal.reason for refusal in outcome(done).refused]


def test_the_pair_is_sound(tmp_path: Path) -> None:
    assert not check(fleet_of(tmp_path, {**PAIR}), all_rules()).diagnostics


def test_a_fix_changes_nothing_else(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf; ONE \xff\xc3\xbc\r\n" + PAIR["foo/iax.conf"].replace("\n", "\r\n").encode() + b";ONE\x00 x"
    fleet = fleet_of(tmp_path, {**PAIR, "foo/iax.conf": text})
    done = mended(fleet, word_rule("ONE", "zw\u00f6lf"))
    (file,) = done.files
    assert file.old == text
    assert file.new == text.replace(b"ONE", "zwölf".encode())
    assert len(outcome(done).done) == 2
    assert outcome(done).settled
    assert (tmp_path / "foo/iax.conf").read_bytes() == text


def test_unsafe_fixes_are_made_when_asked_for(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE"))
    assert not mended(fleet, word_rule("ONE", "two", "unsafe")).files
    assert mended(fleet, word_rule("ONE", "two", "unsafe"), unsafe=True).files


def test_no_placeholder_is_replaced(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE", "{{x}}"))
    for server in fleet.servers:
        server.folder.placeholders = Placeholders((re.compile("O[MN]E"),))
    assert not mended(fleet, word_rule("ONE", "two"), word_rule("{{x}}", "two")).files
    assert mended(fleet, word_rule("ON", "two")).files


def test_only_what_some_rules_find_is_mended(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE", "TWO"))
    done = mended(fleet, word_rule("ONE", "1"), word_rule("TWO", "2"), only=frozenset({"word-two"}))
    assert texts(done)["foo/iax.conf"].endswith("; ONE\n; 2\n")


def test_what_breaks_a_call_is_refused_and_all_else_is_made(tmp_path: Path) -> None:
    files = with_words("bar/iax.conf", *(f"W{number}" for number in range(10, 40)))
    rules = [word_rule(f"W{number}", f"x{number}") for number in range(10, 40)]
    done = mended(fleet_of(tmp_path, files), word_rule("context=in", "context=out"), *rules)
    assert texts(done)["bar/iax.conf"].count("; x") == 30
    assert "context=in\n" in texts(done)["bar/iax.conf"]
    first, second = outcome(done).refused
    assert first.found.place.source.path == "bar/iax.conf"
    assert second.found.place.source.path == "foo/iax.conf"
    assert "on foo, IAX2/bar/... reached [in] on bar; now fails at" in first.reason


def test_the_culprit_is_found_quickly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []
    real = mending_module.objections
    monkeypatch.setattr(mending_module, "objections", lambda *all, **more: judged.append(1) or real(*all, **more))
    files = with_words("bar/iax.conf", *(f"W{number}" for number in range(100, 164)))
    rules = [word_rule(f"W{number}", f"x{number}") for number in range(100, 164)]
    fleet = fleet_of(tmp_path, files)
    mended(fleet, *rules)
    assert len(judged) == 1
    judged.clear()
    done = mended(fleet, word_rule("secret=", "secret=x"), *rules)
    assert len(outcome(done).done) == 64
    assert len(judged) <= 2 * 8 + 4


def test_both_ends_or_none(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {**PAIR, "foo/iax.conf": PAIR["foo/iax.conf"] + "; ONE\n"})
    secret = {"Kq8-vTn3-pWz6-Lr4": FRESH_SECRET}
    done = mended(fleet, word_rule("ONE", "two", "unsafe", **secret), unsafe=True)
    (fresh,) = done.fresh
    assert len(fresh) == 32
    assert [text.count(f"secret={fresh}\n") for text in texts(done).values()] == [1, 1]
    other = mended(fleet, word_rule("ONE", "two", "unsafe", **secret), unsafe=True)
    assert other.fresh != done.fresh
    refused = mended(fleet, word_rule("ONE", "two", "unsafe", **{**secret, "auth=md5": "auth=rsa"}), unsafe=True)
    assert not refused.files
    assert len(reasons(refused)) == 1


def test_safe_means_that_no_call_changes(tmp_path: Path) -> None:
    files = {**PAIR, "bar/extensions.conf": PAIR["bar/extensions.conf"] + "[other]\nexten => _2X,1,Answer()\n"}
    files["bar/iax.conf"] = PAIR["bar/iax.conf"] + "; ONE\n"
    fleet = fleet_of(tmp_path, files)
    more = {
        "context=in\ndeny=0.0.0.0/0.0.0.0\npermit=192.168.1": "context=other\ndeny=0.0.0.0/0.0.0.0\npermit=192.168.1"
    }
    done = mended(fleet, word_rule("ONE", "two", **more))
    assert not done.files
    assert reasons(done) == ["on foo, IAX2/bar/... reaches [other] on bar; before [in] on bar"]
    assert mended(fleet, word_rule("ONE", "two", "unsafe", **more), unsafe=True).files


def test_a_failing_call_may_come_to_reach(tmp_path: Path) -> None:
    files = {**PAIR, "bar/iax.conf": PAIR["bar/iax.conf"].replace("context=in", "context=ni")}
    done = mended(fleet_of(tmp_path, files), word_rule("context=ni", "context=in"))
    assert texts(done) == {"bar/iax.conf": PAIR["bar/iax.conf"]}


@pytest.mark.parametrize(
    ("word", "text", "reason"),
    [
        ("deny=0.0.0.0/0.0.0.0\n", "", "no access list keeps strangers out any more"),
        ("encryption=yes\n", "", "not encrypted any more"),
        ("auth=md5", "auth=plaintext", "authenticated by plaintext"),
        ("secret=Kq8-vTn3-pWz6-Lr4\n", "", "not authenticated; before authenticated by md5"),
        ("[bar]\ntype=friend", "[bar]\ntype=user", "now fails at peer"),
        ("[general]\n", "[general\n", "now fails at"),
    ],
)
def test_nothing_gets_less_safe(tmp_path: Path, word: str, text: str, reason: str) -> None:
    fleet = fleet_of(tmp_path, {**PAIR})
    done = mended(fleet, word_rule(word, text, "unsafe", name="worse"), unsafe=True)
    assert not done.files
    assert any(reason in each for each in reasons(done)), reasons(done)


def test_no_new_security_finding(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE"))
    done = mended(
        fleet, word_rule("ONE", "\n[guest]\ntype=user\nsecret=Kq8-vTn3-pWz6-Lr4\ncontext=in\n", "unsafe"), unsafe=True
    )
    assert not done.files
    assert "it brings IAX6" in reasons(done)[0]
    assert "Kq8" not in reasons(done)[0]


def test_a_fix_that_does_not_mend_is_refused(tmp_path: Path) -> None:
    done = mended(fleet_of(tmp_path, with_words("foo/iax.conf", "ONE")), word_rule("ONE", "ONE ONE"))
    assert not done.files
    assert reasons(done) == ["what it is to mend stays"]


def test_overlapping_fixes_come_one_after_the_other(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE-TWO"))
    done = mended(fleet, word_rule("ONE-T", "one-T"), word_rule("-TWO", "-two"), word_rule("TWO", "2"))
    assert texts(done)["foo/iax.conf"].endswith("; one-two\n")
    assert len(outcome(done).done) == 2


def test_where_the_first_of_two_is_refused_the_second_is_tried(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {**PAIR})
    done = mended(fleet, word_rule("auth=md5", "auth=rsa"), word_rule("=md5\nencryption=", "=md5\nencryption = "))
    assert texts(done)["foo/iax.conf"].count("encryption = yes\n") == 1
    assert len(outcome(done).refused) == 2


def test_the_same_fix_of_two_findings_is_made_once(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE"))
    done = mended(fleet, word_rule("ONE", "two", name="first"), word_rule("ONE", "two", name="second"))
    assert texts(done)["foo/iax.conf"].endswith("; two\n")
    assert len(outcome(done).done) == 2


def test_fixes_that_undo_each_other(tmp_path: Path) -> None:
    done = mended(
        fleet_of(tmp_path, with_words("foo/iax.conf", "ONE")), word_rule("ONE", "TWO"), word_rule("TWO", "ONE")
    )
    assert not done.files
    assert not outcome(done).settled


def test_fixes_that_make_work_for_each_other_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending_module, "MOST_ROUNDS", 5)
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE"))
    done = mended(fleet, word_rule("ONE", "TWO"), word_rule("TWO", "x ONE"))
    assert not outcome(done).settled


def test_what_was_refused_is_tried_again_when_others_were_made(tmp_path: Path) -> None:
    """A second run on what the first one wrote has nothing to do."""
    files = {**PAIR, "bar/iax.conf": PAIR["bar/iax.conf"].replace("auth=md5", "auth=md5 ; ONE")}
    rules = (
        word_rule("auth=md5 ;", "auth=md5,rsa ;"),
        word_rule("permit=192.168.1.2", "permit=10.0.0.1"),
        word_rule("ONE", "2"),
    )
    done = mended(fleet_of(tmp_path, files), *rules)
    assert len(outcome(done).refused) == 1
    for file in done.files:
        (tmp_path / file.path).write_bytes(file.new)
    again = mended(load(tmp_path), *rules)
    assert not again.files
    assert reasons(again) == reasons(done)


def test_a_link_to_a_file_is_one_file(tmp_path: Path) -> None:
    files = {
        **PAIR,
        "foo/iax.conf": PAIR["foo/iax.conf"] + "#include two.conf\n#include one.conf\n",
        "foo/one.conf": "; ONE\n",
    }
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo/two.conf").symlink_to("one.conf")
    done = mended(fleet_of(tmp_path, files), word_rule("ONE", "two"))
    (file,) = done.files
    assert (file.name, file.new) == ("one.conf", b"; two\n")
    assert Path(file.folder) == (tmp_path / "foo").resolve()


def test_an_edited_server_keeps_what_the_settings_say(tmp_path: Path) -> None:
    (server, _) = fleet_of(tmp_path, {**PAIR}).servers
    server.public, server.role, server.folder.complete = ("198.51.100.7",), "hub", False
    other = edited(server, {"iax.conf": b"[general]\n"})
    assert other.configs["iax.conf"].files[0].source.text == "[general]\n"
    assert other.configs["extensions.conf"].files == server.configs["extensions.conf"].files
    assert not other.folder.complete
    told = ("name", "path", "version", "addresses", "keys", "public", "role")
    assert [getattr(other, name) for name in told] == [getattr(server, name) for name in told]


def test_places_that_are_nowhere(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE"))
    report = check(fleet, [word_rule("ONE", "two")])
    (found,) = report.diagnostics
    edit = found.fixes[0].edits[0]
    for start, end in ((-1, 2), (5, 4), (0, 10**6)):
        edit.place.start, edit.place.end = start, end
        assert offers([found], held_files(fleet), lambda *_: True) == []
    edit.place.source.path = "elsewhere.conf"
    assert offers([found], held_files(fleet), lambda *_: True) == []


def test_edits_at_one_place(tmp_path: Path) -> None:
    assert applied("abc", [("", 1, 1, "1"), ("", 1, 1, "2"), ("", 1, 2, "ü")]) == "a12\xc3\xbcc"
    fleet = fleet_of(tmp_path, with_words("foo/iax.conf", "ONE", "TWO"))
    end = {"permit=192.168.2.3/255.255.255.255": "permit=192.168.2.3/255.255.255.255 ; x"}
    same = [word_rule("ONE", "1", **end), word_rule("TWO", "2", **end)]
    wanted = offers(check(fleet, same).diagnostics, held_files(fleet), lambda *_: True)
    assert len(wanted) == 2
    assert compatible(wanted) == wanted[:1]
