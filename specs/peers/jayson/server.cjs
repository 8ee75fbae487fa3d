// A server on npm's `jayson`: node server.cjs PORT. JSON-RPC 2.0 by POST, and over a WebSocket.
const http = require("node:http");
const jayson = require("jayson");
const { WebSocketServer } = require("ws");

const server = new jayson.Server({
  add: (params, done) => done(null, params[0] + params[1]),
  named: ({ a, b }, done) => done(null, { a, b }),
  fail: (params, done) => done({ code: 17, message: "no paper", data: { tray: 2 } }),
  wrong: (params, done) => done(server.error(-32602)),
  nothing: (params, done) => done(null, null),
  slow: (params, done) => setTimeout(() => done(null, "late"), params[0]),
});

const rpc = server.http();
const web = http.createServer((request, response) => {
  if (request.method === "GET") return response.end("up\n");
  rpc.emit("request", request, response);
});
const sockets = new WebSocketServer({ server: web });
sockets.on("connection", (socket) =>
  socket.on("message", (text) =>
    server.call(text.toString(), (error, result) => {
      const answer = error || result;
      if (answer) socket.send(JSON.stringify(answer));
    }),
  ),
);
web.listen(Number(process.argv[2]), "127.0.0.1");
