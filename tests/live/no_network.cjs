// Loaded into node before the language server: what it needs is on the disk, and a connection is a mistake.
const net = require("node:net");

net.Socket.prototype.connect = function () {
  throw new Error("no network: the editor's schemas come from files");
};
