"""What the page of each row shows: a function a table."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from sco_data import cite, descriptor
from site_builder import charts
from site_builder.drawing import Drawings
from site_builder.relations import Relations
from site_builder.tables import Row, Tables

Content = dict[str, Any]


@dataclass
class World:
    """All that pages are made from."""

    tables: Tables
    relations: Relations
    drawings: Drawings

    @cached_property
    def events(self) -> list[Row]:
        """All events, the earliest first."""
        return sorted(self.tables.rows["events"], key=lambda e: (e["start_on"], e["event_id"]))

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each event among all of them."""
        return {event["event_id"]: place for place, event in enumerate(self.events)}

    @cached_property
    def years(self) -> range:
        """Every year from the first event to the last."""
        return range(self.events[0]["start_on"].year, self.events[-1]["start_on"].year + 1)

    def told_on(self, quoted: Row) -> tuple[datetime.date | None, str]:
        """Return when a quote was said, or else published, and how exactly that is known."""
        if quoted["event_id"]:
            event = self.tables.row("events", quoted["event_id"])
            return event["start_on"], event["date_precision"]
        return self.tables.row("sources", quoted["source_id"])["published_on"], "day"

    def newest_events(self, rows: Iterable[Row]) -> list[Row]:
        """Return the events that rows belong to, each once, the newest first."""
        found = {row["event_id"]: self.tables.row("events", row["event_id"]) for row in rows}
        return sorted(found.values(), key=lambda e: (e["start_on"], e["event_id"]), reverse=True)

    def newest_quotes(self, rows: Iterable[Row]) -> list[Row]:
        """Return the quotes that rows belong to, each once, the newest first."""
        found = {row["quote_id"]: self.tables.row("quotes", row["quote_id"]) for row in rows}
        return sorted(
            found.values(),
            key=lambda quoted: (str(self.told_on(quoted)[0] or ""), quoted["quote_id"]),
            reverse=True,
        )

    def agreements_of(self, parties: Iterable[Row]) -> list[Row]:
        """Return the agreements that parties belong to, the newest first."""
        found = {
            party["agreement_id"]: self.tables.row("agreements", party["agreement_id"])
            for party in parties
        }
        return sorted(found.values(), key=lambda a: str(a["signed_on"] or ""), reverse=True)

    @cached_property
    def locators(self) -> dict[str, str]:
        """The path of the small map of each place, below the folder of the site."""
        return {
            place["place_id"]: "charts/"
            + self.drawings.file(f"place-{place['place_id']}", charts.locator(place)).name
            for place in self.tables.rows["places"]
            if place["latitude"] is not None
        }


def content(world: World, table: str, row: Row) -> Content:
    """Return what the page of a row shows."""
    return CONTENT[table](world, row, *map(row.get, descriptor.primary_key(table)))


def event(world: World, row: Row, id: str) -> Content:
    """Gather who took part, what was said and signed, what came before and after."""
    tables, position = world.tables, world.position[id]
    participants = tables.referring("participants", "event_id", id)
    roles = [entry["value"] for entry in descriptor.fields("participants")["role"]["categories"]]
    by_role = {role: [row for row in participants if row["role"] == role] for role in roles}
    return {
        "participants": {role: rows for role, rows in by_role.items() if rows},
        "quotes": tables.referring("quotes", "event_id", id),
        "agreements": tables.referring("agreements", "event_id", id),
        "documents": tables.referring("documents", "event_id", id),
        "sources": [
            tables.row("sources", link["source_id"])
            for link in tables.referring("event_sources", "event_id", id)
        ],
        "parts": tables.referring("events", "parent_id", id),
        "before": world.events[position - 1] if position else None,
        "after": world.events[position + 1] if position + 1 < len(world.events) else None,
        "locator": world.locators.get(row["place_id"]),
        "citation": cite("events", id),
    }


def speaker(world: World, _row: Row, id: str) -> Content:
    """Gather offices, events, words and signatures of a person."""
    tables = world.tables
    parts = tables.referring("participants", "speaker_id", id)
    return {
        "offices": tables.referring("offices", "speaker_id", id),
        "called": list(dict.fromkeys(part["office"] for part in reversed(parts) if part["office"])),
        "events": world.newest_events(parts),
        "quotes": world.newest_quotes(tables.referring("quotes", "speaker_id", id)),
        "agreements": world.agreements_of(tables.referring("agreement_parties", "speaker_id", id)),
    }


def organisation(world: World, row: Row, id: str) -> Content:
    """Gather the history of an organisation's relations with the SCO."""
    tables, relations = world.tables, world.relations
    parts = tables.referring("participants", "organisation_id", id)
    agreements = world.agreements_of(tables.referring("agreement_parties", "organisation_id", id))
    people = Counter(part["speaker_id"] for part in parts if part["speaker_id"])
    return {
        "chart": _relations_chart(world, id, agreements),
        "agreements": agreements,
        "events": world.newest_events(relations.events(id)),
        "subject_of": world.newest_events(part for part in parts if part["role"] == "subject"),
        "about": world.newest_quotes(tables.referring("quote_mentions", "organisation_id", id)),
        "said": world.newest_quotes(tables.referring("quotes", "organisation_id", id)),
        "documents": tables.referring("documents", "organisation_id", id),
        "offices": tables.referring("offices", "organisation_id", id),
        "people": people.most_common(),
        "bodies": tables.referring("organisations", "parent_id", id),
        "source": row["source_id"] and tables.row("sources", row["source_id"]),
    }


def state(world: World, _row: Row, id: str) -> Content:
    """Gather a state's standing over time, and where it took part."""
    tables = world.tables
    spells = tables.referring("statuses", "state_id", id)
    spells = sorted(spells, key=lambda spell: spell["start_on"])
    parts = tables.referring("participants", "state_id", id)
    return {
        "spells": spells,
        "chart": _standing_chart(world, id, spells),
        "agreements": world.agreements_of(tables.referring("agreement_parties", "state_id", id)),
        "events": world.newest_events(part for part in parts if part["role"] != "subject"),
        "about": world.newest_quotes(tables.referring("quote_mentions", "state_id", id)),
        "offices": tables.referring("offices", "state_id", id),
        "places": tables.referring("places", "state_id", id),
    }


def agreement(world: World, row: Row, id: str) -> Content:
    """Gather the parties of an agreement, what it renewed and what renewed it."""
    parties = world.tables.referring("agreement_parties", "agreement_id", id)
    return {
        "sides": {
            side: rows
            for side in ("sco", "partner")
            if (rows := [party for party in parties if party["side"] == side])
        },
        "renewed_by": world.tables.referring("agreements", "renews_id", id),
        "source": world.tables.row("sources", row["source_id"]),
    }


def document(world: World, row: Row, id: str) -> Content:
    """Gather who adopted a document, what it decided, who spoke of it."""
    return {
        "statuses": world.tables.referring("statuses", "document_id", id),
        "about": world.newest_quotes(world.tables.referring("quote_mentions", "document_id", id)),
        "source": world.tables.row("sources", row["source_id"]),
    }


def topic(world: World, _row: Row, id: str) -> Content:
    """Gather the headings around a topic, and what stands under it."""
    return {
        "narrower": world.tables.referring("topics", "broader_id", id),
        "events": world.newest_events(world.tables.referring("events", "topics", id)),
        "quotes": world.newest_quotes(world.tables.referring("quotes", "topics", id)),
    }


def place(world: World, _row: Row, id: str) -> Content:
    """Gather what happened in a place, and who has a seat there."""
    return {
        "locator": world.locators.get(id),
        "events": world.newest_events(world.tables.referring("events", "place_id", id)),
        "organisations": world.tables.referring("organisations", "place_id", id),
        "agreements": world.tables.referring("agreements", "place_id", id),
    }


def source(world: World, _row: Row, id: str) -> Content:
    """Gather everything that rests on a page."""
    tables = world.tables
    links = tables.referring("event_sources", "source_id", id)
    tables_with_source = ("agreements", "documents", "statuses", "offices", "organisations")
    return {
        "events": world.newest_events(links),
        "quotes": tables.referring("quotes", "source_id", id),
        **{table: tables.referring(table, "source_id", id) for table in tables_with_source},
    }


def quotation(world: World, row: Row, id: str) -> Content:
    """Gather a quote, whom it names, and how to read it where it stands."""
    told_on, precision = world.told_on(row)
    return {
        "told_on": told_on,
        "precision": precision,
        "mentions": world.tables.referring("quote_mentions", "quote_id", id),
        "source": world.tables.row("sources", row["source_id"]),
        "citation": cite("quotes", id),
    }


CONTENT: dict[str, Callable[..., Content]] = {
    "events": event,
    "speakers": speaker,
    "organisations": organisation,
    "states": state,
    "agreements": agreement,
    "documents": document,
    "topics": topic,
    "places": place,
    "sources": source,
    "quotes": quotation,
}


def _relations_chart(world: World, id: str, agreements: list[Row]) -> Markup | None:
    """Draw the years of an organisation if there are enough for a picture to say more."""
    meetings = world.relations.meetings(id)
    signed = [agreement["signed_on"].year for agreement in agreements if agreement["signed_on"]]
    if len(set(meetings) | set(signed)) < 3:
        return None
    chart = charts.relations_a_year(meetings, signed, world.years)
    return Markup(world.drawings.inline(f"organisation-{id}", chart))  # noqa: S704 - drawn by us


def _standing_chart(world: World, id: str, spells: list[Row]) -> Markup | None:
    if not spells:
        return None
    last = max(event["start_on"] for event in world.events)
    chart = charts.standing(spells, last)
    return Markup(world.drawings.inline(f"state-{id}", chart))  # noqa: S704 - drawn by us
