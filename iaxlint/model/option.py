"""Every option of `iax.conf` as data: where it may stand, what it takes, what Asterisk makes of it.

The rows are plain tuples, which cost nothing to load; `find` makes a record of one.  What each option
is for stands in `model.option_notes`, which only documentation reads.
"""

from __future__ import annotations

from iaxlint.model.version import LATEST, OLDEST, Number
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.version import Version

Row = tuple[str, str, str, tuple[tuple[str, str, str], ...]]

OPTIONS: dict[str, Row] = {
    "accountcode": ("text", "", "", (("general", "", "last"), ("user", "as [general]", "last"))),
    "acl": ("lists", "", "", (("user", "", "accumulates"), ("peer", "", "accumulates"))),
    "adsi": (
        "boolean",
        "",
        "no",
        (("general", "no", "last"), ("user", "as [general]", "last"), ("peer", "as [general]", "last")),
    ),
    "allow": (
        "codecs",
        "",
        "nothing of it",
        (
            ("general", "every codec of bits 0 to 15", "accumulates"),
            ("user", "as [general]", "accumulates"),
            ("peer", "as [general]", "accumulates"),
        ),
    ),
    "allowfwdownload": ("boolean", "", "no", (("general", "no", "last"),)),
    "amaflags": (
        "word",
        "default|omit|billing|documentation",
        "no flag",
        (("general", "default", "last"), ("user", "as [general]", "last")),
    ),
    "auth": (
        "methods",
        "rsa|md5|plaintext",
        "the default",
        (
            ("general", "", "last"),
            ("user", "as [general], else md5", "last"),
            ("peer", "as [general], else md5", "last"),
        ),
    ),
    "authdebug": ("boolean", "", "no", (("general", "no", "last"),)),
    "autokill": ("boolean", "0-", "no", (("general", "no", "last"),)),
    "bandwidth": ("word", "low|medium|high", "the value before it", (("general", "high", "last"),)),
    "bindaddr": ("address", "", "nothing of it", (("general", "every IPv4 address", "accumulates"),)),
    "bindport": ("number", "1024-65535", "4569", (("general", "4569", "last"),)),
    "callerid": ("callerid", "", "", (("user", "as received", "last"), ("peer", "", "last"))),
    "calltokenexpiration": ("seconds", "1-", "the value before it", (("general", "10", "last"),)),
    "calltokenoptional": ("range", "", "nothing more: the module does not load", (("general", "", "accumulates"),)),
    "cid_number": ("text", "", "", (("user", "", "last"), ("peer", "", "last"))),
    "codecpriority": (
        "word",
        "caller|host|disabled|reqonly",
        "the value before it",
        (("general", "host", "adds up"), ("user", "as [general]", "adds up")),
    ),
    "connectedline": (
        "boolean",
        "send|receive",
        "no",
        (("general", "no", "last"), ("user", "as [general]", "last"), ("peer", "as [general]", "last")),
    ),
    "context": ("context", "", "", (("user", "default", "accumulates"), ("peer", "", "last"))),
    "cos": ("number", "0-7", "the value before it", (("general", "0", "last"),)),
    "dbsecret": ("database", "", "", (("user", "", "last"), ("peer", "", "last"))),
    "defaultip": ("host", "", "nothing of the peer", (("peer", "", "last"),)),
    "delayreject": ("boolean", "", "no", (("general", "no", "last"),)),
    "deny": ("range", "", "nothing of it", (("user", "", "accumulates"), ("peer", "", "accumulates"))),
    "description": ("text", "", "", (("peer", "", "last"),)),
    "disallow": (
        "codecs",
        "",
        "nothing of it",
        (
            ("general", "", "accumulates"),
            ("user", "as [general]", "accumulates"),
            ("peer", "as [general]", "accumulates"),
        ),
    ),
    "encryption": (
        "boolean",
        "aes128",
        "no",
        (("general", "no", "adds up"), ("user", "as [general]", "adds up"), ("peer", "as [general]", "adds up")),
    ),
    "forceencryption": (
        "boolean",
        "aes128",
        "yes where encryption is on, else no",
        (("general", "no", "last"), ("user", "as [general]", "last"), ("peer", "as [general]", "last")),
    ),
    "fullname": ("text", "", "", (("user", "", "last"), ("peer", "", "last"))),
    "host": ("host", "dynamic", "no usable address", (("peer", "none", "last"),)),
    "iaxcompat": ("boolean", "", "no", (("general", "no", "last"),)),
    "iaxmaxthreadcount": ("number", "0-256", "the nearest bound", (("general", "100", "last"),)),
    "iaxthreadcount": ("number", "1-256", "the nearest bound", (("general", "10", "last"),)),
    "immediate": ("boolean", "", "no", (("user", "no", "last"),)),
    "inkeys": ("keys", "", "", (("user", "", "last"), ("peer", "", "last"))),
    "jitterbuffer": (
        "boolean",
        "",
        "no",
        (("general", "no", "last"), ("user", "as [general]", "last"), ("peer", "as [general]", "last")),
    ),
    "jittertargetextra": ("milliseconds", "0-", "0", (("general", "40", "last"),)),
    "lagrqtime": ("seconds", "1-", "0", (("general", "10", "last"),)),
    "language": ("text", "", "", (("general", "", "last"), ("user", "as [general]", "last"))),
    "mailbox": ("text", "", "", (("peer", "", "last"),)),
    "mask": ("address", "", "nothing of it", (("peer", "the host alone", "last"),)),
    "maxauthreq": ("number", "0-", "0", (("general", "3", "last"), ("user", "as [general]", "last"))),
    "maxcallnumbers": (
        "number",
        "0-65535",
        "the value before it",
        (("general", "2048", "last"), ("peer", "as [general]", "last")),
    ),
    "maxcallnumbers_nonvalidated": ("number", "0-65535", "the value before it", (("general", "8192", "last"),)),
    "maxjitterbuffer": ("milliseconds", "0-", "0", (("general", "1000", "last"),)),
    "maxjitterinterps": ("number", "0-", "0", (("general", "10", "last"),)),
    "maxregexpire": ("seconds", "1-", "0", (("general", "60", "last"),)),
    "minregexpire": ("seconds", "1-", "0", (("general", "60", "last"),)),
    "mohinterpret": (
        "text",
        "",
        "",
        (("general", "", "last"), ("user", "as [general]", "last"), ("peer", "as [general]", "last")),
    ),
    "mohsuggest": (
        "text",
        "",
        "",
        (("general", "", "last"), ("user", "as [general]", "last"), ("peer", "as [general]", "last")),
    ),
    "nochecksums": ("boolean", "", "no", (("general", "no", "last"),)),
    "outkey": ("key", "", "", (("peer", "", "last"),)),
    "parkinglot": ("text", "", "", (("general", "", "last"), ("user", "", "last"))),
    "peercontext": ("context", "", "", (("peer", "", "last"),)),
    "permit": ("range", "", "nothing of it", (("user", "", "accumulates"), ("peer", "", "accumulates"))),
    "pingtime": ("seconds", "1-", "0", (("general", "21", "last"),)),
    "port": ("number", "0-65535", "4569", (("peer", "4569", "last"),)),
    "qualify": ("milliseconds", "yes|no|0-", "no", (("peer", "no", "last"),)),
    "qualifyfreqnotok": ("milliseconds", "0-", "the value before it", (("peer", "10000", "last"),)),
    "qualifyfreqok": ("milliseconds", "0-", "the value before it", (("peer", "60000", "last"),)),
    "qualifysmoothing": ("boolean", "", "no", (("peer", "no", "last"),)),
    "regcontext": ("context", "", "", (("general", "", "last"),)),
    "regexten": ("text", "", "", (("peer", "its name", "last"),)),
    "register": ("register", "", "nothing of it", (("general", "", "accumulates"),)),
    "requirecalltoken": (
        "boolean",
        "auto",
        "the value before it",
        (("user", "yes", "last"), ("peer", "yes", "last")),
    ),
    "resyncthreshold": ("milliseconds", "-1-", "0", (("general", "1000", "last"),)),
    "rtautoclear": ("boolean", "0-", "no", (("general", "no", "last"),)),
    "rtcachefriends": ("boolean", "", "no", (("general", "no", "last"),)),
    "rtignoreregexpire": ("boolean", "", "no", (("general", "no", "last"),)),
    "rtsavesysname": ("boolean", "", "no", (("general", "no", "last"),)),
    "rtupdate": ("boolean", "", "no", (("general", "yes", "last"),)),
    "secret": ("secret", "", "", (("user", "", "accumulates"), ("peer", "", "last"))),
    "sendani": ("boolean", "", "no", (("peer", "no", "last"),)),
    "setvar": ("variable", "", "nothing of it", (("user", "", "accumulates"),)),
    "shrinkcallerid": ("boolean", "", "the value before it", (("general", "yes", "last"),)),
    "sourceaddress": ("address", "", "the first bindaddr", (("peer", "the first bindaddr", "last"),)),
    "srvlookup": ("boolean", "", "no", (("general", "no", "last"),)),
    "subscribe_network_change_event": ("boolean", "", "the value before it", (("general", "yes", "last"),)),
    "timezone": ("text", "", "", (("peer", "", "last"),)),
    "tos": ("tos", "", "the value before it", (("general", "0", "last"),)),
    "transfer": (
        "boolean",
        "mediaonly",
        "no",
        (("general", "yes", "last"), ("user", "yes", "last"), ("peer", "yes", "last")),
    ),
    "trunk": ("boolean", "", "no", (("user", "no", "last"), ("peer", "no", "last"))),
    "trunkfreq": ("milliseconds", "10-1000", "the nearest bound", (("general", "20", "last"),)),
    "trunkmaxsize": ("number", "0-", "128000", (("general", "128000", "last"),)),
    "trunkmtu": ("number", "0|172-3999", "the value before it", (("general", "1240", "last"),)),
    "trunktimestamps": ("boolean", "", "no", (("general", "no", "last"),)),
    "type": ("word", "user|peer|friend", "nothing of the section", (("user", "", "first"), ("peer", "", "first"))),
    "username": ("text", "", "", (("peer", "", "last"),)),
}
"""Kind, further values, what Asterisk uses instead of a bad value, and for each scope a default and a repeat rule.

Kinds: `boolean` (a word for yes or no, or one of the further values), `word` (one of the further values),
`number`, `seconds` and `milliseconds` (whole, in the bounds that the further values give), and for the
rest what its name says.  Scopes: `general`, `user`, `peer`; a friend is both.  Repeat rules: `last` and
`first` (that line counts; of `type` the last from 23 on), `accumulates` (every line counts), `adds up` (a line can
only turn on, never off).
"""

SINCE: dict[tuple[str, str], Number] = {
    ("acl", "user"): (11, 0),
    ("acl", "peer"): (11, 0),
    ("auth", "general"): (16, 17),
    ("calltokenexpiration", "general"): (14, 0),
    ("description", "peer"): (10, 0),
}
"""The first version of options that are younger than 1.8, by name and scope; `auth` in `[general]` is not in 17."""

ABSENT: dict[tuple[str, str], tuple[Number, Number]] = {("auth", "general"): ((17, 0), (18, 2))}
"""Versions that have lost an option again for a while, both ends included."""

REMOVED: dict[str, tuple[Number, tuple[str, ...], str]] = {
    "dropcount": ((1, 2), ("general",), ""),
    "forcejitterbuffer": ((12, 999), ("general", "user", "peer"), "jitterbuffer"),
    "hasvoicemail": ((22, 999), ("peer",), "mailbox"),
    "jittershrinkrate": ((1, 2), ("general",), "maxjitterbuffer"),
    "mailboxdetail": ((1, 2), ("general", "peer"), ""),
    "maxexcessbuffer": ((1, 2), ("general",), "maxjitterbuffer"),
    "minexcessbuffer": ((1, 2), ("general",), "jittertargetextra"),
    "notransfer": ((1, 4), ("general", "user", "peer"), "transfer"),
}
"""Options that Asterisk no longer reads: the last version that did, where they stood, what to write instead."""

NEVER_READ: dict[str, str] = {"keyrotate": ""}
"""Options that the sample files document and that no release reads, and what to write instead."""

USERS_CONF: tuple[str, ...] = ("hasiax", "registeriax")
"""What `users.conf` takes beside every option of users and peers, up to 22."""

FOREIGN: dict[str, str] = {
    "allowguest": "",
    "alwaysauthreject": "delayreject",
    "autocreatepeer": "",
    "autoframing": "",
    "call-limit": "maxauthreq",
    "callbackextension": "register",
    "callcounter": "",
    "canreinvite": "transfer",
    "defaultexpirey": "minregexpire",
    "defaultexpiry": "minregexpire",
    "defaultuser": "username",
    "directmedia": "transfer",
    "dtmfmode": "",
    "dynamic_exclude_static": "",
    "externip": "",
    "externaddr": "",
    "fromdomain": "",
    "fromuser": "username",
    "insecure": "",
    "localnet": "",
    "maxexpirey": "maxregexpire",
    "maxexpiry": "maxregexpire",
    "md5secret": "secret",
    "minexpiry": "minregexpire",
    "nat": "",
    "progressinband": "",
    "promiscredir": "",
    "qualifyfreq": "qualifyfreqok",
    "realm": "",
    "relaxdtmf": "",
    "remotesecret": "secret",
    "rtpkeepalive": "",
    "rtptimeout": "",
    "sendrpid": "",
    "session-timers": "",
    "subscribecontext": "",
    "tcpenable": "",
    "transport": "",
    "trustrpid": "",
    "udpbindaddr": "bindaddr",
    "useragent": "",
    "usereqphone": "",
    "videosupport": "allow",
}
"""Options of `sip.conf` that people write into `iax.conf`, and what does here what they may have meant."""

MISTAKEN: dict[str, str] = {
    "bind": "bindaddr",
    "callgroup": "",
    "host_name": "host",
    "iaxmaxthreads": "iaxmaxthreadcount",
    "iaxthreads": "iaxthreadcount",
    "password": "secret",
    "pass": "secret",
    "peername": "username",
    "pickupgroup": "",
    "recalltoken": "requirecalltoken",
    "user": "username",
}
"""Words that Asterisk knows nowhere in this file, and what people mean by them."""


@record
class Option:
    """One option."""

    name: str
    kind: str
    values: str
    """Words separated by `|`, bounds as `1024-65535` or `0-`; see `OPTIONS`."""
    otherwise: str
    """What Asterisk uses instead of a bad value."""
    scopes: dict[str, tuple[str, str]]
    """For each of `general`, `user` and `peer` where it may stand: the default and the repeat rule."""


def find(name: str) -> Option | None:
    """An option that some version from 1.8 on reads, by its name in any case."""
    row = OPTIONS.get(name.lower())
    if row is None:
        return None
    kind, values, otherwise, scopes = row
    return Option(
        name.lower(), kind, values, otherwise, {scope: (default, repeat) for scope, default, repeat in scopes}
    )


def versions_of(name: str, scope: str) -> tuple[Number, Number] | None:
    """The first and the last version that reads an option in a scope; None where none does."""
    removed = REMOVED.get(name)
    if removed is not None:
        last, scopes, _ = removed
        return (OLDEST, last) if scope in scopes and last >= OLDEST else None
    row = OPTIONS.get(name)
    if row is None or all(scope != known for known, _, _ in row[3]):
        return None
    return SINCE.get((name, scope), OLDEST), LATEST


def names(scope: str, version: Version) -> frozenset[str]:
    """The options that a version reads in `general`, in a `user`, in a `peer` or in a `friend`."""
    scopes = ("user", "peer") if scope == "friend" else (scope,)
    found = {
        name
        for name, row in OPTIONS.items()
        for known, _, _ in row[3]
        if known in scopes and _has(version, name, known)
    }
    found |= {
        name
        for name, (last, known, _) in REMOVED.items()
        if not set(scopes).isdisjoint(known) and OLDEST <= version.number <= last
    }
    return frozenset(found)


def _has(version: Version, name: str, scope: str) -> bool:
    if version.number < SINCE.get((name, scope), OLDEST):
        return False
    gap = ABSENT.get((name, scope))
    return gap is None or not version.within(*gap)


def suggest(name: str, scope: str, version: Version) -> str:
    """The option that somebody may have meant by a name that is none in this scope, or ""."""
    folded = name.lower()
    meant = MISTAKEN.get(folded) or FOREIGN.get(folded) or ""
    if meant or folded in MISTAKEN or folded in FOREIGN:
        return meant
    if folded in REMOVED:
        return REMOVED[folded][2]
    from iaxlint.suggest import closest

    return closest(name, sorted(names(scope, version)))


def is_clear(name: str, meant: str) -> bool:
    """Whether no other option is as near to a misspelt name as the one that `suggest` gives for it."""
    from iaxlint.suggest import clearly

    return name.lower() in MISTAKEN or name.lower() in FOREIGN or clearly(name, OPTIONS) == meant
