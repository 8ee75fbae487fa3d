import pytest

from specrunner.requests.files import media_type_of


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.json", "application/json"),
        ("dir.png/A.PNG", "image/png"),
        ("notes.txt", "text/plain"),
        ("x.unknown", "application/octet-stream"),
        ("README", "application/octet-stream"),
        (".json", "application/octet-stream"),
        ("a.tar.gz", "application/gzip"),
    ],
)
def test_the_media_type_follows_from_the_name(name, media_type):
    assert media_type_of(name) == media_type
