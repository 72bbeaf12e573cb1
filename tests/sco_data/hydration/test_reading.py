import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data.hydration.caching import Page
from sco_data.hydration.reading import texts

SENTENCE = "The secretariat strengthens joint rescue exercises without further delay."


def read(body, content_type="text/html"):
    return list(texts(Page("http://example.org/", "2026-11-23", content_type, body)))


@pytest.mark.parametrize("name", ["hex", "zlib", "idna", "undefined", "no-such", "x" * 99])
def test_names_that_are_no_encodings_of_text(name):
    page = '<html><head><meta charset="{}"></head><body><p>{}</p></body></html>'
    header = f"text/html; charset={name}"
    assert SENTENCE in read(page.format("utf-8", SENTENCE).encode(), header)[-1]
    assert SENTENCE in read(page.format(name, SENTENCE).encode())[-1]


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x01", "\x0c", "\x1b", "\x7f", "&#0;", "&#11;", "&#x0C;", "&#x1f ", "&#xD800;"],
)
@pytest.mark.parametrize("place", ["<p>{}{}</p>", '<p title="{}">{}</p>', "<!--{}--><p>{}</p>"])
def test_control_characters(sign, place):
    body = f"<html><body>{place.format(sign, SENTENCE)}</body></html>".encode()
    assert SENTENCE in read(body)[-1]


def test_plain_text():
    assert read(b"a < b\nand <c>", "text/plain; charset=utf-8") == ["a < b\nand <c>"]


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<table>",
        "<td>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "<x:y z=>",
        "<?",
        "&",
    ]
)


@given(st.lists(PIECES | st.text(max_size=9)).map("".join))
def test_any_page_can_be_read(page):
    for content_type in ("text/html", "text/html; charset=utf-8", "application/xhtml+xml"):
        assert all(
            isinstance(text, str) for text in read(page.encode("utf-8", "replace"), content_type)
        )


@given(st.binary())
def test_any_bytes_can_be_read(body):
    assert all(isinstance(text, str) for text in read(body))
