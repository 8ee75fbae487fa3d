import pytest

from specrunner.wire.mcp import (
    bearer_challenge,
    resource_metadata_problems,
    resource_metadata_urls,
    server_metadata_problems,
)

URL = "https://tools.test/team/mcp"


def test_a_challenge_is_read_among_others():
    fields = ['Basic realm="x"', 'Bearer error="insufficient_scope", scope="a b", resource_metadata="https://t/m"']
    assert bearer_challenge(fields) == {
        "error": "insufficient_scope",
        "scope": "a b",
        "resource_metadata": "https://t/m",
    }
    assert bearer_challenge(['Basic realm="x"']) is None


def test_the_place_that_the_challenge_names_is_the_only_one():
    assert resource_metadata_urls(URL, {"resource_metadata": "https://t/m"}) == ("https://t/m",)


def test_without_it_the_path_comes_before_the_host():
    assert resource_metadata_urls(URL, None) == (
        "https://tools.test/.well-known/oauth-protected-resource/team/mcp",
        "https://tools.test/.well-known/oauth-protected-resource",
    )
    assert resource_metadata_urls("https://tools.test/", {}) == (
        "https://tools.test/.well-known/oauth-protected-resource",
    )


@pytest.mark.parametrize("resource", [URL, f"{URL}/", "https://tools.test", "https://tools.test/"])
def test_metadata_of_the_address_or_of_its_host_is_good(resource):
    document = {"resource": resource, "authorization_servers": ["https://a.test"]}
    assert resource_metadata_problems(document, f"{URL}?x=1") == ()


def test_metadata_of_another_resource_is_not():
    document = {"resource": "https://evil.test/mcp", "authorization_servers": ["https://a.test"]}
    assert resource_metadata_problems(document, URL) == (
        "the metadata is of the resource 'https://evil.test/mcp', asked for was 'https://tools.test/team/mcp' "
        "(RFC 9728 section 3.3)",
    )


def test_metadata_that_says_nothing_is_told():
    assert resource_metadata_problems({}, URL) == (
        "the metadata of the resource has no `resource` (RFC 9728 section 2)",
        "the metadata of the resource names no `authorization_servers` (MCP, basic/authorization)",
    )


def test_a_server_must_say_that_it_knows_pkce():
    assert server_metadata_problems({"code_challenge_methods_supported": ["plain", "S256"]}) == ()
    assert server_metadata_problems({}) == (
        "the authorization server does not say that it knows PKCE with S256 (MCP, basic/authorization)",
    )
