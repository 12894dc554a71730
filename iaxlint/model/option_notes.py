"""What each option of `iax.conf` is for, in a sentence or two; only documentation and editors read this."""

from __future__ import annotations

NOTES: dict[str, str] = {
    "accountcode": "Marks call records; 19 bytes at most.",
    "acl": (
        "Names of lists in acl.conf, all of which must let the caller in, beside `permit` and `deny`. "
        "A list that acl.conf does not define refuses everybody."
    ),
    "adsi": "Whether analog display services may be used.",
    "allow": (
        "Adds codecs, best liked first; `all`, and `!name` to take one away. "
        "Without a `disallow=all` or `!all` before it, the codecs that were there stay."
    ),
    "allowfwdownload": "Whether anybody may download the firmware of an old IAX telephone adapter.",
    "amaflags": "Marks call records.",
    "auth": (
        "How callers (user) or registrations (peer) prove who they are. Only words in lower case count, and a line "
        "without one means the default. It does not restrict what a call that goes out answers."
    ),
    "authdebug": "Whether refused calls and registrations are logged at all. The default was yes up to 1.8.",
    "autokill": "How long to wait for the first answer of the other end; a call is given up after twice as long.",
    "bandwidth": (
        "Starts over with the codecs that suit a line: from 13 on, `allow` and `disallow` above it no longer count."
    ),
    "bindaddr": (
        "Opens a socket at a numeric address, with `bindport` as the lines above left it. "
        "Calls go out from the first; IPv6 from 12 on."
    ),
    "bindport": "The port of the `bindaddr` lines below it, and of the socket that is opened when there is none.",
    "callerid": "User: replaces the caller's own id. Peer: is told to whoever registers, and set on no call.",
    "calltokenexpiration": "How long a call token is good for.",
    "calltokenoptional": (
        "Addresses that need no call token. One that can't be read keeps the whole module from loading."
    ),
    "cid_number": "The number of `callerid` alone.",
    "codecpriority": (
        "Whose order of codecs decides: `caller` or `host`; `disabled` forgets both orders, `reqonly` takes the "
        "codec that the caller asks for or none. Flags only add up: `host` undoes nothing."
    ),
    "connectedline": "Whether changes of the connected party are told; not to Asterisk 1.4.",
    "context": (
        "User: the contexts that a caller may ask for, the first for those who ask for none; `*` is any. "
        "Peer: matters only after a transfer."
    ),
    "cos": "Priority of packets in the local network.",
    "dbsecret": (
        "Takes the secret from Asterisk's database, as family/key. A user whose key is missing there is open to "
        "everybody; registrations do not look at it."
    ),
    "defaultip": (
        "Where calls to a dynamic peer go while it has not registered. Its port is set by a `port` line below it."
    ),
    "delayreject": "Refuses after a second, against guessing.",
    "deny": "Refuses a range of addresses. The last `permit` or `deny` that matches decides; without one, all pass.",
    "description": "For people.",
    "disallow": "Takes codecs away; `all` takes every one.",
    "encryption": (
        "Offers encryption, which needs a secret and md5 or rsa. It can't be turned off where `[general]` has it on."
    ),
    "forceencryption": "Refuses calls that are not encrypted; turns `encryption` on where its value means yes.",
    "fullname": "The name of `callerid` alone.",
    "host": (
        "Where calls to the peer go: an address, a host name, or `dynamic` for a peer that registers. It sets the "
        "port back to 4569 and never restricts who may call in."
    ),
    "iaxcompat": "Whether switches to other servers are asked in threads of their own.",
    "iaxmaxthreadcount": "How many threads may be added under load.",
    "iaxthreadcount": "How many threads read packets; not changed by a reload.",
    "immediate": "Starts in the dialplan before any number is dialled.",
    "inkeys": "Names of public keys, separated by `:`, one of which must fit the caller's or the registration's key.",
    "jitterbuffer": "Whether what comes in is buffered against jitter.",
    "jittertargetextra": "How much the jitter buffer adds to what it needs.",
    "lagrqtime": "How often the delay of a call is measured.",
    "language": "The language of prompts.",
    "mailbox": "The mailbox whose messages are told when the peer registers.",
    "mask": "The range around the peer's address in which a call without a secret may use the peer's own.",
    "maxauthreq": "How many calls of a user may wait for their proof at once; 0 is any number.",
    "maxcallnumbers": "How many call numbers one address may take; a peer's own counts once it has registered.",
    "maxcallnumbers_nonvalidated": "How many call numbers all addresses without call tokens may take together.",
    "maxjitterbuffer": "How long the jitter buffer may get.",
    "maxjitterinterps": "How many lost frames in a row are made up.",
    "maxregexpire": "The longest registration that is granted.",
    "minregexpire": "The shortest registration that is granted.",
    "mohinterpret": "The music for those who are put on hold.",
    "mohsuggest": "The music that is suggested to the other end.",
    "nochecksums": "Sends packets without checksums.",
    "outkey": "The private key that proves who we are; the other end needs the public one among its `inkeys`.",
    "parkinglot": "Where calls are parked.",
    "peercontext": "The context that calls ask for at the other end, unless the dial string names one.",
    "permit": "Lets a range of addresses in; restricts nothing without a `deny` above it.",
    "pingtime": "How often the other end of a call is asked whether it is there.",
    "port": "The port of the peer's address; a `host` line below it sets it back to 4569.",
    "qualify": "Asks the peer now and then whether it is there, and places no call to one that is slower than this.",
    "qualifyfreqnotok": "How often a peer that does not answer is asked.",
    "qualifyfreqok": "How often a peer that answers is asked; in milliseconds, not seconds.",
    "qualifysmoothing": "Takes the mean of two answers.",
    "regcontext": "The context in which a peer gets an extension while it is registered.",
    "regexten": "The extension that it gets there.",
    "register": (
        "Registers this server elsewhere, as `user[:secret]@host[:port]`; `:[key]` for an RSA key. The host is no "
        "peer's name, and neither part may hold `@` or `:`."
    ),
    "requirecalltoken": (
        "Whether calls (user) or registrations (peer) need a call token; with `auto`, once the other end has sent one."
    ),
    "resyncthreshold": "From which jump of the delay on the jitter buffer starts over; -1 is never.",
    "rtautoclear": "How long a friend of the database stays in memory.",
    "rtcachefriends": "Whether friends of the database stay in memory.",
    "rtignoreregexpire": "Whether a registration in the database is used after its end.",
    "rtsavesysname": "Whether the server's name is written beside a registration in the database.",
    "rtupdate": "Whether registrations are written to the database.",
    "secret": (
        "The password. A user accepts every line's, and each part between semicolons; a peer sends the last "
        "line's. The calling side uses 79 bytes of it."
    ),
    "sendani": "Whether the calling number is sent as ANI, too.",
    "setvar": "A variable for the user's calls, as name=value.",
    "shrinkcallerid": "Whether blanks, dashes, dots and parentheses are taken out of numbers that come in.",
    "sourceaddress": "The address that packets to the peer come from, if it is one of the server's.",
    "srvlookup": "Whether SRV records tell the port of a host name, for the lines below it.",
    "subscribe_network_change_event": "Whether registrations start over when the network changes.",
    "timezone": "Told to the peer when it asks.",
    "tos": "Priority of packets in the internet: a number or a name such as `ef`.",
    "transfer": (
        "Whether two calls that meet here may go on without this server; `mediaonly` for the audio alone. Users and "
        "peers do not take it from `[general]`."
    ),
    "trunk": (
        "Sends the audio of several calls in one packet, which is not encrypted. A user's own is never looked at: "
        "the peer at the caller's address decides."
    ),
    "trunkfreq": "How often such a packet is sent.",
    "trunkmaxsize": "How much audio may wait for it.",
    "trunkmtu": "How large it may get; 0 is any size.",
    "trunktimestamps": "Whether each call in it has its own time.",
    "type": "What the section is. With several lines the first counts up to 22, the last from 23 on.",
    "username": "What the other end knows us as: the name of its section. Never used for calls that come in.",
}
"""By name."""
