"""How values are written for readers, and addresses for browsers."""

import datetime
from typing import Any
from urllib.parse import quote, urlsplit


def day(value: datetime.date | None, precision: str | None = "day") -> str:
    """Write a day as exactly as it is known.

    Examples
    --------
    >>> day(datetime.date(2018, 7, 1), "month")
    'July 2018'
    >>> day(datetime.date(2022, 6, 2), "on-or-before")
    'by 2 June 2022'
    """
    if value is None:
        return ""
    if precision == "year":
        return str(value.year)
    if precision == "month":
        return f"{value:%B %Y}"
    return f"{'by ' if precision == 'on-or-before' else ''}{value.day} {value:%B %Y}"


def machine_day(value: datetime.date, precision: str | None = "day") -> str:
    """Write a day in ISO 8601, as exactly as it is known.

    Examples
    --------
    >>> machine_day(datetime.date(2018, 7, 1), "month")
    '2018-07'
    """
    return value.isoformat()[: {"year": 4, "month": 7}.get(precision or "day", 10)]


def days(start: datetime.date, end: datetime.date | None, precision: str | None = "day") -> str:
    """Write a span of days without repeating what both ends share.

    Examples
    --------
    >>> days(datetime.date(2018, 6, 9), datetime.date(2018, 6, 10))
    '9–10 June 2018'
    >>> days(datetime.date(2018, 6, 30), datetime.date(2018, 7, 2))
    '30 June – 2 July 2018'
    """
    if end is None or end == start:
        return day(start, precision)
    if precision in (None, "day") and start.year == end.year:
        if start.month == end.month:
            return f"{start.day}–{day(end)}"
        return f"{start.day} {start:%B} – {day(end)}"
    return f"{day(start, precision)} – {day(end)}"


def words(value: str) -> str:
    """Write the value of an enumeration as words.

    Examples
    --------
    >>> words("press-conference")
    'press conference'
    """
    return value.replace("-", " ")


def sentence(text: str) -> str:
    """Begin a text with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def size(number: int) -> str:
    """Write a number of bytes for people.

    Examples
    --------
    >>> size(381842)
    '382 kB'
    """
    if number < 1_000_000:
        return f"{max(1, round(number / 1000))} kB"
    return f"{number / 1_000_000:.1f} MB"


def web_address(value: str | None) -> str | None:
    """Return an address if a browser may follow it: http or https, nothing that runs.

    Examples
    --------
    >>> web_address("javascript:alert(1)")
    """
    try:
        parts = urlsplit(value or "")
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def quote_address(url: str, quoted: dict[str, Any]) -> str:
    """Return the address that opens a page at a quote: a URL text fragment.

    Examples
    --------
    >>> quote_address("https://example.org/a", {"begins": "Well-known, all", "ends": "so on"})
    'https://example.org/a#:~:text=Well%2Dknown%2C%20all,so%20on'
    """
    if not quoted["begins"]:
        return url
    ends = [text for text in (quoted["begins"], quoted["ends"]) if text]
    # A hyphen would mark a prefix or suffix, so it is encoded too.
    directive = ",".join(quote(text, safe="").replace("-", "%2D") for text in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def host(url: str) -> str:
    """Return the host of an address, as readers know it.

    Examples
    --------
    >>> host("https://www.un.org/en/")
    'un.org'
    """
    return (urlsplit(url).hostname or url).removeprefix("www.")


def short_address(url: str) -> str:
    """Return what names a page that has no title: its address without what only machines need.

    Examples
    --------
    >>> short_address("https://www.tass.com/world/1713379?utm_referrer=x")
    'tass.com/world/1713379'
    """
    address = web_address(url)
    return host(url) + urlsplit(address).path.rstrip("/") if address else url
