"""Where metadata is, and what it must say."""

from specrunner.wire.oauth import metadata_problems, metadata_urls


def test_an_issuer_without_a_path_has_two_places():
    assert metadata_urls("https://as.example") == (
        "https://as.example/.well-known/oauth-authorization-server",
        "https://as.example/.well-known/openid-configuration",
    )
    assert metadata_urls("https://as.example/") == metadata_urls("https://as.example")


def test_a_path_is_inserted_behind_or_appended_before():
    assert metadata_urls("https://as.example/tenant/1") == (
        "https://as.example/.well-known/oauth-authorization-server/tenant/1",
        "https://as.example/.well-known/openid-configuration/tenant/1",
        "https://as.example/tenant/1/.well-known/openid-configuration",
    )


def test_the_issuer_must_be_the_one_asked_for_letter_by_letter():
    document = {"issuer": "https://as.example/", "response_types_supported": ["code"]}
    assert metadata_problems(document, "https://as.example/") == []
    (problem,) = metadata_problems(document, "https://as.example")
    assert problem.as_map() == {
        "id": "metadata.issuer",
        "message": "the metadata is of the issuer 'https://as.example/', asked for was 'https://as.example'",
        "section": "RFC 8414 3.3",
    }


def test_what_is_missing_or_no_url_is_told():
    found = metadata_problems({"issuer": "https://a.example", "token_endpoint": "/token"}, "https://a.example")
    assert [each.id for each in found] == ["metadata.response_types", "metadata.url"]
