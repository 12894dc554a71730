from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.model.allow import CodecReader, codec_reader
from iaxlint.model.codec import (
    AUDIO,
    BEST,
    BITS,
    CODECS,
    FULL_BANDWIDTH,
    LOW_BANDWIDTH,
    Codecs,
    best,
    by_liking,
    choose,
    mask_of,
    names_of,
    prefer,
)
from iaxlint.model.version import Version

MASKS = st.lists(st.sampled_from(sorted(BITS))).map(mask_of)
NAMES = st.lists(st.sampled_from(sorted(BITS)), unique=True)
NONE = Codecs(0, ())


def reader(version: str = "22") -> CodecReader:
    return codec_reader(Version.parse(version))


def lists() -> st.SearchStrategy[list[tuple[bool, str]]]:
    words = st.sampled_from(
        [*(name for name, *_ in CODECS), "all", "!all", "!ulaw", "ULAW", "alaw:20", "nothing", " gsm "]
    )
    values = st.lists(words, min_size=1, max_size=5).map(",".join)
    return st.lists(st.tuples(st.booleans(), values), max_size=6)


def read(lines: list[tuple[bool, str]], version: str = "22", start: Codecs | None = None) -> Codecs:
    codec = reader(version)
    codecs = start or codec.default
    for allowing, value in lines:
        codecs, _ = codec.allow(codecs, value) if allowing else codec.disallow(codecs, value)
    return codecs


def test_bits_are_those_of_the_protocol() -> None:
    assert {name: BITS[name] for name in ("g723", "gsm", "ulaw", "alaw", "g729", "slin16", "h264", "g719", "opus")} == {
        "g723": 0x1,
        "gsm": 0x2,
        "ulaw": 0x4,
        "alaw": 0x8,
        "g729": 0x100,
        "slin16": 0x8000,
        "h264": 0x200000,
        "g719": 1 << 32,
        "opus": 1 << 34,
    }
    assert len(set(BITS.values())) == len(BITS)
    assert mask_of(BEST) & ~AUDIO == 0


def test_at_first_everything_up_to_bit_15_is_allowed() -> None:
    codecs = reader().default
    assert codecs.capability == FULL_BANDWIDTH
    assert codecs.order[:3] == ("ulaw", "alaw", "siren14")
    assert mask_of(codecs.order) == codecs.capability


@given(lists())
def test_order_and_capability_agree_from_13_on(lines: list[tuple[bool, str]]) -> None:
    codecs = read(lines)
    assert mask_of(codecs.order) == codecs.capability
    assert len(set(codecs.order)) == len(codecs.order)


@given(lists())
def test_up_to_12_the_order_holds_only_what_the_capability_has(lines: list[tuple[bool, str]]) -> None:
    codecs = read(lines, "11")
    assert mask_of(codecs.order) & ~codecs.capability == 0


@given(lists(), st.sampled_from(["disallow=all", "allow=!all"]), NAMES)
def test_a_reset_forgets_what_stood_above(lines: list[tuple[bool, str]], reset: str, names: list[str]) -> None:
    option, _, value = reset.partition("=")
    end = [(option == "allow", value)] + [(True, name) for name in names]
    assert read(lines + end).order == tuple(names)


@given(lists(), st.sampled_from(sorted(BITS)))
def test_what_is_allowed_again_keeps_its_place(lines: list[tuple[bool, str]], name: str) -> None:
    once = read([*lines, (True, name)])
    assert read([(True, name)], start=once).order == once.order


@given(NAMES)
def test_several_lines_are_one_list(names: list[str]) -> None:
    lines = [(True, name) for name in names]
    together = [(True, ",".join(names))] if names else []
    assert read(lines, start=NONE).order == read(together, start=NONE).order


@given(lists(), st.sampled_from(["22", "12", "1.8"]))
def test_a_list_reads_the_same_each_time(lines: list[tuple[bool, str]], version: str) -> None:
    first, second = read(lines, version), read(lines, version)
    assert (first.capability, first.order) == (second.capability, second.order)


@pytest.mark.parametrize(
    ("value", "order"),
    [
        ("ulaw,alaw,gsm", ("ulaw", "alaw", "gsm")),
        ("gsm|ulaw", ("gsm", "ulaw")),
        (" ulaw , alaw ", ("ulaw", "alaw")),
        ("ULAW", ("ulaw",)),
        ("ulaw:20,alaw:x,gsm:", ("ulaw", "gsm")),
        ("ulaw,!ulaw", ()),
        ("! ulaw", ()),
        ("codec2,vp9,slin48", ()),
        ("(gsm|ulaw)", ("gsm", "ulaw")),
        ("slinear,g723.1,testlaw", ()),
        ("h264,t140,jpeg", ("h264", "t140", "jpeg")),
        ("", ()),
    ],
)
def test_lists_of_22(value: str, order: tuple[str, ...]) -> None:
    assert reader().allow(NONE, value)[0].order == order


@pytest.mark.parametrize(
    ("version", "value", "order"),
    [
        ("12", "slinear,g723.1", ("slin", "g723")),
        ("13.8", "ulaw, alaw", ("ulaw",)),
        ("13.9", "ulaw, alaw", ("ulaw", "alaw")),
        ("13.4", "ulaw|alaw", ()),
        ("10", "ulaw,!alaw", ("ulaw",)),
        ("11", "opus", ()),
        ("12", "opus", ("opus",)),
        ("1.8", "ulaw,gsm,ulaw", ("gsm", "ulaw")),
    ],
)
def test_lists_of_older_versions(version: str, value: str, order: tuple[str, ...]) -> None:
    assert reader(version).allow(NONE, value)[0].order == order


@pytest.mark.parametrize(
    ("value", "log"),
    [
        ("g729a", (("codec-unknown", "Cannot allow unknown format 'g729a'"),)),
        ("!Foo", (("codec-unknown", "Cannot disallow unknown format 'Foo'"),)),
        ("ulaw:x", (("codec-framing", "Bad packetization value for codec ulaw"),)),
        ("", (("codec-unknown", "Cannot allow unknown format ''"),)),
        ("vp9", ()),
    ],
)
def test_what_is_logged_of_a_list(value: str, log: tuple[tuple[str, str], ...]) -> None:
    assert reader().allow(NONE, value)[1] == log


def test_parentheses_start_over() -> None:
    codecs = reader().default
    assert reader().allow(codecs, "(gsm|ulaw)")[0].order == ("gsm", "ulaw")
    assert set(reader().disallow(NONE, "(gsm)")[0].order) == set(BITS) - {"gsm"}


def test_an_empty_disallow_is_nothing() -> None:
    codecs = reader().default
    assert reader().disallow(codecs, "") == (codecs, ())


def test_bandwidth_discards_what_stood_above_from_13_on() -> None:
    chosen = Codecs(BITS["ulaw"], ("ulaw",))
    low = reader().with_bandwidth(chosen, "low")
    assert low.capability == LOW_BANDWIDTH
    assert low.order == ("gsm", "ilbc", "speex", "lpc10", "g729", "g723")
    assert reader("12").with_bandwidth(chosen, "low").order == ("ulaw",)


@given(NAMES, MASKS)
def test_the_first_that_both_have_is_chosen_if_it_is_audio(order: list[str], mask: int) -> None:
    common = [name for name in order if BITS[name] & mask]
    expected = common[0] if common and BITS[common[0]] & AUDIO else ""
    assert choose(order, mask) == expected


@given(MASKS)
def test_the_best_is_the_first_by_liking(mask: int) -> None:
    liked = by_liking(mask)
    assert mask_of(liked) == mask
    assert best(mask) == next((name for name in liked if BITS[name] & AUDIO), "")
    assert names_of(mask) == tuple(sorted(liked, key=BITS.__getitem__))


@given(NAMES, st.sampled_from(sorted(BITS)))
def test_preferring_a_codec_moves_it_to_the_front_if_it_is_there(order: list[str], name: str) -> None:
    after = prefer(tuple(order), name)
    assert sorted(after) == sorted(order)
    assert not order or (after[0] == name) == (name in order)
    assert [other for other in after if other != name] == [other for other in order if other != name]
