from email.parser import BytesParser

from hypothesis import given
from hypothesis import strategies as st

from specrunner.requests.multipart import EncodedPart, encode_multipart

PARTS = [
    EncodedPart("note", "grün".encode()),
    EncodedPart("photo", b"\x89PNG\r\n", "image/png", "me.png", (("X-Id", "7"),)),
]


def test_parts_are_written_as_browsers_do():
    assert encode_multipart(PARTS, "B") == (
        b'--B\r\nContent-Disposition: form-data; name="note"\r\n\r\ngr\xc3\xbcn\r\n'
        b'--B\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\nContent-Type: image/png\r\n'
        b"X-Id: 7\r\n\r\n\x89PNG\r\n\r\n--B--\r\n"
    )


def test_names_cannot_break_out_of_their_quotes_or_lines():
    body = encode_multipart([EncodedPart('a"\r\nX: y', b"", filename='b"\n')], "B")
    assert body == (
        b'--B\r\nContent-Disposition: form-data; name="a%22%0D%0AX: y"; filename="b%22%0A"\r\n\r\n\r\n--B--\r\n'
    )


@given(st.lists(st.tuples(st.text('abcü"', min_size=1), st.binary()), min_size=1, max_size=4))
def test_a_parser_finds_the_same_parts(parts):
    boundary = "specrunner-0123456789abcdef0123456789abcdef"
    body = encode_multipart([EncodedPart(name, content) for name, content in parts], boundary)
    head = f"MIME-Version: 1.0\r\nContent-Type: multipart/form-data; boundary={boundary}\r\n\r\n".encode()
    # The standard parser reads text: it knows where parts begin, but not their bytes.
    assert len(BytesParser().parsebytes(head + body).get_payload()) == len(parts)
    found = [part.split(b"\r\n\r\n", 1)[1][:-2] for part in body.split(f"--{boundary}".encode())[1:-1]]
    assert found == [content for _, content in parts]
