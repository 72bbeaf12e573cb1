"""Turn the bytes of a page into its text."""

import logging
from collections.abc import Iterator

import charset_normalizer
import trafilatura
from w3lib.encoding import html_to_unicode

from sco_data.hydration.caching import Page

# What trafilatura thinks of a page is told by the status of the quote.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


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
    _, content = html_to_unicode(page.content_type, page.body, auto_detect_fun=_guess)
    if page.content_type.startswith("text/plain"):
        yield content
        return
    yield trafilatura.extract(content, include_comments=False, favor_recall=True) or ""
    yield trafilatura.html2txt(content)


def _guess(body: bytes) -> str | None:
    """Guess the encoding of a page that names none."""
    best = charset_normalizer.from_bytes(body).best()
    return best.encoding if best else None
