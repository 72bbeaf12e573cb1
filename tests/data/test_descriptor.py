"""The descriptor describes every table in full."""

import pytest

from sco_data import descriptor

PACKAGE = descriptor.descriptor()
ALL = [*descriptor.table_names(), *descriptor.view_names()]
FIELDS = [
    pytest.param(field, id=f"{table}.{name}")
    for table in ALL
    for name, field in descriptor.fields(table).items()
]


def test_the_package_says_what_it_is():
    assert PACKAGE["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {
        "name",
        "title",
        "description",
        "version",
        "created",
        "licenses",
        "contributors",
        "sources",
        "keywords",
    } <= set(PACKAGE)
    assert "homepage" not in PACKAGE


@pytest.mark.parametrize("field", FIELDS)
def test_every_column_has_title_description_and_example(field):
    assert field["title"][0].isupper()
    assert field["description"].endswith(".")
    assert field["example"]


@pytest.mark.parametrize("field", [p for p in FIELDS if "categories" in p.values[0]])
def test_every_value_of_an_enumeration_is_explained(field):
    assert [c["value"] for c in field["categories"]] == field["constraints"]["enum"]
    assert all(category["label"] for category in field["categories"])


@pytest.mark.parametrize("table", ALL)
def test_keys_name_columns_that_exist(table):
    fields = descriptor.fields(table)
    assert set(descriptor.primary_key(table)) <= set(fields)
    for column, target in descriptor.foreign_keys(table).items():
        assert column in fields
        assert descriptor.primary_key(target) in (["topic_id"], [f"{target.rstrip('s')}_id"])


@pytest.mark.parametrize("table", ALL)
def test_a_column_named_like_a_key_is_a_foreign_key(table):
    keys = [descriptor.primary_key(t) for t in descriptor.table_names()]
    known = {key[0] for key in keys if len(key) == 1}
    for name in descriptor.fields(table):
        if name in known and descriptor.primary_key(table) != [name]:
            assert name in descriptor.foreign_keys(table)


@pytest.mark.parametrize("table", ALL)
def test_every_table_has_a_parquet_twin(table):
    twin = descriptor.parquet_resource(table)
    assert twin["path"] == f"data/{table}.parquet"
    assert twin["mediatype"] == "application/vnd.apache.parquet"


@pytest.mark.parametrize("view", descriptor.view_names())
def test_a_column_of_a_view_repeats_nothing_that_its_table_says(view):
    resource = next(r for r in PACKAGE["resources"] if r["name"] == view)
    for field in resource["view"]["fields"]:
        if "from" in field:
            table, column = field["from"].split(".")
            origin = descriptor.fields(table)[column]
            own = {key: value for key, value in field.items() if key not in ("name", "constraints")}
            assert not own.items() & origin.items()
            assert set(field.get("constraints", {})) <= {"required", "unique"}


def test_a_column_of_a_view_is_what_its_table_says():
    column = descriptor.fields("state_years")["status"]
    origin = descriptor.fields("statuses")["status"]
    assert column["categories"] == origin["categories"]
    assert column["constraints"] == {"enum": origin["constraints"]["enum"]}
    assert column["title"] == "Status at the end of the year"
