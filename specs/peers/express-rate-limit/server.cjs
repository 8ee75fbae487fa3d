// npm's `express-rate-limit` in its three generations of header fields: node server.cjs PORT. The key is X-Client.
const express = require("express");
const { rateLimit } = require("express-rate-limit");

const app = express();
const limited = (options) =>
  rateLimit({ windowMs: 2000, limit: 3, keyGenerator: (request) => request.get("X-Client") || "nobody", ...options });

app.get("/health", (request, response) => response.json({ status: "ok" }));
for (const draft of ["draft-6", "draft-7", "draft-8"])
  app.get(`/${draft}`, limited({ standardHeaders: draft, legacyHeaders: false }), (_, response) => response.json({}));
app.get("/legacy", limited({ standardHeaders: false, legacyHeaders: true }), (_, response) => response.json({}));
app.listen(Number(process.argv[2]), "127.0.0.1");
