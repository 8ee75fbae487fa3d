import pytest

from specrunner.wire.jsonrpc import match_rpc_answers, rpc_error, rpc_payload_of, rpc_result


def call(id_):
    return {"jsonrpc": "2.0", "method": "m", "id": id_}


NOTIFICATION = {"jsonrpc": "2.0", "method": "m"}


def problems(sent, *received):
    answers = rpc_payload_of(list(received)) if isinstance(sent, list) else rpc_payload_of(*received)
    return list(match_rpc_answers(rpc_payload_of(sent), answers).problems)


@pytest.mark.parametrize(
    ("sent", "echoed", "problem"),
    [
        (1, "1", 'the id integer 1 came back as text "1"'),
        (1, 1.0, "the id integer 1 came back as number 1.0"),
        ("1", 1, 'the id text "1" came back as integer 1'),
        (0, 7, "there is an answer with the id integer 7, which was not sent"),
    ],
)
def test_an_id_comes_back_with_its_type(sent, echoed, problem):
    missing = f"the request with the id {'text' if isinstance(sent, str) else 'integer'} "
    missing += f'"{sent}"' if isinstance(sent, str) else str(sent)
    assert problems(call(sent), rpc_result(echoed, 1)) == [problem, f"{missing} got no answer"]


def test_ids_of_different_types_in_one_batch_are_told_apart():
    sent = [call(1), call("1"), call(1.5)]
    match = match_rpc_answers(
        rpc_payload_of(sent), rpc_payload_of([rpc_result(1.5, "c"), rpc_result("1", "b"), rpc_result(1, "a")])
    )
    assert {index: answer.result for index, answer in match.answers.items()} == {0: "a", 1: "b", 2: "c"}
    assert match.problems == ()


def test_an_answer_that_is_missing_or_stands_twice_is_said():
    assert problems([call(1), call(2)], rpc_result(1, 1), rpc_result(1, 1)) == [
        "the id integer 1 is answered twice",
        "the request with the id integer 2 got no answer",
    ]


def test_two_requests_with_one_id_want_two_answers():
    assert problems([call(1), call(1)], rpc_result(1, 1), rpc_result(1, 2)) == []
    assert problems([call(1), call(1)], rpc_result(1, 1)) == ["the request with the id integer 1 got no answer"]


def test_a_notification_gets_no_answer_not_even_an_error():
    assert problems(NOTIFICATION, rpc_result(5, 1)) == ["a notification was answered"]
    assert problems([NOTIFICATION], rpc_error(None, -32600, "no")) == ["a notification was answered"]


def test_a_request_inside_the_answers_is_no_answer():
    assert problems([call(1)], call(1)) == [
        "there is a message among the answers that is no response",
        "the request with the id integer 1 got no answer",
    ]


def test_a_batch_is_answered_by_a_batch():
    sent = rpc_payload_of([call(1)])
    match = match_rpc_answers(sent, rpc_payload_of(rpc_result(1, 1)))
    assert match.problems == ("a batch was answered by a single message",)
    match = match_rpc_answers(rpc_payload_of(call(1)), rpc_payload_of([rpc_result(1, 1)]))
    assert match.problems == ("a single message was answered by a batch",)


def test_one_error_without_an_id_refuses_everything_sent():
    match = match_rpc_answers(rpc_payload_of([call(1), call(2)]), rpc_payload_of(rpc_error(None, -32700, "no")))
    assert (match.answers, len(match.strays), match.problems) == ({}, 1, ())
