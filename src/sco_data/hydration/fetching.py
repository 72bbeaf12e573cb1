"""Fetch pages politely: one request at a time a host, as its robots.txt permits, within limits."""

import datetime
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpcore
import httpx
from protego import Protego

from sco_data import descriptor
from sco_data.hydration.addresses import CheckedBackend, Exempt, NoPageError, parse
from sco_data.hydration.caching import Cache, Page, today

ROBOT = "sco-data"
PAGE_TYPES = ("", "text/html", "application/xhtml+xml", "text/plain")
ROBOTS_BYTES = 512_000
"""What RFC 9309 asks to be read of a robots.txt."""


@dataclass(frozen=True)
class Limits:
    """How much is asked of a publisher, and taken from one.

    Attributes
    ----------
    delay
        Seconds between two requests to a host, if its robots.txt asks for no longer one.
    longest_wait
        A host that asks for a longer pause than these seconds is not asked.
    seconds
        Time for one request, from looking up the host to the last byte.
    size
        Most bytes of a page, uncompressed.
    redirects
        How many are followed.
    exempt
        Addresses with their ports that need not be public: the server of a test.
    """

    delay: float = 2
    longest_wait: float = 60
    seconds: float = 30
    size: int = 3_000_000
    redirects: int = 5
    exempt: Exempt = frozenset()


@dataclass
class _Host:
    """One at a time may ask a host, and not before its time."""

    delay: float
    turn: threading.Lock = field(default_factory=threading.Lock)
    not_before: float = 0


@dataclass
class _Origin:
    """What the robots.txt of an origin says; read by whoever comes first."""

    reading: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    trouble: NoPageError | None = None


@dataclass(frozen=True)
class _Answer:
    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""
    whole: bool = True


class Fetcher:
    """Fetches pages; may be used by several threads.

    Parameters
    ----------
    cache : Cache
        Where pages are kept.
    limits : Limits
        How much is asked and taken.
    clock : callable
        Returns the time in seconds.
    wait : callable, optional
        Waits for the given seconds; by default until `stop` is called at the longest.

    Attributes
    ----------
    reached
        Whether any host has answered.
    """

    def __init__(
        self,
        cache: Cache,
        limits: Limits,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._cache = cache
        self._limits = limits
        self._clock = clock
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._hosts: dict[str, _Host] = {}
        self._origins: dict[str, _Origin] = {}
        self.reached = False
        self._trust = httpx.create_ssl_context()
        self._user_agent = _user_agent()

    def stop(self) -> None:
        """Let no request begin any more."""
        self._stopped.set()

    def fetch(self, address: str) -> Page:
        """Fetch a page, or take it from the cache.

        Raises
        ------
        NoPageError
            If there is none, or it may not or cannot be read.
        """
        kept = self._cache.get(address)
        if kept:
            return kept
        answer = self._follow(address, as_robot=True)
        trouble = _trouble(answer, self._limits.size)
        if trouble and trouble.status == "unreachable":
            raise trouble
        page = Page(str(answer.url), today(), answer.headers.get("content-type", ""), answer.body)
        self._cache.keep(address, trouble or page)
        if trouble:
            raise trouble
        return page

    def _follow(self, address: str, *, as_robot: bool) -> _Answer:
        """Ask, go where redirects lead, and come back once if asked to come back soon."""
        url = parse(address, self._limits.exempt)
        asked_again = False
        redirects = 0
        while True:
            if as_robot:
                self._check_robots(url)
            answer = self._ask(url, of_page=as_robot)
            pause = _pause(answer)
            if pause is not None and pause <= self._limits.longest_wait and not asked_again:
                self._host(url.host).not_before = self._clock() + pause
                asked_again = True
            elif answer.status in (301, 302, 303, 307, 308) and "location" in answer.headers:
                redirects += 1
                if redirects > self._limits.redirects:
                    raise NoPageError("refused", f"more than {redirects - 1} redirects")
                url = parse(_target(url, answer), self._limits.exempt)
            else:
                return answer

    def _check_robots(self, url: httpx.URL) -> None:
        """Raise an error if the host's robots.txt does not permit the address."""
        base = f"{url.scheme}://{url.netloc.decode()}"
        origin = self._origins.setdefault(base, _Origin())  # atomic, unlike a defaultdict
        with origin.reading:
            if not origin.rules and not origin.trouble:
                try:
                    origin.rules = self._read_robots(f"{base}/robots.txt")
                    self._slow_down(url.host, origin.rules)
                except NoPageError as error:
                    origin.trouble = error
        if origin.trouble:
            raise origin.trouble.with_traceback(None)
        if origin.rules and not origin.rules.can_fetch(str(url), ROBOT):
            raise NoPageError("refused", f"robots.txt of {url.host} does not permit it")

    def _read_robots(self, address: str) -> Protego:
        answer = self._follow(address, as_robot=False)
        if 200 <= answer.status < 300:
            return Protego.parse(answer.body.decode("utf-8", "replace"))
        if 400 <= answer.status < 500 and answer.status != 429:
            return Protego.parse("")  # RFC 9309: none there, so nothing is forbidden
        raise NoPageError("unreachable", f"{address} cannot be read: HTTP {answer.status}")

    def _slow_down(self, name: str, rules: Protego) -> None:
        asked = rules.crawl_delay(ROBOT) or 0
        if asked > self._limits.longest_wait:
            raise NoPageError("refused", f"robots.txt of {name} asks for a pause of {asked:g} s")
        self._host(name).delay = max(asked, self._limits.delay)

    def _ask(self, url: httpx.URL, *, of_page: bool) -> _Answer:
        """Send one request, when it is its turn."""
        with self._turn(url.host):
            backend = CheckedBackend(self._limits.seconds, self._limits.exempt)
            with httpcore.ConnectionPool(self._trust, network_backend=backend) as pool:
                return self._exchange(pool, url, of_page=of_page)

    def _exchange(self, pool: httpcore.ConnectionPool, url: httpx.URL, *, of_page: bool) -> _Answer:
        headers = [
            ("User-Agent", self._user_agent),
            ("Accept", "text/html, application/xhtml+xml, text/plain;q=0.9"),
            ("Accept-Encoding", "gzip"),
        ]
        size = self._limits.size if of_page else ROBOTS_BYTES
        try:
            with pool.stream("GET", _wire(url), headers=headers) as response:
                self.reached = True
                answer = _Answer(url, response.status, httpx.Headers(response.headers))
                if not _has_text(answer, of_page=of_page):
                    return answer
                body, whole = _read(response, answer.headers, size)
                return _Answer(url, answer.status, answer.headers, body, whole)
        except httpcore.TimeoutException:
            detail = f"{url.host} did not answer within {self._limits.seconds:g} s"
            raise NoPageError("unreachable", detail) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
            raise _network_trouble(url, error) from None

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(self._limits.delay))

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """Wait until the host may be asked."""
        host = self._host(name)
        with host.turn:
            pause = host.not_before - self._clock()
            if pause > 0:
                self._wait(pause)
            if self._stopped.is_set():
                raise NoPageError("unreachable", "stopped before it was asked for")
            try:
                yield
            finally:
                host.not_before = max(host.not_before, self._clock() + host.delay)


def _user_agent() -> str:
    about = descriptor.descriptor()
    homepage = f" (+{about['homepage']})" if "homepage" in about else ""
    return f"{ROBOT}/{about['version']}{homepage}"


def _wire(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _target(url: httpx.URL, answer: _Answer) -> str:
    try:
        return str(url.join(answer.headers["location"]))
    except (httpx.InvalidURL, ValueError):
        raise NoPageError("refused", f"{url.host} redirects to what is no address") from None


def _read(response: httpcore.Response, headers: httpx.Headers, size: int) -> tuple[bytes, bool]:
    """Read and unpack a body up to a size; tell whether that was all."""
    encoding = headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise NoPageError("refused", f"the page is packed as {encoding!a}, which was not asked for")
    unpacker = None if encoding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    body = bytearray()
    received = 0
    for chunk in response.iter_stream():
        received += len(chunk)
        # Never unpack more than is left: a few bytes can hold gigabytes.
        body += unpacker.decompress(chunk, size + 1 - len(body)) if unpacker else chunk
        if len(body) > size or received > size:
            return bytes(body[:size]), False
    if unpacker and not unpacker.eof:
        raise zlib.error("broken off")
    return bytes(body), True


def _has_text(answer: _Answer, *, of_page: bool) -> bool:
    return 200 <= answer.status < 300 and (not of_page or _type(answer) in PAGE_TYPES)


def _type(answer: _Answer) -> str:
    header: str = answer.headers.get("content-type", "")
    return header.partition(";")[0].strip().lower()


def _trouble(answer: _Answer, size: int) -> NoPageError | None:
    """Say what an answer means if it is no page."""
    status = answer.status
    if status == 200 and _type(answer) not in PAGE_TYPES:
        return NoPageError("refused", f"it is no page but {_type(answer)!a}")
    if status == 200 and not answer.whole:
        return NoPageError("refused", f"the page is larger than {size:,} bytes")
    if status == 200:
        return None
    if status in (404, 410):
        return NoPageError("gone", f"HTTP {status}")
    if status in (408, 425, 429) or status >= 500:
        return NoPageError("unreachable", f"HTTP {status}")
    return NoPageError("refused", f"HTTP {status}")


def _pause(answer: _Answer) -> float | None:
    """Return the seconds after which a host wants to be asked again, if it says so."""
    if answer.status not in (429, 503):
        return None
    value: str = answer.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until.replace(tzinfo=until.tzinfo or datetime.UTC)
    return max(0.0, (until - datetime.datetime.now(datetime.UTC)).total_seconds())


def _network_trouble(url: httpx.URL, error: Exception) -> NoPageError:
    if isinstance(error, (httpcore.ProtocolError, zlib.error)):
        return NoPageError("unreachable", f"{url.host} broke off or sent what is no HTTP")
    return NoPageError("unreachable", f"no connection with {url.host}")
