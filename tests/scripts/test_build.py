import hashlib
import json
import subprocess
import sys
from pathlib import Path

import build
import building
import frictionless
import pyarrow.parquet as pq
import pytest
import unchanged

ROOT = Path(__file__).resolve().parents[2]
PARQUET = "data/states.parquet"
VIEWS_WITH_STATES = [
    f"data/{view}.parquet" for view in ("events_wide", "quotes_wide", "state_years")
]


def snapshot(folder):
    """All files but the note that the package was built."""
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.name != unchanged.RECORD)
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


def nothing_else(*_, **__):
    raise AssertionError("the package was looked at again")


@pytest.fixture
def built(package_folder, monkeypatch):
    """A package that was built by a command before, and no other way to build it."""
    assert build.main([str(package_folder)]) == 0
    monkeypatch.setattr(building, "run", nothing_else)
    assert build.main([str(package_folder)]) == 0
    return package_folder


@pytest.mark.parametrize("name", ["datapackage.json", "data/events.csv", "data/partners.parquet"])
def test_any_change_is_seen(built, name, capsys):
    file = built / name
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(AssertionError):
        build.main([str(built)])
    file.write_bytes(content)
    assert build.main([str(built)]) == 0
    assert "Nothing changed" in capsys.readouterr().out
    (built / "data" / "stray.csv").touch()
    with pytest.raises(AssertionError):
        build.main([str(built)])


def test_a_new_tag_is_seen(built):
    git = ["git", "-C", str(built), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "a"]):
        subprocess.run([*git, *command], check=True)
    assert build.main([str(built)]) == 0
    subprocess.run([*git, "tag", "v0.0.1"], check=True)
    for command in (["pack-refs", "--all"], ["tag", "v0.0.2"]):
        with pytest.raises(AssertionError):
            build.main([str(built)])
        subprocess.run([*git, *command], check=True)


def test_what_changes_during_a_build_is_not_taken_for_built(package_folder, monkeypatch, capsys):
    check = building.check

    def edited_after_it_was_checked(folder, **options):
        found = check(folder, **options)
        edit_states(folder, "KAZ", "kaz")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(building, "check", edited_after_it_was_checked)
        assert build.main([str(package_folder)]) == 0
    assert build.main([str(package_folder)]) == 1
    assert "Nothing was built" in capsys.readouterr().err


def test_a_folder_without_a_package_is_refused(tmp_path, capsys):
    assert build.main([str(tmp_path)]) == 1
    assert "datapackage.json" in capsys.readouterr().err


def test_nothing_heavy_is_imported_where_nothing_changed(built):
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import build;"
        "assert build.main(sys.argv[1:]) == 0;"
        "print(*({'argparse', 'pathlib', 'pyarrow', 'rich'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(built)]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert printed == f"{unchanged.MESSAGE}\n\n"


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
