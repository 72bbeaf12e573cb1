"""The list of each table: its groups, and the filters that its rows can be searched by."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sco_data import descriptor
from site_builder.entities import World
from site_builder.rendering import column_title, meaning
from site_builder.tables import Row
from site_builder.text import sentence, words

Values = dict[str, set[str]]


@dataclass
class Item:
    """A row in a list: under which heading it stands, and what filters find it by."""

    row: Row
    group: str
    year: int | None = None
    values: Values = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass
class Filter:
    """A choice among the values that occur in a list."""

    name: str
    title: str
    options: list[tuple[str, str, int]]


@dataclass
class Listing:
    """A list of all rows of a table."""

    table: str
    groups: dict[str, list[Item]]
    filters: list[Filter]
    years: list[int]

    @property
    def total(self) -> int:
        """The number of rows."""
        return sum(map(len, self.groups.values()))


def listing(world: World, table: str) -> Listing:
    """Return the list of a table."""
    items = LISTS[table](world)
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    names = list(dict.fromkeys(name for item in items for name in item.values))
    return Listing(
        table=table,
        groups=groups,
        filters=[_filter(world, table, name, items) for name in names],
        years=sorted({item.year for item in items if item.year}),
    )


def events(world: World) -> list[Item]:
    """List events by year, the newest first."""
    items = []
    for row in reversed(world.events):
        parts = world.tables.referring("participants", "event_id", row["event_id"])
        quotes = world.tables.referring("quotes", "event_id", row["event_id"])
        values = {
            "type": {row["type"]},
            "organisation": _ids(parts, "organisation_id"),
            "state": _ids(parts, "state_id"),
            "topic": set(row["topics"] or []),
            "person": _ids(parts, "speaker_id") | _ids(quotes, "speaker_id"),
            "place": _ids([row], "place_id"),
        }
        year = row["start_on"].year
        items.append(Item(row, str(year), year, values))
    return items


def quotes(world: World) -> list[Item]:
    """List quotes by year, the newest first."""
    items = []
    for row in world.newest_quotes(world.tables.rows["quotes"]):
        mentions = world.tables.referring("quote_mentions", "quote_id", row["quote_id"])
        told_on, _ = world.told_on(row)
        year = told_on.year if told_on else None
        values = {
            "person": _ids([row], "speaker_id"),
            "organisation": _ids(mentions, "organisation_id"),
            "state": _ids(mentions, "state_id"),
            "document": _ids(mentions, "document_id"),
            "topic": set(row["topics"] or []),
            "language": {row["language"]},
        }
        items.append(Item(row, str(year or "Undated"), year, values))
    return items


def speakers(world: World) -> list[Item]:
    """List people by the first letter of the last word of their name."""
    items = []
    for row in sorted(world.tables.rows["speakers"], key=lambda row: _by_surname(row["name"])):
        id = row["speaker_id"]
        parts = world.tables.referring("participants", "speaker_id", id)
        said = world.tables.referring("quotes", "speaker_id", id)
        values = {"organisation": _ids(parts, "organisation_id"), "state": _ids(parts, "state_id")}
        numbers = {"events": len(_ids(parts, "event_id")), "quotes": len(said)}
        items.append(Item(row, _by_surname(row["name"])[0].upper(), None, values, numbers))
    return items


def organisations(world: World) -> list[Item]:
    """List organisations by kind, in the order of the codebook."""
    kinds = [entry["value"] for entry in descriptor.fields("organisations")["kind"]["categories"]]
    rows = sorted(
        world.tables.rows["organisations"],
        key=lambda row: (kinds.index(row["kind"]), row["name"].casefold()),
    )
    return [
        Item(
            row,
            meaning("organisations", "kind", row["kind"]),
            None,
            {"kind": {row["kind"]}},
            {
                "events": len(world.relations.events(row["organisation_id"])),
                "agreements": len(
                    world.tables.referring(
                        "agreement_parties", "organisation_id", row["organisation_id"]
                    )
                ),
            },
        )
        for row in rows
    ]


def states(world: World) -> list[Item]:
    """List states by their standing with the SCO today, the closest first."""
    order = [entry["value"] for entry in descriptor.fields("statuses")["status"]["categories"]]
    items = []
    for row in sorted(world.tables.rows["states"], key=lambda row: row["name"]):
        spells = world.tables.referring("statuses", "state_id", row["state_id"])
        now = next((spell["status"] for spell in spells if spell["end_on"] is None), None)
        parts = world.tables.referring("participants", "state_id", row["state_id"])
        group = meaning("statuses", "status", now) if now else "Without a standing in these tables"
        values = {"status": {spell["status"] for spell in spells}}
        item = Item(row, group, None, values, {"events": len(_ids(parts, "event_id"))})
        items.append((order.index(now) if now else len(order), item))
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def agreements(world: World) -> list[Item]:
    """List agreements by year, the newest first."""
    rows = sorted(
        world.tables.rows["agreements"], key=lambda row: str(row["signed_on"] or "9"), reverse=True
    )
    items = []
    for row in rows:
        parties = world.tables.referring("agreement_parties", "agreement_id", row["agreement_id"])
        year = row["signed_on"].year if row["signed_on"] else None
        values = {
            "kind": {row["kind"]},
            "status": {row["status"]},
            "organisation": _ids(parties, "organisation_id"),
            "state": _ids(parties, "state_id"),
        }
        items.append(Item(row, str(year or "No signing known"), year, values))
    return items


def documents(world: World) -> list[Item]:
    """List documents by year, the newest first."""
    rows = sorted(
        world.tables.rows["documents"], key=lambda row: str(row["adopted_on"] or ""), reverse=True
    )
    items = []
    for row in rows:
        year = row["adopted_on"].year if row["adopted_on"] else None
        values = {"kind": {row["kind"]}, "organisation": _ids([row], "organisation_id")}
        items.append(Item(row, str(year or "Undated"), year, values))
    return items


def topics(world: World) -> list[Item]:
    """List topics below their broadest heading."""
    tops = [row for row in world.tables.rows["topics"] if not row["broader_id"]]
    items = []
    for top in sorted(tops, key=lambda row: row["name"]):
        for row in [top, *_below(world, top)]:
            numbers = {
                table: len(world.tables.referring(table, "topics", row["topic_id"]))
                for table in ("events", "quotes")
            }
            items.append(Item(row, top["name"], None, {}, numbers))
    return items


def places(world: World) -> list[Item]:
    """List places by state."""
    name_of_state = {row["state_id"]: row["name"] for row in world.tables.rows["states"]}
    rows = sorted(
        world.tables.rows["places"], key=lambda row: (name_of_state[row["state_id"]], row["name"])
    )
    return [
        Item(
            row,
            name_of_state[row["state_id"]],
            None,
            {},
            {"events": len(world.tables.referring("events", "place_id", row["place_id"]))},
        )
        for row in rows
    ]


def sources(world: World) -> list[Item]:
    """List sources by the year of their publication, the newest first."""
    rows = sorted(
        world.tables.rows["sources"],
        key=lambda row: (str(row["published_on"] or ""), row["source_id"]),
        reverse=True,
    )
    items = []
    for row in rows:
        year = row["published_on"].year if row["published_on"] else None
        values = {name: {row[name]} for name in ("publisher_kind", "kind", "language")}
        items.append(Item(row, str(year or "Undated"), year, values))
    return items


LISTS: dict[str, Callable[[World], list[Item]]] = {
    "events": events,
    "speakers": speakers,
    "organisations": organisations,
    "states": states,
    "agreements": agreements,
    "documents": documents,
    "topics": topics,
    "places": places,
    "sources": sources,
    "quotes": quotes,
}

# A filter that is no column of the list's own table takes its options from another table.
ELSEWHERE = {
    "organisation": "organisations",
    "state": "states",
    "topic": "topics",
    "person": "speakers",
    "place": "places",
    "document": "documents",
}


def _filter(world: World, table: str, name: str, items: list[Item]) -> Filter:
    counted = Counter(value for item in items for value in item.values.get(name, ()))
    if name in ELSEWHERE:
        target = ELSEWHERE[name]
        options = [(id, world.tables.name(target, id)[0], n) for id, n in counted.items()]
        titles = {"organisation": "About" if table == "quotes" else "Partner or SCO body"}
        title = titles.get(name, sentence(name))
        return Filter(name, title, sorted(options, key=lambda option: option[1].casefold()))
    column = name if name in descriptor.fields(table) else "status"
    source = table if name in descriptor.fields(table) else "statuses"
    order = [entry["value"] for entry in descriptor.fields(source)[column].get("categories", [])]
    options = [(value, sentence(words(value)), n) for value, n in counted.items()]
    options.sort(key=lambda option: order.index(option[0]) if order else option[1])
    return Filter(name, column_title(source, column), options)


def _ids(rows: Iterable[Row], column: str) -> set[str]:
    return {row[column] for row in rows if row[column]}


def _by_surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].casefold() + " " + name.casefold()


def _below(world: World, topic: Row) -> list[Row]:
    """Return all topics below one, each after the one above it."""
    found = []
    for row in world.tables.referring("topics", "broader_id", topic["topic_id"]):
        found += [row, *_below(world, row)]
    return found
