"""Make docs/hydration.md from its template, with the figures measured on synthetic pages.

python scripts/build_hydration.py            # writes it if it is out of date
python scripts/build_hydration.py --check    # only tells whether it is up to date
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from generated import run
from synthetic_pages import Case, cases

from sco_data.hydration.caching import KEPT
from sco_data.hydration.fetching import Limits
from sco_data.hydration.hydrating import STATUSES, locate
from sco_data.hydration.matching import same_words

TEMPLATES = Path(__file__).resolve().parent / "templates"
LANGUAGES = {"en": "English", "ru": "Russian", "zh": "Chinese"}


@dataclass
class Measure:
    """How well quotes were found on some pages.

    A text is right if it has the letters and digits of the quote, and no others.
    """

    name: str
    pages: int = 0
    right_status: int = 0
    texts: int = 0
    right_texts: int = 0
    quotes: int = 0

    def add(self, case: Case) -> None:
        """Look for the quote of one more page."""
        outcome = locate(case.page, {0: case.quote})[0]
        right = bool(outcome.text and case.text and same_words(outcome.text, case.text))
        self.pages += 1
        self.right_status += outcome.status == case.status
        self.texts += outcome.text is not None
        self.right_texts += right
        self.quotes += case.text is not None

    @property
    def precision(self) -> float | None:
        """The share of right ones among the texts found."""
        return self.right_texts / self.texts if self.texts else None

    @property
    def recall(self) -> float | None:
        """The share of the quotes on the pages that were found."""
        return self.right_texts / self.quotes if self.quotes else None


@cache
def measures() -> list[Measure]:
    """Measure by what happened to the page, then by language, then all pages."""
    pages = list(cases())
    kinds = dict.fromkeys(case.kind for case in pages)
    return [
        *(_measure(kind, (case for case in pages if case.kind == kind)) for kind in kinds),
        *(
            _measure(name, (c for c in pages if c.language == code))
            for code, name in LANGUAGES.items()
        ),
        _measure("all pages", pages),
    ]


def _measure(name: str, pages: Iterable[Case]) -> Measure:
    measured = Measure(name)
    for case in pages:
        measured.add(case)
    return measured


def guide() -> str:
    """Return the guide as Markdown."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # noqa: S701 - Markdown, not HTML
    )
    environment.filters["percent"] = lambda share: "" if share is None else f"{share:.1%}"
    return environment.get_template("hydration.md.jinja").render(
        days=KEPT.days, limits=Limits(), measures=measures(), statuses=STATUSES
    )


def outdated(folder: Path) -> dict[Path, Any]:
    """Return for the guide, if it is out of date, how to make its content."""
    page, text = folder / "docs" / "hydration.md", guide()
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return {}
    return {page: lambda: text}


if __name__ == "__main__":
    sys.exit(run(outdated, __doc__))
