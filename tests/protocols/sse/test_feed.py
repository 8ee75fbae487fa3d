import pytest

from specrunner.events import Fault
from specrunner.transport import FakeAnswer

from .conftest import stream

THREE = stream(
    (1, b'id: 1\nevent: a\ndata: {"seq": 1}\n\n'), (1, b"data: two\n\n: ping\n\n"), (2, b"event: done\ndata: 3\n\n")
)


def failed(ran, step_id: str = "feed") -> list[tuple[str, str]]:
    return [(each.subject, each.explanation) for each in ran.checks(step_id) if each.outcome != "passed"]


def test_a_stream_is_read_to_its_end(run, script):
    script.answers = [THREE]
    ran = run("""
        steps:
          - id: feed
            sse: http://h/feed
            expect:
              status: 200
              headers.content-type: text/event-stream
              events: {count: 3}
              events[0]: {like: {event: a, data: '{"seq": 1}', json: {seq: 1}, id: "1", fields: [id, event, data]}}
              events[0].at: 1s
              events[0].gap: {exists: false}
              events[1]: {like: {event: message, id: "1", json: ~absent}}
              events[*].gap: [1, 2]
              events[*].event: {in_order: [a, done]}
              comments: {count: 1}
              comments[0]: {like: {text: ping}}
              first_event_after: 1s
              longest_gap: 2s
              largest_burst: 1
              last_event_id: "1"
              retry: {exists: false}
              ended: clean
              discarded: {empty: true}
              ignored: 0
              connections[*].events: [3]
              time: 4s
    """)
    assert failed(ran) == []
    assert ran.step("feed").outcome == "passed"


def test_collect_ends_an_endless_stream(run, script):
    script.answers = [stream(*((1, b'data: {"n": %d}\n\n' % n) for n in range(50)))]
    ran = run("""
        steps:
          - id: feed
            sse: {get: http://h/feed}
            collect: {until: {$.n: 4}}
            expect: {events: {count: 5}, ended: open, time: 5s}
    """)
    assert failed(ran) == []


def test_the_request_says_what_a_browser_says(run, script):
    script.answers = [THREE]
    run("""
        defaults: {sse: {base_url: "http://h/api", headers: {X-Key: k}}}
        steps: [{id: feed, sse: {get: /feed, last_event_id: 41}, expect: {status: 200}}]
    """)
    (asked,) = script.asked
    assert asked.attributes["url"] == "http://h/api/feed"
    assert {name.lower(): value for name, value in asked.headers.pairs}.items() >= {
        ("accept", "text/event-stream"), ("cache-control", "no-store"), ("last-event-id", "41"), ("x-key", "k")
    }  # fmt: skip


def test_defaults_of_http_hold_but_for_what_speaks_of_the_content(run, script):
    script.answers = [THREE]
    run("""
        defaults:
          http: {base_url: "http://h", headers: {Accept: application/json, X-Key: k, X-Both: http}, auth: {bearer: t}}
          sse: {headers: {x-both: sse}}
        steps: [{id: feed, sse: {get: /feed}, expect: {status: 200}}]
    """)
    (asked,) = script.asked
    assert asked.attributes["url"] == "http://h/feed"
    assert asked.headers.all("accept") == ["text/event-stream"]
    assert (asked.headers.all("x-key"), asked.headers.all("x-both")) == (["k"], ["sse"])
    assert asked.headers.all("authorization") == ["Bearer t"]


def test_a_post_has_a_body(run, script):
    script.answers = [THREE]
    run("steps: [{id: feed, sse: {post: http://h/feed, json: {q: 1}}, expect: {status: 200}}]")
    assert (script.asked[0].attributes["method"], script.asked[0].body) == ("POST", b'{"q":1}')


def test_another_status_is_judged_with_its_body(run, script):
    script.answers = [FakeAnswer(404, b'{"error": "no feed"}', (("Content-Type", "application/json"),))]
    ran = run("""
        steps:
          - id: feed
            sse: http://h/feed
            expect: {status: 404, body.error: no feed, media_type: application/json}
    """)
    assert ran.step("feed").outcome == "passed"


def test_another_media_type_fails_and_is_not_read_as_events(run, script):
    script.answers = [FakeAnswer(200, b"data: 1\n\n", (("Content-Type", "text/event-streamx"),))]
    ran = run("steps: [{id: feed, sse: http://h/feed, expect: {events: {empty: true}}}]")
    assert [subject for subject, _ in failed(ran)] == ["media_type"]


def test_a_cut_fails_unless_it_is_asked_for(run, script):
    script.answers = [stream((1, b"data: 1\n\ndata: 2"), fault=Fault("disconnected", "body", "it broke off"))]
    ran = run("steps: [{id: feed, sse: http://h/feed, expect: {events: {count: 1}}}]")
    assert [subject for subject, _ in failed(ran)] == ["ended"]


def test_a_cut_can_be_what_is_asked_for(run, script):
    script.answers = [stream((1, b"data: 1\n\ndata: 2"), fault=Fault("disconnected", "body", "it broke off"))]
    assert failed(run("steps: [{id: feed, sse: http://h/feed, expect: {ended: cut, discarded: 'data: 2'}}]")) == []


def test_a_cut_says_why_nothing_more_could_be_collected(run, script):
    script.answers = [stream((1, b"data: 1\n\n"), fault=Fault("disconnected", "body", "it broke off"))]
    ran = run("steps: [{id: feed, sse: http://h/feed, collect: {count: 2}}]")
    assert failed(ran)[0] == ("collect", "the stream was cut: it broke off; 1 message came: message: 1")


def test_an_end_with_the_connection_is_told_from_a_clean_one(run, script):
    script.answers = [stream(body=b"data: 1\n\n", ends_with_connection=True)]
    assert failed(run("steps: [{id: feed, sse: http://h/feed, expect: {ended: closed}}]")) == []


def test_a_feed_that_cannot_be_reached_is_a_fault(run, script):
    script.answers = [Fault("refused", "connect", "nothing listens on h:80")]
    step = run("steps: [{id: feed, sse: http://h/feed}]").step("feed")
    assert (step.outcome, step.error.message) == ("errored", "nothing listens on h:80")


def test_an_event_that_is_too_large_is_a_fault(run, script):
    script.answers = [stream((1, b"data: " + b"x" * 5000))]
    step = run("steps: [{id: feed, sse: {get: http://h/feed, max_event: 1KiB}}]").step("feed")
    assert step.error.message == "one event is larger than 1024 bytes"
    assert step.error.hint == "raise `max_event` if so much is expected"


def test_a_stream_without_end_stops_at_the_limit(run, script):
    script.answers = [stream((1, b"data: x\n\n" * 20_000))]
    step = run("steps: [{id: feed, sse: http://h/feed}]").step("feed")
    assert (step.error.message, step.error.hint) == (
        "10,000 events came, and no end", "say with `collect` how many are wanted"
    )  # fmt: skip


def test_what_came_until_the_time_of_the_step_is_over_is_told(run, script):
    script.answers = [stream((1, b"data: a\n\n"), (1, b"data: b\n\n"), (100, b"data: c\n\n"))]
    ran = run("steps: [{id: feed, sse: http://h/feed, timeout: 5s}]")
    assert ran.step("feed").error.message.startswith("no whole answer within 5s: the time ran out while reading")
    (exchange,) = ran.exchanges("feed")
    assert [message.summary for message in exchange.received] == ["200", "message: a", "message: b"]


def test_it_connects_again_with_the_last_event_id(run, script):
    script.answers = [
        stream((1, b"retry: 500\nid: 1\ndata: a\n\n")),
        stream((1, b"id: 2\ndata: b\n\n")),
        FakeAnswer(204),
    ]
    ran = run("""
        steps:
          - id: feed
            sse: {get: http://h/feed, reconnect: true}
            expect:
              status: 204
              media_type: {exists: false}
              events[*].data: [a, b]
              connections[*].last_event_id: ["", "1", "2"]
              connections[*].status: [200, 200, 204]
              connections[*].waited: [0, 0.5, 0.5]
              connections[*].events: [1, 1, 0]
              retry: 500ms
              time: 3s
    """)
    assert failed(ran) == []
    assert script.ids() == [None, "1", "2"]


def test_the_wait_between_connections_is_capped_and_their_number_too(run, script):
    script.answers = [stream((0, b"retry: 99999999999999999999\ndata: a\n\n"))]
    ran = run("""
        steps:
          - id: feed
            timeout: 2min
            sse: {get: http://h/feed, reconnect: {times: 2, max_delay: 10s}}
            expect: {events: {count: 3}, connections: {count: 3}, time: 20s}
    """)
    assert failed(ran) == []


def test_a_connection_that_fails_is_tried_again(run, script):
    script.answers = [
        stream((1, b"data: a\n\n")),
        Fault("refused", "connect", "nothing listens"),
        stream((1, b"data: b\n\n")),
    ]
    ran = run("""
        steps:
          - id: feed
            sse: {get: http://h/feed, reconnect: {times: 2, delay: 1s}}
            expect:
              events[*].data: [a, b]
              connections[*].ended: [clean, cut, clean]
              connections[1].why: nothing listens
    """)
    assert failed(ran) == []


def test_an_empty_id_is_not_sent(run, script):
    script.answers = [stream((0, b"id: 1\ndata: a\n\nid\ndata: b\n\n")), FakeAnswer(204)]
    run("""
        steps:
          - id: feed
            sse: {get: http://h/feed, reconnect: true}
            expect: {status: 204, media_type: {exists: false}}
    """)
    assert script.ids() == [None, None]


def test_a_feed_stays_open_over_steps(run, script):
    script.answers = [THREE]
    ran = run("""
        steps:
          - {id: feed, sse: {open: http://h/feed}, expect: {status: 200, events: {empty: true}, time: {lt: 1s}}}
          - {id: first, sse: {on: feed}, collect: {count: 1}, expect: {"events[0].event": a}}
          - {pause: 5s}
          - {id: rest, sse: {on: feed}, collect: {until: {event: done}}, expect: {events: {count: 2}, ended: clean}}
    """)
    assert ran.spec.outcome == "passed"
    assert ran.notices == []


def test_silence_is_a_window_in_which_nothing_comes(run, script):
    script.answers = [stream((1, b"data: a\n\n"), (9, b"data: b\n\n"))]
    ran = run("""
        steps:
          - {id: feed, sse: {open: http://h/feed}}
          - {id: quiet, sse: {on: feed}, collect: {within: 5s}, expect: {"events[*].data": {none: b}}}
          - {id: loud, sse: {on: feed}, collect: {within: 10s}, expect: {events: {count: 0}}}
    """)
    assert ran.outcomes == {"feed": "passed", "quiet": "passed", "loud": "failed"}


def test_unread_events_and_cuts_are_told_at_the_end(run, script):
    script.answers = [stream((1, b"data: a\n\n"), fault=Fault("disconnected", "body", "it broke off"))]
    ran = run("""
        steps:
          - {id: feed, sse: {open: http://h/feed}, expect: {status: 200}}
          - {pause: 5s}
    """)
    assert ran.notices == [
        "the sse handle `feed` was left open: 1 event was never read",
        "the sse handle `feed` was left open: it was cut: it broke off",
    ]


def test_what_nobody_reads_is_not_taken_without_end(run, script):
    script.answers = [stream(*((1, b"data: x\n\n" * 400) for _ in range(10)))]
    ran = run("""
        steps:
          - {id: feed, sse: {open: http://h/feed}}
          - {pause: 1min}
          - {id: read, sse: {on: feed}, collect: {count: 4000}, expect: {time: {gt: 5s}}}
    """)
    assert ran.step("read").outcome == "passed"


def test_a_feed_can_be_closed(run, script):
    script.answers = [THREE]
    ran = run("""
        steps:
          - {id: feed, sse: {open: http://h/feed}}
          - {id: end, sse: {on: feed, close: true}, collect: {count: 1}, expect: {events: {count: 1}}}
          - {id: after, sse: {on: feed}, collect: {count: 1}, expect: {events: {empty: true}}}
    """)
    assert ran.outcomes == {"feed": "passed", "end": "passed", "after": "failed"}
    assert ran.checks("after")[0].explanation == "the stream ended; no message came"


@pytest.mark.parametrize("secret", ["hunter22-token", "hunter22 token"])
def test_secrets_in_events_are_masked(run, script, secret):
    script.answers = [stream((0, b'data: {"access_token": "%s"}\n\n' % secret.encode()))]
    ran = run("steps: [{id: feed, sse: http://h/feed, expect: {'events[0].data': nothing}}]")
    assert secret not in ran.text
