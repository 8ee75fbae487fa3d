from specrunner.wire import WebSocketLog


def test_a_session_is_logged_with_times_gaps_and_sizes():
    log = WebSocketLog()
    log.add("CONNECT", 10.0)
    log.add("MESSAGE", 10.5, "received", 5, {"type": "text"})
    log.add("MESSAGE", 11.0, "sent", 3, {"type": "text"})
    log.add("MESSAGE", 12.5, "received", 7, {"type": "text"})
    log.add("DISCONNECT", 13.0, facts={"code": 1000})
    assert [entry.as_map() for entry in log.entries] == [
        {"event": "CONNECT", "at": 0.0},
        {"event": "MESSAGE", "at": 0.5, "direction": "received", "size": 5, "type": "text"},
        {"event": "MESSAGE", "at": 1.0, "direction": "sent", "size": 3, "type": "text"},
        {"event": "MESSAGE", "at": 2.5, "direction": "received", "size": 7, "gap": 2.0, "type": "text"},
        {"event": "DISCONNECT", "at": 3.0, "code": 1000},
    ]
    assert log.totals() == {
        "messages_received": 2,
        "messages_sent": 1,
        "pings_received": 0,
        "pings_sent": 0,
        "pongs_received": 0,
        "pongs_sent": 0,
        "bytes_received": 12,
        "bytes_sent": 3,
    }


def test_a_long_log_forgets_its_oldest_entries_and_counts_them_all():
    log = WebSocketLog()
    for at in range(10_005):
        log.add("PING", float(at), "received")
    assert (len(log.entries), log.forgotten, log.totals()["pings_received"]) == (10_000, 5, 10_005)
