import errno
import os
import socket

import pytest
import trio

from specrunner.transport.listener import free_port, knock, listen, shut_connections


def test_a_free_port_can_be_listened_on():
    port = free_port()
    with listen("127.0.0.1", port) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


def test_ports_given_out_shortly_after_each_other_differ():
    assert len({free_port() for _ in range(200)}) == 200


def test_a_port_that_was_given_out_is_drawn_again_instead_of_given_twice(monkeypatch):
    given = free_port()
    others = iter([given, given, given + 1])
    monkeypatch.setattr("specrunner.transport.listener._bound", lambda *_, **__: _Fake(next(others)))
    assert free_port() == given + 1


class _Fake:
    """A bound socket of which only the port is asked."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def getsockname(self):
        return ("127.0.0.1", self.port)


def test_a_listener_does_not_block_and_sends_at_once():
    with listen("127.0.0.1", 0) as listener:
        assert listener.gettimeout() == 0
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_in_use_is_an_error_that_leaves_nothing_open():
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use") as raised:
        listen("127.0.0.1", first.getsockname()[1])
    assert raised.value.errno == errno.EADDRINUSE


async def test_a_knock_at_a_listener_is_a_connection():
    with listen("127.0.0.1", 0) as listener, trio.fail_after(10):
        stream = await knock("127.0.0.1", listener.getsockname()[1])
        assert stream.socket.getpeername() == listener.getsockname()
        await stream.aclose()


async def test_a_knock_at_nothing_is_refused():
    with trio.fail_after(10), pytest.raises(ConnectionRefusedError):
        await knock("127.0.0.1", free_port())


async def test_a_knock_at_a_name_with_several_addresses_says_refused_as_well():
    with trio.fail_after(10), pytest.raises(ConnectionRefusedError):
        await knock("localhost", free_port())


async def test_a_socket_that_met_itself_counts_as_refused(monkeypatch):
    port = free_port()
    itself = trio.socket.socket()
    await itself.bind(("127.0.0.1", port))

    async def connected(host, number):
        await itself.connect((host, number))  # TCP's simultaneous open: it connects to itself
        return trio.SocketStream(itself)

    monkeypatch.setattr(trio, "open_tcp_stream", connected)
    with trio.fail_after(10), pytest.raises(ConnectionRefusedError):
        await knock("127.0.0.1", port)
    assert itself.fileno() == -1


async def test_only_connections_accepted_at_the_address_are_shut():
    with listen("127.0.0.1", 0) as ours, listen("127.0.0.1", 0) as other, trio.fail_after(10):
        streams = [await knock(*listener.getsockname()) for listener in (ours, other)]
        accepted = [listener.accept()[0] for listener in (ours, other)]
        open_before = os.listdir("/proc/self/fd")
        assert shut_connections(ours.getsockname()) == 1
        assert os.listdir("/proc/self/fd") == open_before
        assert await streams[0].receive_some() == b""
        accepted[1].sendall(b"still here")
        assert await streams[1].receive_some() == b"still here"
        assert ours.getsockname()
        for end in (*streams, *accepted):
            await end.aclose() if isinstance(end, trio.SocketStream) else end.close()
