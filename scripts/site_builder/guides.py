"""The guides of the project, which are Markdown files, as pages of the site."""

import re
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from site_builder.text import web_address

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Guide:
    """A Markdown file and where it stands on the site."""

    file: Path
    path: str
    title: str


class Guides:
    """Render Markdown; links between the files become links between the pages."""

    def __init__(self, checkout: Path = CHECKOUT) -> None:
        self.checkout = checkout
        files = [checkout / "CONTRIBUTING.md", checkout / "CHANGELOG.md"]
        self.all = [
            Guide(file, f"guides/{file.stem.lower()}.html", _title(file))
            for file in [*files, *sorted((checkout / "docs").glob("*.md"))]
        ]
        self._pages = {guide.file.relative_to(checkout).as_posix(): guide for guide in self.all}
        self.pictures: dict[str, Path] = {}

    def page(self, guide: Guide) -> Markup:
        """Return the content of a guide's page."""
        text = guide.file.read_text(encoding="utf-8")
        return self._rendered(text, guide.file.parent, "../")

    def section(self, name: str, heading: str, root: str) -> Markup:
        """Return what stands below a heading of a file of the checkout, without the heading.

        Raises
        ------
        ValueError
            If the file has no such heading.
        """
        text = (self.checkout / name).read_text(encoding="utf-8")
        found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
        if not found:
            raise ValueError(f"{name} has no heading {heading!r} any more, which the site shows")
        return self._rendered(found[1], self.checkout, root)

    def _rendered(self, text: str, folder: Path, root: str) -> Markup:
        parser = MarkdownIt("commonmark", {"html": False}).enable("table")
        tokens = parser.parse(_without_html(text))
        anchors = _Anchors()
        for position, token in enumerate(tokens):
            if token.type == "heading_open":
                token.attrSet("id", anchors.of(tokens[position + 1].content))
            if token.attrGet("style"):  # how a column is set, which the strict policy forbids
                token.attrs = {"class": str(token.attrs["style"]).removeprefix("text-align:")}
            for child in token.children or []:
                self._readdress(child, folder, root)
            if token.type == "inline" and token.children:
                _drop_dead_links(token.children)
        html = parser.renderer.render(tokens, parser.options, {})
        html = html.replace("<pre>", '<pre tabindex="0">')
        html = html.replace("<table>", '<div class="scroll" tabindex="0" role="group"><table>')
        return Markup(html.replace("</table>", "</table></div>"))  # noqa: S704 - markdown-it escapes

    def _readdress(self, token: Token, folder: Path, root: str) -> None:
        attribute = {"link_open": "href", "image": "src"}.get(token.type)
        if not attribute:
            return
        address = str(token.attrGet(attribute))
        if web_address(address):
            token.attrSet("rel", "external noopener")
            return
        path, _, anchor = address.partition("#")
        if not path:
            return
        file = normpath((folder / path).relative_to(self.checkout).as_posix())
        if file in self._pages:
            anchor = f"#{anchor}" if anchor else ""
            token.attrSet(attribute, f"{root}{self._pages[file].path}{anchor}")
        elif token.type == "image" and (self.checkout / file).is_file():
            self.pictures[f"guides/{Path(file).name}"] = self.checkout / file
            token.attrSet(attribute, f"{root}guides/{Path(file).name}")
        else:
            token.attrSet(attribute, "")


class _Anchors:
    """Anchors of headings as code hosts make them, each once on a page."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def of(self, heading: str) -> str:
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        wanted, number = anchor, 1
        while anchor in self.taken:
            anchor, number = f"{wanted}-{number}", number + 1
        self.taken.add(anchor)
        return anchor


def _title(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((line[2:] for line in lines if line.startswith("# ")), file.stem)


def _without_html(text: str) -> str:
    """Put what the guides write in HTML into Markdown; raw HTML is not let through."""
    text = re.sub(r"<!--.*?-->\n*", "", text, flags=re.S)
    text = re.sub(r"<details><summary>(.*?)</summary>", r"**\1**", text)
    text = re.sub(r"</details>\n?", "", text)
    return re.sub(r"</?code>", "`", text)


def _drop_dead_links(tokens: list[Token]) -> None:
    """Keep the text of links to files that the site does not have, without the link."""
    dead = False
    for token in list(tokens):
        if token.type == "link_open" and not token.attrGet("href"):
            dead = True
            tokens.remove(token)
        elif token.type == "link_close" and dead:
            dead = False
            tokens.remove(token)
