"""Keep on disk what publishers answered, so that no page is asked for twice."""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from sco_data.files import replacing
from sco_data.hydration.addresses import NoPageError

KEPT = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Page:
    """What an address led to.

    Attributes
    ----------
    address
        Where it was found, after redirects.
    retrieved_on
        The day, like ``2018-07-12``.
    content_type
        The header of that name; empty if there was none.
    body
        The bytes as sent, uncompressed.
    """

    address: str
    retrieved_on: str
    content_type: str
    body: bytes


def default_folder() -> Path:
    """Return where pages are kept if nobody says otherwise: the user's folder for caches."""
    return Path(platformdirs.user_cache_dir("sco-data", appauthor=False)) / "pages"


class Cache:
    """Pages, and refusals that last, by their address.

    Parameters
    ----------
    folder : pathlib.Path
        Where to keep them, a file each; made if it does not exist.
    refresh : bool
        Whether to forget what was kept before.
    """

    def __init__(self, folder: Path, *, refresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._refresh = refresh

    def get(self, address: str) -> Page | None:
        """Return the page that was kept; None if there is none, or it is old or damaged.

        Raises
        ------
        NoPageError
            If it was kept that there is no page.
        """
        if self._refresh:
            return None
        try:
            header, _, body = self._file(address).read_bytes().partition(b"\n")
            about = json.loads(header)
            if _age(about["retrieved_on"]) > KEPT:
                return None
            trouble = about.pop("trouble")
            page = Page(**about, body=body)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None
        if trouble:
            raise NoPageError(*trouble)
        return page

    def keep(self, address: str, answer: Page | NoPageError) -> None:
        """Keep a page, or that there is none."""
        if isinstance(answer, NoPageError):
            trouble, page = [answer.status, answer.detail], Page(address, today(), "", b"")
        else:
            trouble, page = [], answer
        about = asdict(page)
        body = about.pop("body")
        with replacing(self._file(address)) as temporary:
            temporary.write_bytes(json.dumps(about | {"trouble": trouble}).encode() + b"\n" + body)

    def _file(self, address: str) -> Path:
        return self._folder / hashlib.sha256(address.encode()).hexdigest()


def today() -> str:
    """Return this day, like ``2018-07-12``."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _age(day: str) -> datetime.timedelta:
    return datetime.date.fromisoformat(today()) - datetime.date.fromisoformat(day)
