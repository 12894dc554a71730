"""The three ways to prove who one is, as bits of RFC 5456, section 8.6.13."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.version import Version

PLAINTEXT = 1
MD5 = 2
RSA = 4

PROOFS = ("none", "plaintext", "md5", "rsa")
"""How a caller may prove who it is, from the weakest."""


def read_methods(value: str) -> int:
    """The methods that an `auth` line names: substrings, in lower case only (`chan_iax2.c:get_auth_methods`)."""
    return (RSA if "rsa" in value else 0) | (MD5 if "md5" in value else 0) | (PLAINTEXT if "plaintext" in value else 0)


def default_methods(version: Version) -> int:
    """What is taken when no line names a method (the end of `chan_iax2.c:build_user` and `build_peer`)."""
    return MD5 | PLAINTEXT if version.has("auth-default-plaintext") else MD5
