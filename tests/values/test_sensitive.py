import pytest

from specrunner.values import SENSITIVE_NAMES, is_sensitive_name, may_hold_sensitive_name


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


@pytest.mark.parametrize("name", sorted(SENSITIVE_NAMES))
def test_the_quick_look_sees_every_sensitive_name(name: str):
    for written in (name, name.upper(), name.replace("_", "-"), name.title().replace("_", "")):
        assert not is_sensitive_name(written) or may_hold_sensitive_name(f'{{"{written}": "x"}}'.encode())


def test_the_quick_look_takes_no_chance_with_escapes():
    assert may_hold_sensitive_name(rb'{"\u0074oken": "x"}')


def test_the_quick_look_passes_what_holds_none():
    assert not may_hold_sensitive_name(b'{"id": 7, "name": "Ann"}')
