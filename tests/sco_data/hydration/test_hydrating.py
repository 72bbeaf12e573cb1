import random
import socket
import subprocess
import sys
import threading
from dataclasses import replace

import pandas as pd
import pytest
from local_site import answer, redirect, send
from synthetic_pages import KINDS, Article, escaped

import sco_data as sco
from sco_data.hydration import hydrating
from sco_data.hydration.caching import Cache
from sco_data.hydration.fetching import Fetcher
from sco_data.hydration.hydrating import STATUSES, hydrate, hydrate_with

SOURCES = ["1prime-20260202-867117215", "24-kg-179523", "24-kg-186350"]


@pytest.fixture(params=["en", "ru", "zh"])
def article(request):
    return Article(request.param, random.Random(7))


def frame(*quotes, sources=SOURCES):
    """Rows as in the table of quotes."""
    rows = [
        {"source_id": source, "text": None, "begins": q.begins, "ends": q.ends, "words": q.words}
        for source, q in zip(sources, quotes, strict=False)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def hydrated(site, published, fetcher):
    """Serve a page, look for the article's quote on it, and return the row."""

    def look(article, page, path="/page", **addresses):
        published(SOURCES[0], site.address + path, **addresses)
        if page is not None:
            site.pages[path] = page
        (row,) = hydrate_with(fetcher, frame(article.quote())).to_dict("records")
        return row

    return look


def served(page):
    return answer(200, page.body, content_type=page.content_type)


# What becomes of a quote


def test_found(article, hydrated, site):
    row = hydrated(article, served(article.page(escaped(article))))
    assert row["status"] == "found"
    assert row["text"] == article.text
    assert row["found_at"] == f"{site.address}/page"
    assert row["retrieved_on"] >= pd.Timestamp("2026-01-01")
    assert pd.isna(row["detail"])


@pytest.mark.parametrize("kind", ["other quotation marks, dashes", "words in bold, italics, links"])
def test_reformatted(article, hydrated, kind):
    page, _, status, text = KINDS[kind](article)
    row = hydrated(article, served(page))
    assert row["status"] == status == "found"
    assert hydrating.same_words(row["text"], text)


@pytest.mark.parametrize("declared", ["header", "meta", "nowhere"])
def test_in_another_encoding(article, hydrated, declared):
    encoding = {"en": "utf-16", "ru": "windows-1251", "zh": "gb18030"}[article.language]
    page = article.page(escaped(article), encoding=encoding, declared=declared)
    row = hydrated(article, served(page))
    assert (row["status"], row["text"]) == ("found", article.text)


def test_changed(article, hydrated):
    row = hydrated(article, served(article.page(None)))
    assert row["status"] == "changed"
    assert pd.isna(row["text"])
    assert pd.isna(row["found_at"])


def test_a_page_without_text_is_changed(article, hydrated):
    assert hydrated(article, "<html><body><script>draw()</script></body>")["status"] == "changed"
    assert hydrated(article, "", path="/empty")["status"] == "changed"


def test_twice_on_the_page(article, hydrated):
    row = hydrated(article, served(KINDS["twice in the article"](article)[0]))
    assert row["status"] == "ambiguous"
    assert row["text"] == article.text
    assert row["detail"] == "2 passages fit and read the same"


def test_two_passages_that_differ(article, hydrated):
    page, quote, _, _ = KINDS["another passage of its length alike"](article)
    article.quote = lambda: quote
    row = hydrated(article, served(page))
    assert row["status"] == "ambiguous"
    assert pd.isna(row["text"])
    assert row["detail"] == "2 passages fit"


def test_a_length_that_is_not_quite_the_one_recorded_is_told(article, hydrated):
    page, quote, _, _ = KINDS["two words added inside"](article)
    article.quote = lambda: quote
    row = hydrated(article, served(page))
    assert row["status"] == "found"
    assert f"words where {quote.words} are recorded" in row["detail"]


def test_a_page_that_nothing_can_read(article, hydrated, monkeypatch):
    def fail(*arguments, **options):
        raise ValueError("odd markup")

    monkeypatch.setattr("sco_data.hydration.reading.trafilatura.extract", fail)
    row = hydrated(article, "<p>Text</p>")
    assert row["status"] == "refused"
    assert row["detail"] == "the page cannot be read: ValueError('odd markup')"


def test_moved(article, hydrated, site):
    site.pages["/new"] = served(article.page(escaped(article)))
    row = hydrated(article, redirect("/new", 301))
    assert (row["status"], row["found_at"]) == ("moved", f"{site.address}/new")
    assert row["text"] == article.text


@pytest.mark.parametrize(
    ("page", "status", "detail"),
    [
        (None, "gone", "HTTP 404"),
        (answer(403), "refused", "HTTP 403"),
        (answer(500), "unreachable", "HTTP 500"),
        (redirect("http://10.0.0.1/"), "refused", "10.0.0.1 is at 10.0.0.1, which is not a public"),
        (answer(200, "%PDF", content_type="application/pdf"), "refused", "application/pdf"),
        (answer(200, b"a" * 200_001), "refused", "larger than 200,000 bytes"),
    ],
)
def test_no_page(article, hydrated, page, status, detail):
    row = hydrated(article, page)
    assert row["status"] == status
    assert detail in row["detail"]
    assert pd.isna(row["text"])


def without_hosts(host, port, *arguments, **options):
    if host == "127.0.0.1":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_host_that_does_not_exist_is_gone_unless_none_can_be_reached(
    site, published, fetcher, monkeypatch
):
    monkeypatch.setattr(socket, "getaddrinfo", without_hosts)
    article = Article("en", random.Random(1))
    published(SOURCES[0], "http://nowhere.example/")
    quotes = frame(article.quote(), article.quote())
    (row,) = hydrate_with(fetcher, quotes.head(1)).to_dict("records")
    assert row["status"] == "unreachable"
    assert row["detail"].startswith("there is no host nowhere.example, or this machine is offline")
    published(SOURCES[1], f"{site.address}/page")
    filled = hydrate_with(fetcher, quotes)
    assert filled["status"].tolist() == ["gone", "gone"]
    assert filled["detail"].tolist() == ["there is no host nowhere.example", "HTTP 404"]


@pytest.mark.parametrize("page", [answer(404), "<p>Another page.</p>"])
def test_the_archived_copy_if_the_page_has_it_no_more(article, hydrated, site, page):
    site.pages["/copy"] = served(article.page(escaped(article)))
    row = hydrated(article, page, archived_url=f"{site.address}/copy")
    assert (row["status"], row["found_at"]) == ("moved", f"{site.address}/copy")
    assert row["text"] == article.text
    assert row["detail"].startswith("in the archived copy; at its address: ")


def test_the_archived_copy_is_left_alone_if_the_page_has_it(article, hydrated, site):
    page = served(article.page(escaped(article)))
    assert hydrated(article, page, archived_url=f"{site.address}/copy")["status"] == "found"
    assert not site.asked("/copy")


def test_neither_page_nor_copy_has_it(article, hydrated, site):
    row = hydrated(article, "<p>Another page.</p>", archived_url=f"{site.address}/copy")
    assert row["status"] == "changed"


def test_every_status_is_explained():
    assert set(STATUSES) == {
        *("shipped", "found", "moved", "ambiguous", "changed"),
        *("gone", "refused", "unreachable", "unmarked"),
    }


# Frames


def test_what_is_known_already_is_not_fetched(site, fetcher):
    quotes = sco.load("quotes", filters=[("source_id", "==", "sectsco-20180712-456792")])
    filled = hydrate_with(fetcher, quotes)
    shipped = filled["text"].notna()
    assert filled.loc[shipped, "status"].eq("shipped").all()
    assert filled.loc[~shipped, "status"].eq("unmarked").all()
    assert filled["text"].equals(quotes["text"])
    assert filled.loc[~shipped, "detail"].eq("not recorded: begins, ends, words").all()
    assert site.requests == []


def test_the_argument_its_index_and_its_order_stay(site, published, fetcher):
    english = [Article("en", random.Random(seed)) for seed in range(3)]
    quotes = frame(*(article.quote() for article in english)).assign(mine=[1, 2, 3])
    quotes.index = pd.Index(["z", "a", "a"])
    for source, article in zip(SOURCES, english, strict=True):
        site.pages[f"/{source}"] = served(article.page(escaped(article)))
        published(source, f"{site.address}/{source}")
    before = quotes.copy(deep=True)
    filled = hydrate_with(fetcher, quotes)
    pd.testing.assert_frame_equal(quotes, before)
    assert filled.index.tolist() == ["z", "a", "a"]
    assert filled["text"].tolist() == [article.text for article in english]
    assert filled["mine"].tolist() == [1, 2, 3]
    assert filled["status"].cat.categories.tolist() == list(STATUSES)


def test_the_same_types_whatever_was_found(fetcher):
    whole = sco.load("quotes", filters=[("source_id", "==", "sectsco-20180712-456792")])
    filled = hydrate_with(fetcher, whole)
    none = hydrate_with(fetcher, whole.head(0))
    assert len(none) == 0
    assert none.dtypes.equals(filled.dtypes)
    assert filled["text"].dtype == whole["text"].dtype


def test_a_page_with_several_quotes_is_asked_for_once(site, published, fetcher):
    article = Article("en", random.Random(1))
    site.pages["/page"] = served(article.page(escaped(article)))
    published(SOURCES[0], f"{site.address}/page")
    quotes = frame(*[article.quote()] * 3, sources=[SOURCES[0]] * 3)
    assert hydrate_with(fetcher, quotes)["status"].tolist() == ["found"] * 3
    assert len(site.asked("/page")) == 1


def test_a_second_call_keeps_what_was_found_and_tries_the_rest(site, published, limits, tmp_path):
    articles = [Article("en", random.Random(seed)) for seed in range(2)]
    quotes = frame(*(article.quote() for article in articles))
    site.pages["/0"] = served(articles[0].page(escaped(articles[0])))
    site.pages["/1"] = answer(503)
    for number, source in enumerate(SOURCES[:2]):
        published(source, f"{site.address}/{number}")
    first = hydrate_with(Fetcher(Cache(tmp_path / "one"), limits), quotes)
    assert first["status"].tolist() == ["found", "unreachable"]
    site.pages["/1"] = served(articles[1].page(escaped(articles[1])))
    second = hydrate_with(Fetcher(Cache(tmp_path / "two"), limits), first)
    assert second["status"].tolist() == ["found", "found"]
    assert second["found_at"].tolist() == [f"{site.address}/0", f"{site.address}/1"]
    assert len(site.asked("/0")) == 1


def test_several_hosts_at_a_time(site, published, fetcher, limits, tmp_path):
    """Either page is sent only when both are asked for."""
    together = threading.Barrier(2)
    page = Article("en", random.Random(1))
    content = page.page(escaped(page))

    def meeting(handler):
        together.wait(10)
        send(handler, 200, content.body)

    site.pages["/page"] = meeting
    exempt = frozenset({("127.0.0.1", site.port), ("::1", site.port)})
    fetcher = Fetcher(Cache(tmp_path / "both"), replace(limits, exempt=exempt))
    published(SOURCES[0], f"{site.address}/page")
    published(SOURCES[1], f"http://localhost:{site.port}/page")
    filled = hydrate_with(fetcher, frame(page.quote(), page.quote()))
    assert filled["status"].tolist() == ["found", "found"]


def test_an_interrupted_run_stops_asking(site, published, limits, tmp_path, monkeypatch):
    """Whoever waits for its turn, a minute here, gives up at once."""
    article = Article("en", random.Random(1))
    for number, source in enumerate(SOURCES):
        published(source, f"{site.address}/{number}")
    begun = threading.Event()

    def robots(handler):
        begun.set()
        send(handler, 404)

    def interrupted(futures):
        begun.wait()
        raise KeyboardInterrupt

    site.pages["/robots.txt"] = robots
    monkeypatch.setattr(hydrating, "as_completed", interrupted)
    fetcher = Fetcher(Cache(tmp_path), replace(limits, delay=60))
    with pytest.raises(KeyboardInterrupt):
        hydrate_with(fetcher, frame(*[article.quote()] * 3))
    assert [request["path"] for request in site.requests] == ["/robots.txt"]


def test_hosts_take_turns():
    addresses = {
        "a1": ["http://a.example/1"],
        "a2": ["http://a.example/2", "http://c.example/"],
        "b1": ["https://b.example/1"],
        "a3": ["http://a.example/3"],
    }
    assert hydrating._hosts_in_turn(addresses) == ["a1", "b1", "a2", "a3"]


GOOD = frame(Article("en", random.Random(1)).quote())


@pytest.mark.parametrize(
    ("quotes", "error", "message"),
    [
        ("quotes", ValueError, "takes a DataFrame"),
        (
            GOOD.drop(columns="ends"),
            KeyError,
            "column 'ends' is missing: hydrate needs 'source_id'",
        ),
        (GOOD.assign(source_id="24-kg-17952"), KeyError, "did you mean '24-kg-179523'"),
        (GOOD.assign(source_id=None), KeyError, "no source None"),
        (GOOD.assign(words="many"), ValueError, "column 'words' holds 'many'"),
        (GOOD.assign(begins=5), ValueError, "column 'begins' holds 5"),
        (pd.concat([GOOD, GOOD], axis=1), ValueError, "twice"),
    ],
)
def test_wrong_frames(quotes, error, message, tmp_path):
    with pytest.raises(error, match=message):
        hydrate(quotes, cache=tmp_path)


def test_the_public_call_refuses_loopback(site, published, tmp_path):
    article = Article("en", random.Random(1))
    site.pages["/page"] = served(article.page(escaped(article)))
    published(SOURCES[0], f"{site.address}/page")
    (row,) = sco.hydrate(frame(article.quote()), cache=tmp_path).to_dict("records")
    assert row["status"] == "refused"
    assert site.requests == []


def test_without_the_extra():
    code = """
import sys
sys.modules["trafilatura"] = None
import sco_data
try:
    sco_data.hydrate
except ImportError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "trafilatura is not installed" in result.stdout
    assert "pip install 'sco-data[hydrate]'" in result.stdout
