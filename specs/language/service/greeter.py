"""The smallest service: answers with its greeting, and is a teapot where it is asked to be."""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Greeter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = os.environ.get("GREETING", "hello").encode()
        self.send_response(418 if self.path == "/teapot" else 200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Greeter)
print(f"listening on port {server.server_port}", flush=True)  # noqa: T201
server.serve_forever()
