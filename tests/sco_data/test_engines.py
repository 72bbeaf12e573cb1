import pytest

import sco_data as sco
from sco_data import descriptor

ALL = [*descriptor.table_names(), *descriptor.view_names()]


@pytest.mark.parametrize("table", ALL)
def test_every_table_and_view_is_there(table):
    count = sco.connect().execute(f"SELECT count(*) FROM {table}").fetchone()
    assert count == (len(sco.load(table)),)


def test_connections_are_of_their_own():
    sco.connect().execute("CREATE TABLE mine (x INTEGER)")
    assert ("mine",) not in sco.connect().execute("SHOW TABLES").fetchall()


def test_the_package_opens_in_frictionless():
    package = sco.package()
    assert package.get_resource("events").read_rows()[0]["event_id"]
    assert len(package.resources) == 2 * len(ALL)
