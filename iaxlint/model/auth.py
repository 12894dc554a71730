"""The three ways to prove who one is, as bits of RFC 5456, section 8.6.13."""

from __future__ import annotations

PLAINTEXT = 1
MD5 = 2
RSA = 4
