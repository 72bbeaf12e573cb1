"""What is written is read back by other programs: pandoc, and pybtex for the grammar of BibTeX."""

import datetime
import json
import string
import subprocess
import sys

import pybtex.database
import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sco_data as sco
from sco_data import bibliography, descriptor
from sco_data.citing import find_row

QUOTATION_MARKS = str.maketrans(dict.fromkeys('‘’“”"`', "'"))
LETTERS = (
    string.ascii_letters
    + string.digits
    + string.punctuation
    + "éñöŞıЁжҚ上合組织きمחह«»“”‘’–—…№《》"
)
TIDY_TEXT = (
    st.lists(
        st.text(LETTERS, min_size=1)
        | st.sampled_from(["100%", "$5", "R&D", "#1_x", "~a^b", r"\cmd{x", "}", "--", "''", "?`"]),
        min_size=1,
    )
).map(" ".join)
SOURCE = st.fixed_dictionaries(
    {
        "title": TIDY_TEXT,
        "title_ru": st.none(),
        "title_zh": st.none(),
        "publisher": TIDY_TEXT,
        "kind": st.sampled_from(["news", "other"]),
        "language": st.sampled_from(["en", "fil"]),
        "published_on": st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)),
        "retrieved_on": st.dates(datetime.date(2026, 1, 1), datetime.date(2100, 1, 1)),
        "url": st.just("https://example.org/a_b%20c?x={1}&y=~z#p;q,r"),
        "archived_url": st.none() | st.just("https://example.org/archive_1"),
    }
)


def page(**changes):
    return find_row("sources", "sectsco-20180712-456792") | changes


def numbered(sources):
    return [
        bibliography.page(source | {"source_id": f"page-{number}"})
        for number, source in enumerate(sources)
    ]


def read_with_pandoc(items, written, format):
    text = bibliography.write(items, written)
    read = json.loads(pypandoc.convert_text(text, "csljson", format=format, extra_args=["-s"]))
    assert [item["id"] for item in read] == [item["id"] for item in items]
    return list(zip(items, read, strict=True))


def plain(text):
    """Set aside what pandoc changes: it makes quotation marks typographic."""
    return text.translate(QUOTATION_MARKS)


@pytest.fixture(scope="module")
def all_pages():
    return list(map(bibliography.page, sco.load("sources", engine="arrow").to_pylist()))


def test_pandoc_reads_the_same_facts_in_bibtex(all_pages):
    for item, read in read_with_pandoc(all_pages, "bibtex", "bibtex"):
        assert plain(read["author"][0]["literal"]) == plain(item["author"][0]["literal"])
        assert plain(read.get("title", "")) == plain(item.get("title", ""))
        assert [read.get(name) for name in ("URL", "issued", "accessed")] == [
            item.get(name) for name in ("URL", "issued", "accessed")
        ]


def test_pandoc_reads_the_same_facts_in_ris(all_pages):
    for item, read in read_with_pandoc(all_pages, "ris", "ris"):
        assert read.get("title") == item.get("title")
        assert [read["URL"], read["language"]] == [item["URL"], item["language"]]
        assert read["publisher"] == item["author"][0]["literal"]
        year = read["issued"]["date-parts"] if "issued" in read else None
        assert year == ([item["issued"]["date-parts"][0][:1]] if "issued" in item else None)


def test_pandoc_reads_the_same_facts_in_csl_json(all_pages):
    for item, read in read_with_pandoc(all_pages, "csl", "csljson"):
        assert set(read) == set(item)
        assert plain(read["author"][0]["literal"]) == plain(item["author"][0]["literal"])
        assert plain(read.get("title", "")) == plain(item.get("title", ""))
        for name in set(item) - {"author", "title"}:
            assert read[name] == item[name]


def test_pandoc_renders_a_bibliography_from_csl_json(all_pages, tmp_path):
    (tmp_path / "sources.json").write_text(bibliography.write(all_pages, "csl"), encoding="utf-8")
    text = pypandoc.convert_text(
        "As said in @sectsco-20180712-456792.",
        "plain",
        format="markdown",
        extra_args=["--citeproc", f"--bibliography={tmp_path / 'sources.json'}", "--wrap=none"],
    )
    assert "As said in SCO Secretariat (2018)." in text
    assert "http://eng.sectsco.org/news/20180712/456792.html" in text


@settings(max_examples=25, deadline=None)
@given(st.lists(SOURCE, min_size=1, max_size=8).map(numbered))
def test_any_title_survives_bibtex(items):
    entries = pybtex.database.parse_string(bibliography.write(items, "bibtex"), "bibtex").entries
    assert list(entries) == [item["id"] for item in items]
    for item, read in read_with_pandoc(items, "bibtex", "bibtex"):
        # pandoc 3 knows no command for a brace that BibTeX does not count, so it drops it
        braceless = {ord("{"): None, ord("}"): None}
        assert plain(read["title"]) == plain(item["title"].translate(braceless))
        assert entries[item["id"]].fields["title"].count(r"\textbraceleft{}") == item[
            "title"
        ].count("{")
        assert read["URL"] == item["URL"].replace("{", "%7B").replace("}", "%7D")
        assert [read.get(n) for n in ("issued", "accessed")] == [
            item.get(n) for n in ("issued", "accessed")
        ]
        assert entries[item["id"]].fields["language"] == item["language"]


@settings(max_examples=25, deadline=None)
@given(st.lists(SOURCE, min_size=1, max_size=8).map(numbered))
def test_any_title_survives_ris(items):
    records = bibliography.write(items, "ris").split("\n\n")
    for item, record in zip(items, records, strict=True):
        lines = record.splitlines()
        assert lines[0] == "TY  - ELEC"
        assert lines[-1].rstrip() == "ER  -"
        assert f"TI  - {item['title']}" in lines
        assert f"PB  - {item['author'][0]['literal']}" in lines
        assert f"UR  - {item['URL']}" in lines


@pytest.mark.parametrize(
    ("row", "title"),
    [
        (page(title="SCO", title_ru="ШОС", title_zh="上合", language="ru"), "ШОС"),
        (page(title="SCO", title_ru="ШОС", title_zh="上合", language="zh"), "上合"),
        (page(title="SCO", title_ru="ШОС", title_zh="上合", language="en"), "SCO"),
        (page(title=None, title_ru="ШОС", language="kk"), "ШОС"),
        (page(title=None, title_ru=None), None),
    ],
)
def test_the_title_is_the_headline_in_the_language_of_the_page(row, title):
    assert bibliography.page(row).get("title") == title


def test_an_archived_copy_is_given_in_every_format():
    item = bibliography.page(page(archived_url="https://example.org/archive"))
    for format in ("bibtex", "ris", "csl"):
        assert "https://example.org/archive" in bibliography.write([item], format)


def test_what_is_unknown_is_left_out():
    item = bibliography.page(page(title=None, title_ru=None, published_on=None, kind="other"))
    assert not {"title", "issued", "genre", "archive_location"} & set(item)
    for format in ("text", "bibtex", "ris", "csl"):
        assert "None" not in bibliography.write([item], format)


def test_a_name_with_a_comma_is_not_taken_for_a_persons(all_pages):
    item = bibliography.page(page(publisher="Counter-Terrorism Committee, Kazakhstan"))
    (_, from_bibtex), (_, from_ris) = (
        read_with_pandoc([item], format, format)[0] for format in ("bibtex", "ris")
    )
    assert from_bibtex["author"] == item["author"]
    assert "author" not in from_ris
    assert from_ris["publisher"] == "Counter-Terrorism Committee, Kazakhstan"


def test_keys_are_unique_and_can_stand_in_tex(all_pages):
    keys = [item["id"] for item in [bibliography.dataset(descriptor.descriptor()), *all_pages]]
    assert len(set(keys)) == len(keys)
    assert not set("".join(keys)) & set("\\{}#%&~$^_, =\"'()")


def test_the_dataset_is_cited_with_its_address_once_it_has_one(monkeypatch):
    home = descriptor.descriptor() | {"homepage": "https://example.org/sco-data"}
    monkeypatch.setattr(descriptor, "descriptor", lambda: home)
    for format in ("text", "bibtex", "ris", "csl"):
        assert "https://example.org/sco-data" in sco.cite(format=format)


def test_the_dataset_is_cited_with_its_doi_once_it_has_one(monkeypatch):
    named = descriptor.descriptor() | {"id": "https://doi.org/10.1234/sco"}
    monkeypatch.setattr(descriptor, "descriptor", lambda: named)
    assert sco.cite().endswith("CC-BY-4.0. https://doi.org/10.1234/sco")
    for format in ("bibtex", "ris", "csl"):
        assert "10.1234/sco" in sco.cite(format=format)


def test_text_and_csl_need_no_extra():
    code = """
import sys
sys.modules["bibtexparser"] = sys.modules["rispy"] = None
import sco_data as sco
sco.cite(format="csl"), sco.cite()
for format in ("bibtex", "ris"):
    try:
        sco.cite(format=format)
    except sco.MissingExtraError as error:
        print(error)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.count("pip install 'sco-data[cite]'") == 2, result.stderr
