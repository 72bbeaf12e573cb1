"""The metadata is read by the programs it is meant for, and says what the files say."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import build_metadata
import mlcroissant
import pyshacl
import pytest
import rdflib
import yaml
from generated import run
from metadata_builder import schema_org

import sco_data as sco
from sco_data import descriptor

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = descriptor.descriptor()
CFFCONVERT = ROOT / ".venv" / "cffconvert" / "bin" / "cffconvert"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
HOME = "https://example.org/sco-data/"
DOI = "https://doi.org/10.1234/sco"

pytestmark = [  # of what the libraries do inside
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning"),
]


def read_json(name):
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


def sha256(path):
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


@pytest.fixture
def folder_with_homepage(package_folder):
    file = package_folder / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"homepage": HOME, "id": DOI}))
    assert run(build_metadata.outdated, "make", [str(package_folder)]) == 0
    return package_folder


@pytest.fixture(scope="module")
def catalogue():
    file = ROOT / "metadata" / "dcat.ttl"
    return rdflib.Graph().parse(file, publicID=f"{HOME}metadata/dcat.ttl")


@pytest.fixture(scope="module")
def dataset():
    """The schema.org description as a graph; its context is known and need not be fetched."""
    text = (ROOT / "metadata" / "dataset.jsonld").read_text(encoding="utf-8")
    content = json.loads(text) | {"@context": {"@vocab": str(rdflib.SDO)}}
    return rdflib.Graph().parse(data=json.dumps(content), format="json-ld")


def test_the_committed_files_are_current():
    assert run(build_metadata.outdated, "check", ["--check"]) == 0


def test_what_is_out_of_date_is_named_then_written(package_folder, capsys):
    assert run(build_metadata.outdated, "check", [str(package_folder), "--check"]) == 1
    assert "Out of date: metadata/croissant.json" in capsys.readouterr().out
    assert not (package_folder / "metadata").exists()
    assert run(build_metadata.outdated, "make", [str(package_folder)]) == 0
    assert run(build_metadata.outdated, "check", [str(package_folder), "--check"]) == 0
    file = package_folder / "datapackage.json"
    file.write_text(file.read_text().replace('"version": "', '"version": "9'))
    capsys.readouterr()
    assert run(build_metadata.outdated, "check", [str(package_folder), "--check"]) == 1
    named = capsys.readouterr().out
    for name in ("CITATION.cff", ".zenodo.json", "dataset.jsonld", "dcat.ttl", "croissant.json"):
        assert name in named


def test_a_broken_package_is_a_message(package_folder, capsys):
    (package_folder / "data" / "events.parquet").write_bytes(b"nothing")
    assert run(build_metadata.outdated, "make", [str(package_folder)]) == 1
    assert "The package is broken" in capsys.readouterr().err


def test_schema_org_knows_every_word(dataset):
    words = set(dataset.predicates()) - {rdflib.RDF.type} | set(
        dataset.objects(predicate=rdflib.RDF.type)
    )
    assert len(words) > 20
    for word in words:
        assert word in rdflib.SDO, word


def test_the_dataset_offers_every_file(dataset):
    offered = {
        str(dataset.value(node, rdflib.SDO.contentUrl)): str(dataset.value(node, rdflib.SDO.sha256))
        for node in dataset.objects(predicate=rdflib.SDO.distribution)
    }
    assert offered == {
        f"../{resource['path']}": sha256(resource["path"]) for resource in PACKAGE["resources"]
    }


def test_the_dataset_measures_every_column(dataset):
    measured = set(map(str, dataset.objects(None, rdflib.SDO.variableMeasured / rdflib.SDO.name)))
    assert measured == {
        f"{table}.{column}" for table in descriptor.table_names() for column in sco.load(table)
    }


def test_the_dataset_covers_the_events(dataset):
    events = sco.load("events")
    last = max(events["start_on"].max(), events["end_on"].max())
    (covered,) = dataset.objects(predicate=rdflib.SDO.temporalCoverage)
    assert str(covered) == f"{events['start_on'].min().date()}/{last.date()}"
    places = sco.load("places").set_index("place_id")["state_id"]
    states = set(events["place_id"].dropna().map(places))
    assert (
        set(map(str, dataset.objects(None, rdflib.SDO.spatialCoverage / rdflib.SDO.identifier)))
        == states
    )


def test_a_page_may_offer_the_files_elsewhere():
    offered = schema_org.dataset(ROOT, files_at="downloads/")["distribution"]
    assert offered[0]["contentUrl"] == "downloads/data/events.csv"


def test_the_catalogue_has_what_dcat_ap_makes_mandatory(catalogue):
    shapes = rdflib.Graph().parse(ROOT / "tests" / "scripts" / "dcat_ap.ttl")
    conforms, _, report = pyshacl.validate(catalogue, shacl_graph=shapes)
    assert conforms, report
    spoiled = rdflib.Graph() + catalogue
    spoiled.remove((None, rdflib.DCAT.accessURL, None))
    assert not pyshacl.validate(spoiled, shacl_graph=shapes)[0]


def test_the_catalogue_offers_every_file(catalogue):
    (node,) = catalogue.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset)
    offered = {
        str(catalogue.value(file, rdflib.DCAT.downloadURL)): (
            int(catalogue.value(file, rdflib.DCAT.byteSize)),
            str(catalogue.value(catalogue.value(file, SPDX.checksum), SPDX.checksumValue)),
        )
        for file in catalogue.objects(node, rdflib.DCAT.distribution)
    }
    assert offered == {
        f"{HOME}{path}": ((ROOT / path).stat().st_size, sha256(path))
        for path in (resource["path"] for resource in PACKAGE["resources"])
    }


@pytest.mark.parametrize("table", [*descriptor.table_names(), *descriptor.view_names()])
def test_croissant_loads_every_cell(table):
    described = mlcroissant.Dataset(jsonld=ROOT / "metadata" / "croissant.json")
    loaded = [
        {name.removeprefix(f"{table}/"): plain(value) for name, value in record.items()}
        for record in described.records(table)
    ]
    expected = sco.load(table, engine="arrow").to_pylist()
    assert len(loaded) == len(expected)
    for record, row in zip(loaded, expected, strict=True):
        assert record == {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in row.items()
        }


def plain(value):
    """Turn a value of mlcroissant's into one that JSON knows."""
    if isinstance(value, list):
        return list(map(plain, value))
    if isinstance(value, bytes):
        return value.decode()
    return value.date().isoformat() if hasattr(value, "isoformat") else value


def test_croissant_finds_nothing_to_complain_of():
    described = mlcroissant.Dataset(jsonld=ROOT / "metadata" / "croissant.json")
    assert not described.metadata.ctx.issues.errors
    assert not described.metadata.ctx.issues.warnings
    assert described.metadata.version == PACKAGE["version"]
    assert {file.id: file.sha256 for file in described.metadata.file_objects} == {
        resource["path"]: sha256(resource["path"]) for resource in PACKAGE["resources"]
    }


def test_croissant_has_every_key():
    record_sets = read_json("metadata/croissant.json")["recordSet"]
    assert [record_set["name"] for record_set in record_sets] == [
        *descriptor.table_names(),
        *descriptor.view_names(),
    ]
    for record_set in record_sets:
        table = record_set["name"]
        keys = record_set["key"] if isinstance(record_set["key"], list) else [record_set["key"]]
        assert [key["@id"] for key in keys] == [
            f"{table}/{column}" for column in descriptor.primary_key(table)
        ]
        references = {
            field["name"]: Path(field["references"]["fileObject"]["@id"]).stem
            for field in record_set["field"]
            if "references" in field
        }
        assert references == descriptor.foreign_keys(table)


def test_the_citation_file_is_valid():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] in " ".join(sco.cite().split())
    assert citation["version"] == sco.__version__
    if not CFFCONVERT.exists():
        pytest.skip("cffconvert is not installed beside the environment; `make` installs it")
    checked = subprocess.run(
        [CFFCONVERT, "--validate", "--infile", ROOT / "CITATION.cff"],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr
    assert "valid according to schema version 1.2.0" in checked.stdout


def test_zenodo_gets_what_cffconvert_would_tell_it():
    if not CFFCONVERT.exists():
        pytest.skip("cffconvert is not installed beside the environment; `make` installs it")
    command = [CFFCONVERT, "--format", "zenodo", "--infile", ROOT / "CITATION.cff"]
    converted = json.loads(subprocess.check_output(command, text=True))
    converted["license"] = converted["license"]["id"]
    deposit = read_json(".zenodo.json")
    assert converted.items() <= deposit.items()
    assert deposit["upload_type"] == "dataset"


def test_without_a_homepage_no_address_is_made_up():
    sources = {source["path"] for source in PACKAGE["sources"] if "path" in source}
    known = {
        *sources,
        *(licence["path"] for licence in PACKAGE["licenses"]),
        PACKAGE.get("homepage", "https://schema.org/"),
        "https://schema.org/",
    }
    text = (ROOT / "metadata" / "dataset.jsonld").read_text(encoding="utf-8")
    assert set(re.findall(r'"(https?://[^"]+)"', text)) <= known
    assert (
        "http" not in (ROOT / ".zenodo.json").read_text(encoding="utf-8") or "homepage" in PACKAGE
    )


def test_a_homepage_in_the_descriptor_is_enough(folder_with_homepage):
    folder = folder_with_homepage
    content = json.loads((folder / "metadata" / "dataset.jsonld").read_text(encoding="utf-8"))
    assert content["url"] == HOME
    assert content["distribution"][0]["contentUrl"] == f"{HOME}data/events.csv"
    graph = rdflib.Graph().parse(folder / "metadata" / "dcat.ttl")
    assert rdflib.URIRef(f"{HOME}data/events.csv") in set(
        graph.objects(None, rdflib.DCAT.accessURL)
    )
    assert rdflib.URIRef(HOME) in set(graph.objects(None, rdflib.DCAT.landingPage))
    assert list(graph.objects(None, rdflib.DCTERMS.issued))
    croissant = json.loads((folder / "metadata" / "croissant.json").read_text(encoding="utf-8"))
    assert croissant["url"] == HOME
    assert croissant["distribution"][0]["contentUrl"] == "../data/events.csv"
    citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["url"], citation["doi"]) == (HOME, "10.1234/sco")
    if CFFCONVERT.exists():
        command = [CFFCONVERT, "--validate", "--infile", folder / "CITATION.cff"]
        assert subprocess.run(command, capture_output=True).returncode == 0
    assert HOME in (folder / ".zenodo.json").read_text(encoding="utf-8")
