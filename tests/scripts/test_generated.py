import re
from xml.etree import ElementTree

import build_codebook
import build_hydration
import build_picture
import pytest
from generated import run

from sco_data import descriptor

MAKERS = [build_codebook, build_hydration, build_picture]


@pytest.mark.parametrize("maker", MAKERS)
def test_the_committed_files_are_current(maker):
    assert run(maker.outdated, "check", ["--check"]) == 0


@pytest.mark.parametrize("maker", MAKERS)
def test_what_is_out_of_date_is_named_then_written(maker, package_folder, capsys):
    assert run(maker.outdated, "check", [str(package_folder), "--check"]) == 1
    assert "Out of date: docs/" in capsys.readouterr().out
    assert not (package_folder / "docs").exists()
    assert run(maker.outdated, "make", [str(package_folder)]) == 0
    assert "Written: docs/" in capsys.readouterr().out
    assert run(maker.outdated, "check", [str(package_folder), "--check"]) == 0


def test_the_codebook_has_every_column_and_every_value():
    package = descriptor.descriptor()
    text = build_codebook.codebook(package)
    for table in build_codebook.tables(package):
        section = text.split(f"\n## {table['name']}\n")[1].split("\n## ")[0]
        for field in table["schema"]["fields"]:
            assert f"\n| `{field['name']}` |" in section
            for category in field.get("categories", []):
                unused = category["value"] in field.get("reserved", [])
                meaning = category["label"] + (" (not used so far)" if unused else "")
                assert f"\n| `{category['value']}` | {meaning} |" in section


def test_markdown_tables_have_the_same_number_of_cells():
    for block in re.findall(
        r"(?:^\|.*\|$\n)+", build_codebook.codebook(descriptor.descriptor()), re.M
    ):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_the_diagram_has_every_table_and_every_key():
    package = descriptor.descriptor()
    drawn = build_codebook.diagram(package)
    ElementTree.fromstring(drawn)
    texts = set(re.findall(r">([a-z_0-9]+)</text>", drawn))
    for table in build_codebook.tables(package):
        assert {table["name"], *(field["name"] for field in table["schema"]["fields"])} <= texts
    keys = sum(len(t["schema"].get("foreignKeys", [])) for t in build_codebook.tables(package))
    assert build_codebook.diagram_source(package).count("->") == keys


def test_the_picture_is_drawn_anew_when_data_or_drawing_change(package_folder, monkeypatch):
    ElementTree.fromstring(build_picture.picture(package_folder))
    mark = build_picture.mark(build_picture.chart(package_folder))
    assert mark == build_picture.mark(build_picture.chart(package_folder))
    monkeypatch.setattr(build_picture, "WIDTH", 500)
    assert build_picture.mark(build_picture.chart(package_folder)) != mark


def test_a_broken_descriptor_is_a_message(package_folder, capsys):
    (package_folder / "datapackage.json").write_text("{")
    assert run(build_codebook.outdated, "make", [str(package_folder)]) == 1
    assert "The package is broken" in capsys.readouterr().err
