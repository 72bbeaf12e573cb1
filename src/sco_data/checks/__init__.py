"""Rules beyond Table Schema, as Frictionless checks: one small class a rule.

Each class has a code (``type``), a ``sentence`` for people, an example of a ``violation`` and a
``mend``. Importing this package needs Frictionless and DuckDB (extra ``validate``).
"""

from sco_data.checks import (
    chronology,
    descriptions,
    files,
    history,
    identifiers,
    language,
    parquet,
    participation,
    provenance,
    reviews,
    similarity,
    vocabularies,
    wording,
)
from sco_data.checks.database import Database
from sco_data.checks.rule import Finding, Rule

RULES: list[type[Rule]] = [
    provenance.EventWithoutSource,
    provenance.UnusedSource,
    provenance.QuoteSource,
    provenance.VerbatimText,
    wording.HeadlineCopied,
    wording.QuoteMarks,
    chronology.EndsBeforeStart,
    chronology.PublishedBeforeEvent,
    chronology.DayOfEvent,
    chronology.OverlappingSpans,
    chronology.OutsideParent,
    chronology.InTheFuture,
    chronology.BeforeFounding,
    participation.Actors,
    participation.AbsentSpeaker,
    participation.MissingSide,
    participation.RepeatedParticipant,
    identifiers.Identifier,
    identifiers.Numbering,
    identifiers.Redirect,
    history.VanishedId,
    language.Script,
    language.NormalForm,
    language.TidyText,
    language.QuotationMarks,
    language.Spelling,
    vocabularies.ListItems,
    vocabularies.KnownTopics,
    vocabularies.UnusedValue,
    descriptions.ColumnExample,
    similarity.SimilarPeople,
    similarity.SimilarOrganisations,
    similarity.SimilarEvents,
    similarity.SimilarSources,
    reviews.StaleReview,
    files.CanonicalFile,
    files.Formula,
    files.Address,
]
"""The rules for tables, in the order in which they are told of."""

PARQUET_RULES: list[type[Rule]] = [parquet.ParquetTwin]
"""The rules for the Parquet files built from tables."""

VIEW_RULES: list[type[Rule]] = [descriptions.ColumnExample]
"""The rules for the views, whose rows are those of tables."""


def rules_for(database: Database, name: str) -> list[type[Rule]]:
    """Return the rules for a resource, by whether it is a table, a view, a Parquet file or none."""
    if name in database.schemas:
        return RULES
    resource = next(r for r in database.descriptor["resources"] if r["name"] == name)
    if "view" in resource:
        return VIEW_RULES
    return PARQUET_RULES if resource.get("format") == "apache-parquet" else []


__all__ = ["PARQUET_RULES", "RULES", "VIEW_RULES", "Database", "Finding", "Rule", "rules_for"]
