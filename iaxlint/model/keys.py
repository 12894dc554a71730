"""RSA keys: which of the files that `res_crypto` reads are a pair."""

from __future__ import annotations

from iaxlint.disk import DISK
from iaxlint.model.value import cut_bytes
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.disk import Disk

NAME_BYTES = 79
"""What `res_crypto` keeps of a key's name."""
MODULUS_BYTES = 128
"""Asterisk takes RSA keys of 1024 bits and no others (`AST_CRYPTO_RSA_KEY_BITS`)."""
FILE_BYTES = 1 << 16
"""Nothing larger is read; a key has about a thousand."""

PUBLIC_LABELS = ("PUBLIC KEY", "RSA PUBLIC KEY")
PRIVATE_LABELS = ("RSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY")
SEALS = (b"$ANSIBLE_VAULT", b"\0GITCRYPT")
"""How files begin that only the deployment opens."""

_RSA_OID = bytes.fromhex("2a864886f70d010101")
_INTEGER, _BIT_STRING, _OCTET_STRING, _OID, _SEQUENCE = 0x02, 0x03, 0x04, 0x06, 0x30


@record
class Key:
    """A `*.pub` or `*.key` file."""

    name: str
    """The file's name without its ending: what `inkeys` and `outkey` say."""
    private: bool
    path: str
    modulus: int
    """0 when the file can't be read as a key."""
    problem: str = ""
    """Why Asterisk can't use it: `encrypted` (a passphrase guards it), `size` (not 1024 bits), `unreadable`
    (no RSA key in it), or `sealed` (only the deployment opens it, so nothing can be said)."""


@record
class Keys:
    """The keys of a server, if its folder of keys is known."""

    known: bool
    """False when nobody said where the keys are kept: nothing can be said about them."""
    public: dict[str, Key]
    private: dict[str, Key]

    def pair(self, private: str, other: Keys, public: str) -> bool | None:
        """Whether what `private` signs here verifies with `public` there; None when no file tells."""
        ours, theirs = self.private.get(private), other.public.get(public)
        if other.known and theirs is None:
            return False
        if not self.known or not other.known:
            return None
        if ours is None or theirs is None:
            return False
        if "sealed" in (ours.problem, theirs.problem):
            return None
        return not ours.problem and not theirs.problem and ours.modulus == theirs.modulus


def unknown_keys() -> Keys:
    """Of a server whose keys' folder nobody named."""
    return Keys(False, {}, {})


def load_keys(folder: str, shown: str, disk: Disk = DISK) -> Keys:
    """Read the keys of a folder (`res/res_crypto.c:crypto_load`); `shown` is its path as users see it.

    A folder that does not exist has no keys; a link that leads out of it is not followed.  Permissions are
    not looked at: a repository does not keep them.
    """
    from os.path import dirname, join

    keys = Keys(True, {}, {})
    real = disk.real(folder)
    try:
        names = sorted(disk.names(real))
    except OSError:
        return keys
    for name in names:
        if len(name) <= 4 or not name.endswith((".pub", ".key")):
            continue
        place = disk.real(join(real, name))
        if dirname(place) == real and disk.is_file(place):
            private = name.endswith(".key")
            key = Key(cut_bytes(name[:-4], NAME_BYTES), private, f"{shown}/{name}", 0)
            try:
                read_key(key, disk.read(place, FILE_BYTES)[0])
            except OSError:
                key.problem = "unreadable"
            (keys.private if private else keys.public).setdefault(key.name, key)
    return keys


def read_key(key: Key, data: bytes) -> None:
    """Find the modulus in a file's text, or say why there is none (`res/res_crypto.c:try_load_key`)."""
    if data.startswith(SEALS):
        key.problem = "sealed"
        return
    label, header, body = _pem_block(data, PRIVATE_LABELS if key.private else PUBLIC_LABELS)
    if label.startswith("ENCRYPTED") or "ENCRYPTED" in header:
        key.problem = "encrypted"
        return
    try:
        key.modulus = _modulus(label, body)
    except (ValueError, IndexError):
        key.problem = "unreadable"
        return
    if (key.modulus.bit_length() + 7) // 8 != MODULUS_BYTES:
        key.problem = "size"


def _pem_block(data: bytes, labels: tuple[str, ...]) -> tuple[str, str, bytes]:
    """Label, header lines and contents of the first block with one of these labels; empty without one (RFC 7468)."""
    from binascii import Error, a2b_base64

    lines = iter(data.decode("latin-1").splitlines())
    for line in lines:
        label = line.rstrip().removeprefix("-----BEGIN ").removesuffix("-----")
        if label not in labels or not line.startswith("-----BEGIN "):
            continue
        header, body = "", ""
        for inner in lines:
            if inner.startswith("-----END "):
                try:
                    return label, header, a2b_base64(body.encode("latin-1"))
                except Error:
                    break
            if ":" in inner:
                header += inner
            else:
                body += inner
        return label, header, b""
    return "", "", b""


def _modulus(label: str, body: bytes) -> int:
    """The modulus of an RSA key in DER (RFC 8017, appendix A.1; RFC 5280, section 4.1; RFC 5208, section 5)."""
    fields = _fields(_one(body, _SEQUENCE))
    if label == "PUBLIC KEY":
        _expect_rsa(fields[0])
        inner = _value(fields[1], _BIT_STRING)[1:]
        fields = _fields(_one(inner, _SEQUENCE))
    elif label == "PRIVATE KEY":
        _expect_rsa(fields[1])
        fields = _fields(_one(_value(fields[2], _OCTET_STRING), _SEQUENCE))
    number = fields[1 if label.endswith("PRIVATE KEY") else 0]
    return int.from_bytes(_value(number, _INTEGER), "big")


def _expect_rsa(field: tuple[int, bytes]) -> None:
    if _value(_fields(_value(field, _SEQUENCE))[0], _OID) != _RSA_OID:
        raise ValueError("not an RSA key")


def _value(field: tuple[int, bytes], tag: int) -> bytes:
    if field[0] != tag:
        raise ValueError("another kind of value was expected")
    return field[1]


def _one(data: bytes, tag: int) -> bytes:
    return _value(_fields(data)[0], tag)


def _fields(data: bytes) -> list[tuple[int, bytes]]:
    """The values that stand one after the other in DER: tags and contents."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count < 4:
                raise ValueError("a length that no key has")
            length = int.from_bytes(data[at : at + count], "big")
            at += count
        if at + length > len(data):
            raise ValueError("the value is cut off")
        found.append((tag, data[at : at + length]))
        at += length
    return found
