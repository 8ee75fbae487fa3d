"""`dialogue:` as ordinary steps: `ann.receive: {like: {...}}` becomes `ws: {on: ann, receive: {}}` with an `expect`.

Every node made here has the place of the one that it stands for, so that messages point into the dialogue.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...checks import OPERATORS
from ...model import STEP_KEYS
from ...plugin import Expansion
from ...source import Diagnostic, did_you_mean
from ...source.codes import model as codes
from ...syntax import Entry, MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode
from ...values import parse_duration
from .model import ACTIONS, Receive, WsAction
from .subjects import MESSAGES

VERBS = (*ACTIONS, "collect")
_LIFTED = frozenset(STEP_KEYS) - {"within", "needs", "undo", "collect", "until", "dialogue"}
_OPENING = frozenset(field.alias or name for name, field in WsAction.model_fields.items())
_OF_RECEIVE = frozenset(Receive.model_fields)
_APART = "write it as a step of its own"


def expand(actors: Node, lines: Node) -> Expansion:
    """The steps of a dialogue: first those that open, in the order of the actors, then the lines."""
    expander = _Expander()
    steps = (*expander.openers(actors), *expander.lines(lines))
    return Expansion(steps, tuple(expander.diagnostics))


class _Expander:
    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def openers(self, actors: Node) -> Iterator[Node]:
        if not isinstance(actors, MappingNode):
            message = "beside `dialogue`, `ws` is a map of actors"
            self._say(actors, message, "write `ws: {ann: {url: /chat}}`; a connection that is open needs no entry")
            return
        for actor in actors:
            if actor.name in _OPENING and not isinstance(actor.value, MappingNode):
                hint = f"name the actor: `ws: {{ann: {{{actor.name}: ...}}}}`"
                self._say(actor.key, "beside `dialogue`, `ws` is a map of actors", hint)
            elif not isinstance(actor.value, MappingNode):
                self._say(actor.value, f"`{actor.name}` is a map with the `url` of its connection", None)
            else:
                lifted, rest = _split(actor.value, _LIFTED - _OPENING)
                yield _map(actor.key, (_pair("id", actor.key, _scalar(actor.name, actor.key)), *lifted,
                                       _pair("ws", actor.key, _map(actor.value, rest))))  # fmt: skip

    def lines(self, lines: Node) -> Iterator[Node]:
        if not isinstance(lines, SequenceNode) or not lines.items:
            self._say(lines, "`dialogue` is a list of lines", "begin each with `- `, like `- ann.receive: {}`")
            return
        for line in lines:
            yield from self._line(line)

    def _line(self, line: Node) -> Iterator[Node]:
        if not isinstance(line, MappingNode) or not line.entries:
            self._say(line, "a line of a dialogue is a map", "write it like `- ann.receive: {within: 2s}`")
            return
        entry = line.entries[0]
        if entry.name == "unordered":
            yield from self._unordered(entry)
        elif "." not in entry.name:
            # An ordinary step in between.
            yield line
        elif len(line.entries) > 1:
            extra = line.entries[1]
            self._say(extra.key, f"`{extra.name}` stands beside `{entry.name}`", "put it into the map behind it")
        else:
            yield from self._spoken(entry)

    def _spoken(self, entry: Entry) -> Iterator[Node]:
        """`actor.verb: value` as a step."""
        actor, _, verb = entry.name.partition(".")
        if verb not in VERBS:
            hint = did_you_mean(verb, VERBS, limit=20)
            self._say(entry.key, f"`{verb}` is nothing that an actor can do", hint)
            return
        misplaced = ("needs", "undo", "for_each", *(() if verb == "collect" else ("until",)))
        clash = next((each for each in _entries(entry.value) if each.name in misplaced), None)
        if clash is not None:
            hint = f"write `{actor}.collect: {{until: ...}}`" if clash.name == "until" else _APART
            self._say(clash.key, f"`{clash.name}` has no place in a line of a dialogue", hint)
            return
        lifted, rest = _split(entry.value, _LIFTED) if verb != "send" else ((), _entries(entry.value))
        value: Node = entry.value
        if verb == "collect":
            on = _pair("ws", entry.key, _map(entry.key, (_pair("on", entry.key, _scalar(actor, entry.key)),)))
            yield _map(entry.key, (on, _pair("collect", entry.key, _map(value, rest)), *lifted))
            return
        checks: tuple[Entry, ...] = ()
        if verb == "receive" and isinstance(value, MappingNode):
            checks, rest = self._checks(rest)
        if isinstance(value, MappingNode):
            value = _map(value, rest)
        did = (_pair("on", entry.key, _scalar(actor, entry.key)), _pair(verb, entry.key, value))
        yield _map(
            entry.key,
            (_pair("ws", entry.key, _map(entry.key, did)), *_with_checks(lifted, checks, entry)),
        )

    def _checks(self, entries: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """What a `receive` asks of its message, as entries of `expect`; and what is left for the action.

        A name is a subject first, then a matcher for the message as JSON.
        """
        checks: list[Entry] = []
        matchers: list[Entry] = []
        rest: list[Entry] = []
        for entry in entries:
            if entry.name in _OF_RECEIVE:
                rest.append(entry)
            elif entry.name in MESSAGES.subjects or entry.name.startswith(("$", "json.", "jmespath(")):
                checks.append(entry)
            elif entry.name in OPERATORS:
                matchers.append(entry)
            else:
                rest.append(entry)
        if matchers:
            first = matchers[0]
            checks.append(_pair("$", first.key, _map(first.value, tuple(matchers))))
        return tuple(checks), tuple(rest)

    # In any order

    def _unordered(self, entry: Entry) -> Iterator[Node]:
        """Several messages, in any order: side by side for each actor, as a list for one."""
        if not isinstance(entry.value, SequenceNode) or not entry.value.items:
            self._say(entry.value, "`unordered` is a list of lines", None)
            return
        by_actor: dict[str, list[Entry]] = {}
        for line in entry.value:
            spoken = line.entries[0] if isinstance(line, MappingNode) and len(line.entries) == 1 else None
            actor, _, verb = spoken.name.partition(".") if spoken is not None else ("", "", "")
            if spoken is None or verb != "receive":
                self._say(line, "in `unordered` there are `receive` lines only", "put the others before or after it")
                return
            by_actor.setdefault(actor, []).append(spoken)
        steps: list[Node] = []
        for actor, spoken_lines in by_actor.items():
            several = self._several(actor, spoken_lines) if len(spoken_lines) > 1 else self._spoken(spoken_lines[0])
            steps += several
        if len(steps) == 1:
            yield steps[0]
        elif steps:
            side_by_side = SequenceNode(tuple(steps), entry.value.source, entry.value.start, entry.value.end)
            yield _map(entry.key, (_pair("parallel", entry.key, side_by_side),))

    def _several(self, actor: str, lines: list[Entry]) -> Iterator[Node]:
        """As many messages as lines, each met by another one."""
        matchers: list[Node] = []
        longest: Node | None = None
        for line in lines:
            wanted = self._matcher(line)
            if wanted is None:
                return
            matchers.append(wanted)
            longest = _longer(longest, _within(line.value))
        first = lines[0].key
        count = _pair("count", first, _scalar(str(len(lines)), first, len(lines)))
        clock = () if longest is None else (_pair("within", first, longest),)
        in_any_order = SequenceNode(tuple(matchers), first.source, first.start, lines[-1].value.end)
        asked = _map(first, (_pair("any_order", first, in_any_order),))
        yield _map(
            first,
            (
                _pair("ws", first, _map(first, (_pair("on", first, _scalar(actor, first)),))),
                _pair("collect", first, _map(first, (count, *clock))),
                _pair("expect", first, _map(first, (_pair("messages[*].json", first, asked),))),
            ),
        )

    def _matcher(self, line: Entry) -> Node | None:
        """What one of several messages must be, as a matcher for its JSON."""
        matchers: list[Entry] = []
        paths: list[Entry] = []
        for entry in _entries(line.value):
            if entry.name in OPERATORS and entry.name not in MESSAGES.subjects:
                matchers.append(entry)
            elif entry.name.startswith("$"):
                paths.append(entry)
            elif entry.name not in _OF_RECEIVE:
                message = f"`{entry.name}` cannot be asked of one of several messages of an actor in `unordered`"
                self._say(entry.key, message, "tell them apart by their JSON: `like`, `eq`, `$.name`")
                return None
        if paths:
            matchers.append(_pair("path", paths[0].key, _map(line.value, tuple(paths))))
        if not matchers:
            self._say(line.key, "the message is not described, so any would do", "add `like: {...}`")
            return None
        return _map(line.value, tuple(matchers))

    def _say(self, node: Node, message: str, hint: str | None) -> None:
        self.diagnostics.append(codes.BAD_DIALOGUE.at(node.span, message, hint=hint))


def _entries(node: Node) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, MappingNode) else ()


def _split(node: Node, names: frozenset[str]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Entries of these names, and the others."""
    entries = _entries(node)
    inside = tuple(entry for entry in entries if entry.name in names)
    return inside, tuple(entry for entry in entries if entry.name not in names)


def _with_checks(lifted: tuple[Entry, ...], checks: tuple[Entry, ...], line: Entry) -> Iterator[Entry]:
    """Step keys with the checks in `expect`, beside those that are there already."""
    if checks and not any(entry.name == "expect" for entry in lifted):
        yield _pair("expect", line.key, _map(line.value, checks))
    for entry in lifted:
        if entry.name == "expect" and checks and isinstance(entry.value, MappingNode):
            yield Entry(entry.key, _map(entry.value, (*entry.value.entries, *checks)))
        else:
            yield entry


def _within(node: Node) -> Node | None:
    if isinstance(node, ScalarNode):
        return node
    return node.get("within") if isinstance(node, MappingNode) else None


def _longer(one: Node | None, other: Node | None) -> Node | None:
    """The longer of two durations as written; an expression counts as the longest."""
    if one is None or other is None:
        return one or other
    return max((one, other), key=_seconds)


def _seconds(node: Node) -> float:
    try:
        return parse_duration(node.text) if isinstance(node, ScalarNode) else float("inf")
    except ValueError:
        return float("inf")


def _scalar(text: str, like: Node, value: str | int | None = None) -> ScalarNode:
    return ScalarNode(text if value is None else value, text, ScalarStyle.PLAIN, like.source, like.start, like.end)


def _pair(name: str, like: Node, value: Node) -> Entry:
    return Entry(_scalar(name, like), value)


def _map(like: Node, entries: tuple[Entry, ...]) -> MappingNode:
    return MappingNode(entries, like.source, like.start, like.end)
