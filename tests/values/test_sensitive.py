import pytest

from specrunner.values import is_sensitive_name


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "Set-Cookie",
        "cookie",
        "X-API-Key",
        "password",
        "newPassword",
        "access_token",
        "refreshToken",
        "client_secret",
        "clientSecret",
        "X-CSRF-Token",
        "Proxy-Authorization",
        "id_token",
        "aws_secret_key",
    ],
)
def test_names_that_usually_hold_secrets_are_sensitive(name: str):
    assert is_sensitive_name(name)


@pytest.mark.parametrize(
    "name",
    ["token_type", "max_tokens", "expires_in", "Content-Type", "next_page_token", "user", "scope", "secretary", ""],
)
def test_names_that_only_look_alike_are_not(name: str):
    assert not is_sensitive_name(name)
