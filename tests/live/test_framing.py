"""The client's own framing, which needs no server."""

from .language_server import Framing, framed


def test_messages_come_out_whole_wherever_the_bytes_are_cut():
    data = framed({"id": 1, "result": "é"}) + framed({"method": "a"})
    for cut in range(len(data) + 1):
        framing = Framing()
        found = framing.feed(data[:cut]) + framing.feed(data[cut:])
        assert found == [{"jsonrpc": "2.0", "id": 1, "result": "é"}, {"jsonrpc": "2.0", "method": "a"}]
