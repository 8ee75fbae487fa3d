from specrunner.requests import BORROWED, RequestOptions
from specrunner.requests.model import borrow_options


def test_another_kind_borrows_the_options_and_no_body_and_no_method():
    defaults = {"base_url": "http://h", "auth": {"bearer": "t"}, "json": {"a": 1}, "url": "/x", "timeout": 1}
    assert borrow_options(defaults) == {"base_url": "http://h", "auth": {"bearer": "t"}}


def test_header_fields_that_speak_of_the_content_stay_with_http():
    headers = {"Accept": "application/json", "content-type": "text/csv", "X-Key": "k"}
    assert borrow_options({"headers": headers}) == {"headers": {"X-Key": "k"}}


def test_what_is_borrowed_fits_the_options():
    assert RequestOptions.model_validate(BORROWED["http"]({"proxy": "http://p", "get": "/"})).proxy == "http://p"
