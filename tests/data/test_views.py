"""The wide views say what the tables say: compared with pandas, with facts, with made-up tables."""

import datetime
import sqlite3

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parquet_tables import read_view

import sco_data as sco
from sco_data import descriptor

LATEST = sco.load("events")["start_on"].dt.year.max()


def names(table, key, name):
    """Return what each identifier of a table is called."""
    return sco.load(table).set_index(key)[name]


def listed(frame, key, called):
    """Return the sorted names of a frame's rows by key."""
    named = frame.assign(name=frame[called.index.name].map(called)).dropna(subset="name")
    return named.groupby(key)["name"].agg(lambda group: sorted(set(group)))


def cells(column):
    return [None if not isinstance(cell, list) and pd.isna(cell) else cell for cell in column]


def test_events_wide_names_who_took_part():
    wide = sco.load("events_wide").set_index("event_id")
    events = sco.load("events").set_index("event_id")
    participants = sco.load("participants")
    for column, (table, key, name) in {
        "participants": ("speakers", "speaker_id", "name"),
        "organisations": ("organisations", "organisation_id", "name"),
        "participating_states": ("states", "state_id", "name"),
    }.items():
        expected = listed(participants, "event_id", names(table, key, name))
        assert cells(wide[column]) == cells(expected.reindex(wide.index))
    pages = listed(sco.load("event_sources"), "event_id", names("sources", "source_id", "url"))
    assert cells(wide["source_urls"]) == cells(pages.reindex(wide.index))
    for column in ["title", "type", "start_on", "topics", "summary", "place_id"]:
        assert cells(wide[column]) == cells(events[column])
    place = events["place_id"].map(names("places", "place_id", "state_id"))
    assert cells(wide["state_id"]) == cells(place)
    assert cells(wide["state"]) == cells(place.map(names("states", "state_id", "name")))
    assert cells(wide["parent_title"]) == cells(events["parent_id"].map(events["title"]))


def test_quotes_wide_names_what_was_named():
    wide = sco.load("quotes_wide").set_index("quote_id")
    quotes = sco.load("quotes").set_index("quote_id")
    mentions = sco.load("quote_mentions")
    for column, (table, key, name) in {
        "named_organisations": ("organisations", "organisation_id", "name"),
        "named_documents": ("documents", "document_id", "title"),
        "named_states": ("states", "state_id", "name"),
    }.items():
        expected = listed(mentions, "quote_id", names(table, key, name))
        assert cells(wide[column]) == cells(expected.reindex(wide.index))
    for column, key, called in [
        ("speaker", "speaker_id", names("speakers", "speaker_id", "name")),
        ("organisation", "organisation_id", names("organisations", "organisation_id", "name")),
        ("state", "state_id", names("states", "state_id", "name")),
        ("event_title", "event_id", names("events", "event_id", "title")),
        ("url", "source_id", names("sources", "source_id", "url")),
        ("published_on", "source_id", names("sources", "source_id", "published_on")),
    ]:
        assert cells(wide[column]) == cells(quotes[key].map(called))
    assert cells(wide["gist"]) == cells(quotes["gist"])


def signed_with_partners():
    """Return a row for each partner of each agreement that was signed."""
    agreements = sco.load("agreements", filters=[("status", "!=", "in-preparation")])
    parties = sco.load("agreement_parties").merge(agreements, on="agreement_id")
    ours = parties[parties["organisation_id"].isin(["sco", "sco-secretariat"])]["agreement_id"]
    partners = parties[parties["side"] == "partner"]
    return partners.assign(by_secretariat=partners["agreement_id"].isin(ours))


def test_partners_counts_agreements_meetings_and_quotes():
    found = sco.load("partners").set_index("organisation_id")
    signed = signed_with_partners().dropna(subset="organisation_id")
    by_partner = signed.groupby("organisation_id")
    secretariat = signed[signed["by_secretariat"]].groupby("organisation_id")["signed_on"].min()
    took_part = (
        sco.load("participants")[["event_id", "organisation_id"]]
        .drop_duplicates()
        .merge(sco.load("events"), on="event_id")
    )
    met = took_part[took_part["type"].isin(["meeting", "consultations", "visit"])]
    mentions = sco.load("quote_mentions").drop_duplicates(["quote_id", "organisation_id"])
    for column, expected in {
        "agreements": by_partner["agreement_id"].nunique(),
        "events": took_part.groupby("organisation_id").size(),
        "meetings": met.groupby("organisation_id").size(),
        "quotes": sco.load("quotes").groupby("organisation_id").size(),
        "quotes_naming": mentions.groupby("organisation_id").size(),
    }.items():
        assert found[column].tolist() == expected.reindex(found.index, fill_value=0).tolist()
    for column, expected in {
        "first_agreement_on": by_partner["signed_on"].min(),
        "latest_agreement_on": by_partner["signed_on"].max(),
        "first_secretariat_agreement_on": secretariat,
        "first_event_on": took_part.groupby("organisation_id")["start_on"].min(),
        "latest_event_on": took_part.groupby("organisation_id")["start_on"].max(),
    }.items():
        assert cells(found[column]) == cells(expected.reindex(found.index))
    dated = names("agreements", "agreement_id", "signed_on")
    for end in ("first", "latest"):
        days = found[f"{end}_agreement_id"].map(dated)
        assert cells(days) == cells(found[f"{end}_agreement_on"])
    outside = sco.load("organisations", filters=[("kind", "!=", "sco-body")])["organisation_id"]
    acted = {*signed["organisation_id"], *took_part["organisation_id"].dropna()}
    acted |= set(sco.load("quotes")["organisation_id"].dropna())
    assert set(found.index) == acted & set(outside)


def test_ten_had_signed_by_the_day_of_the_claim_and_twelve_with_the_anti_terrorist_structure():
    partners = sco.load("partners", filters=[("first_agreement_on", "<=", "2018-07-12")])
    ten = partners[partners["first_secretariat_agreement_on"] <= "2018-07-12"]["organisation_id"]
    assert " ".join(ten) == (
        "asean-secretariat cica-secretariat cis-executive-committee csto-secretariat eco escap "
        "icrc un-secretariat unesco unodc"
    )
    assert set(partners["organisation_id"]) - set(ten) == {"caricc", "cis-atc"}


@pytest.mark.parametrize(
    ("view", "key"),
    [("state_years", "state_id"), ("organisation_years", "organisation_id")],
)
def test_years_follow_one_another_from_the_first_to_the_latest(view, key):
    years = sco.load(view)
    for _, own in years.groupby(key):
        assert own["year"].tolist() == list(range(own["year"].iloc[0], LATEST + 1))
        first = own.iloc[0]
        begins = first["events"] + first["agreements_signed"] > 0
        assert begins or not pd.isna(first["status"])
    signed = signed_with_partners().dropna(subset=[key, "signed_on"])
    outside = set(years[key])
    assert years["agreements_signed"].sum() == signed[key].isin(outside).sum()
    assert (years["agreements_in_force"] <= years.groupby(key)["agreements_signed"].cumsum()).all()


@pytest.mark.parametrize(
    ("view", "key"),
    [("state_years", "state_id"), ("organisation_years", "organisation_id")],
)
def test_years_count_the_events_that_the_tables_tell_of(view, key):
    years = sco.load(view).set_index([key, "year"])
    took_part = sco.load("participants")[["event_id", key]].drop_duplicates()
    events = took_part.merge(sco.load("events"), on="event_id")
    events["year"] = events["start_on"].dt.year
    for column, types in {
        "events": list(events["type"].cat.categories),
        "summits": ["summit"],
        "ministerial_meetings": ["ministerial-meeting"],
        "meetings": ["meeting", "consultations", "visit"],
    }.items():
        counted = events[events["type"].isin(types)].groupby([key, "year"]).size()
        assert years[column].tolist() == counted.reindex(years.index, fill_value=0).tolist()


def test_the_status_of_a_state_year_is_the_one_held_on_its_last_day():
    statuses = sco.load("statuses")
    for row in sco.load("state_years").itertuples():
        day = pd.Timestamp(row.year, 12, 31)
        own = statuses[statuses["state_id"] == row.state_id]
        held = own[(own["start_on"] <= day) & ~(own["end_on"] <= day)]["status"].tolist()
        assert held == ([] if pd.isna(row.status) else [row.status])


@pytest.mark.parametrize(
    ("state", "year", "status"),
    [
        ("IN", 2004, None),
        ("IN", 2016, "observer"),
        ("IN", 2017, "member"),
        ("PK", 2016, "observer"),
        ("PK", 2017, "member"),
        ("IR", 2022, "observer"),
        ("IR", 2023, "member"),
        ("BY", 2023, "observer"),
        ("BY", 2024, "member"),
        ("MN", 2004, "observer"),
        ("MN", 2025, "partner"),
        ("TR", 2012, "applicant"),
        ("TR", 2013, "dialogue-partner"),
        ("KZ", 2001, "founding-member"),
    ],
)
def test_known_statuses(state, year, status):
    own = sco.load("state_years", filters=[("state_id", "==", state), ("year", "==", year)])
    assert cells(own["status"]) == ([] if status is None else [status])


def test_members_by_year():
    years = sco.load("state_years")
    members = years[years["status"].isin(["founding-member", "member"])].groupby("year").size()
    numbers = {year: members[year] for year in (2001, 2016, 2017, 2022, 2023, 2024)}
    assert numbers == {2001: 6, 2016: 6, 2017: 8, 2022: 8, 2023: 9, 2024: 10}


DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2009, 12, 31)) | st.builds(
    datetime.date, st.integers(2000, 2009), st.just(12), st.just(31)
)
AGREEMENT = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["signed", "in-preparation", "superseded", "expired"]),
        "signed_on": st.none() | DAYS,
        "valid_until": st.none() | DAYS,
        "renews": st.none() | st.integers(0, 4),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(AGREEMENT, max_size=5))
def test_agreements_in_force_follow_their_rule(drawn):
    """Compare both databases with the rule as the codebook words it, day by day."""
    agreements = [
        {
            "agreement_id": str(number),
            "status": agreement["status"],
            "signed_on": agreement["signed_on"],
            "valid_until": agreement["valid_until"],
            "renews_id": None if agreement["renews"] is None else str(agreement["renews"]),
        }
        for number, agreement in enumerate(drawn)
    ]
    rows = {
        "agreements": agreements,
        "agreement_parties": [
            {"agreement_id": a["agreement_id"], "side": "partner", "organisation_id": "body"}
            for a in agreements
        ],
        "participants": [{"event_id": "first", "organisation_id": "body"}],
        "events": [
            {"event_id": "first", "start_on": datetime.date(2000, 1, 1), "type": "meeting"},
            {"event_id": "last", "start_on": datetime.date(2010, 1, 1), "type": "meeting"},
        ],
        "organisations": [{"organisation_id": "body", "name": "A body", "kind": "other"}],
    }
    expected = {
        year: (
            sum(bool(a["signed_on"] and a["signed_on"].year == year) for a in made(agreements)),
            sum(in_force(a, agreements, datetime.date(year, 12, 31)) for a in made(agreements)),
        )
        for year in range(2000, 2011)
    }
    assert counted_by_duckdb(rows) == expected
    assert counted_by_sqlite(rows) == expected


def made(agreements):
    return [a for a in agreements if a["status"] != "in-preparation"]


def in_force(agreement, agreements, day):
    if agreement["signed_on"] is None or agreement["signed_on"] > day:
        return False
    if agreement["valid_until"] is not None and agreement["valid_until"] < day:
        return False
    if agreement["status"] == "signed":
        return True
    renewals = [
        other["signed_on"]
        for other in made(agreements)
        if other["renews_id"] == agreement["agreement_id"] and other["signed_on"]
    ]
    return min(renewals) > day if renewals else agreement["valid_until"] is not None


COLUMNS = {
    "agreements": ["agreement_id", "status", "signed_on", "valid_until", "renews_id"],
    "agreement_parties": ["agreement_id", "side", "organisation_id"],
    "participants": ["event_id", "organisation_id"],
    "events": ["event_id", "start_on", "type"],
    "organisations": ["organisation_id", "name", "kind"],
}
RESOURCE = descriptor.resource("organisation_years")


def counted_by_duckdb(rows):
    tables = {
        name: pa.table(
            {
                column: pa.array(
                    [row[column] for row in rows[name]],
                    pa.date32() if column in ("signed_on", "valid_until", "start_on") else "string",
                )
                for column in columns
            }
        )
        for name, columns in COLUMNS.items()
    }
    found = read_view(descriptor.view_sql("organisation_years"), RESOURCE, tables).to_pylist()
    return {row["year"]: (row["agreements_signed"], row["agreements_in_force"]) for row in found}


def counted_by_sqlite(rows):
    database = sqlite3.connect(":memory:")
    for name, columns in COLUMNS.items():
        database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        database.executemany(
            f"INSERT INTO {name} VALUES ({marks})",
            [[row[c] and str(row[c]) for c in columns] for row in rows[name]],
        )
    found = database.execute(
        "SELECT year, agreements_signed, agreements_in_force "
        f"FROM ({descriptor.view_sql('organisation_years')})"
    ).fetchall()
    database.close()
    return {year: (signed, in_force) for year, signed, in_force in found}
