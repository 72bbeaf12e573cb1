"""Fill in the words of quotes that are recorded by their first and last words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from numbers import Real
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sco_data import loading
from sco_data.errors import UnknownNameError, nearest
from sco_data.hydration.addresses import NoHostError, NoPageError
from sco_data.hydration.caching import Cache, Page, default_folder
from sco_data.hydration.fetching import Fetcher, Limits
from sco_data.hydration.matching import Span, Text, same_words
from sco_data.hydration.reading import texts

STATUSES = {
    "shipped": "The row had its `text` already; nothing was fetched.",
    "found": "The page is at its address, and the quote stands there once.",
    "moved": "The quote was found on the page that the address redirects to, or in the archived "
    "copy; `found_at` tells where.",
    "ambiguous": "Several passages of the page fit. `text` is filled only if they all read the "
    "same.",
    "changed": "The page was read, but the quote does not stand there.",
    "gone": "There is no such page any more (HTTP 404 or 410), or no such host.",
    "refused": "The page may not be read: its publisher forbids it (robots.txt, HTTP 403 or 451), "
    "or it is not safe to (a private address, an invalid certificate), or it is no page of "
    "readable size and kind.",
    "unreachable": "The publisher did not answer, or with an error of its server (HTTP 5xx). "
    "Another try may succeed.",
    "unmarked": "The row lacks first words, last words or length, as indirect speech does: there "
    "is nothing to look for.",
}
"""What became of a quote, from best to worst."""

NEEDED = ("source_id", "begins", "ends", "words")
FILLED = ("status", "text", "detail", "found_at", "retrieved_on")
HOSTS_AT_A_TIME = 8


@dataclass(frozen=True)
class Quote:
    """What is looked for on a page; see the columns of the same names."""

    begins: str
    ends: str
    words: int


@dataclass(frozen=True)
class Outcome:
    """What became of a quote; see the columns that `hydrate` fills."""

    text: str | None
    status: str
    detail: str | None = None
    found_at: str | None = None
    retrieved_on: str | None = None
    without_host: bool = False


def hydrate(
    quotes: pd.DataFrame,
    *,
    cache: Path | str | None = None,
    refresh: bool = False,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch the words of quotes from the pages that print them.

    The words are their publishers', not part of this dataset: mind their rights before you pass
    them on. Each page is asked for once, as its publisher's robots.txt permits, and kept in the
    cache: a second call goes on where the first ended.

    Parameters
    ----------
    quotes : pandas.DataFrame
        Rows of the table ``quotes`` with ``source_id``, ``begins``, ``ends`` and ``words`` at
        least. It is not changed.
    cache : pathlib.Path or str, optional
        Folder in which pages are kept for 30 days; by default one in the user's cache folder.
    refresh : bool
        Whether to ask for pages anew that are in the cache.
    progress : bool
        Whether to show a progress bar on the error stream, if that is a terminal.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``text`` filled where the quote was found, ``status`` (what became of
        it), ``detail`` (why, for people), ``found_at`` (address of the page on which it was found)
        and ``retrieved_on`` (day on which that page was fetched). Rows that have a text keep it.

    Raises
    ------
    UnknownNameError
        If a needed column is missing, or there is no such source; a ``KeyError``.
    ValueError
        If `quotes` is no DataFrame or a cell of it is of the wrong type.
    MissingExtraError
        If the extra ``hydrate`` is not installed.

    Examples
    --------
    >>> import sco_data as sco
    >>> source = [("source_id", "==", "sectsco-20180712-456792")]
    >>> hydrate(sco.load("quotes", filters=source))["status"].head(2).tolist()
    ['shipped', 'shipped']
    """
    kept = Cache(Path(cache) if cache else default_folder(), refresh=refresh)
    return hydrate_with(Fetcher(kept, Limits()), quotes, progress=progress)


def hydrate_with(fetcher: Fetcher, quotes: pd.DataFrame, *, progress: bool = False) -> pd.DataFrame:
    """Do what `hydrate` does, with a fetcher of the caller's."""
    _check_columns(quotes)
    _check_cells(quotes)
    wanted: dict[str, dict[int, Quote]] = defaultdict(dict)
    outcomes: dict[int, Outcome] = {}
    for place, (_, row) in enumerate(quotes.iterrows()):
        known = _known(row)
        if known:
            outcomes[place] = known
        else:
            wanted[row["source_id"]][place] = Quote(row["begins"], row["ends"], int(row["words"]))
    for found in _fetch_all(_addresses(wanted), wanted, fetcher, progress=progress):
        outcomes |= found
    if not fetcher.reached:
        outcomes = {place: _perhaps_offline(outcome) for place, outcome in outcomes.items()}
    return _filled(quotes, [outcomes[place] for place in range(len(quotes))])


def _check_columns(quotes: pd.DataFrame) -> None:
    if not isinstance(quotes, pd.DataFrame):
        raise ValueError(f'hydrate takes a DataFrame, such as load("quotes"), not {quotes!r}')
    if not quotes.columns.is_unique:
        raise ValueError("a column stands in the DataFrame twice")
    for column in NEEDED:
        if column not in quotes.columns:
            needed = ", ".join(map(repr, NEEDED))
            raise UnknownNameError(f"column {column!r} is missing: hydrate needs {needed}")


def _check_cells(quotes: pd.DataFrame) -> None:
    known = set(loading.load("sources", columns=["source_id"])["source_id"])
    for source in quotes["source_id"]:
        if source not in known:
            hint = nearest(str(source), sorted(known))
            raise UnknownNameError(f"no source {source!r} in table 'sources'; {hint}")
    for column, kind in {"begins": str, "ends": str, "words": Real}.items():
        for value in quotes[column].dropna():
            if not isinstance(value, kind):
                hint = 'as in load("quotes")'
                raise ValueError(
                    f"column {column!r} holds {value!r}, but not what it should {hint}"
                )


def _known(row: "pd.Series[Any]") -> Outcome | None:
    """Say what became of a quote for which nothing has to be fetched."""
    if pd.notna(row.get("text")):
        earlier = {name: row[name] for name in FILLED if pd.notna(row.get(name))}
        if "retrieved_on" in earlier:
            earlier["retrieved_on"] = str(pd.Timestamp(earlier["retrieved_on"]).date())
        return Outcome(**({"status": "shipped"} | earlier))
    missing = [name for name in ("begins", "ends", "words") if pd.isna(row[name])]
    if missing:
        return Outcome(None, "unmarked", f"not recorded: {', '.join(missing)}")
    return None


def _perhaps_offline(outcome: Outcome) -> Outcome:
    """Call no host gone as long as not one has answered."""
    if not outcome.without_host:
        return outcome
    detail = f"{outcome.detail}, or this machine is offline: no host has answered"
    return replace(outcome, status="unreachable", detail=detail)


def _addresses(wanted: Mapping[str, object]) -> dict[str, list[str]]:
    """Return for each source the addresses to try, in order."""
    columns = ["source_id", "url", "archived_url"]
    rows = loading.load("sources", columns=columns, engine="arrow").to_pylist()
    return {
        row["source_id"]: [row[column] for column in columns[1:] if row[column]]
        for row in rows
        if row["source_id"] in wanted
    }


def _fetch_all(
    addresses: Mapping[str, list[str]],
    wanted: Mapping[str, dict[int, Quote]],
    fetcher: Fetcher,
    *,
    progress: bool,
) -> Iterator[dict[int, Outcome]]:
    """Look for the quotes of all sources, several hosts at a time."""
    with ThreadPoolExecutor(HOSTS_AT_A_TIME) as executor, _bar(len(addresses), progress) as advance:
        running: list[Future[dict[int, Outcome]]] = [
            executor.submit(hydrate_source, addresses[source], wanted[source], fetcher)
            for source in _hosts_in_turn(addresses)
        ]
        try:
            for done in as_completed(running):
                advance()
                yield done.result()
        except BaseException:
            fetcher.stop()  # an interrupted run ends with the requests that have begun
            executor.shutdown(cancel_futures=True)
            raise


def _hosts_in_turn(addresses: Mapping[str, list[str]]) -> list[str]:
    """Order sources so that neighbours have different hosts, and no worker waits for another."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for source, (first, *_) in addresses.items():
        by_host[httpx.URL(first).host].append(source)
    rounds = zip_longest(*by_host.values())
    return [source for source in chain.from_iterable(rounds) if source]


@contextmanager
def _bar(total: int, shown: bool) -> Iterator[Any]:
    columns = (TextColumn("Pages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    disabled = not shown or not total or not console.is_terminal
    with Progress(*columns, console=console, disable=disabled, transient=True) as progress:
        task = progress.add_task("pages", total=total)
        yield lambda: progress.advance(task)


def hydrate_source(
    addresses: list[str], quotes: Mapping[int, Quote], fetcher: Fetcher
) -> dict[int, Outcome]:
    """Look for the quotes of one source at its address, then in the archived copy.

    Parameters
    ----------
    addresses : list of str
        The page's address, and that of its archived copy if there is one.
    quotes : mapping of int to Quote
        What to look for; the keys are the caller's.
    fetcher : Fetcher
        Fetches the pages.

    Returns
    -------
    dict of int to Outcome
        What became of each quote. If it was not found anywhere, what its own address led to.
    """
    outcomes: dict[int, Outcome] = {}
    for address in addresses:
        missing = {key: quote for key, quote in quotes.items() if _is_missing(outcomes.get(key))}
        for key, outcome in (_look(address, missing, fetcher) if missing else {}).items():
            if key not in outcomes:
                outcomes[key] = outcome
            elif not _is_missing(outcome):
                outcomes[key] = _from_archive(outcome, outcomes[key])
    return outcomes


def _is_missing(outcome: Outcome | None) -> bool:
    return outcome is None or outcome.status not in ("found", "moved", "ambiguous")


def _from_archive(outcome: Outcome, at_address: Outcome) -> Outcome:
    detail = f"in the archived copy; at its address: {at_address.detail or at_address.status}"
    status = "moved" if outcome.status == "found" else outcome.status
    return Outcome(outcome.text, status, detail, outcome.found_at, outcome.retrieved_on)


def _look(address: str, quotes: Mapping[int, Quote], fetcher: Fetcher) -> dict[int, Outcome]:
    try:
        page = fetcher.fetch(address)
    except NoPageError as error:
        without_host = isinstance(error, NoHostError)
        outcome = Outcome(None, error.status, error.detail, without_host=without_host)
        return dict.fromkeys(quotes, outcome)
    moved = not _is_same_page(address, page.address)
    try:
        return locate(page, quotes, moved=moved)
    except Exception as error:  # whatever a page does to its readers, the other pages go on
        outcome = Outcome(None, "refused", f"the page cannot be read: {error!r}")
        return dict.fromkeys(quotes, outcome)


def _is_same_page(one: str, other: str) -> bool:
    """Tell whether two addresses differ in their scheme at most."""
    first, second = (httpx.URL(address) for address in (one, other))
    return (first.host, first.raw_path) == (second.host, second.raw_path)


def locate(page: Page, quotes: Mapping[int, Quote], *, moved: bool = False) -> dict[int, Outcome]:
    """Find quotes on a page.

    Parameters
    ----------
    page : Page
        As fetched.
    quotes : mapping of int to Quote
        What to look for.
    moved : bool
        Whether the page lies elsewhere than recorded.

    Returns
    -------
    dict of int to Outcome
        ``found``, ``moved``, ``ambiguous`` or ``changed`` for each quote.
    """
    spans: dict[int, list[Span]] = {}
    for content in texts(page):
        missing = [key for key in quotes if not spans.get(key)]
        if not missing:
            break
        text = Text(content)
        for key in missing:
            quote = quotes[key]
            spans[key] = text.find(quote.begins, quote.ends, quote.words)
    return {key: _outcome(page, quotes[key], spans[key], moved=moved) for key in quotes}


def _outcome(page: Page, quote: Quote, spans: list[Span], *, moved: bool) -> Outcome:
    if not spans:
        return Outcome(None, "changed", "the page does not have these first and last words")
    text, words = spans[0].text, spans[0].words
    where = (page.address, page.retrieved_on)
    if len(spans) > 1:
        alike = all(same_words(text, span.text) for span in spans)
        detail = f"{len(spans)} passages fit" + (" and read the same" if alike else "")
        return Outcome(text if alike else None, "ambiguous", detail, *where)
    exact = words == quote.words
    detail = f"{words} words where {quote.words} are recorded"
    return Outcome(text, "moved" if moved else "found", None if exact else detail, *where)


def _filled(quotes: pd.DataFrame, outcomes: list[Outcome]) -> pd.DataFrame:
    text = pd.Series(["text"]).dtype  # `object` in pandas 2, `str` in pandas 3
    columns = {
        name: pd.Series([getattr(o, name) for o in outcomes], index=quotes.index, dtype=text)
        for name in FILLED
    }
    columns["status"] = columns["status"].astype(pd.CategoricalDtype(list(STATUSES)))
    columns["retrieved_on"] = pd.to_datetime(columns["retrieved_on"]).astype("datetime64[ms]")
    return quotes.assign(**columns)
