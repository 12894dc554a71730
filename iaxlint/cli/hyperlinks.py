"""Whether a terminal draws links (OSC 8), as far as its environment tells."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "TERM": ("alacritty", "contour", "foot", "rio", "wezterm", "xterm-ghostty", "xterm-kitty"),
    "TERM_PROGRAM": ("Hyper", "Tabby", "WarpTerminal", "WezTerm", "ghostty", "iTerm.app", "rio", "vscode", "zed"),
    "TERMINAL_EMULATOR": ("JetBrains-JediTerm",),
}
"""The values, or their beginnings, of terminals that do."""

SIGNS = ("DOMTERM", "KONSOLE_VERSION", "WT_SESSION")
"""What only a terminal that does would set."""

FIRST_VTE = 5000
"""Since 0.50 the terminals of GNOME, Xfce and MATE do."""

FIRST_TMUX = (3, 4)


def draws_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal of an environment is one of those that are known to draw links."""
    said = environment.get
    if said("STY"):
        return False
    if said("TMUX"):
        return _version(said("TERM_PROGRAM_VERSION", "")) >= FIRST_TMUX
    if any(said(name, "").startswith(values) for name, values in NAMES.items()):
        return True
    return any(said(name) for name in SIGNS) or _version(said("VTE_VERSION", "")) >= (FIRST_VTE,)


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version such as `3.4` or `3.3a`; none where it is written in some other way."""
    return tuple(int(part) for part in text.rstrip("abcdefgh").split(".") if part.isdecimal())
