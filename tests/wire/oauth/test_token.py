"""What a token endpoint answers."""

import pytest

from specrunner.wire.oauth import read_token_answer

# RFC 6749 section 5.1.
TOKEN = {
    "access_token": "2YotnFZFEjr1zCsicMWpAA",
    "token_type": "example",
    "expires_in": 3600,
    "refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA",
    "example_parameter": "example_value",
}


def judged(status: int, body: object, media_type: str = "application/json", *, is_stored: bool = False):
    answer = read_token_answer(status, media_type, body, is_stored=is_stored)
    return answer, [each.id for each in answer.problems]


def test_the_example_of_rfc_6749_has_no_problem():
    answer, problems = judged(200, TOKEN)
    assert (answer.token, answer.error, problems) == (TOKEN, None, [])


def test_a_refusal_has_its_code_and_description():
    answer, problems = judged(400, {"error": "invalid_grant", "error_description": "used before"})
    assert (answer.token, answer.error, answer.description, problems) == (None, "invalid_grant", "used before", [])


def test_a_page_instead_of_a_token_is_a_problem_with_a_name():
    answer, problems = judged(200, None, "text/html")
    assert (answer.token, answer.error, problems) == (None, None, ["token.not_json"])
    assert answer.problems[0].message == "status 200 of the token endpoint with text/html, which holds no JSON object"


def test_an_error_page_is_a_problem_with_a_name():
    assert judged(500, None, "text/html")[1] == ["error.not_json"]
    assert judged(400, {"message": "no"})[1] == ["error.not_json"]


def test_an_error_with_status_200_is_both():
    answer, problems = judged(200, {"error": "invalid_grant"})
    assert (answer.error, problems) == ("invalid_grant", ["token.error_status"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"access_token": None}, "token.access_token"),
        ({"token_type": 1}, "token.token_type"),
        ({"expires_in": "3600"}, "token.expires_in"),
        ({"expires_in": True}, "token.expires_in"),
        ({"refresh_token": 7}, "token.refresh_token"),
    ],
)
def test_each_member_has_its_type(change, problem):
    assert judged(200, TOKEN | change)[1] == [problem]


def test_a_token_must_not_be_stored_and_has_its_type():
    assert judged(200, TOKEN, is_stored=True)[1] == ["token.cached"]
    assert judged(200, TOKEN, "text/json")[1] == ["token.media_type"]
    assert judged(201, TOKEN)[1] == ["token.status"]


def test_an_error_with_a_quote_in_it_is_a_problem():
    assert judged(400, {"error": "invalid_grant", "error_description": 'no "code"'})[1] == ["error.characters"]
