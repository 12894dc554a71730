"""RSA keys: which of the files that `res_crypto` reads are a pair."""

from __future__ import annotations

from iaxlint.record import record


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
    """Why Asterisk can't use it; `encrypted` when a passphrase guards it."""


@record
class Keys:
    """The keys of a server, if its folder of keys is known."""

    known: bool
    """False when nobody said where the keys are kept: nothing can be said about them."""
    public: dict[str, Key]
    private: dict[str, Key]

    def pair(self, private: str, other: Keys, public: str) -> bool | None:
        """Whether what `private` signs here verifies with `public` there; None when a folder is unknown."""
        raise NotImplementedError
