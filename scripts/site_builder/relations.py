"""Who the partners of the SCO are, when they met and what they signed."""

from collections import Counter
from functools import cache, cached_property
from itertools import product

from site_builder.tables import Row, Tables

# Universities, companies, editors and the bodies of one state met the SCO too, but are no partner
# organisations in the sense of its rules.
PARTNER_KINDS = {
    "un-body",
    "universal-igo",
    "regional-igo",
    "financial-institution",
    "law-enforcement",
    "humanitarian",
    "forum",
}


class Relations:
    """What the tables say of the relations between the SCO's bodies and its partners."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    @cached_property
    def partners(self) -> list[str]:
        """Partner organisations that met the SCO or signed with it, the closest first."""
        found = {
            row["organisation_id"]: sum(self.meetings(row["organisation_id"]).values())
            + 3 * len(self.signed(row["organisation_id"]))
            for row in self.tables.rows["organisations"]
            if row["kind"] in PARTNER_KINDS
        }
        return sorted(filter(found.get, found), key=lambda partner: (-found[partner], partner))

    def meetings(self, organisation: str) -> Counter[int]:
        """Count by year the events in which an organisation took part."""
        return Counter(event["start_on"].year for event in self.events(organisation))

    def events(self, organisation: str) -> list[Row]:
        """Return the events in which an organisation took part, not those only about it."""
        return self._events.get(organisation, [])

    def signed(self, organisation: str) -> list[Row]:
        """Return the signed agreements to which an organisation is a party."""
        parties = self.tables.referring("agreement_parties", "organisation_id", organisation)
        agreements = [self.tables.row("agreements", party["agreement_id"]) for party in parties]
        return [agreement for agreement in agreements if agreement["signed_on"]]

    def ties(self) -> Counter[tuple[str, str]]:
        """Count for each body of the SCO and partner the events they share."""
        partners = set(self.partners)
        ours = {
            row["organisation_id"]
            for row in self.tables.rows["organisations"]
            if row["kind"] == "sco-body"
        }
        found: Counter[tuple[str, str]] = Counter()
        for event in self.tables.rows["events"]:
            taking_part = self._taking_part(event["event_id"])
            found.update(product(sorted(taking_part & ours), sorted(taking_part & partners)))
        return found

    @cache  # noqa: B019 - one object lives as long as the build
    def short(self, organisation: str) -> str:
        """Return the shortest name that still tells an organisation from all others."""
        row = self.tables.row("organisations", organisation)
        acronym = row["acronym"]
        if acronym and self._acronyms[acronym] == 1:
            return str(acronym)
        return str(row["name"])

    @cached_property
    def _acronyms(self) -> Counter[str]:
        return Counter(row["acronym"] for row in self.tables.rows["organisations"])

    @cached_property
    def _events(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for event in self.tables.rows["events"]:
            for organisation in self._taking_part(event["event_id"]):
                found.setdefault(organisation, []).append(event)
        return found

    def _taking_part(self, event: str) -> set[str]:
        return {
            row["organisation_id"]
            for row in self.tables.referring("participants", "event_id", event)
            if row["organisation_id"] and row["role"] != "subject"
        }
