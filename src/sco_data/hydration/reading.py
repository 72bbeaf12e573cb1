"""Turn the bytes of a page into its text."""

import logging
import re
from collections.abc import Iterator

import charset_normalizer
import trafilatura
from w3lib.encoding import html_to_unicode

from sco_data.hydration.caching import Page

# What trafilatura thinks of a page is told by the status of the quote.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENTITY_OF_CONTROL = re.compile(r"&#(?:x0*1?[0-9a-f]|0*(?:[12]?[0-9]|3[01]))(?![0-9a-f]);?", re.I)
"""What no XML text may hold, so that lxml refuses it."""


def texts(page: Page) -> Iterator[str]:
    """Return the text of a page: first its main text alone, then the whole.

    The main text comes first because menus and teasers repeat headlines and quotes, and notices
    stand between its paragraphs; the whole because what is taken for the main text may lack some.

    Parameters
    ----------
    page : Page
        As fetched.

    Returns
    -------
    iterator of str
        The second text is made only when it is asked for.

    Examples
    --------
    >>> body = "<html><body><nav>Меню</nav><p>Сотрудничество расширяется.</p>".encode("cp1251")
    >>> page = Page("http://example.org/", "2018-07-12", "text/html; charset=windows-1251", body)
    >>> "Сотрудничество расширяется." in next(texts(page))
    True
    """
    content = _ENTITY_OF_CONTROL.sub(" ", _NO_TEXT.sub("", _decode(page)))
    if page.content_type.startswith("text/plain"):
        yield content
        return
    yield trafilatura.extract(content, include_comments=False, favor_recall=True) or ""
    yield trafilatura.html2txt(content)


def _decode(page: Page) -> str:
    try:
        _, content = html_to_unicode(page.content_type, page.body, auto_detect_fun=_guess)
    except (LookupError, UnicodeError):  # Python knows the name, but as no encoding of text
        return str(page.body, _guess(page.body) or "utf-8", "replace")
    return content


def _guess(body: bytes) -> str | None:
    """Guess the encoding of a page that names none."""
    best = charset_normalizer.from_bytes(body).best()
    return best.encoding if best else None
