from specrunner.wire.jsonrpc import (
    Answered,
    Asked,
    Broken,
    RpcPeer,
    Stray,
    Told,
    read_rpc_message,
    rpc_error,
    rpc_result,
)


def reason(fact):
    assert isinstance(fact, Stray)
    return fact.reason


def test_answers_find_their_requests_in_any_order():
    peer = RpcPeer()
    first, second = peer.call("a"), peer.call("b")
    assert (first.id, second.id) == (1, 2)
    late = peer.receive(read_rpc_message(rpc_result(2, "b")))
    assert isinstance(late, Answered)
    assert late.request is second
    assert (peer.is_waiting(first), peer.is_waiting(second)) == (True, False)
    assert peer.receive(read_rpc_message(rpc_error(1, -1, "no"))).request is first
    assert peer.waiting() == ()


def test_the_other_sides_ids_are_a_space_of_their_own():
    peer = RpcPeer(first_id=0)
    ours = peer.call("tools/list")
    asked = peer.receive(read_rpc_message({"jsonrpc": "2.0", "id": 0, "method": "ping"}))
    assert asked == Asked(asked.request)
    assert peer.is_waiting(ours)
    again = peer.receive(read_rpc_message({"jsonrpc": "2.0", "id": 0, "method": "ping"}))
    assert again.is_reused


def test_an_id_that_comes_back_as_another_type_answers_nothing():
    peer = RpcPeer()
    ours = peer.call("m")
    assert reason(peer.receive(read_rpc_message(rpc_result("1", 0)))) == 'the id integer 1 came back as text "1"'
    assert reason(peer.receive(read_rpc_message(rpc_result(1.0, 0)))) == "the id integer 1 came back as number 1.0"
    assert peer.is_waiting(ours)


def test_an_answer_that_comes_twice_or_after_its_end_is_a_stray():
    peer = RpcPeer()
    given_up = peer.call("slow")
    peer.forget(given_up)
    assert reason(peer.receive(read_rpc_message(rpc_result(1, 0)))) == (
        "the id integer 1 was answered before, or nobody waits for it"
    )
    assert reason(peer.receive(read_rpc_message(rpc_result(9, 0)))) == (
        "an answer with the id integer 9, which was not sent"
    )
    assert reason(peer.receive(read_rpc_message(rpc_error(None, -32700, "no")))) == (
        "an answer without an id: it does not say which request it is for"
    )


def test_an_id_may_be_chosen_even_one_in_use():
    peer = RpcPeer()
    assert peer.call("m", id_="x").id == "x"
    second = peer.call("n", {"a": 1}, id_="x")
    assert peer.receive(read_rpc_message(rpc_result("x", 0))).request is second


def test_notifications_and_nonsense_are_facts_too():
    peer = RpcPeer()
    told = peer.receive(read_rpc_message({"jsonrpc": "2.0", "method": "notifications/x"}))
    assert isinstance(told, Told)
    assert isinstance(peer.receive(read_rpc_message([])), Broken)
