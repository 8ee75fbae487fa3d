"""How a client says who it is."""

from specrunner.wire.oauth import assertion_claims, basic_header


def test_the_example_of_rfc_6749():
    assert (
        basic_header("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw") == "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
    )


def test_id_and_secret_are_form_encoded_first():
    # `a:b` and `p %é` as `a%3Ab:p+%25%C3%A9`
    assert basic_header("a:b", "p %é") == "Basic YSUzQWI6cCslMjUlQzMlQTk="


def test_an_assertion_names_the_client_twice_and_ends():
    assert assertion_claims("web", "https://as.example/token", 1000, 60, "j") == {
        "iss": "web",
        "sub": "web",
        "aud": "https://as.example/token",
        "jti": "j",
        "iat": 1000,
        "exp": 1060,
    }
