"""The keys in tests/fixtures/keys were made for this test; what Asterisk 22 said of each stands beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.model.keys import Key, Keys, load_keys, read_key, unknown_keys

FOLDER = Path(__file__).parent.parent / "fixtures" / "keys"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return load_keys(str(FOLDER), "keys")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("foo", ""),
        ("bar", ""),
        ("legacy-passphrase", "encrypted"),  # Key 'legacy-passphrase' needs passcode.
        ("passphrase", "encrypted"),  # Key 'passphrase' needs passcode.
        ("long", "size"),  # Key 'long' is not expected size.
        ("elliptic", "unreadable"),  # Key 'elliptic' is not expected size.
        ("junk", "unreadable"),  # Key load PRIVATE 'junk' failed
        ("sealed", "sealed"),
    ],
)
def test_private_keys(keys: Keys, name: str, problem: str) -> None:
    key = keys.private[name]
    assert key.problem == problem
    assert key.path == f"keys/{name}.key"
    assert (key.modulus.bit_length() == 1024) == (not problem)


@pytest.mark.parametrize("name", ["foo", "foo-pkcs1", "bar", "bar-second"])
def test_public_keys(keys: Keys, name: str) -> None:
    assert keys.public[name].problem == ""
    assert keys.public[name].modulus == keys.private[name[:3]].modulus


def test_a_pair_has_one_modulus(keys: Keys) -> None:
    assert keys.pair("foo", keys, "foo") is True
    assert keys.pair("foo", keys, "foo-pkcs1") is True
    assert keys.pair("foo", keys, "bar") is False
    assert keys.pair("long", keys, "foo") is False
    assert keys.pair("nobody", keys, "foo") is False
    assert keys.pair("foo", keys, "nobody") is False
    assert keys.pair("sealed", keys, "foo") is None


def test_nothing_is_said_of_keys_that_nobody_showed(keys: Keys) -> None:
    assert keys.pair("foo", unknown_keys(), "foo") is None
    assert unknown_keys().pair("foo", keys, "foo") is None


def test_a_folder_that_is_not_there_has_no_keys(tmp_path: Path) -> None:
    none = load_keys(str(tmp_path / "none"), "none")
    assert none.known
    assert not none.public
    assert not none.private


def test_only_files_of_the_folder_are_read(tmp_path: Path) -> None:
    inside = tmp_path / "keys"
    inside.mkdir()
    (inside / "README").write_text("no key")
    (inside / "folder.pub").mkdir()
    (inside / ".pub").write_text("a name is missing")
    os.mkfifo(inside / "pipe.key")
    (inside / "out.pub").symlink_to(FOLDER / "foo.pub")
    (inside / "own.pub").write_bytes((FOLDER / "foo.pub").read_bytes())
    (inside / "alias.pub").symlink_to("own.pub")
    found = load_keys(str(inside), "keys")
    assert sorted(found.public) == ["alias", "own"]
    assert not found.private


@pytest.mark.parametrize("name", ["foo.key", "bar.key", "foo.pub"])
@given(data=st.data())
def test_damaged_keys_are_unreadable_at_worst(name: str, data: st.DataObject) -> None:
    whole = bytearray((FOLDER / name).read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    key = Key("x", name.endswith(".key"), name, 0)
    read_key(key, bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert key.problem in ("", "encrypted", "size", "unreadable")


@given(st.binary(max_size=300), st.booleans(), st.sampled_from(["PUBLIC KEY", "RSA PRIVATE KEY", "PRIVATE KEY"]))
def test_any_bytes_can_be_asked(data: bytes, private: bool, label: str) -> None:
    from base64 import encodebytes

    block = b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label.encode(), encodebytes(data), label.encode())
    for text in (data, block):
        key = Key("x", private, "x", 0)
        read_key(key, text)
        assert key.problem
