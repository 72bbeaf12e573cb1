import pytest
from changelog import heading, section, with_data
from hypothesis import given
from hypothesis import strategies as st

TEXT = """# Changelog

## 0.2.0 (2026-12-31)

New rows.

### Data

Old numbers.

| a | b |

### Library

Faster.

## 0.1.0 (2026-11-23)

The first.
"""


def test_the_data_section_is_written_anew_and_nothing_else():
    written = with_data(TEXT, "0.2.0", "New numbers.")
    assert "Old numbers" not in written
    assert "| a | b |" not in written
    assert section(written, "0.2.0").endswith("\nFaster.\n\n### Data\n\nNew numbers.\n")
    assert section(written, "0.1.0") == section(TEXT, "0.1.0")
    assert "New rows." in written


def test_a_version_without_a_section_gets_one_above_all_others():
    written = with_data(TEXT, "0.3.0", "Numbers.")
    assert written == TEXT.replace(
        "## 0.2.0", "## 0.3.0 (unreleased)\n\n### Data\n\nNumbers.\n\n## 0.2.0"
    )
    assert section(with_data("# Changelog\n", "0.1.0", "x"), "0.1.0").endswith("### Data\n\nx\n")


@pytest.mark.parametrize(
    ("version", "found"),
    [("0.2.0", "## 0.2.0 (2026-12-31)"), ("0.1.0", "## 0.1.0 (2026-11-23)"), ("0.2", None)],
)
def test_the_heading(version, found):
    assert heading(TEXT, version) == found


WORDS = st.text(alphabet="ab |.\n", max_size=20).map(str.strip)
VERSIONS = st.sampled_from(["0.1.0", "0.1.1", "0.2.0"])


@given(
    st.lists(st.tuples(VERSIONS, WORDS), unique_by=lambda entry: entry[0]),
    VERSIONS,
    WORDS.filter(bool),
)
def test_writing_twice_is_writing_once(entries, version, data):
    text = "# Changelog\n" + "".join(f"\n## {name}\n\n{words}\n" for name, words in entries)
    once = with_data(text, version, data)
    assert with_data(once, version, data) == once
    assert section(once, version).strip().endswith(f"### Data\n\n{data}".strip())
    for name, words in entries:
        assert words in section(once, name)
        if name != version:
            assert section(once, name) == section(text, name)
