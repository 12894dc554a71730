"""Random configurations, and what running Asterisk 22.11 and 23.5 showed of their users, peers and sockets."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from iaxlint.model.address import Address
from iaxlint.model.codec import names_of
from iaxlint.model.iax import Iax
from iaxlint.model.peer import Peer
from iaxlint.model.user import User

NOT_RECORDED = ("host-port", "register-host-empty", "tos-invalid", "cos-invalid")
"""What other parts of Asterisk log, or nobody."""

CASES = json.loads((Path(__file__).parent.parent / "fixtures" / "recorded" / "iax.json").read_text())


def owns(address: Address) -> bool:
    """The recorded server had one address beside the loopback ones."""
    return address.host in ("192.168.1.2", "0.0.0.0", "::", "::1") or address.host.startswith("127.")


def show_socket(address: Address) -> str:
    return f"[{address.host}]:{address.port}" if address.family == 6 else f"{address.host}:{address.port}"


def show_user(user: User) -> dict[str, object]:
    """One line of `iax2 show users`."""
    priority = "Caller" if user.codec_caller_first else "Host"
    if user.codec_no_preferences:
        priority = "REQ Only" if user.codec_requested_only else "Disabled"
    return {
        "name": user.name,
        "auth": user.auth,
        "context": user.contexts[0][0] if user.contexts else "default",
        "acl": bool(user.access.rules or user.access.named),
        "priority": priority,
    }


def show_address(address: Address | None) -> str:
    return f"{address.host.removeprefix('::ffff:')} Port {address.port}" if address else "(null) Port (null)"


def show_peer(peer: Peer) -> dict[str, str]:
    """`iax2 show peer`, as far as it does not change by itself."""

    def yes(value: object) -> str:
        return "Yes" if value else "No"

    capability = "|".join(names_of(peer.codecs.capability))
    smoothing = "On" if peer.smoothing else "Off"
    return {
        "secret": "<Set>" if peer.secret else "<Not set>",
        "context": peer.context,
        "dynamic": yes(peer.dynamic),
        "call_numbers": str(peer.max_call_numbers),
        "calltoken": {"yes": "Yes", "auto": "Auto"}.get(peer.calltoken, "No"),
        "trunk": yes(peer.trunk),
        "encryption": "(aes128,keyrotate)" if peer.encryption else "No",
        "acl": yes(peer.access.rules or peer.access.named),
        "address": show_address(peer.address),
        "default": show_address(peer.default),
        "username": peer.username,
        "codecs": f"({capability})" if capability else "(nothing)",
        "order": f"({'|'.join(peer.codecs.order)})",
        "qualify": (
            f"every {peer.qualify_freq_ok_ms}ms when OK, every {peer.qualify_freq_notok_ms}ms when UNREACHABLE "
            f"(sample smoothing {smoothing})"
        ),
    }


def logged(iax: Iax) -> set[str]:
    """What chan_iax2 and the codec lists log while they read, without lines that others log."""
    lines = {
        f"{problem.level} {problem.message}"
        for problem in iax.problems
        if problem.kind not in NOT_RECORDED and not problem.kind.startswith("acl-")
    }
    return lines | {f"WARNING {section.problem}" for section in iax.sections if section.problem}


@pytest.mark.parametrize("version", ["22", "23"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_asterisk_shows_the_same(case: dict, version: str, model) -> None:
    recorded = case["asterisk"][version]
    if isinstance(recorded, str):
        recorded = case["asterisk"][recorded]
    iax = model(case["files"], version)
    assert iax.loaded == recorded["loaded"]
    assert [show_user(user) for user in iax.users.values()] == recorded["users"]
    assert {name for name, peer in iax.peers.items() if not peer.default_resolve} <= set(recorded["peers"])
    assert set(recorded["peers"]) <= set(iax.peers)
    for name, shown in recorded["peers"].items():
        peer = iax.peers[name]
        expected = show_peer(peer)
        if peer.resolve:
            assert peer.resolve == "localhost" or not re.search(r"\d", shown["address"])
            expected["address"] = shown["address"]
        if peer.default_resolve:
            expected["default"] = shown["default"]
        assert expected == shown, name
    ours = sorted(show_socket(binding.address) for binding in iax.general.sockets(owns))
    assert ours == recorded["sockets"]
    assert logged(iax) == set(recorded["log"])
