"""Servers that do it wrong on an open connection: each is told apart, in words, within its time."""

import sys

import trio

from .conftest import answering, result

OPEN = """
- id: server
  rpc: {connect: URL}
"""
CALL = """
- id: server
  rpc: {connect: URL}
- id: call
  rpc: {on: server, method: m, within: 200ms}
"""


async def test_an_id_of_another_type_is_no_answer_and_ends_the_wait(converse):
    async def play(server):
        heard = await server.heard()
        await server.say(result(str(heard["id"])))
        await trio.sleep_forever()

    ran = await converse(answering(play), CALL)
    assert ran.outcomes == {"server": "passed", "call": "failed"}
    said = 'problems[0]: text "the id integer 1 came back as text \\"1\\"" is there, and nothing should be'
    assert ran.explanations("call") == [said]


async def test_an_answer_that_never_comes_is_a_problem_after_its_time(converse):
    async def play(server):
        await server.heard()
        await trio.sleep_forever()

    ran = await converse(answering(play), CALL)
    said = 'problems[0]: text "the request with the id integer 1 got no answer" is there, and nothing should be'
    assert ran.explanations("call") == [said]


async def test_a_late_answer_is_a_problem_of_the_next_step_and_not_its_answer(converse):
    async def play(server):
        first = await server.heard()
        second = await server.heard()
        await server.say(result(first["id"], "late"), result(second["id"], "mine"))
        await trio.sleep_forever()

    steps = """
    - id: server
      rpc: {connect: URL}
    - id: first
      rpc: {on: server, method: m, within: 50ms}
      expect: {problems: {count: 1}}
    - id: second
      rpc: {on: server, method: m}
      expect:
        result: mine
        problems: ["the id integer 1 was answered before, or nobody waits for it"]
    """
    ran = await converse(answering(play), steps)
    assert ran.outcomes == {"server": "passed", "first": "passed", "second": "passed"}, ran.explanations("second")


async def test_ids_of_the_two_directions_have_nothing_to_do_with_each_other(converse):
    async def play(server):
        heard = await server.heard()
        await server.say({"jsonrpc": "2.0", "id": heard["id"], "method": "name"})
        answer = await server.heard()
        await server.say(result(heard["id"], answer))
        await trio.sleep_forever()

    steps = """
    - id: server
      rpc:
        connect: URL
        handlers: [{method: name, reply: [ann, "${{ request.id }}"]}]
    - id: call
      rpc: {on: server, method: m}
      expect: {result.result: [ann, 1], result.id: 1}
    """
    ran = await converse(answering(play), steps)
    assert ran.outcomes == {"server": "passed", "call": "passed"}


async def test_an_end_in_the_middle_of_a_call_is_its_fault_and_that_of_every_later_step(converse):
    async def play(server):
        await server.heard()

    steps = """
    - id: server
      rpc: {connect: URL}
    - id: call
      rpc: {on: server, method: m}
    - id: judged
      always: true
      rpc: {on: server, method: m}
      expect: {fault.kind: disconnected}
    """
    ran = await converse(answering(play), steps)
    assert ran.error("call") == "the server ended the connection without a Close frame (1006)"
    assert ran.outcomes["judged"] == "passed"


async def test_what_is_no_message_is_a_problem_and_harms_nothing(converse):
    async def play(server):
        heard = await server.heard()
        await server.say("{", "7", [], {"jsonrpc": "1.0", "method": "hi"}, result(heard["id"]))
        await trio.sleep_forever()

    steps = """
    - id: server
      rpc: {connect: URL}
    - id: call
      rpc: {on: server, method: m}
      expect:
        result: true
        problems:
          - {contains: this is not JSON}
          - a message is a map, not integer 7
          - a batch has at least one message, and this has none
          - '`jsonrpc` is text "1.0", not text "2.0"'
    """
    steps = steps.replace("problems:\n          - {contains: this is not JSON}", "problems[1:]:")
    ran = await converse(answering(play), steps)
    assert ran.outcomes["call"] == "passed", ran.explanations("call")


async def test_one_error_without_an_id_refuses_all_that_was_sent(converse):
    async def play(server):
        await server.heard()
        await server.say({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "Parse error"}})
        await trio.sleep_forever()

    steps = """
    - id: server
      rpc: {connect: URL}
    - id: call
      rpc: {on: server, batch: [{method: a}, {method: b}], within: 5s}
      expect: {error.code: -32700, time: {lt: 2s}, responses: {count: 1}}
    """
    ran = await converse(answering(play), steps)
    assert ran.outcomes["call"] == "passed", ran.explanations("call")


async def test_the_answers_of_a_batch_may_come_one_by_one(converse):
    async def play(server):
        first, second = await server.heard()
        await server.say(result(second["id"], 2), result(first["id"], 1))
        await trio.sleep_forever()

    steps = """
    - id: server
      rpc: {connect: URL}
    - id: call
      rpc: {on: server, batch: [{as: one, method: a}, {as: two, method: b}]}
      expect: {one.result: 1, two.result: 2}
    """
    ran = await converse(answering(play), steps)
    assert ran.outcomes["call"] == "passed", ran.explanations("call")


async def test_what_nobody_read_is_told_at_the_end(converse):
    async def play(server):
        heard = await server.heard()
        note = {"jsonrpc": "2.0", "method": "tick"}
        await server.say(note, note, result(heard["id"]))
        await trio.sleep_forever()

    ran = await converse(answering(play), CALL)
    said = "the rpc handle `server` was left open: 2 notifications were never read"
    assert [notice for notice in ran.notices if "handle" in notice] == [said]


async def test_a_reply_that_cannot_be_worked_out_refuses_the_request_and_says_why(converse):
    async def play(server):
        heard = await server.heard()
        await server.say({"jsonrpc": "2.0", "id": 5, "method": "name", "params": {}})
        answer = await server.heard()
        await server.say(result(heard["id"], answer["error"]["code"]))
        await trio.sleep_forever()

    steps = """
    - id: server
      rpc:
        connect: URL
        handlers: [{reply: "${{ request.params.nothing }}"}]
    - id: call
      rpc: {on: server, method: m}
      expect: {result: -32601, problems: {count: 1, each: {starts_with: a handler could not be worked out}}}
    """
    ran = await converse(answering(play), steps)
    assert ran.outcomes["call"] == "passed", ran.explanations("call")


async def test_a_program_that_is_not_there_says_so(converse):
    ran = await converse(answering(None), "- id: server\n  rpc: {stdio: [no-such-program]}\n")
    assert ran.error("server") == "there is no command `no-such-program`"


async def test_a_module_runs_with_our_own_interpreter(converse, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    steps = """
    - id: server
      rpc: {stdio: {module: specrunner.demo.calculator}}
    - id: call
      rpc: {on: server, method: calc.add, params: [2, 3]}
      expect: {result: 5}
    """
    ran = await converse(answering(None), steps)
    assert ran.outcomes["call"] == "passed", ran.explanations("call")


async def test_a_program_that_ends_early_tells_its_last_words(converse):
    code = "import sys; sys.stderr.write('out of paper\\n'); sys.exit(3)"
    steps = f"""
    - id: server
      rpc: {{stdio: [{sys.executable}, -c, {code!r}]}}
    - id: call
      rpc: {{on: server, method: m}}
    """
    ran = await converse(answering(None), steps)
    assert ran.error("call") == "the process ended with code 3; the last that it said: out of paper"
