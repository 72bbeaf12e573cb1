"""What the press release of 12 July 2018 says can be read off the tables."""

import pandas as pd
import pytest

import sco_data as sco

EVENT = "2018-07-12-moscow-consultations"
SOURCE = "sectsco-20180712-456792"
TEN = {
    "asean-secretariat",
    "cica-secretariat",
    "cis-executive-committee",
    "csto-secretariat",
    "eco",
    "escap",
    "icrc",
    "un-secretariat",
    "unesco",
    "unodc",
}


@pytest.fixture
def event():
    (row,) = sco.load("events", filters=[("event_id", "==", EVENT)], engine="arrow").to_pylist()
    return row


@pytest.fixture
def source():
    (row,) = sco.load("sources", filters=[("source_id", "==", SOURCE)], engine="arrow").to_pylist()
    return row


@pytest.fixture
def quotes():
    return sco.load("quotes", filters=[("source_id", "==", SOURCE)], engine="arrow").to_pylist()


@pytest.fixture
def participants():
    rows = sco.load("participants", filters=[("event_id", "==", EVENT)], engine="arrow")
    return rows.to_pylist()


def test_the_event(event):
    assert (event["type"], event["format"]) == ("consultations", "in-person")
    assert (str(event["start_on"]), event["end_on"], event["date_precision"]) == (
        "2018-07-12",
        None,
        "day",
    )
    assert event["place_id"] == "moscow-ru"
    assert {"multilateralism", "observers-dialogue-partners", "un-system"} <= set(event["topics"])


def test_the_source(source):
    assert source["url"] == "http://eng.sectsco.org/news/20180712/456792.html"
    assert source["title"].startswith("Rashid Alimov: The SCO is a reliable partner of the UN")
    assert source["title_ru"] == "В Москве обсудили вопросы международной деятельности ШОС"
    assert (source["publisher"], source["publisher_kind"]) == ("SCO Secretariat", "sco")
    assert (source["extent"], source["quoting"]) == ("whole", "verbatim")
    assert str(source["published_on"]) == "2018-07-12"


def test_who_took_part(participants):
    people = {p["speaker_id"]: p for p in participants if p["speaker_id"]}
    alimov, lavrov = people["rashid-alimov"], people["sergei-lavrov"]
    assert (alimov["office"], alimov["organisation_id"]) == (
        "Secretary-General of the SCO",
        "sco-secretariat",
    )
    assert (lavrov["role"], lavrov["state_id"]) == ("welcome-speaker", "RU")
    assert "Foreign" in lavrov["office"]


def test_the_eight_member_states_were_represented(participants):
    represented = {p["state_id"] for p in participants if p["state_id"] and p["role"] != "subject"}
    statuses = sco.load("statuses")
    day = pd.Timestamp("2018-07-12")
    members = statuses[
        statuses["status"].isin(["founding-member", "member"])
        & (statuses["start_on"] <= day)
        & ~(statuses["end_on"] <= day)
    ]
    assert (
        represented == set(members["state_id"]) == {"CN", "IN", "KG", "KZ", "PK", "RU", "TJ", "UZ"}
    )


def test_the_direct_quotes_are_verbatim(quotes):
    direct = [q for q in quotes if q["kind"] == "direct"]
    assert [q["text"].split()[0] for q in direct] == ["The", "The", "the", "the"]
    for quote in direct:
        assert quote["text"].startswith(quote["begins"])
        assert quote["text"].rstrip(".").endswith(quote["ends"])
        assert quote["words"] == len(quote["text"].split())
        assert 1 <= len(quote["begins"].split()) <= 5
        assert 1 <= len(quote["ends"].split()) <= 5
    assert "acquired a global profile" in direct[1]["text"]


def test_reported_statements_are_indirect_quotes(quotes):
    indirect = [q for q in quotes if q["kind"] == "indirect"]
    assert len(indirect) == 2
    assert all(q["text"] is None and q["begins"] is None for q in indirect)


def test_the_speaker_of_every_quote(quotes):
    assert {q["speaker_id"] for q in quotes} == {"rashid-alimov"}
    assert {q["event_id"] for q in quotes} == {EVENT}


@pytest.mark.parametrize(
    ("number", "mentioned"),
    [
        (1, {"qingdao-declaration-2018", "un"}),
        (3, {"un", "un-secretariat", "unodc", "escap", "unesco"}),
        (4, {"un"}),
        (
            5,
            {
                "cis",
                "csto",
                "asean",
                "eco",
                "un-secretariat",
                "unodc",
                "escap",
                "cica",
                "icrc",
                "unesco",
            },
        ),
        (6, {"sco-secretariat"}),
    ],
)
def test_who_is_mentioned(number, mentioned):
    rows = sco.load(
        "quote_mentions", filters=[("quote_id", "==", f"{SOURCE}-q{number}")], engine="arrow"
    )
    found = {row["organisation_id"] or row["document_id"] for row in rows.to_pylist()}
    assert found == mentioned


def test_only_this_source_is_quoted_verbatim():
    assert sco.load("sources", filters=[("quoting", "==", "verbatim")])["source_id"].tolist() == [
        SOURCE
    ]
    with_text = sco.load("quotes").dropna(subset="text")
    assert set(with_text["source_id"]) == {SOURCE}


def test_the_qingdao_declaration():
    (row,) = sco.load(
        "documents", filters=[("document_id", "==", "qingdao-declaration-2018")], engine="arrow"
    ).to_pylist()
    assert (row["kind"], str(row["adopted_on"])) == ("declaration", "2018-06-10")


def partners_by(day, sco_side):
    """Organisations with a signed agreement by a day."""
    signed = sco.load(
        "agreements", filters=[("signed_on", "<=", day), ("status", "!=", "in-preparation")]
    )
    parties = sco.load("agreement_parties")
    parties = parties[parties["agreement_id"].isin(signed["agreement_id"])]
    ours = parties.loc[parties["organisation_id"].isin(sco_side), "agreement_id"]
    partners = parties[(parties["side"] == "partner") & parties["agreement_id"].isin(ours)]
    return set(partners["organisation_id"].dropna())


def test_the_ten_organisations_with_an_agreement():
    assert partners_by("2018-07-12", {"sco", "sco-secretariat"}) == TEN


def test_with_the_anti_terrorist_structure_there_are_more():
    more = partners_by("2018-07-12", {"sco", "sco-secretariat", "sco-rats"}) - TEN
    assert more == {"caricc", "cis-atc"}
