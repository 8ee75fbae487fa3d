// A server on npm's `graphql-yoga`: node server.cjs PORT.
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { join } = require("node:path");
const { GraphQLError } = require("graphql");
const { createSchema, createYoga } = require("graphql-yoga");

const books = [
  { id: "1", title: "Emma", pages: 474 },
  { id: "2", title: "Persuasion", pages: null },
];
const find = (id) => books.find((book) => book.id === id);
const resolvers = {
  Query: {
    book: (_, { id }) => find(id),
    books: () => books,
    broken: () => {
      throw new GraphQLError("out of print", { extensions: { code: "GONE" } });
    },
  },
  Mutation: {
    rename: (_, { id, title }) => ({ ...find(id), title }),
    measure: async (_, { file }) => (await file.arrayBuffer()).byteLength,
  },
};
const typeDefs = readFileSync(join(__dirname, "schema.graphql"), "utf8");
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), batching: { limit: 3 }, logging: false });
createServer(yoga).listen(Number(process.argv[2]), "127.0.0.1");
