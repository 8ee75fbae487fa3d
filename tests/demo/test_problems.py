import json

from specrunner.demo.problems import (
    NOT_FOUND,
    PROBLEM_TYPES,
    RATE_LIMITED,
    Culprit,
    Problem,
    invalid,
    plain,
    problem_response,
)


def test_a_problem_shows_type_place_and_culprits():
    error = invalid(Culprit("is required", pointer="#/a"), Culprit("must be an integer", parameter="n"))
    response = problem_response(error, "/orders")
    assert response.headers["content-type"] == "application/problem+json"
    assert json.loads(bytes(response.body)) == {
        "type": "/problems/invalid",
        "title": "Invalid input",
        "status": 422,
        "detail": "2 thing(s) to correct: #/a, n",
        "instance": "/orders",
        "errors": [
            {"pointer": "#/a", "detail": "is required"},
            {"parameter": "n", "detail": "must be an integer"},
        ],
    }


def test_fields_and_members_can_be_added():
    error = Problem(NOT_FOUND, "no", headers={"Allow": "GET"}, extra={"violated-policies": ["x"]})
    response = problem_response(error, "/x")
    assert (response.headers["allow"], json.loads(bytes(response.body))["violated-policies"]) == ("GET", ["x"])


def test_a_type_that_somebody_registered_keeps_its_name():
    assert RATE_LIMITED.type_uri == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert NOT_FOUND.type_uri == "/problems/not-found"


def test_a_plain_problem_means_its_status_only():
    assert (plain(503).title, plain(599).title, plain(503).type_uri) == (
        "Service Unavailable",
        "Status 599",
        "about:blank",
    )


def test_no_two_types_share_a_name():
    slugs = [kind.slug for kind in PROBLEM_TYPES]
    assert len(slugs) == len(set(slugs))
