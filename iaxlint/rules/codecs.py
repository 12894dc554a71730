"""Lines about codecs that leave more, less or other codecs than they look like."""

from __future__ import annotations

from iaxlint.model.codec import FULL_BANDWIDTH
from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.mending import above, delete, replace, safe, unsafe
from iaxlint.rules.mending_lists import reset_first
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Variable
    from iaxlint.model.account import Account
    from iaxlint.model.general import General
    from iaxlint.model.reading import Complaint
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Edits, Fixes


@rule("IAX160", "codec-unknown", category="option", severity="warning", since="0.1", fix="safe")
def codec_unknown(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """A codec's name is none that Asterisk knows, and is passed over.

    `main/format_cap.c:ast_format_cap_update_by_allow_disallow` logs "Cannot allow unknown format" and goes on
    with the next name.  G.723.1 is called `g723`, G.729 `g729`, in every version.

    Example:
        [bar]
        type=friend
        disallow=all
        allow=g729a

    Mend: write a name that `core show codecs` lists.
    """
    from iaxlint.model.allow import codec_reader
    from iaxlint.suggest import clearly, did_you_mean

    word = complaint.message.rpartition("format ")[2].strip("'")
    hint = did_you_mean(word, codec_reader(server.version).known)
    yield about_line(
        server,
        complaint.section,
        complaint.variable,
        f"Asterisk {server.version} knows no codec {word}: {server.name} passes it over in [{complaint.section}]{hint}",
        "write a name that `core show codecs` lists",
        fixes=_known_codec(complaint.variable, word, clearly(word, codec_reader(server.version).known), hint),
    )


def _known_codec(line: Variable, word: str, meant: str, hint: str) -> Fixes:
    """Write the codec that is meant; or take the word away where nothing is like it."""
    if meant:
        return unsafe(f"write {meant}", _with_codec(line, word, meant))
    return () if hint else safe(f"take {word} away", _with_codec(line, word, ""))


def _with_codec(line: Variable, word: str, other: str) -> Edits:
    """Write another codec in the place of one, or none; a line that is left without any goes."""
    words = line.value.split(",")
    named = [each.strip().partition(":")[0].lower() == word.lower() for each in words]
    if not any(named) or "!" in line.value or "|" in line.value:
        return ()
    written = [other if hit else each for each, hit in zip(words, named, strict=True)]
    left = [each for each in written if each]
    return replace(line, ",".join(left).strip()) if left else delete(line)


@rule("IAX161", "codec-not-carried", category="option", severity="warning", since="0.1", fix="safe")
def codec_not_carried(server: Server) -> Iterator[Diagnostic]:
    """A codec is allowed that IAX2 can't carry, and so it is never used.

    The protocol has one bit for each codec (RFC 5456, section 8.7), and newer codecs have none:
    `chan_iax2.c:iax2_parse_allow_disallow` drops them without a word.

    Example:
        [bar]
        type=friend
        disallow=all
        allow=ulaw,codec2

    Mend: delete the name.
    """
    from iaxlint.model.allow import codec_reader

    without_bit = {name for name, bit in codec_reader(server.version).known.items() if not bit}
    for name, owner in _owners(server):
        for line in owner.decided.get("allow", ()):
            words = [word.strip().partition(":")[0].lower() for word in line.value.replace("|", ",").split(",")]
            for word in words:
                if word in without_bit:
                    yield about_line(
                        server,
                        name,
                        line,
                        f"IAX2 can't carry the codec {word}, so {server.name} never uses it for [{name}]",
                        "delete it",
                        fixes=safe(f"take {word} away", _with_codec(line, word, "")),
                    )


def _owners(server: Server) -> Iterator[tuple[str, General | Account]]:
    """`[general]`, and each user and peer, a friend once."""
    iax = server.iax
    yield "general", iax.general
    yield from iax.users.items()
    for name, peer in iax.peers.items():
        if name not in iax.users or iax.users[name].categories != peer.categories:
            yield name, peer


@rule("IAX162", "codecs-not-reset", category="option", severity="warning", since="0.1", fix="unsafe")
def codecs_not_reset(server: Server) -> Iterator[Diagnostic]:
    """`allow` without `disallow=all` allows nothing that was not allowed before.

    Every section starts with the codecs of `[general]`, and `[general]` starts with all of them
    (`IAX_CAPABILITY_FULLBANDWIDTH`): the lines read like a choice, and choose nothing.

    Example:
        [general]
        allow=ulaw
        allow=alaw

    Mend: write `disallow=all` above the first `allow`.
    """
    for name, owner in _owners(server):
        lines = owner.decided.get("allow")
        if not lines or "disallow" in owner.decided or owner.codecs.capability & FULL_BANDWIDTH != FULL_BANDWIDTH:
            continue
        if not any("all" in line.value.lower() for line in lines):
            yield about_line(
                server,
                name,
                lines[0],
                f"without disallow=all this allow chooses nothing: [{name}] on {server.name} allows every codec",
                "write disallow=all above it",
                fixes=()
                if lines[0].via
                else unsafe("write disallow=all above it", above(lines[0], ("disallow", "all"))),
            )


@rule("IAX163", "bandwidth-discards-codecs", category="option", severity="warning", since="0.1", fix="unsafe")
def bandwidth_discards_codecs(server: Server) -> Iterator[Diagnostic]:
    """`bandwidth` stands below `allow` and `disallow`, and undoes them.

    `chan_iax2.c:set_config` sets the codecs anew at a `bandwidth` line; what stands above it is lost.

    Example:
        [general]
        disallow=all
        allow=ulaw
        bandwidth=high

    Mend: delete `bandwidth`, or put it above the first `allow` and `disallow`.
    """
    decided = server.iax.general.decided
    lines = decided.get("bandwidth")
    if not lines or lines[-1].value.lower() not in ("low", "medium", "high"):
        return
    lost = [line for option in ("disallow", "allow") for line in decided.get(option, ()) if _above(line, lines[-1])]
    if lost:
        yield about_line(
            server,
            "general",
            lines[-1],
            f"bandwidth={lines[-1].value} sets the codecs of {server.name} anew: the allow and disallow lines above it "
            "are lost",
            "delete it, or put it above them",
            (line_of(server, lost[0], "lost"),),
            unsafe("delete the line", *(delete(line) for line in lines)),
        )


def _above(one: Variable, other: Variable) -> bool:
    return one.source is other.source and one.node.start < other.node.start


@rule("IAX164", "codecs-empty", category="option", severity="warning", since="0.1", fix="safe")
def codecs_empty(server: Server) -> Iterator[Diagnostic]:
    """No codec is left that IAX2 can carry.

    `disallow=all` below every `allow`, or an `allow` of names that Asterisk does not know or IAX2 can't
    carry, leaves nothing: calls that come in are rejected with "Unable to negotiate codec", and none can
    be placed.

    Example:
        [foo]
        type=user
        allow=ulaw
        disallow=all

    Mend: put `disallow=all` first, and what is allowed below it.
    """
    filled_in = server.folder.placeholders.fills
    for name, owner in _owners(server):
        lines = [line for option in ("disallow", "allow") for line in owner.decided.get(option, ())]
        if not owner.codecs.capability and lines and not any(filled_in(line.value) for line in lines):
            last = max(lines, key=lambda line: (line.source is lines[-1].source, line.node.start))
            yield about_line(
                server,
                name,
                last,
                f"these lines leave [{name}] on {server.name} no codec: no call through it can be set up",
                "put disallow=all first and the codecs that are allowed below it",
                fixes=reset_first(owner.decided),
            )
