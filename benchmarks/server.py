"""A server that costs next to nothing: one fixed answer to every request. Prints its port."""

from __future__ import annotations

import asyncio

BODY = (
    b'{"id": 7, "sku": "A-1", "state": "new", "note": "hello", "lines": [{"sku": "A-1", "quantity": 2, "price": 9.5},'
    b' {"sku": "B-2", "quantity": 1, "price": 3.5}], "customer": {"name": "Ann", "city": "Bonn"}}'
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)

RPC_BODY = b'{"jsonrpc": "2.0", "id": 1, "result": %b}' % BODY
RPC_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(RPC_BODY),
    RPC_BODY,
)


class _Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.head = b""

    def data_received(self, data: bytes) -> None:
        self.head += data
        while b"\r\n\r\n" in self.head:
            # A body of before stands in front: it is short, and has no blank line.
            is_rpc = b"POST /rpc" in self.head
            self.head = self.head.partition(b"\r\n\r\n")[2]
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.write(RPC_ANSWER if is_rpc else ANSWER)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
