"""Make pages as news sites print them, with quotes of which it is known where they stand.

Every sentence is put together from the words in synthetic_pages.json: nothing is taken from a
publisher.
"""

import html
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sco_data.hydration.caching import Page
from sco_data.hydration.hydrating import Quote

PAGES_A_KIND_AND_LANGUAGE = 5

_PARTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
SENTENCES, AROUND, LAYOUTS = _PARTS["sentences"], _PARTS["around"], _PARTS["layouts"]
FULL_STOP = {"en": ". ", "ru": ". ", "zh": "。"}
GAP = {"en": " ", "ru": " ", "zh": ""}


@dataclass(frozen=True)
class Case:
    """A page, a quote recorded from it, and what is to come of looking for it.

    Attributes
    ----------
    kind
        What happened to the page since the quote was recorded.
    text
        The quote as it stands there; None if it does not, or not without doubt.
    """

    kind: str
    language: str
    page: Page
    quote: Quote
    status: str
    text: str | None


class Article:
    """An article with a quote in it; each method is something that can happen to it."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.language = language
        self.chance = chance
        self.used: set[str] = set()
        self.sentences = [self.sentence() for _ in range(chance.choice((2, 3)))]
        self.paragraphs = [self.paragraph() for _ in range(chance.randint(5, 8))]
        self.place = chance.randint(1, len(self.paragraphs) - 1)
        self.before, self.after = "", ""

    @property
    def text(self) -> str:
        """The quote."""
        return FULL_STOP[self.language].join(self.sentences)

    def sentence(self) -> str:
        """Return a sentence that does not stand in the article yet."""
        for _ in count():
            parts = [self.chance.choice(part) for part in SENTENCES[self.language]]
            numbered = [part.format(self.chance.randint(21, 999)) for part in parts]
            sentence = GAP[self.language].join(numbered)
            if sentence not in self.used:
                break
        self.used.add(sentence)
        return sentence

    def paragraph(self) -> str:
        """Return some sentences."""
        stop = FULL_STOP[self.language]
        return stop.join(self.sentence() for _ in range(self.chance.randint(2, 4))) + stop.strip()

    def quote(self) -> Quote:
        """Return how a curator records the quote."""
        if self.language == "zh":
            return Quote(self.text[:10], self.text[-9:], len(self.text))
        words = self.text.split()
        return Quote(" ".join(words[:4]), " ".join(words[-4:]), len(words))

    def page(self, shown: str | None, *, encoding: str = "utf-8", declared: str = "header") -> Page:
        """Print the article on a page, with what is shown (HTML) in the place of the quote."""
        said = AROUND[self.language]["said"]
        parts = [f"<p>{html.escape(part, quote=False)}</p>" for part in self.paragraphs]
        if shown is not None:
            first, last = said.split("{}")
            parts.insert(self.place, f"<p>{first}{shown}{last}</p>")
        meta = f'<meta charset="{encoding}">' if declared == "meta" else ""
        title = html.escape(self.sentence())
        main = self.chance.choice(LAYOUTS).format(title=title, body="\n".join(parts))
        body = (
            f'<!DOCTYPE html><html lang="{self.language}"><head>{meta}<title>{title}</title></head>'
            f"<body>{self.before}{main}{self.after}</body></html>"
        )
        header = f"text/html; charset={encoding}" if declared == "header" else "text/html"
        content = body.encode(encoding, "xmlcharrefreplace")
        return Page("http://news.example/page.html", "2026-11-23", header, content)


def escaped(article: Article) -> str:
    """Return the quote as HTML."""
    return html.escape(article.text, quote=False)


def cases(seed: int = 2018) -> Iterator[Case]:
    """Make all pages; the same ones for the same seed."""
    for kind, make in KINDS.items():
        for language in SENTENCES:
            for number in range(PAGES_A_KIND_AND_LANGUAGE):
                chance = random.Random(f"{seed} {kind} {language} {number}")  # noqa: S311
                article = Article(language, chance)
                yield Case(kind, language, *make(article))


Made = tuple[Page, Quote, str, str | None]


def _found(article: Article, shown: str) -> Made:
    return article.page(shown), article.quote(), "found", article.text


def unchanged(article: Article) -> Made:
    """Print the quote as recorded."""
    return _found(article, escaped(article))


def marked_up(article: Article) -> Made:
    """Put words of the quote in bold, italics and links, one in another."""
    pieces = _pieces(article)
    wraps = ("<b>{}</b>", '<a href="/x">{}</a>', "<em><span>{}</span></em>", "{}", "{}")
    shown = [article.chance.choice(wraps).format(html.escape(p, quote=False)) for p in pieces]
    return _found(article, GAP[article.language].join(shown))


def entities(article: Article) -> Made:
    """Write every character that is not ASCII as an entity, and every second space as &nbsp;."""
    shown = escaped(article).encode("ascii", "xmlcharrefreplace").decode()
    return _found(article, shown.replace(" ", "&nbsp;", shown.count(" ") // 2))


def soft_hyphens(article: Article) -> Made:
    """Put soft hyphens into words, and zero-width spaces between characters."""
    unseen = ("&shy;", "&#8203;")
    shown = [html.escape(c) + (article.chance.choice(unseen) * c.isalpha()) for c in article.text]
    return _found(article, "".join(shown))


def other_signs(article: Article) -> Made:
    """Print other quotation marks, dashes and spaces than those recorded."""
    signs = str.maketrans({"“": '"', "”": '"', "«": "„", "»": "“", "-": "\u2011", ",": ","})
    return _found(article, html.escape(article.text.translate(signs), quote=False))


def other_case(article: Article) -> Made:
    """Print the quote in capitals, and the Russian letter yo as ye."""
    return _found(article, escaped(article).upper().translate({0x401: 0x415}))


def other_white_space(article: Article) -> Made:
    """Break the lines, with <br> and without, and indent them."""
    breaks = ("\n\t  ", "<br>", " <br />\n", "  ")
    pieces = [html.escape(piece, quote=False) for piece in _pieces(article)]
    joined = "".join(piece + article.chance.choice(breaks) for piece in pieces[:-1]) + pieces[-1]
    return _found(article, joined)


def other_encoding(article: Article) -> Made:
    """Send the page in an old encoding, named in the header, on the page, or nowhere."""
    encoding = {"en": "windows-1252", "ru": "windows-1251", "zh": "gb18030"}[article.language]
    declared = article.chance.choice(("header", "meta", "nowhere"))
    page = article.page(escaped(article), encoding=encoding, declared=declared)
    return page, article.quote(), "found", article.text


def two_paragraphs(article: Article) -> Made:
    """Print the quote in two paragraphs."""
    stop = FULL_STOP[article.language]
    first, *others = (html.escape(sentence, quote=False) for sentence in article.sentences)
    return _found(article, f"{first}{stop}</p>\n<p>{stop.join(others)}")


def other_element(article: Article) -> Made:
    """Print the quote as a block quotation, a heading or in a list."""
    elements = ("<blockquote><p>{}</p></blockquote>", "<h3>{}</h3>", "<ul><li>{}</li></ul>")
    element = article.chance.choice(elements)
    return _found(article, f"</p>{element.format(escaped(article))}<p>")


def teaser(article: Article) -> Made:
    """Repeat the quote beside the article, in a box with links."""
    more = AROUND[article.language]["related"]
    article.after = (
        f'<aside class="related sidebar"><h3>{more}</h3><ul><li><a href="/2">{escaped(article)}'
        f'</a></li><li><a href="/3">{article.sentence()}</a></li></ul></aside>'
    )
    return _found(article, escaped(article))


def advertisement(article: Article) -> Made:
    """Put a box between two paragraphs of the quote."""
    stop = FULL_STOP[article.language]
    around = AROUND[article.language]
    box = (
        f'<aside class="banner advertisement"><b>{around["related"]}</b>: '
        f'<a href="/2">{article.sentence()}</a> <a href="/3">{around["subscribe"]}</a></aside>'
    )
    first, *others = (html.escape(sentence, quote=False) for sentence in article.sentences)
    return _found(article, f"{first}{stop}</p>{box}<p>{stop.join(others)}")


def similar_passage(article: Article) -> Made:
    """Add a longer passage with the same first and last words."""
    first, *_, last = article.sentences
    stop = FULL_STOP[article.language]
    longer = stop.join([first, *(article.sentence() for _ in range(3)), last])
    article.paragraphs[0] = longer + stop.strip()
    return _found(article, escaped(article))


def interrupted(article: Article) -> Made:
    """Let the reporter interrupt the quote."""
    stop = FULL_STOP[article.language]
    first, *others = (html.escape(sentence, quote=False) for sentence in article.sentences)
    return _found(article, f"{first}{AROUND[article.language]['interruption']}{stop.join(others)}")


def corrected_inside(article: Article) -> Made:
    """Add two words inside, where the record does not tell."""
    quote = article.quote()
    added = {"en": " once again", "ru": " и снова", "zh": "再次"}[article.language]
    article.sentences[0] += added
    return article.page(escaped(article)), quote, "found", article.text


def corrected_first_words(article: Article) -> Made:
    """Correct the spelling of one of the first words."""
    quote = article.quote()
    first = article.sentences[0]
    article.sentences[0] = first[:4] + first[5:]
    return article.page(escaped(article)), quote, "found", article.text


def removed(article: Article) -> Made:
    """Take the quote off the page."""
    return article.page(None), article.quote(), "changed", None


def cut_short(article: Article) -> Made:
    """Leave out the last sentence."""
    quote = article.quote()
    article.sentences.pop()
    return article.page(escaped(article)), quote, "changed", None


def cut_inside(article: Article) -> Made:
    """Leave only the first and the last words."""
    quote = article.quote()
    return article.page(f"{quote.begins}… {quote.ends}"), quote, "changed", None


def rewritten(article: Article) -> Made:
    """Print first and last words in other places, far from each other."""
    quote = article.quote()
    stop = FULL_STOP[article.language]
    article.paragraphs[0] = f"{article.sentence()}{stop}{quote.ends}{stop.strip()}"
    article.paragraphs.append(f"{quote.begins}{GAP[article.language]}{article.paragraph()}")
    return article.page(None), quote, "changed", None


def twice(article: Article) -> Made:
    """Print the quote twice in the article."""
    article.paragraphs[0] = article.text + FULL_STOP[article.language].strip()
    return article.page(escaped(article)), article.quote(), "ambiguous", article.text


def two_alike(article: Article) -> Made:
    """Add a passage of the same length with the same first and last words."""
    other = {"en": ("two", "ten"), "ru": ("два", "три"), "zh": ("两", "三")}[article.language]
    middle = {"en": "in {} rounds", "ru": "за {} дня", "zh": "经过{}轮"}[article.language]
    article.sentences.insert(1, middle.format(other[0]))
    quote, shown = article.quote(), escaped(article)
    article.sentences[1] = middle.format(other[1])
    article.paragraphs[0] = article.text + FULL_STOP[article.language].strip()
    return article.page(shown), quote, "ambiguous", None


def _pieces(article: Article) -> list[str]:
    """Cut the quote where a line may break: at spaces, or between Chinese characters."""
    if article.language != "zh":
        return article.text.split()
    return [article.text[at : at + 4] for at in range(0, len(article.text), 4)]


KINDS: dict[str, Callable[[Article], Made]] = {
    "unchanged": unchanged,
    "words in bold, italics, links": marked_up,
    "entities, no-break spaces": entities,
    "soft hyphens, zero-width spaces": soft_hyphens,
    "other quotation marks, dashes": other_signs,
    "in capitals, Russian ye for yo": other_case,
    "other white space, line breaks": other_white_space,
    "windows-1251, gb18030, undeclared": other_encoding,
    "in two paragraphs": two_paragraphs,
    "in a block quotation, heading or list": other_element,
    "repeated in a box beside the article": teaser,
    "a box between its paragraphs": advertisement,
    "a longer passage has its first and last words": similar_passage,
    "interrupted by the reporter": interrupted,
    "two words added inside": corrected_inside,
    "a letter corrected in its first words": corrected_first_words,
    "taken off the page": removed,
    "its last sentence left out": cut_short,
    "its middle left out": cut_inside,
    "first and last words elsewhere": rewritten,
    "twice in the article": twice,
    "another passage of its length alike": two_alike,
}
"""What can happen to a page, in the words of the table."""
