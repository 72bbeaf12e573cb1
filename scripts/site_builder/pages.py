"""Build every page of the site."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import vl_convert
from babel import Locale
from markupsafe import Markup
from metadata_builder.schema_org import dataset

from sco_data import cite, descriptor
from sco_data.readers.arrow import parquet_file
from site_builder import charts, downloads, feeds
from site_builder.drawing import STYLE, Drawings, plain
from site_builder.entities import World, content
from site_builder.guides import Guides
from site_builder.linked_data import LinkedData
from site_builder.lists import listing
from site_builder.output import Output
from site_builder.relations import Relations
from site_builder.rendering import PAGED, environment, heading
from site_builder.search_index import search_index
from site_builder.tables import Row, Tables
from site_builder.text import host, sentence

HERE = Path(__file__).resolve().parent
LANGUAGES = Locale("en").languages
# Where `sco-data serve` shows the site. Addresses in it are relative, but a feed, a site map and
# what other sites read of a page need whole ones.
LOCAL_ADDRESS = "http://127.0.0.1:8000/"


class Site:
    """The site of the installed tables."""

    def __init__(self, output: Output, site_address: str) -> None:
        self.output = output
        self.site_address = site_address
        self.tables = Tables()
        self.relations = Relations(self.tables)
        self.drawings = Drawings(output.folder / "charts")
        self.world = World(self.tables, self.relations, self.drawings)
        self.linked_data = LinkedData(self.tables, site_address)
        self.guides = Guides()
        self.addresses: list[str] = []
        self.environment = environment(self.tables)
        self.environment.filters |= {
            "language": lambda code: LANGUAGES.get(code, code),
            "host": host,
        }
        self.environment.globals |= {
            "site_address": site_address,
            "published": site_address != LOCAL_ADDRESS,
        }

    def build(self) -> None:
        """Write every file of the site."""
        files = downloads.package(self.output)
        bundles = downloads.bundles(self.output)
        self._static()
        self._home(bundles)
        for table in PAGED:
            self._list(table)
            for row in self.tables.rows[table]:
                self._entity(table, row)
        self._redirects()
        self._partners()
        self._data(files, bundles)
        self._guides()
        self._page("search.html", "search", title="Search", description="Search the whole dataset.")
        self._not_found()
        self.output.write(
            "feed.xml", feeds.feed(feeds.additions(self.tables, 50), self.site_address)
        )
        self.output.write("sitemap.xml", feeds.sitemap(self.addresses))
        for drawing in self.drawings.drawn:
            self.output.keep(drawing)

    def _page(self, path: str, template: str, *, listed: bool = True, **content: Any) -> None:
        root = content.pop("root", "../" * path.count("/"))
        address = self.site_address + path.removesuffix("index.html")
        if listed:
            self.addresses.append(address)
        page = self.environment.get_template(f"{template}.html.jinja").render(
            {
                "path": path,
                "root": root,
                "address": address,
                "section": "",
                "front": False,
                **content,
            }
        )
        self.output.write(path, page)

    def _static(self) -> None:
        for file in (HERE / "static").iterdir():
            text = file.read_text(encoding="utf-8")
            self.output.write(
                f"static/{file.name}", STYLE + "\n" + text if file.suffix == ".css" else text
            )
        self.output.write("static/minisearch.js", (HERE / "vendor" / "minisearch.js").read_bytes())
        self.output.write("static/search-index.js", search_index(self.tables))

    def _home(self, bundles: list[downloads.File]) -> None:
        events = self.world.events
        number = Counter(event["place_id"] for event in events)
        places = [
            (place, number[place["place_id"]])
            for place in self.tables.rows["places"]
            if number[place["place_id"]]
        ]
        places.sort(key=lambda pair: (-pair[1], pair[0]["name"]))
        on_map = [pair for pair in places if pair[0]["latitude"] is not None]
        timeline = charts.timeline(events)
        self._page(
            "index.html",
            "home",
            front=True,
            title=descriptor.descriptor()["title"],
            description=descriptor.descriptor()["description"],
            numbers=[(table, len(self.tables.rows[table])) for table in PAGED],
            timeline=self._inline("timeline", timeline),
            years=self.world.years,
            world=self._inline("world", charts.world(on_map)),
            places=places,
            network=self._inline("network", charts.network(self.relations)),
            partners=self.relations.partners,
            additions=[event for event, _ in feeds.additions(self.tables, 10)],
            downloads=bundles,
        )
        self._card(timeline)

    def _card(self, timeline: charts.Chart) -> None:
        """Make the picture that other sites show beside a link to this one."""
        stamp = self.drawings.file("timeline", timeline).read_bytes()
        target = self.output.folder / "static" / "card.png"
        mark = self.output.folder / "static" / ".card"
        if not target.is_file() or not mark.is_file() or mark.read_bytes() != stamp:
            self.output.write(
                "static/card.png", vl_convert.vegalite_to_png(plain(timeline), scale=1.35)
            )
        self.output.keep(target)
        self.output.write("static/.card", stamp)

    def _inline(self, name: str, chart: charts.Chart) -> Markup:
        return Markup(self.drawings.inline(name, chart))  # noqa: S704 - drawn by us

    def _list(self, table: str) -> None:
        shown = listing(self.world, table)
        about = descriptor.resource(table)["description"]
        self._page(
            f"{table}.html",
            "list",
            section=table,
            table=table,
            table_key=descriptor.primary_key(table)[0],
            title=heading(table),
            description=about,
            lead=sentence(_of_one_row(about)) + ".",
            listing=shown,
            years_nav=len(shown.years) > 1,
        )

    def _entity(self, table: str, row: Row) -> None:
        (key,) = descriptor.primary_key(table)
        id = row[key]
        called, language = self.tables.name(table, id)
        record = {
            "table": table,
            "row": row,
            "referring": self.tables.all_referring(table, id),
        }
        self.output.write(
            f"{table}/{id}.json",
            json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n",
        )
        self._page(
            f"{table}/{id}.html",
            table,
            section=table,
            table=table,
            table_key=key,
            id=id,
            entity=row,
            title=called,
            language=language,
            description=_description(row) or f"{heading(table)}: {called}",
            og_type="article" if table == "events" else "website",
            linked_data=self.linked_data.describe(table, row),
            json_address=f"{id}.json",
            **content(self.world, table, row),
        )

    def _redirects(self) -> None:
        for redirect in self.tables.rows["redirects"]:
            table, old_id, new_id = (redirect[key] for key in ("table", "old_id", "new_id"))
            if table not in PAGED or self.tables.has(table, old_id):
                continue
            self._page(
                f"{table}/{old_id}.html",
                "redirect",
                listed=False,
                title=f"{old_id} has {'moved' if new_id else 'been removed'}",
                description=f"The record {old_id} of {heading(table)}",
                target=f"{new_id}.html" if new_id else None,
                new_id=new_id,
                since=redirect["since_version"],
            )

    def _partners(self) -> None:
        years = [year for year in self.world.years if year >= 2001]
        partners = self.relations.partners
        self._page(
            "partners.html",
            "partners",
            title="Partners at a glance",
            description="Every partner organisation of the SCO against the years: the events in "
            "which it took part, and the agreements it signed.",
            chart=self._inline("partners", charts.glance(self.relations, partners, years)),
            years=years,
            partners=[
                {
                    "id": partner,
                    "signed": len(self.relations.signed(partner)),
                    "total": len(self.relations.events(partner)),
                    "meetings": self.relations.meetings(partner),
                }
                for partner in partners
            ],
        )

    def _data(self, files: dict[str, list[downloads.File]], bundles: list[downloads.File]) -> None:
        self._page(
            "data.html",
            "data",
            section="data",
            title="Data",
            description="Downloads, codebook, rules, examples and citation of the dataset.",
            lead=f"Version {descriptor.descriptor()['version']}, "
            f"{len(self.tables.rows)} tables, {descriptor.descriptor()['licenses'][0]['title']}.",
            linked_data=dataset(descriptor.root(), files_at=self.site_address),
            downloads=bundles,
            tables=[
                {
                    "name": table,
                    "about": _of_one_row(descriptor.resource(table)["description"]),
                    "rows": parquet_file(table).metadata.num_rows,
                    "files": files[table],
                }
                for table in files
            ],
            citation=cite(),
            references={"BibTeX": cite(format="bibtex"), "RIS": cite(format="ris")},
            diagram="guides/schema.svg",
            examples=self.guides.section("README.md", "Ask it", "")
            + self.guides.section("README.md", "Other ways in", ""),
            correcting=self.guides.section("README.md", "Trust it, correct it", ""),
            guides=self.guides.all,
        )

    def _guides(self) -> None:
        for guide in self.guides.all:
            self._page(
                guide.path,
                "guide",
                section="data",
                title=guide.title,
                description=f"{guide.title}: a guide to the dataset.",
                content=self.guides.page(guide),
            )
        for path, file in self.guides.pictures.items():
            self.output.write(path, file.read_bytes())

    def _not_found(self) -> None:
        """Write the page that hosts show for a wrong address, at whatever depth that is."""
        self._page(
            "404.html",
            "not_found",
            listed=False,
            root=self.site_address,
            title="There is no such page",
            description="There is no page at this address.",
        )


def _description(row: Row) -> str | None:
    """Return what a row says of itself at length."""
    columns = ("summary", "definition", "gist", "office")
    return next((row[column] for column in columns if row.get(column)), None)


def _of_one_row(description: str) -> str:
    """Return what a row of a table is, from the first sentence about the table."""
    return description.removeprefix("One row is ").split(". ")[0].rstrip(".")


def build(folder: Path, site_address: str) -> tuple[int, int]:
    """Build the site; return how many files changed and how many it has."""
    output = Output(folder)
    Site(output, site_address).build()
    removed = output.prune()
    return output.changed + removed, len(output.kept)
