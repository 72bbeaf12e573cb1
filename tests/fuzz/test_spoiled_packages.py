"""Whatever is in its files, a command says what is wrong and leaves them as they are.

Hypothesis spoils a small package of real tables: any bytes, files cut off, other encodings, huge
cells, stray quotation marks, NULs, headers twice, other JSON in the descriptor.
"""

import contextlib
import io
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import build
import pytest
import tidy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import sco_data as sco
from sco_data import citing, descriptor
from sco_data.cli import main
from sco_data.errors import DamagedPackageError, UnknownNameError

ROOT = Path(__file__).resolve().parents[2]
TABLES = ["states", "places", "topics"]

QUERY = ["query", "SELECT * FROM states JOIN places USING (state_id)"]

quickly = settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A valid package of a few tables, and their Parquet files."""
    folder = tmp_path_factory.mktemp("good")
    content = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    paths = {f"data/{table}.{ending}" for table in TABLES for ending in ("csv", "parquet")}
    content["resources"] = [r for r in content["resources"] if r["path"] in paths]
    (folder / "data").mkdir()
    for path in paths:
        shutil.copy(ROOT / path, folder / path)
    (folder / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    assert main(["validate", str(folder)]) == 0
    return folder


@pytest.fixture
def folder(good, tmp_path):
    """A copy to spoil; each example puts back what the one before has spoiled."""
    return Path(shutil.copytree(good, tmp_path / "package"))


INSERTED = [
    b"\0",
    b'"',
    b'""',
    b'"""",',
    b"\r",
    b"\n\n",
    b"\r\n",
    b",",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xed\xa0\x80",
    "\u2028".encode(),
    b"x" * 2_000_000,
    b"," * 20_000,
    b'"' + b"y\n" * 100_000,
    b"9" * 5000,
    b"1e999,NaN,-inf",
]
ENCODINGS = ["utf-16", "utf-32", "utf-8-sig", "cp1251", "latin-1", "gb18030", "utf-7"]


@st.composite
def spoiled_bytes(draw, content):
    """Spoil what a file holds as bytes or text."""
    place = draw(st.integers(0, len(content)))
    kinds = ["anything", "cut off", "inserted", "overwritten", "header twice", "encoding"]
    match draw(st.sampled_from(kinds)):
        case "anything":
            return draw(st.binary(max_size=300))
        case "cut off":
            return content[:place]
        case "inserted":
            return content[:place] + draw(st.sampled_from(INSERTED)) + content[place:]
        case "overwritten":
            noise = draw(st.binary(min_size=1, max_size=40))
            return content[:place] + noise + content[place + len(noise) :]
        case "header twice":
            header, _, rest = content.partition(b"\n")
            twice = [header + b"\n" + header, header + b"," + header, header.replace(b",", b";")]
            return draw(st.sampled_from(twice)) + b"\n" + rest
        case "encoding":
            text = content.decode("utf-8", "replace")
            return text.encode(draw(st.sampled_from(ENCODINGS)), "replace")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
TELLING = [None, "", [], {}, 0, -1, True, "x", ["x"], [None], [[]], {"x": {}}, "../x", "/etc/hosts"]
NO_DESCRIPTORS = [b"[" * 100_000, b'{"a":' * 50_000, b"nul", b"1" * 5000, b"{}"]


@st.composite
def spoiled_descriptors(draw, content):
    """Put some JSON in place of a value of the descriptor, or take it away."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(NO_DESCRIPTORS))
    whole = json.loads(content)
    holder = whole
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.integers(0, 4)) == 0:
            if isinstance(holder, dict) and draw(st.booleans()):
                del holder[key]
            else:
                holder[key] = draw(st.sampled_from(TELLING) | ANY_JSON)
            break
        holder = inner
    return json.dumps(whole).encode()


def files_of(folder):
    return {file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def spoil(data, good, folder, paths, *, descriptor_as_json=True):
    """Put the package back, then spoil one of the files; return what all files hold."""
    shutil.rmtree(folder)
    shutil.copytree(good, folder)
    path = data.draw(st.sampled_from(paths))
    content = (good / path).read_bytes()
    as_json = descriptor_as_json and path == "datapackage.json" and data.draw(st.booleans())
    spoiled = data.draw(spoiled_descriptors(content) if as_json else spoiled_bytes(content))
    assume(spoiled != content)
    (folder / path).write_bytes(spoiled)
    return files_of(folder)


@contextlib.contextmanager
def soon():
    """Demand that something takes less than ten seconds of this process."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 10


def run(command, arguments):
    """Run a command in this process; return its exit code and what it printed."""
    printed = io.StringIO()
    with soon(), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = command([str(argument) for argument in arguments])
    output = printed.getvalue()
    assert "Traceback" not in output
    return code, output


def paths_of(*endings):
    files = [f"data/{table}.{ending}" for table in TABLES for ending in endings]
    return ["datapackage.json", *files]


@quickly
@given(data=st.data())
def test_validate(data, good, folder):
    before = spoil(data, good, folder, paths_of("csv", "parquet"))
    code, output = run(main, ["validate", folder])
    changed = [f for f in before if before[f] != (good / f.relative_to(folder)).read_bytes()]
    assert code == 1 or (code == 0 and changed == [folder / "datapackage.json"])
    assert output.splitlines()[-1].startswith("valid" if code == 0 else "invalid")
    assert files_of(folder) == before


@quickly
@given(data=st.data())
def test_build(data, good, folder):
    before = spoil(data, good, folder, paths_of("csv"))
    code, output = run(build.main, [folder])
    after = files_of(folder)
    assert code in (0, 1)
    assert output
    if code == 1:
        assert after == before
    assert all(after[f] == before[f] for f in before if f.suffix == ".csv")
    if code == 0:
        assert run(main, ["validate", folder])[0] == 0


@quickly
@given(data=st.data())
def test_tidy(data, good, folder):
    before = spoil(data, good, folder, paths_of("csv"))
    code, output = run(tidy.main, ["--folder", folder])
    assert code in (0, 1)
    if "Nothing was changed" in output or "Nothing to tidy" in output:
        assert files_of(folder) == before
    assert run(tidy.main, ["--folder", folder, "--check"])[0] == code


def forget():
    for cached in (descriptor.descriptor, citing._rows, citing._rows_by_key):
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


@pytest.fixture
def forgetful():
    """Forget what was read of a spoiled package, for the tests that follow."""
    yield
    forget()


@quickly
@given(data=st.data())
def test_loader(data, good, folder, forgetful):
    """What it reads is an installed package: nobody edits the descriptor, but a disk may fail."""
    before = spoil(data, good, folder, paths_of("csv", "parquet"), descriptor_as_json=False)
    calls = [
        sco.tables,
        lambda: sco.load("states"),
        lambda: sco.load("places", engine="arrow", columns=["name"], filters=[("name", "==", "x")]),
        lambda: sco.load("topics", engine="polars"),
        lambda: sco.schema("states"),
        sco.connect,
        lambda: sco.path("states"),
        sco.cite,
        lambda: citing.find_row("states", "KZ"),
        sco.package,
        sco.verify,
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(descriptor, "root", lambda: folder)
        for call in calls:
            forget()
            with soon(), contextlib.suppress(DamagedPackageError, UnknownNameError):
                call()
        for arguments in (["tables"], ["show", "states"], ["schema", "places"], ["cite"], QUERY):
            forget()
            assert run(main, arguments)[0] in (0, 1)
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("datapackage.json", b"[" * 100_000),
        ("datapackage.json", b"\xff\xfe{}"),
        ("data/states.csv", b'"' * 1_000_001),
        ("data/states.csv", b"\0" * 1000),
        ("data/places.csv", "place_id,name\n".encode("utf-16")),
        ("data/places.parquet", b"PAR1" * 100),
    ],
)
def test_the_command_itself(folder, path, content):
    (folder / path).write_bytes(content)
    before = files_of(folder)
    done = subprocess.run(
        [sys.executable, "-m", "sco_data.cli", "validate", str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "invalid: " in done.stdout
    assert files_of(folder) == before
