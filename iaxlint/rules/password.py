"""How easily a secret is guessed."""

from __future__ import annotations

from iaxlint.placeholder import PLACEHOLDERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.placeholder import Placeholders

SHORTEST = 8
"""What is shorter falls to a search through all that there is: MD5 answers can be tried offline."""

WELL_KNOWN = frozenset(
    """
    abc abcabc abcd abcdef abcdefg abcdefgh abcxyz access admin administrator alice asdf asdfgh asdfghjkl asterisk
    astrisk azerty backup bar baseball batman baz bob branch call callme cisco cloud daniel default demo dragon elastix
    example extension foo foobar foobarbaz football freedom freepbx friend guest hallo hello iax iaxpass iaxpeer
    iaxsecret iaxtrunk iaxuser ichliebedich iloveyou insecure issabel jesus jordan kennwort letmein linux login love
    manager master michael monkey motdepasse mypass mypassword mysecret nopass nopassword office old_stable p4ssw0rd
    pa55w0rd pa55word pabx parola pass passord passpass passw0rd passwd password passwort pbx pbxtrunk peer phone
    princess qazwsx qwer qwert qwerty qwertyuiop qwertz root s3cr3t s3cret sample secret secreto secretpassword
    secretsecret security senha server shadow sip starwars sunshine super superman supersecret supersecretpassword
    sysadmin system telefon telephone temp test test_password testing testpass testtest toor trunk trunkpass
    trunksecret trustno user verysecret voice voip voipvoip wachtwoord welcome whatever winter zxcv zxcvbn zxcvbnm
    """.split()  # noqa: SIM905
)
"""Words that are tried first, without the figures and signs behind them."""

RUNS = "01234567890123456789\n98765432109876543210\nabcdefghijklmnopqrstuvwxyz\nqwertyuiopasdfghjklzxcvbnm"
"""Neighbouring keys, row by row."""

TRAILING = "0123456789!?#$*.@_-+"
"""What people put behind a word to make it longer."""


def why_well_known(secret: str, names: Iterable[str], placeholders: Placeholders = PLACEHOLDERS) -> str:
    """Why a secret is among the first that anybody tries, or ""; `names` are those of the trunk."""
    why = _tried_first(secret, names) if secret else ""
    # that it is a placeholder is seldom true and takes longest to tell
    return "" if why and placeholders.stands_for(secret) else why


def why_weak(secret: str, placeholders: Placeholders = PLACEHOLDERS) -> str:
    """Why a secret falls to a patient search, or ""."""
    why = _found_soon(secret) if secret else ""
    return "" if why and placeholders.stands_for(secret) else why


def _tried_first(secret: str, names: Iterable[str]) -> str:
    folded = secret.lower()
    word = folded.rstrip(TRAILING)
    beside = [name.lower() for name in names if name]
    if folded in beside or folded[::-1] in beside:
        return "it is a name that stands beside it"
    if word in WELL_KNOWN or folded in WELL_KNOWN:
        return "it is a word that is tried first"
    if word in beside:
        return "it is a name that stands beside it, with little behind it"
    if len(folded) > 2 and folded in RUNS:
        return "it is a row of neighbouring keys"
    if len(set(folded)) == 1:
        return "it is one character over and over"
    return ""


def _found_soon(secret: str) -> str:
    if len(secret) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    if secret.isdigit() and len(secret) < 2 * SHORTEST:
        return "it is made of figures only"
    if len(set(secret)) < 4:
        return "it is made of two or three characters only"
    return ""
