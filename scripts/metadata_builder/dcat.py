"""The package as a catalogue of one dataset in DCAT-AP 3, which data portals read."""

from pathlib import Path
from typing import Any

from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)

from metadata_builder.package import Package, address, period, read, states

SPDX = Namespace("http://spdx.org/rdf/terms#")
MEDIA_TYPES = Namespace("https://www.iana.org/assignments/media-types/")
VOCABULARIES = Namespace("http://publications.europa.eu/resource/authority/")
VERSION = URIRef(f"{DCAT}version")  # new in DCAT 3, which rdflib 7 does not know
ENGLISH = VOCABULARIES["language/ENG"]
INTERNATIONAL_ISSUES = VOCABULARIES["data-theme/INTR"]


def catalogue(folder: Path) -> Graph:
    """Describe the package in a folder; without a homepage its addresses are relative."""
    package = read(folder)
    graph = Graph()
    for prefix, namespace in (("dcat", DCAT), ("dcterms", DCTERMS), ("spdx", SPDX)):
        graph.bind(prefix, namespace)
    publisher = _publisher(graph, package)
    dataset = _dataset(graph, package, folder)
    for file in package["resources"]:
        graph.add((dataset, DCAT.distribution, _distribution(graph, package, file)))
    catalogue = URIRef("#catalogue")
    _describe(graph, catalogue, DCAT.Catalog, package)
    graph.add((catalogue, DCAT.dataset, dataset))
    for node in (catalogue, dataset):
        graph.add((node, DCTERMS.publisher, publisher))
        graph.add((node, DCTERMS.language, ENGLISH))
        graph.add((node, DCTERMS.issued, Literal(package["created"][:10], datatype=XSD.date)))
    graph.add((ENGLISH, RDF.type, DCTERMS.LinguisticSystem))
    return graph


def _describe(graph: Graph, node: URIRef, type: URIRef, about: dict[str, Any]) -> None:
    graph.add((node, RDF.type, type))
    graph.add((node, DCTERMS.title, Literal(about["title"], lang="en")))
    graph.add((node, DCTERMS.description, Literal(about["description"], lang="en")))


def _publisher(graph: Graph, package: Package) -> URIRef:
    publisher = URIRef("#publisher")
    graph.add((publisher, RDF.type, FOAF.Agent))
    name = ", ".join(person["title"] for person in package["contributors"])
    graph.add((publisher, FOAF.name, Literal(name, lang="en")))
    return publisher


def _dataset(graph: Graph, package: Package, folder: Path) -> URIRef:
    dataset = URIRef("#dataset")
    _describe(graph, dataset, DCAT.Dataset, package)
    graph.add((dataset, DCTERMS.identifier, Literal(package.get("id", package["name"]))))
    graph.add((dataset, VERSION, Literal(package["version"])))
    graph.add((dataset, DCAT.theme, INTERNATIONAL_ISSUES))
    graph.add((INTERNATIONAL_ISSUES, RDF.type, SKOS.Concept))
    graph.add((INTERNATIONAL_ISSUES, SKOS.prefLabel, Literal("International issues", lang="en")))
    for keyword in package["keywords"]:
        graph.add((dataset, DCAT.keyword, Literal(keyword, lang="en")))
    if "homepage" in package:
        page = URIRef(package["homepage"])
        graph.add((dataset, DCAT.landingPage, page))
        graph.add((page, RDF.type, FOAF.Document))
    for number, source in enumerate(package["sources"], start=1):
        _provenance(graph, dataset, URIRef(f"#provenance-{number}"), source)
    _coverage(graph, dataset, folder)
    return dataset


def _provenance(graph: Graph, dataset: URIRef, node: URIRef, source: dict[str, str]) -> None:
    graph.add((dataset, DCTERMS.provenance, node))
    graph.add((node, RDF.type, DCTERMS.ProvenanceStatement))
    graph.add((node, RDFS.label, Literal(source["title"], lang="en")))
    if "path" in source:
        graph.add((node, RDFS.seeAlso, URIRef(source["path"])))


def _coverage(graph: Graph, dataset: URIRef, folder: Path) -> None:
    covered = URIRef("#period")
    first, last = period(folder)
    graph.add((dataset, DCTERMS.temporal, covered))
    graph.add((covered, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((covered, DCAT.startDate, Literal(first)))
    graph.add((covered, DCAT.endDate, Literal(last)))
    for state in states(folder):
        country = VOCABULARIES[f"country/{state['alpha3']}"]
        graph.add((dataset, DCTERMS.spatial, country))
        graph.add((country, RDF.type, DCTERMS.Location))
        graph.add((country, RDFS.label, Literal(state["name"], lang="en")))


def _distribution(graph: Graph, package: Package, file: dict[str, Any]) -> URIRef:
    node = URIRef(f"#{file['name']}")
    _describe(graph, node, DCAT.Distribution, file)
    location = URIRef(address(package, file["path"]))
    graph.add((node, DCAT.accessURL, location))
    graph.add((node, DCAT.downloadURL, location))
    graph.add((node, DCAT.byteSize, Literal(file["bytes"], datatype=XSD.nonNegativeInteger)))
    media_type = MEDIA_TYPES[file["mediatype"]]
    graph.add((node, DCAT.mediaType, media_type))
    graph.add((media_type, RDF.type, DCTERMS.MediaType))
    for licence in package["licenses"]:
        graph.add((node, DCTERMS.license, URIRef(licence["path"])))
        graph.add((URIRef(licence["path"]), RDF.type, DCTERMS.LicenseDocument))
    algorithm, value = file["hash"].split(":")
    checksum = URIRef(f"#{file['name']}-checksum")
    graph.add((node, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX[f"checksumAlgorithm_{algorithm}"]))
    graph.add((SPDX[f"checksumAlgorithm_{algorithm}"], RDF.type, SPDX.ChecksumAlgorithm))
    graph.add((checksum, SPDX.checksumValue, Literal(value, datatype=XSD.hexBinary)))
    return node
