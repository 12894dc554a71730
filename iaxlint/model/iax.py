"""All that `chan_iax2.c:set_config` makes of `iax.conf`, `users.conf` and `acl.conf`."""

from __future__ import annotations

from iaxlint.model.allow import codec_reader
from iaxlint.model.general import build_general
from iaxlint.model.limits import in_search_order, read_limits
from iaxlint.model.named import load_named_lists
from iaxlint.model.peer import HANDLERS, WHEREABOUTS, Dropped, build_peer
from iaxlint.model.reading import Definition, Reading, bucket, define
from iaxlint.model.user import build_user
from iaxlint.model.usersconf import read_users_conf
from iaxlint.placeholder import PLACEHOLDERS
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Config, Variable
    from iaxlint.model.general import General
    from iaxlint.model.limits import Limit
    from iaxlint.model.named import NamedLists
    from iaxlint.model.peer import Handlers, Peer
    from iaxlint.model.reading import Complaint
    from iaxlint.model.registration import Registration
    from iaxlint.model.user import User
    from iaxlint.model.version import Version
    from iaxlint.placeholder import Placeholders

KINDS = ("user", "peer", "friend")


@record
class Section:
    """A section of `iax.conf` beside `[general]`, and what Asterisk takes it for."""

    category: Category
    kind: str
    """`user`, `peer`, `friend` or `limits`; empty when Asterisk skips it."""
    type: Variable | None
    """The `type` line that counts."""
    problem: str = ""
    """What Asterisk logs when it skips it."""


@record
class Iax:
    """The channel driver's whole state after start-up."""

    version: Version
    loaded: bool
    """Whether the module runs with a socket; False when `iax.conf` is missing or refused, and when
    `[general]` holds a line on which Asterisk gives up.  The rest then says what was read all the same."""
    reason: str
    """Why it is not loaded, in the words of Asterisk's log; else empty."""
    general: General
    users: dict[str, User]
    """In the order in which Asterisk searches them when a caller gives no name."""
    peers: dict[str, Peer]
    """In the order in which Asterisk searches them by address."""
    dropped: list[Dropped]
    registrations: list[Registration]
    limits: list[Limit]
    """In the order in which Asterisk searches them; the first that matches an address counts."""
    lists: NamedLists
    """Of `acl.conf`."""
    sections: list[Section]
    problems: list[Complaint]


@record
class Outline:
    """Who is where by a server's files: as much of `Iax` as it takes to put a fleet together."""

    general: General
    users: set[str]
    """Their names."""
    peers: dict[str, Peer]
    """Without anything but where they are."""
    registrations: list[Registration]


def load_iax(
    configs: dict[str, Config],
    version: Version,
    realtime: frozenset[str] = frozenset(),
    placeholders: Placeholders = PLACEHOLDERS,
) -> Iax:
    """Read a server's loaded files, by their names; `realtime` has the families that a database keeps."""
    config = configs.get("iax.conf")
    users_conf = configs.get("users.conf") if version.has("users-conf") else None
    lists = load_named_lists(configs.get("acl.conf"), realtime)
    reading = Reading(version, codec_reader(version), lists, [], {}, {}, placeholders)
    categories = _categories(config)
    general = build_general(_first_general(categories), reading)
    state = _State(general, reading, {}, {}, [], [], [])
    state.read(users_conf, categories)
    reason = _refusal(config, users_conf, general)
    return Iax(
        version=version,
        loaded=not reason,
        reason=reason,
        general=general,
        users=dict(sorted(state.users.items(), key=_by_bucket)),
        peers=dict(sorted(state.peers.items(), key=_by_bucket)),
        dropped=state.dropped,
        registrations=general.registrations,
        limits=in_search_order(state.limits),
        lists=lists,
        sections=state.sections,
        problems=reading.problems,
    )


def outline_iax(configs: dict[str, Config], version: Version, placeholders: Placeholders = PLACEHOLDERS) -> Outline:
    """Read of a server's loaded `iax.conf` and `users.conf` only who is where."""
    users_conf = configs.get("users.conf") if version.has("users-conf") else None
    reading = Reading(version, codec_reader(version), load_named_lists(None), [], {}, {}, placeholders)
    categories = _categories(configs.get("iax.conf"))
    general = build_general(_first_general(categories), reading)
    state = _Outlining(general, reading, {}, {}, [], [], [], set())
    state.read(users_conf, categories)
    peers = dict(sorted(state.peers.items(), key=_by_bucket))
    return Outline(general, state.names, peers, general.registrations)


def _categories(config: Config | None) -> list[Category]:
    return [category for category in config.categories if not category.template] if config else []


def _first_general(categories: list[Category]) -> Category | None:
    """The only `[general]` that is read (`main/config.c:ast_variable_browse`)."""
    return next((category for category in categories if category.name.lower() == "general"), None)


def _by_bucket(item: tuple[str, User | Peer]) -> int:
    return bucket(item[0])


def _refusal(config: Config | None, users_conf: Config | None, general: General) -> str:
    """Why the module has no socket, in the words of its log; empty when it has one."""
    if config is None:
        return "Unable to load config iax.conf"
    if not config.valid:
        return "Config file iax.conf is in an invalid format.  Aborting."
    if users_conf is not None and not users_conf.valid:
        return "Config file users.conf is in an invalid format.  Aborting."
    if general.failed is not None:
        failed = general.failed
        return f"Invalid calltokenoptional address range - '{failed.value}' line {failed.line}"
    return ""


def _classify(definition: Definition, version: Version) -> Section:
    """What a section is, by its name or its `type`; Asterisk looks at the first `type` up to 22, at the last since."""
    (category,) = definition.categories
    lines = [variable for option, variable in definition.lines if option == "type"]
    line = lines[-1 if version.has("type-last") else 0] if lines else None
    if category.name.lower() == "callnumberlimits":
        return Section(category, "limits", line)
    if line is None:
        return Section(category, "", None, f"Section '{category.name}' lacks type")
    kind = line.value.lower()
    if kind in KINDS:
        return Section(category, kind, line)
    return Section(category, "", line, f"Unknown type '{line.value}' for '{category.name}' in iax.conf")


@record
class _State:
    """The users and peers that were built so far, in the order of their last sections."""

    general: General
    reading: Reading
    users: dict[str, User]
    peers: dict[str, Peer]
    dropped: list[Dropped]
    sections: list[Section]
    limits: list[Limit]

    def read(self, users_conf: Config | None, categories: list[Category]) -> None:
        """Build the users and peers of `users.conf`, then those of `iax.conf`."""
        if users_conf is not None:
            for definition in read_users_conf(users_conf, self.general, self.reading):
                self.add_user(definition)
                self.add_peer(definition)
        for category in categories:
            if category.name.lower() == "general":
                continue
            definition = define(category.name, [category])
            section = _classify(definition, self.reading.version)
            self.sections.append(section)
            if section.kind == "limits":
                read_limits(self.limits, category, self.reading)
            if section.kind in ("user", "friend"):
                self.add_user(definition)
            if section.kind in ("peer", "friend"):
                self.add_peer(definition)

    def add_user(self, definition: Definition) -> None:
        """Build a user, or add to the one of that name, which then moves to the end of its bucket."""
        earlier = self.users.pop(definition.name, None)
        self.users[definition.name] = build_user(definition, earlier, self.general, self.reading)

    def add_peer(self, definition: Definition, handlers: Handlers = HANDLERS) -> None:
        """Build a peer, or add to the one of that name, which then moves to the end of its bucket."""
        earlier = self.peers.pop(definition.name, None)
        peer = build_peer(definition, earlier, self.general, self.reading, handlers)
        if isinstance(peer, Dropped):
            self.dropped.append(peer)
        else:
            self.peers[definition.name] = peer


@record
class _Outlining(_State):
    """The same, where only it counts who is where."""

    names: set[str]

    def add_user(self, definition: Definition) -> None:
        """Note that there is one of that name."""
        self.names.add(definition.name)

    def add_peer(self, definition: Definition, handlers: Handlers = WHEREABOUTS) -> None:
        """Build as much of a peer as tells where it is."""
        definition.grouped = {}  # nobody asks which lines decided
        _State.add_peer(self, definition, handlers)
