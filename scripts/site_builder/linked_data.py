"""What a page says of itself to machines, in the words of schema.org."""

from collections.abc import Callable
from typing import Any

from sco_data import descriptor
from site_builder.tables import Row, Tables
from site_builder.text import machine_day, web_address

Thing = dict[str, Any]
MISSING = (None, "", [], False)  # but not 0, which is a latitude too


class LinkedData:
    """Describe rows as things of schema.org."""

    def __init__(self, tables: Tables, site_address: str) -> None:
        self.tables = tables
        self.site_address = site_address

    def describe(self, table: str, row: Row) -> Thing:
        """Return the thing that a row is about, with its address and identifier."""
        id = row[descriptor.primary_key(table)[0]]
        thing = KINDS[table](self, row)
        return _filled(
            {
                "@context": "https://schema.org",
                **thing,
                "@id": self.address(table, id),
                "url": self.address(table, id),
                "identifier": id,
            }
        )

    def address(self, table: str, id: str) -> str:
        """Return the permanent address of a row."""
        return f"{self.site_address}{table}/{id}.html"

    def event(self, row: Row) -> Thing:
        """Describe an event."""
        parts = self.tables.referring("participants", "event_id", row["event_id"])
        actors = [self._actor(part) for part in parts if part["role"] != "subject"]
        links = self.tables.referring("event_sources", "event_id", row["event_id"])
        modes = {"in-person": "Offline", "online": "Online", "hybrid": "Mixed"}
        mode = modes.get(row["format"] or "")
        return {
            "@type": "Event",
            "name": row["title"],
            "alternateName": _others(row, "title"),
            "description": row["summary"],
            "startDate": machine_day(row["start_on"], row["date_precision"]),
            "endDate": row["end_on"] and row["end_on"].isoformat(),
            "eventAttendanceMode": mode and f"https://schema.org/{mode}EventAttendanceMode",
            "location": row["place_id"] and self.place(self.tables.row("places", row["place_id"])),
            "attendee": [thing for n, thing in enumerate(actors) if thing not in actors[:n]],
            "about": [self.tables.name("topics", topic)[0] for topic in row["topics"] or []],
            "superEvent": row["parent_id"] and self._named("events", row["parent_id"], "Event"),
            "subjectOf": [self._page(link["source_id"]) for link in links],
        }

    def person(self, row: Row) -> Thing:
        """Describe a person."""
        return {
            "@type": "Person",
            "name": row["name"],
            "alternateName": [*_others(row, "name"), *(row["other_names"] or [])],
            "sameAs": _wikidata(row),
        }

    def organisation(self, row: Row) -> Thing:
        """Describe an organisation."""
        parent = row["parent_id"]
        return {
            "@type": "Organization",
            "name": row["name"],
            "alternateName": [*([row["acronym"]] if row["acronym"] else []), *_others(row, "name")],
            "parentOrganization": parent and self._named("organisations", parent, "Organization"),
            "foundingDate": row["founded_year"] and str(row["founded_year"]),
            "location": row["place_id"] and self.place(self.tables.row("places", row["place_id"])),
            "sameAs": [
                *([row["website"]] if web_address(row["website"]) else []),
                *_wikidata(row),
            ],
        }

    def state(self, row: Row) -> Thing:
        """Describe a state."""
        return {"@type": "Country", "name": row["name"], "alternateName": _others(row, "name")}

    def place(self, row: Row) -> Thing:
        """Describe a place."""
        geo = {
            "@type": "GeoCoordinates",
            "latitude": row["latitude"],
            "longitude": row["longitude"],
        }
        return {
            "@type": "Place",
            "name": row["name"],
            "alternateName": _others(row, "name"),
            "address": {"@type": "PostalAddress", "addressCountry": row["state_id"]},
            "geo": row["latitude"] is not None and geo,
        }

    def agreement(self, row: Row) -> Thing:
        """Describe an agreement."""
        parties = self.tables.referring("agreement_parties", "agreement_id", row["agreement_id"])
        return {
            "@type": "CreativeWork",
            "additionalType": row["kind"],
            "name": row["title"],
            "dateCreated": row["signed_on"]
            and machine_day(row["signed_on"], row["date_precision"]),
            "contributor": [self._body(party) for party in parties],
            "isBasedOn": row["renews_id"] and self.address("agreements", row["renews_id"]),
            "subjectOf": [self._page(row["source_id"])],
        }

    def document(self, row: Row) -> Thing:
        """Describe a document."""
        adopted_by = row["organisation_id"]
        return {
            "@type": "CreativeWork",
            "additionalType": row["kind"],
            "name": row["title"],
            "alternateName": _others(row, "title"),
            "dateCreated": row["adopted_on"]
            and machine_day(row["adopted_on"], row["date_precision"]),
            "creator": adopted_by and self._named("organisations", adopted_by, "Organization"),
            "subjectOf": [self._page(row["source_id"])],
        }

    def topic(self, row: Row) -> Thing:
        """Describe a subject heading."""
        return {"@type": "DefinedTerm", "name": row["name"], "description": row["definition"]}

    def source(self, row: Row) -> Thing:
        """Describe a page that was read."""
        return {
            "@type": "WebPage",
            "name": row["title"] or row["title_ru"] or row["title_zh"],
            "publisher": {"@type": "Organization", "name": row["publisher"]},
            "inLanguage": row["language"],
            "datePublished": row["published_on"] and row["published_on"].isoformat(),
            "sameAs": web_address(row["url"]),
        }

    def quotation(self, row: Row) -> Thing:
        """Describe a quote."""
        return {
            "@type": "Quotation",
            "abstract": row["gist"],
            "text": row["text"],
            "inLanguage": row["language"],
            "spokenByCharacter": self._actor(row),
            "about": [self.tables.name("topics", topic)[0] for topic in row["topics"] or []],
            "isPartOf": self._page(row["source_id"]),
        }

    def _actor(self, row: Row) -> Thing | None:
        if row["speaker_id"]:
            return self._named("speakers", row["speaker_id"], "Person")
        return self._body(row)

    def _body(self, row: Row) -> Thing | None:
        if row["organisation_id"]:
            return self._named("organisations", row["organisation_id"], "Organization")
        return row["state_id"] and self._named("states", row["state_id"], "Country")

    def _named(self, table: str, id: str, kind: str) -> Thing:
        return {
            "@type": kind,
            "name": self.tables.name(table, id)[0],
            "@id": self.address(table, id),
        }

    def _page(self, id: str) -> Thing:
        source = self.tables.row("sources", id)
        name = self.tables.name("sources", id)[0]
        return {"@type": "WebPage", "name": name, "url": web_address(source["url"])}


KINDS: dict[str, Callable[[LinkedData, Row], Thing]] = {
    "events": LinkedData.event,
    "speakers": LinkedData.person,
    "organisations": LinkedData.organisation,
    "states": LinkedData.state,
    "places": LinkedData.place,
    "agreements": LinkedData.agreement,
    "documents": LinkedData.document,
    "topics": LinkedData.topic,
    "sources": LinkedData.source,
    "quotes": LinkedData.quotation,
}


def _others(row: Row, column: str) -> list[str]:
    names = [row.get(f"{column}_{language}") for language in ("ru", "zh")]
    return [name for name in names if name]


def _wikidata(row: Row) -> list[str]:
    return [f"http://www.wikidata.org/entity/{row['wikidata_id']}"] if row["wikidata_id"] else []


def _filled(value: Any) -> Any:
    """Leave out what is missing, at every depth."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in MISSING}
    return [_filled(item) for item in value if item] if isinstance(value, list) else value
