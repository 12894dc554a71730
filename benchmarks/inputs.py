"""Large configuration files to read, made up from a seed: the same on every machine."""

from __future__ import annotations

import random

PEERS = 2_000
LINES = 40_000

CODECS = ("ulaw", "alaw", "gsm", "g722", "opus")
APPS = (
    "Answer()",
    "Wait(3)",
    "Hangup()",
    "Playback(tt-monkeys)",
    "Set(CALLERID(name)=${{CUT(CALLERID(name),-,1)}})",
    "GotoIf($[${{LEN(${{EXTEN}})}} > 4]?long,1:short,1)",
    "Dial(IAX2/peer{n}/${{EXTEN}},30,tT)",
    "NoOp(${{CALLERID(num)}} dials ${{EXTEN}} at {n})",
    "Set(CDR(accountcode)=branch-{n})",
    "Macro(record,${{EXTEN}},${{UNIQUEID}})",
)


def iax(peers: int = PEERS) -> bytes:
    """An `iax.conf` with so many peers: about 27,000 lines for 2,000."""
    pick = random.Random(1)
    lines = [
        "; the trunks of all branches",
        "[general]",
        "bindport = 4569           ; Port to bind to (IAX is 4569)",
        "bindaddr = 0.0.0.0",
        "disallow=all",
        "allow=ulaw",
        "",
        "[branch](!)",
        "type=friend",
        "qualify=yes",
        "",
    ]
    for n in range(peers):
        lines += [
            f"; branch {n}, {pick.choice(('north', 'south', 'east', 'west'))}" if n % 4 else ";---- more branches ----",
            f"[peer{n}](branch)" if n % 2 else f"[peer{n}]",
            "type = friend",
            f"username=user{n}",
            f"secret={pick.getrandbits(64):x}",
            f"host=10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
            "context = fromiax" + ("    ; what they may dial" if n % 5 == 0 else ""),
            "disallow=all",
            f"allow={pick.choice(CODECS)}",
            f"allow={pick.choice(CODECS)}",
            f"qualify={pick.choice(('yes', 'no', '2000'))}",
            "trunk=yes",
            f"setvar=BRANCH={n}" + ("\\;main" if n % 50 == 0 else ""),
        ]
        lines += ["requirecalltoken=auto ;-- as before --;"] if n % 100 == 0 else []
        lines += [";--", "auth=md5", "encryption=yes", "--;"] if n % 200 == 0 else []
        lines += [""] if n % 3 else []
    return "\n".join([*lines, ""]).encode()


def extensions(lines: int = LINES) -> bytes:
    """An `extensions.conf` of so many lines."""
    pick = random.Random(2)
    written = ["[general]", "static=yes", "writeprotect=no", "", "[globals]", "TRUNK=IAX2/peer1 ; the main one", ""]
    n = 0
    while len(written) < lines:
        n += 1
        written += [f"[context-{n}]", f"; what branch {n} may dial"]
        if n > 1:
            written.append(f"include => context-{pick.randrange(1, n)}")
        for _ in range(pick.randrange(1, 6)):
            pattern = pick.choice(("s", "_X.", f"_9{n % 10}XXXX", f"{pick.randrange(100, 9999)}"))
            written.append(f"exten => {pattern},1,{pick.choice(APPS[4:]).format(n=n)}")
            for _ in range(pick.randrange(1, 8)):
                app = pick.choice(APPS).format(n=n)
                written.append(f" same => n,{app}" + (" ; as ever" if pick.random() < 0.06 else ""))
        written.append("")
    return "\n".join([*written[:lines], ""]).encode()
