"""A dialogue as the steps that it stands for, and each mistake at its place."""

import textwrap

import pytest

from specrunner.app import World, builtin_registry, prepare
from specrunner.protocols.websocket.dialogue import expand
from specrunner.source import SourceText
from specrunner.syntax import compose, plain

ACTORS = "ann: {url: 'ws://h/chat'}\nbob: {url: 'ws://h/chat', expect: {subprotocol: a}, as: bob}"


def node(text):
    found = compose(SourceText("a.spec.yaml", textwrap.dedent(text)))
    assert found.diagnostics == ()
    return found.node


def steps(lines, actors="ann: {url: 'ws://h'}"):
    expanded = expand(node(actors), node(lines))
    assert expanded.diagnostics == ()
    return [plain(each) for each in expanded.steps][len(node(actors).entries) :]


def problems(lines, actors="ann: {url: 'ws://h'}"):
    return [
        (each.span.line, each.span.column, each.message, each.hint)
        for each in expand(node(actors), node(lines)).diagnostics
    ]


def test_each_actor_opens_a_connection_under_its_name():
    expanded = expand(node(ACTORS), node("- ann.silence: 1s"))
    assert [plain(each) for each in expanded.steps][:2] == [
        {"id": "ann", "ws": {"url": "ws://h/chat"}},
        {"id": "bob", "expect": {"subprotocol": "a"}, "as": "bob", "ws": {"url": "ws://h/chat"}},
    ]


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("ann.receive: {}", {"ws": {"on": "ann", "receive": {}}}),
        ("ann.receive: 2s", {"ws": {"on": "ann", "receive": "2s"}}),
        (
            "ann.receive: {like: {type: hi}, within: 2s, save: {sid: $.sid}}",
            {
                "ws": {"on": "ann", "receive": {"within": "2s"}},
                "expect": {"$": {"like": {"type": "hi"}}},
                "save": {"sid": "$.sid"},
            },
        ),
        (
            "ann.receive: {$.a: 1, text: hi, size: {lt: 9B}, expect: {gap: {lt: 1s}}}",
            {
                "ws": {"on": "ann", "receive": {}},
                "expect": {"gap": {"lt": "1s"}, "$.a": 1, "text": "hi", "size": {"lt": "9B"}},
            },
        ),
        (
            "ann.send: {json: {name: x}, times: 2}",
            {"ws": {"on": "ann", "send": {"json": {"name": "x"}, "times": 2}}},
        ),
        ("ann.send: [{text: a}, {text: b}]", {"ws": {"on": "ann", "send": [{"text": "a"}, {"text": "b"}]}}),
        ("ann.silence: {for: 300ms}", {"ws": {"on": "ann", "silence": {"for": "300ms"}}}),
        (
            "ann.ping: {pong_within: 1s, name: alive}",
            {"ws": {"on": "ann", "ping": {"pong_within": "1s"}}, "name": "alive"},
        ),
        ("ann.close: 1000", {"ws": {"on": "ann", "close": 1000}}),
        ("ann.drop: reset", {"ws": {"on": "ann", "drop": "reset"}}),
        (
            "ann.collect: {until: {$.a: 1}, within: 1s, expect: {messages: {count: 2}}}",
            {
                "ws": {"on": "ann"},
                "collect": {"until": {"$.a": 1}, "within": "1s"},
                "expect": {"messages": {"count": 2}},
            },
        ),
        ("pause: 1s", {"pause": "1s"}),
        (
            "unordered: [{ann.receive: {like: a}}, {bob.receive: {like: b}}]",
            {
                "parallel": [
                    {"ws": {"on": "ann", "receive": {}}, "expect": {"$": {"like": "a"}}},
                    {"ws": {"on": "bob", "receive": {}}, "expect": {"$": {"like": "b"}}},
                ]
            },
        ),
        (
            "unordered: [{ann.receive: {like: a, within: 1s}}, {ann.receive: {$.x: 2, within: 300ms}}]",
            {
                "ws": {"on": "ann"},
                "collect": {"count": 2, "within": "1s"},
                "expect": {"messages[*].json": {"any_order": [{"like": "a"}, {"path": {"$.x": 2}}]}},
            },
        ),
    ],
)  # fmt: skip
def test_a_line_is_an_ordinary_step(line, step):
    assert steps(f"- {line}") == [step]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ann.recieve: {}", (1, 3, "`recieve` is nothing that an actor can do", "did you mean `receive`?")),
        ("ann.receive: {until: {$.a: 1}}", (1, 17, "`until` has no place in a line of a dialogue",
                                            "write `ann.collect: {until: ...}`")),
        ("ann.ping: {needs: [x]}", (1, 14, "`needs` has no place in a line of a dialogue",
                                    "write it as a step of its own")),
        ("{ann.ping: {}, name: x}", (1, 18, "`name` stands beside `ann.ping`", "put it into the map behind it")),
        ("just text", (1, 3, "a line of a dialogue is a map", "write it like `- ann.receive: {within: 2s}`")),
        ("unordered: {}", (1, 14, "`unordered` is a list of lines", None)),
        ("unordered: [{ann.send: {text: a}}]", (1, 15, "in `unordered` there are `receive` lines only",
                                                "put the others before or after it")),
        ("unordered: [{ann.receive: {like: a}}, {ann.receive: {}}]",
         (1, 42, "the message is not described, so any would do", "add `like: {...}`")),
        ("unordered: [{ann.receive: {like: a}}, {ann.receive: {text: b}}]",
         (1, 56, "`text` cannot be asked of one of several messages of an actor in `unordered`",
          "tell them apart by their JSON: `like`, `eq`, `$.name`")),
    ],
)  # fmt: skip
def test_a_mistake_in_a_line_is_told_at_its_place(line, problem):
    assert problems(f"- {line}") == [problem]


def test_the_action_beside_a_dialogue_names_actors():
    assert problems("- ann.ping: {}", "url: ws://h") == [
        (1, 1, "beside `dialogue`, `ws` is a map of actors", "name the actor: `ws: {ann: {url: ...}}`")
    ]
    assert problems("- ann.ping: {}", "ann: ws://h") == [
        (1, 6, "`ann` is a map with the `url` of its connection", None)
    ]
    assert problems("[]") == [
        (1, 1, "`dialogue` is a list of lines", "begin each with `- `, like `- ann.receive: {}`")
    ]


def diagnostics(tmp_path, text):
    (tmp_path / "a.spec.yaml").write_text(
        "spec: Test\nsteps:\n" + textwrap.indent(textwrap.dedent(text).strip(), "  ")
    )
    prepared = prepare([tmp_path], builtin_registry(), World(tmp_path, tmp_path, frozenset(), frozenset()))
    return [
        (str(each.code), each.span.line, each.span.column, each.message)
        for each in prepared.diagnostics
        if each.severity == "error"
    ]


def test_messages_about_the_steps_point_at_the_lines(tmp_path):
    text = """
    - ws: {ann: {url: "ws://127.0.0.1:1/chat"}}
      dialogue:
        - an.receive: {like: {a: 1}}
        - ann.receive: {lik: {a: 1}}
        - ann.send: {jsn: 1}
        - ann.receive: {$.a: {gtt: 1}}
        - ann.send: {text: "${{ nothing }}"}
    """
    assert diagnostics(tmp_path, text) == [
        ("SR0502", 5, 9, "there is no step `an`"),
        ("SR0203", 6, 23, "unknown key `lik`"),
        ("SR0203", 7, 20, "unknown key `jsn`"),
        ("SR0403", 8, 29, "unknown operator `gtt`"),
        ("SR0501", 9, 31, "nothing defines `nothing`"),
    ]


def test_a_dialogue_has_no_options_that_are_for_one_step(tmp_path):
    text = """
    - ws: {ann: {url: "ws://127.0.0.1:1/chat"}}
      dialogue: [{ann.ping: {}}]
      timeout: 1s
    - http: {get: "http://127.0.0.1:1/"}
      dialogue: [{ann.ping: {}}]
    """
    assert [each[3] for each in diagnostics(tmp_path, text)] == [
        "a dialogue has no `timeout` of its own",
        "`http` has no dialogues",
    ]


def test_lines_run_one_after_the_other_inside_parallel_too(tmp_path):
    text = """
    - parallel:
        - ws: {ann: {url: "ws://127.0.0.1:1/chat"}}
          dialogue:
            - ann.ping: {}
            - ann.close: {}
    """
    (tmp_path / "a.spec.yaml").write_text(
        "spec: Test\nsteps:\n" + textwrap.indent(textwrap.dedent(text).strip(), "  ")
    )
    prepared = prepare([tmp_path], builtin_registry(), World(tmp_path, tmp_path, frozenset(), frozenset()))
    (outer,) = prepared.specs[0].steps.steps
    (dialogue,) = outer.body.graph.steps
    ids = [step.id for step in dialogue.body.graph.steps]
    assert ids[0] == "ann"
    assert [step.after for step in dialogue.body.graph.steps] == [(), ("ann",), (ids[1], "ann")]
