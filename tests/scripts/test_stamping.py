import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stamping import stamp

NAMES = st.text(alphabet="abcdefghij", min_size=1, max_size=4)


@given(
    st.dictionaries(
        NAMES, st.tuples(st.integers(0, 10**9), st.text("0123456789abcdef")), min_size=1
    ),
    st.sampled_from([None, 1, 2, "\t"]),
)
def test_only_sizes_and_hashes_change(stamps, indent):
    resources = [
        {"name": n, "path": f"{n}.csv", "title": "t", "bytes": 0, "hash": ""} for n in stamps
    ]
    text = json.dumps({"a": [1, 2], "resources": resources, "é": "x"}, indent=indent)
    by_path = {f"{name}.csv": value for name, value in stamps.items()}
    stamped = stamp(text, by_path)
    for resource in json.loads(stamped)["resources"]:
        assert (resource["bytes"], resource["hash"]) == by_path[resource["path"]]
    assert stamp(stamped, dict.fromkeys(by_path, (0, ""))) == text


def test_a_resource_without_a_place_for_the_stamp():
    with pytest.raises(ValueError, match='every resource needs "bytes" and "hash"'):
        stamp('{"resources": [{"path": "a.csv"}]}', {"a.csv": (1, "x")})
