"""Draw charts as SVG whose colours follow the theme of the page."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import vl_convert

from sco_data.files import replacing

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

# A chart is drawn in stand-in colours; each becomes the variable of that name in the style sheet.
THEME = {
    "ink": ("#1c2226", "#e6e9eb"),
    "muted": ("#5a656d", "#9aa6ae"),
    "line": ("#d9dee1", "#323a40"),
    "paper": ("#fdfdfc", "#14181b"),
    "land": ("#e6eaec", "#262d32"),
    "accent": ("#0d5c75", "#74c3da"),
    "accent-2": ("#4d93a8", "#3f8aa1"),
    "accent-3": ("#9cc6d2", "#2b5f70"),
    "neutral": ("#c3cbd0", "#4a545b"),
}
COLOURS = {name: f"#0000{number:02x}" for number, name in enumerate(THEME, start=16)}
FONT = "Arial, sans-serif"  # the drawing library measures text in it
# The drawing library makes every link absolute, so charts link to the site under a name that
# cannot exist, which is taken off again.
SITE = "https://site.invalid/"


def _variables(theme: int) -> str:
    return ";".join(f"--{name}:{shades[theme]}" for name, shades in THEME.items())


STYLE = f":root{{{_variables(0)}}}@media (prefers-color-scheme:dark){{:root{{{_variables(1)}}}}}"


class Drawings:
    """Charts in a folder, each drawn anew only when it would look different."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drawn: set[Path] = set()

    def file(self, name: str, chart: dict[str, Any]) -> Path:
        """Return the file of a chart, a picture of its own that knows both themes."""
        target = self.folder / f"{name}.svg"
        self.drawn.add(target)
        mark = f"<!-- drawn from {_hash(chart)} -->\n"
        if not target.is_file() or not target.read_text(encoding="utf-8").endswith(mark):
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target) as temporary:
                temporary.write_text(draw(chart) + mark, encoding="utf-8")
        return target

    def inline(self, name: str, chart: dict[str, Any]) -> str:
        """Return a chart to be put into a page, whose style sheet gives the colours."""
        text = self.file(name, chart).read_text(encoding="utf-8")
        return re.sub(r"<style>.*?</style>|<!--.*?-->\n", "", text)


def draw(chart: dict[str, Any]) -> str:
    """Draw a chart in Vega-Lite as SVG."""
    ElementTree.register_namespace("", SVG)
    drawing = ElementTree.fromstring(vl_convert.vegalite_to_svg(chart))  # noqa: S314 - our own
    for element in list(drawing.iter()):
        _slim(element)
    drawing.set("aria-hidden", "true")
    style = ElementTree.Element(f"{{{SVG}}}style")
    style.text = STYLE
    drawing.insert(0, style)
    text = ElementTree.tostring(drawing, encoding="unicode")
    for name, colour in COLOURS.items():
        text = text.replace(f'"{colour}"', f'"var(--{name})"')
    return text


def _slim(element: ElementTree.Element) -> None:
    """Turn the labels of marks into tooltips, and drop what a still picture does not need."""
    label = element.get("aria-label")
    if label and element.get("aria-roledescription") in ("bar", "point", "circle", "rule", "link"):
        title = ElementTree.Element(f"{{{SVG}}}title")
        title.text = label
        element.insert(0, title)
    for name in list(element.attrib):
        if name.startswith("aria-") or name in ("role", "class", "pointer-events"):
            del element.attrib[name]
    if f"{{{XLINK}}}href" in element.attrib:
        element.set("href", element.attrib.pop(f"{{{XLINK}}}href").removeprefix(SITE))
    if element.tag == f"{{{SVG}}}a":
        # The same links stand in the page as text, in an order that makes sense when read.
        element.set("tabindex", "-1")
    for child in list(element):
        if child.tag == f"{{{SVG}}}path" and not child.get("d"):
            element.remove(child)


def _hash(chart: dict[str, Any]) -> str:
    recipe = [chart, THEME, Path(__file__).read_text(encoding="utf-8")]
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, default=str).encode()).hexdigest()


def plain(chart: dict[str, Any]) -> dict[str, Any]:
    """Return a chart in the colours of the light theme, on paper."""
    text = json.dumps(chart)
    for name, colour in COLOURS.items():
        text = text.replace(colour, THEME[name][0])
    painted: dict[str, Any] = json.loads(text)
    return {**painted, "background": THEME["paper"][0], "padding": 24}
