// A server on npm's `ws`: node server.cjs PORT. /echo sends back what comes; /beat pings every 50 ms and ends who does
// not answer; /small takes messages of up to 1,000 bytes; /private refuses whoever has no token.
const { createServer } = require("node:http");
const { WebSocketServer } = require("ws");

const options = {
  noServer: true,
  perMessageDeflate: { threshold: 0 },
  handleProtocols: (offered) => (offered.has("echo.v2") ? "echo.v2" : false),
};
const echo = new WebSocketServer(options);
const small = new WebSocketServer({ noServer: true, maxPayload: 1000 });
const beat = new WebSocketServer({ noServer: true });

function echoes(socket) {
  socket.on("error", () => {}); // ws closes by itself, with the code that fits
  socket.on("message", (data, isBinary) => {
    if (!isBinary && data.toString().startsWith("close ")) {
      const [, code, reason] = data.toString().split(" ");
      socket.close(Number(code), reason);
    } else {
      socket.send(data, { binary: isBinary });
    }
  });
}

echo.on("connection", echoes);
small.on("connection", echoes);
beat.on("connection", (socket) => {
  let isAlive = true;
  socket.on("pong", () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping("alive?");
  }, 50);
  socket.on("close", () => clearInterval(timer));
});

const server = createServer((request, response) => response.end("up\n"));
server.on("upgrade", (request, socket, head) => {
  const chosen = { "/echo": echo, "/small": small, "/beat": beat }[request.url];
  if (request.url === "/private" && !request.headers.authorization) {
    socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nno token\n");
  } else if (!chosen) {
    socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  } else {
    chosen.handleUpgrade(request, socket, head, (connection) => chosen.emit("connection", connection, request));
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1");
