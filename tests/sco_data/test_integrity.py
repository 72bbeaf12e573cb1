import pytest

import sco_data as sco


def test_the_shipped_package_is_whole():
    sco.verify()


@pytest.mark.parametrize("name", ["events.csv", "quotes.parquet"])
@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda file: file.unlink(), "is missing"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "bytes instead of"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"!"), "was altered"),
    ],
)
def test_a_spoiled_file_is_named(spoiled_installation, name, spoil, finding):
    spoil(spoiled_installation / "data" / name)
    with pytest.raises(sco.DamagedPackageError) as caught:
        sco.verify()
    assert f"data/{name} " in str(caught.value)
    assert finding in str(caught.value)


def test_every_spoiled_file_is_named(spoiled_installation):
    (spoiled_installation / "data" / "events.csv").unlink()
    (spoiled_installation / "data" / "states.csv").unlink()
    with pytest.raises(sco.DamagedPackageError, match=r"(?s)events\.csv.*states\.csv.*Reinstall"):
        sco.verify()
