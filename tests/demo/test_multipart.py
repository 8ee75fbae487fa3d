import pytest

from specrunner.demo.multipart import MAX_PARTS, MultipartError, Part, parse_multipart

TYPE = "multipart/form-data; boundary=xx"
ONE = b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\nhi\r\n--xx--\r\n'


def test_parts_keep_name_file_type_headers_and_bytes():
    body = (
        b'preamble\r\n--xx\r\nContent-Disposition: form-data; name="f"; filename="a \\"b\\".bin"\r\n'
        b"Content-Type: image/png\r\nX-More: 1\r\n\r\n\x00--xx\r\n\r\n\xff\r\n--xx--\r\nepilogue"
    )
    (part,) = parse_multipart(body, TYPE)
    assert part == Part(
        name="f",
        filename='a "b".bin',
        content_type="image/png",
        headers=(
            ("Content-Disposition", 'form-data; name="f"; filename="a \\"b\\".bin"'),
            ("Content-Type", "image/png"),
            ("X-More", "1"),
        ),
        content=b"\x00--xx\r\n\r\n\xff",
    )


def test_parts_keep_their_order_and_may_repeat_a_name():
    part = b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\n%d\r\n'
    parts = parse_multipart(part % 1 + part % 2 + b"--xx--", TYPE)
    assert [(part.name, part.content) for part in parts] == [("a", b"1"), ("a", b"2")]


def test_a_quoted_boundary_is_read():
    assert parse_multipart(ONE, 'multipart/form-data; boundary="xx"')[0].content == b"hi"


def test_a_form_may_have_no_parts():
    assert parse_multipart(b"--xx--\r\n", TYPE) == ()


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (ONE, "multipart/form-data", "the Content-Type has no usable boundary"),
        (ONE, "multipart/form-data; boundary=yy", "the boundary 'yy' does not occur in the body"),
        (ONE[:-4], TYPE, "the closing boundary is missing"),
        (b"--xxhi\r\n--xx--", TYPE, "a boundary is not followed by a line break"),
        (b"--xx\r\nA: b\r\n--xx--", TYPE, "a part has no empty line after its headers"),
        (b"--xx\r\n\r\nhi\r\n--xx--", TYPE, "a part has no `Content-Disposition: form-data; name=...`"),
        (b"--xx\r\nrubbish\r\n\r\nhi\r\n--xx--", TYPE, "a part has the malformed header 'rubbish'"),
        (
            b"--xx" + b"\r\n--xx" * (MAX_PARTS + 1) + b"--",
            TYPE,
            f"there are more than {MAX_PARTS} parts",
        ),
        (b"--xx\r\n" + b"A: b\r\n" * 21 + b"\r\nhi\r\n--xx--", TYPE, "a part has more than 20 headers"),
    ],
)
def test_a_malformed_body_is_refused_with_the_reason(body, content_type, message):
    with pytest.raises(MultipartError) as caught:
        parse_multipart(body, content_type)
    assert str(caught.value) == message


@pytest.mark.parametrize("length", range(len(ONE) - 2))
def test_a_body_cut_anywhere_is_refused(length):
    with pytest.raises(MultipartError):
        parse_multipart(ONE[:length], TYPE)
