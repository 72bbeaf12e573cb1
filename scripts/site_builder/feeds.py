"""The map of the site for search engines, and the feed of additions."""

import datetime
from xml.etree import ElementTree

from sco_data import descriptor
from site_builder.tables import Row, Tables
from site_builder.text import day

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def additions(tables: Tables, limit: int) -> list[tuple[Row, datetime.date]]:
    """Return the newest events of the dataset and the day on which each came in.

    The tables do not say when a row was added. The nearest thing they know is the day on which
    the last of an event's pages was read: before it the event could not be as it is now.
    """
    found = []
    for event in tables.rows["events"]:
        links = tables.referring("event_sources", "event_id", event["event_id"])
        read_on = [tables.row("sources", link["source_id"])["retrieved_on"] for link in links]
        if read_on:
            found.append((event, max(read_on)))
    found.sort(key=lambda pair: (pair[1], pair[0]["start_on"], pair[0]["event_id"]), reverse=True)
    return found[:limit]


def sitemap(addresses: list[str]) -> bytes:
    """Return sitemap.xml."""
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for address in addresses:
        _text(ElementTree.SubElement(root, f"{{{SITEMAP}}}url"), SITEMAP, "loc", address)
    return _document(root, SITEMAP)


def feed(entries: list[tuple[Row, datetime.date]], site_address: str) -> bytes:
    """Return the Atom feed of additions."""
    about = descriptor.descriptor()
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    _text(root, ATOM, "title", f"Additions to {about['name']}")
    _text(root, ATOM, "subtitle", "Events, by the day on which the last of their pages was read")
    _text(root, ATOM, "id", f"{site_address}feed.xml")
    newest = max((read_on for _, read_on in entries), default=None)
    _text(root, ATOM, "updated", _moment(newest) if newest else about["created"])
    _text(
        ElementTree.SubElement(root, f"{{{ATOM}}}author"),
        ATOM,
        "name",
        about["contributors"][0]["title"],
    )
    for rel, path in (("self", "feed.xml"), ("alternate", "index.html")):
        ElementTree.SubElement(root, f"{{{ATOM}}}link", rel=rel, href=f"{site_address}{path}")
    for event, read_on in entries:
        entry = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
        address = f"{site_address}events/{event['event_id']}.html"
        _text(entry, ATOM, "title", event["title"])
        _text(entry, ATOM, "id", address)
        _text(entry, ATOM, "updated", _moment(read_on))
        ElementTree.SubElement(entry, f"{{{ATOM}}}link", href=address)
        when = day(event["start_on"], event["date_precision"])
        _text(entry, ATOM, "summary", f"{when}. {event['summary']}")
    return _document(root, ATOM)


def _moment(when: datetime.date) -> str:
    return f"{when.isoformat()}T00:00:00Z"


def _text(parent: ElementTree.Element, namespace: str, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _document(root: ElementTree.Element, namespace: str) -> bytes:
    ElementTree.register_namespace("", namespace)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
