"""A package of several times the rows breaks no rule, so its validation is a fair measure."""

import pytest
from enlarge import enlarge

from sco_data import descriptor
from sco_data.validation import validate


@pytest.mark.parametrize("times", [1, 16])
def test_an_enlarged_package_is_valid(tmp_path, times):
    folder = tmp_path / "package"
    enlarge(descriptor.root(), folder, times)
    assert validate(folder, built=False) == []
    for table, grown in {"events": times, "states": 1}.items():
        name = f"data/{table}.csv"
        rows, enlarged = (
            len((root / name).read_bytes().splitlines()) - 1 for root in (descriptor.root(), folder)
        )
        assert enlarged == rows * grown


def test_enlarged_once_it_is_the_same(tmp_path):
    enlarge(descriptor.root(), tmp_path / "package", 1)
    for table in descriptor.table_names():
        path = descriptor.resource(table)["path"]
        assert (tmp_path / "package" / path).read_bytes() == (descriptor.root() / path).read_bytes()
