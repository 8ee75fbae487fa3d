"""Each mistake as it is told before the run: where, what, how to mend it."""

import pytest

from specrunner.protocols.graphql.documents import check_documents
from specrunner.protocols.graphql.model import GraphqlAction, title
from specrunner.protocols.graphql.rules import check_action

SCHEMA = b"type Query { sku(sku: ID!): String  skus: [String!]! }"
FILES = {"shop.graphql": SCHEMA, "broken.graphql": b"type Query {", "a.graphql": b"{ skus }"}


def action(**fields):
    return GraphqlAction.model_validate({"url": "http://h/graphql", **fields})


def read(name):
    if name not in FILES:
        raise FileNotFoundError(2, "No such file or directory")
    return FILES[name]


def told(found):
    return [(problem.path, problem.message, problem.hint) for problem in found]


@pytest.mark.parametrize(
    "fields",
    [
        {"query": "{ anything { at all } }"},
        {"query": "{ skus }", "schema": "shop.graphql"},
        {"query": "query A { skus } query B { skus }", "operation_name": "B", "schema": "shop.graphql"},
        {"query": "query($sku: ID!) { sku(sku: $sku) }", "variables": {"sku": 1}, "schema": "shop.graphql"},
        {"query": "query($sku: ID! = 1, $x: Int) { sku(sku: $sku) }"},
        {"query": "mutation($f: Upload!) { add(f: $f) }", "uploads": {"variables.f": "a.graphql"}},
        {"file": "a.graphql", "schema": "shop.graphql"},
        {"query": "{ skus", "unchecked": True},
        {"batch": [{"as": "a", "query": "{ skus }"}]},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}},
    ],
)
def test_a_good_action_has_no_problem(fields):
    assert [*told(check_action(action(**fields))), *told(check_documents(action(**fields), read))] == []


@pytest.mark.parametrize(
    ("fields", "path", "message", "hint"),
    [
        ({}, (), "there is nothing to ask", "add `query`, `file` or `batch`"),
        ({"query": "{ a }", "file": "a"}, ("file",), "there are 2 documents: `query` and `file`", "keep one of them"),
        ({"batch": [{"query": "{ a }"}], "method": "GET"}, ("method",), "a batch cannot go by GET",
         "take `method` out"),
        ({"batch": [{"query": "{ a }"}], "variables": {}}, ("variables",), "`variables` is for one operation",
         "put it on the operations of the batch"),
        ({"batch": []}, ("batch",), "the batch is empty", "add `- {query: ...}`; send an empty one with `http`"),
        ({"batch": [{"as": "data", "query": "{ a }"}]}, ("batch", 0, "as"), "`data` is a subject of `graphql`",
         "give it another name"),
        ({"query": "{ a }", "uploads": {"photo": "a"}}, ("uploads", "photo"), "`photo` names no variable",
         "write `variables.photo`, or `variables.photos.0`"),
        ({"query": "{ a }", "url": "/x"}, ("url",), "`/x` has no host, and there is no `base_url`",
         "add `base_url`, here or in `defaults.http`, or write the URL with http:// and its host"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_action_is_told(fields, path, message, hint):
    assert told(check_action(action(**fields))) == [(path, message, hint)]


@pytest.mark.parametrize(
    ("fields", "path", "message", "hint"),
    [
        ({"query": "{ skus "}, ("query",),
         "this is not GraphQL: Expected Name, found <EOF> (line 1, column 8)", None),
        ({"query": "{ tea }", "schema": "shop.graphql"}, ("query",),
         "the schema does not allow this: Cannot query field 'tea' on type 'Query' (line 1, column 3)", None),
        ({"query": "fragment A on B { c }"}, ("query",), "the document has no operation",
         "add a `query { ... }` or `mutation { ... }`"),
        ({"query": "query A { a } query B { b }"}, ("query",),
         "the document has 2 operations, and nothing says which to run", "add `operation_name`: one of `A`, `B`"),
        ({"query": "query A { a }", "operation_name": "B"}, ("query",), "the document has no operation `B`",
         "it has `A`"),
        ({"query": "query($a: Int!) { a(a: $a) }"}, ("query",), "the variable `$a` is given no value",
         "add it to `variables`: a Int!"),
        ({"query": "query($a: Int!) { a(a: $a) }", "variables": {"a": None}}, ("variables", "a"),
         "the variable `$a` cannot be null", None),
        ({"query": "{ a }", "variables": {"b": 1}}, ("variables", "b"), "the document declares no variable `$b`",
         "it declares none"),
        ({"query": "{ a }", "schema": "broken.graphql"}, ("schema",),
         "`broken.graphql` is no GraphQL schema: Expected Name, found <EOF> (line 1, column 13)", None),
        ({"query": "{ a }", "schema": "none"}, ("schema",), "cannot read `none`: no such file or directory",
         "paths are relative to the spec"),
        ({"file": "none"}, ("file",), "cannot read `none`: no such file or directory",
         "paths are relative to the spec"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_document_is_told_before_the_run(fields, path, message, hint):
    assert told(check_documents(action(**fields), read)) == [(path, message, hint)]


def test_without_graphql_core_only_a_schema_is_missed(monkeypatch):
    monkeypatch.setattr("specrunner.protocols.graphql.documents.find_spec", lambda name: None)
    assert check_documents(action(query="{"), read) == ()
    (problem,) = check_documents(action(query="{ a }", schema="shop.graphql"), read)
    assert problem.message == "`schema` needs the package graphql-core, which is not installed"
    assert problem.hint == "install it: `pip install 'specrunner[graphql]'`"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"query": "query Order($a: Int) { order }"}, "graphql query Order"),
        ({"query": "{ order { id } }"}, "graphql query { order }"),
        ({"query": "mutation { rate }"}, "graphql mutation { rate }"),
        ({"query": "query A { a }", "operation_name": "A"}, "graphql A"),
        ({"batch": [{"query": "{ a }"}]}, "graphql batch of 1"),
        ({"file": "a.graphql"}, "graphql a.graphql"),
    ],
)
def test_the_title_says_what_is_asked(fields, expected):
    assert title(action(**fields)) == expected
