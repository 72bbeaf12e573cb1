"""Propose the identifier of a new row, as the rule `identifier` wants it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from curating.draft import Draft

Fact = dict[str, Any]

SMALL_WORDS = {
    *("a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"),
    *("sco", "secretary", "general"),
}
WORDS = 3
"""How many words of a title go into an identifier."""


def propose(draft: Draft, table: str, fact: Fact) -> str:
    """Return an identifier, one that no row has yet if its words can tell it from the others.

    It is empty if what it is made of is missing.

    Parameters
    ----------
    draft
        The tables and what is to be added.
    table
        The table of the new row.
    fact
        Its cells, and in lists the rows that belong to it.
    """
    maker = _MAKERS.get(table)
    try:
        proposals = list(maker(draft, fact)) if maker else []
    except KeyError:
        return ""
    made = [one for one in proposals if one] or [""]
    return next((one for one in made if not draft.has(table, one)), made[-1])


def slug(text: str) -> str:
    """Return a text in lower case, without accents, with hyphens between its words.

    Examples
    --------
    >>> slug("Côte d'Ivoire")
    'cote-divoire'
    """
    latin = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", latin.replace("'", "")))


def host_of(url: str) -> str:
    """Return the host of an address; empty if it is none, as the rule `address` will tell."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _of_event(_: Draft, fact: Fact) -> Iterator[str]:
    """Yield day, place and the first telling words of the title; more of them if need be."""
    place = fact.get("place_id", "")[:-3]
    begin = "-".join(filter(None, [fact["start_on"], place]))
    words = _telling_words(fact["title"], place)
    yield from ("-".join([begin, *words[:count]]) for count in range(WORDS, len(words) + 1))
    yield "-".join([begin, *words])


def _of_source(draft: Draft, fact: Fact) -> Iterator[str]:
    """Yield publisher's short name, day, and the page's own number or words of its address."""
    address = urlsplit(fact["url"])
    day = fact.get("published_on", "").replace("-", "")
    last = re.sub(r"\.\w+$", "", address.path.rstrip("/").rpartition("/")[2])
    near = re.findall(r"\d{3,}", f"{last} {address.query}")
    far = re.findall(r"/(\d{5,})/", address.path)
    numbers = [number for number in [*far, *near] if number != day]
    words = slug(last).split("-")
    whole = [*words, *_telling_words(fact.get("title", ""), "")]
    own = numbers[-1:] or words[:2]
    begin = [_publisher(draft, fact["url"]), day]
    yield from ("-".join(filter(None, [*begin, *rest])) for rest in (own, whole[:3], whole))


def _publisher(draft: Draft, url: str) -> str:
    """Return the short name that pages of the same host have had, else one made of the host."""
    host = host_of(url)
    ids = [row["source_id"] for row in draft.known("sources") if host_of(row["url"]) == host]
    names = Counter(re.split(r"-\d{4,}|-", known)[0] for known in ids)
    dated = Counter(name for known in ids for name in re.findall(r"^(.+?)-\d{8}-", known))
    for found in (dated, names):
        if found:
            return found.most_common(1)[0][0]
    labels = host.removeprefix("www.").split(".")[:-1]
    return slug(max(labels, key=len, default=host))


def _of_quote(_: Draft, fact: Fact) -> Iterator[str]:
    yield f"{fact['source_id']}-q{fact['number']}"


def _of_speaker(_: Draft, fact: Fact) -> Iterator[str]:
    yield slug(fact["name"])


def _of_organisation(_: Draft, fact: Fact) -> Iterator[str]:
    yield slug(fact.get("acronym", ""))
    yield slug(fact["name"])


def _of_agreement(draft: Draft, fact: Fact) -> Iterator[str]:
    """Yield partner, kind and year."""
    parties = fact.get("agreement_parties", [])
    partner: Fact = next((party for party in parties if party.get("side") == "partner"), {})
    state = draft.find("states", state_id=partner.get("state_id", ""))
    name = partner.get("organisation_id") or slug(state["name"] if state else "")
    kind = fact["kind"].removesuffix("-of-understanding")
    if name:
        yield "-".join(filter(None, [name, kind, fact.get("signed_on", "")[:4]]))


def _of_office(_: Draft, fact: Fact) -> Iterator[str]:
    body = fact.get("organisation_id") or fact.get("state_id", "").lower()
    yield "-".join(filter(None, [fact["speaker_id"], slug(fact["title"]), body]))


def _of_document(_: Draft, fact: Fact) -> Iterator[str]:
    words = _telling_words(fact["title"], "")
    year = fact.get("adopted_on", "")[:4]
    yield from ("-".join(filter(None, [*words[:n], year])) for n in range(WORDS, len(words) + 1))
    yield "-".join(filter(None, [*words, year]))


def _of_place(_: Draft, fact: Fact) -> Iterator[str]:
    yield f"{slug(fact['name'])}-{fact['state_id'].lower()}"


def _telling_words(title: str, place: str) -> list[str]:
    return [
        word for word in slug(title).split("-") if word not in {*SMALL_WORDS, *place.split("-"), ""}
    ]


_MAKERS: dict[str, Callable[[Draft, Fact], Iterator[str]]] = {
    "agreements": _of_agreement,
    "documents": _of_document,
    "events": _of_event,
    "offices": _of_office,
    "organisations": _of_organisation,
    "places": _of_place,
    "quotes": _of_quote,
    "sources": _of_source,
    "speakers": _of_speaker,
}
