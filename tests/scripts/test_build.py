import hashlib
import json
from pathlib import Path

import build
import frictionless
import pyarrow.parquet as pq
import pytest

PARQUET = "data/states.parquet"
VIEWS_WITH_STATES = [
    f"data/{view}.parquet" for view in ("events_wide", "quotes_wide", "state_years")
]


def snapshot(folder):
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(f.relative_to(folder)): (f.stat().st_mtime_ns, f.read_bytes()) for f in files}


def edit_states(folder, old="Kazakhstan,", new="Qazaqstan,"):
    file = folder / "data" / "states.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_nothing_is_done_when_nothing_changed(package_folder, capsys):
    before = snapshot(package_folder)
    assert build.main([str(package_folder)]) == 0
    assert snapshot(package_folder) == before
    assert "Nothing changed" in capsys.readouterr().out
    assert build.main([str(package_folder), "--check"]) == 0


def test_an_edit_is_built_and_stamped(package_folder, capsys):
    before = (package_folder / "datapackage.json").read_text(encoding="utf-8").splitlines()
    edit_states(package_folder)
    assert build.main([str(package_folder), "--check"]) == 1
    outdated = [PARQUET, *VIEWS_WITH_STATES, "datapackage.json"]
    assert f"Out of date: {', '.join(outdated)}" in capsys.readouterr().out
    assert build.main([str(package_folder)]) == 0
    assert f"Written: {', '.join(outdated)}" in capsys.readouterr().out
    assert "Qazaqstan" in pq.read_table(package_folder / PARQUET)["name"].to_pylist()
    after = (package_folder / "datapackage.json").read_text(encoding="utf-8").splitlines()
    changed = [
        line.split(":")[0].strip() for line, old in zip(after, before, strict=True) if line != old
    ]
    assert set(changed) <= {'"bytes"', '"hash"'}
    files = 2 + len(VIEWS_WITH_STATES)
    assert files < len(changed) <= 2 * files
    named = pq.read_table(package_folder / "data/state_years.parquet", columns=["name"])
    assert "Qazaqstan" in named["name"].to_pylist()
    assert frictionless.validate(str(package_folder / "datapackage.json")).valid


def test_a_changed_description_is_built(package_folder):
    file = package_folder / "datapackage.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("ISO 3166-1 alpha-3 code.", "Three letters of ISO 3166-1."), "utf-8"
    )
    assert build.main([str(package_folder)]) == 0
    field = pq.read_schema(package_folder / PARQUET).field("alpha3")
    assert field.metadata[b"description"] == b"Three letters of ISO 3166-1."


def test_a_spoiled_parquet_file_is_built_again(package_folder):
    good = (package_folder / PARQUET).read_bytes()
    for bad in (good[:100], good[:-1] + b"x", b""):
        (package_folder / PARQUET).write_bytes(bad)
        assert build.main([str(package_folder)]) == 0
        assert (package_folder / PARQUET).read_bytes() == good
    (package_folder / PARQUET).unlink()
    assert build.main([str(package_folder)]) == 0
    assert (package_folder / PARQUET).read_bytes() == good


def test_an_invalid_package_is_left_untouched(package_folder, capsys):
    edit_states(package_folder, "KAZ", "kaz")
    before = snapshot(package_folder)
    assert build.main([str(package_folder)]) == 1
    assert snapshot(package_folder) == before
    output = capsys.readouterr()
    assert "Nothing was built" in output.err
    assert "data/states.csv, row" in output.out


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (lambda sql: sql.replace("FROM events", "FROM event"), "Table with name event does not"),
        (lambda sql: sql.replace("events.title,", "events.title AS headline,"), 'Column "title"'),
        (
            lambda sql: sql.replace("events.summary,", "NULL AS summary,"),
            "required column 'summary'",
        ),
        (
            lambda sql: sql.replace("FROM events", "FROM events CROSS JOIN topics"),
            "same primary key",
        ),
        (lambda sql: sql.replace("events.type,", "'party' AS type,"), "Could not convert"),
    ],
)
def test_a_view_that_is_not_as_described_stops_the_build(package_folder, edit, finding, capsys):
    file = package_folder / "data" / "events_wide.sql"
    file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")
    before = snapshot(package_folder)
    assert build.main([str(package_folder)]) == 1
    assert snapshot(package_folder) == before
    message = capsys.readouterr().err
    assert "data/events_wide.sql" in message
    assert finding in message


def test_a_table_without_a_parquet_resource_stops_the_build(package_folder, capsys):
    file = package_folder / "datapackage.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] != "topics-parquet"]
    file.write_text(json.dumps(package), encoding="utf-8")
    assert build.main([str(package_folder)]) == 1
    assert "no Parquet file that has data/topics.csv as its source" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": [{"name": "a"}]}'])
def test_a_broken_descriptor_is_left_untouched(package_folder, text, capsys):
    (package_folder / "datapackage.json").write_text(text)
    before = snapshot(package_folder)
    assert build.main([str(package_folder)]) == 1
    assert build.main([str(package_folder), "--check"]) == 1
    assert snapshot(package_folder) == before
    capsys.readouterr()


@pytest.mark.parametrize("crash_at", range(3))
def test_after_a_crash_every_file_is_whole_and_the_next_build_completes(
    package_folder, monkeypatch, crash_at
):
    edit_states(package_folder)
    file = package_folder / "data" / "places.csv"
    file.write_text(file.read_text("utf-8").replace("Moscow,", "Moskva,", 1), "utf-8")
    before = {name: content for name, (_, content) in snapshot(package_folder).items()}
    replace, calls = Path.replace, []

    def crash(self, target):
        calls.append(target)
        if len(calls) > crash_at:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            build.main([str(package_folder)])
    after = {name: content for name, (_, content) in snapshot(package_folder).items()}
    assert set(after) == set(before)
    json.loads(after["datapackage.json"])
    for name in ("data/states.parquet", "data/places.parquet"):
        assert pq.read_table(package_folder / name).num_rows > 10
    assert build.main([str(package_folder)]) == 0
    assert frictionless.validate(str(package_folder / "datapackage.json")).valid


def test_a_folder_that_cannot_be_written(package_folder, monkeypatch, capsys):
    edit_states(package_folder)
    before = snapshot(package_folder)

    def refuse(**_):
        raise PermissionError(13, "Permission denied", "data")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert build.main([str(package_folder)]) == 1
    assert snapshot(package_folder) == before
    assert "The build stopped" in capsys.readouterr().err


def test_the_build_is_deterministic(package_folder):
    committed = {
        f.name: hashlib.sha256(f.read_bytes()).hexdigest()
        for f in (package_folder / "data").glob("*.parquet")
    }
    for file in (package_folder / "data").glob("*.parquet"):
        file.unlink()
    assert build.main([str(package_folder)]) == 0
    first = {f.name: f.read_bytes() for f in (package_folder / "data").glob("*.parquet")}
    for file in (package_folder / "data").glob("*.parquet"):
        file.unlink()
    assert build.main([str(package_folder)]) == 0
    assert {f.name: f.read_bytes() for f in (package_folder / "data").glob("*.parquet")} == first
    assert set(committed) == set(first)


def test_the_committed_build_is_current(capsys):
    assert build.main(["--check"]) == 0
