import pytest
from differences import Level
from hypothesis import given
from hypothesis import strategies as st
from numbering import misfit

NONE, PATCH, MINOR, MAJOR = Level
NUMBERS = st.integers(0, 20)


@pytest.mark.parametrize(
    ("last", "new", "level"),
    [
        (None, "0.1.0", MINOR),
        ("1.2.3", "1.2.4", NONE),
        ("1.2.3", "1.2.4", PATCH),
        ("1.2.3", "1.3.0", PATCH),
        ("1.2.3", "1.3.0", MINOR),
        ("1.2.3", "2.0.0", MINOR),
        ("1.2.3", "2.0.0", MAJOR),
        ("0.2.3", "0.2.4", PATCH),
        ("0.2.3", "0.3.0", MAJOR),
        ("0.2.3", "1.0.0", PATCH),
        ("0.9.0", "0.10.0", MINOR),
    ],
)
def test_a_number_that_fits(last, new, level):
    assert misfit(last, new, level) is None


@pytest.mark.parametrize(
    ("last", "new", "level", "asked"),
    [
        ("1.2.3", "1.2.3", NONE, "1.2.4 (or 1.3.0, 2.0.0)"),
        ("1.2.3", "1.2.2", PATCH, "1.2.4"),
        ("1.2.3", "1.2.5", PATCH, "1.2.4"),
        ("1.2.3", "1.2.4", MINOR, "1.3.0 (or 2.0.0)"),
        ("1.2.3", "1.3.1", MINOR, "1.3.0"),
        ("1.2.3", "1.3.0", MAJOR, "2.0.0"),
        ("0.2.3", "0.2.4", MAJOR, "0.3.0 (or 1.0.0)"),
        ("0.2.3", "2.0.0", MAJOR, "0.3.0 (or 1.0.0)"),
    ],
)
def test_a_number_that_does_not_fit(last, new, level, asked):
    assert f"asks for version {asked}" in misfit(last, new, level)


@pytest.mark.parametrize("new", ["1.2", "v1.2.3", "1.2.3-rc1", "01.2.3", "", "1.2.3\n"])
def test_what_is_no_number(new):
    assert "no version number" in misfit("1.2.2", new, PATCH)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS), st.sampled_from(Level))
def test_a_number_that_fits_comes_after_the_last_one(last, level):
    text = ".".join(map(str, last))
    major, minor, patch = last
    candidates = [(major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0), last]
    fitting = [new for new in candidates if not misfit(text, ".".join(map(str, new)), level)]
    assert (major + 1, 0, 0) in fitting
    assert all(new > last for new in fitting)
