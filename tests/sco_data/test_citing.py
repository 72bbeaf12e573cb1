import pytest

import sco_data as sco
from sco_data import descriptor

PRESS_RELEASE = "http://eng.sectsco.org/news/20180712/456792.html"


def test_the_dataset_is_cited_with_its_version():
    assert f"version {sco.__version__}" in sco.cite()


@pytest.mark.parametrize(
    ("table", "id"),
    [
        ("sources", "sectsco-20180712-456792"),
        ("quotes", "sectsco-20180712-456792-q1"),
        ("quote_mentions", ("sectsco-20180712-456792-q1", 1)),
        ("events", "2018-07-12-moscow-consultations"),
        ("participants", ("2018-07-12-moscow-consultations", "1")),
        ("speakers", "rashid-alimov"),
        ("places", "moscow-ru"),
        ("states", "RU"),
    ],
)
def test_a_row_is_cited_with_the_pages_it_rests_on(table, id):
    assert PRESS_RELEASE in sco.cite(table, id)


@pytest.mark.parametrize(
    "table",
    [t for t in descriptor.table_names() if t not in ("topics", "states", "reviewed_findings")],
)
def test_every_row_has_a_page_behind_it(table):
    rows = sco.load(table, engine="arrow").to_pylist()
    for row in rows[:: max(1, len(rows) // 20)]:
        id = tuple(str(row[column]) for column in descriptor.primary_key(table))
        assert "http" in sco.cite(table, id)


def test_sources_are_cited_from_the_earliest():
    days = [line.split(" (")[1][:10] for line in sco.cite("speakers", "rashid-alimov").splitlines()]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("event", "x"), KeyError, "did you mean 'events'"),
        (
            ("events", "2018-07-12-moscow"),
            KeyError,
            "did you mean '2018-07-12-moscow-consultations'",
        ),
        (("participants", "2018-07-12-moscow-consultations"), KeyError, "named by 2 values"),
        (("events",), ValueError, "give both a table and an id"),
        (("topics", "energy"), ValueError, "no page is behind the row 'energy'"),
    ],
)
def test_what_cannot_be_cited(arguments, error, message):
    with pytest.raises(error) as caught:
        sco.cite(*arguments)
    assert message in str(caught.value)


@pytest.mark.parametrize("format", ["bibtex", "ris", "csl"])
def test_a_row_is_cited_in_every_format(format):
    assert PRESS_RELEASE in sco.cite("events", "2018-07-12-moscow-consultations", format=format)


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="no format 'bib'; there are: 'text', 'bibtex'"):
        sco.cite(format="bib")


def test_a_row_of_a_view_is_cited_with_the_pages_of_its_table():
    for table, view, id in [
        ("events", "events_wide", "2018-07-12-moscow-consultations"),
        ("quotes", "quotes_wide", "sectsco-20180712-456792-q1"),
        ("organisations", "partners", "unesco"),
    ]:
        assert sco.cite(view, id) == sco.cite(table, id)
