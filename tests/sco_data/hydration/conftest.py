import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from local_site import serving

from sco_data.hydration.caching import Cache
from sco_data.hydration.fetching import Fetcher, Limits


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def limits(site):
    """The limits of the tests: only the test's own server is exempt from being public."""
    return Limits(delay=0, seconds=20, size=200_000, exempt=frozenset({("127.0.0.1", site.port)}))


@pytest.fixture
def fetcher(limits, tmp_path):
    return Fetcher(Cache(tmp_path / "pages"), limits)


@pytest.fixture
def published(spoiled_installation):
    """Set the addresses of sources in a copy of the package: `published(source_id, url)`."""
    file = spoiled_installation / "data" / "sources.parquet"

    def publish(source_id, url, archived_url=None):
        table = pq.read_table(file)
        place = table["source_id"].to_pylist().index(source_id)
        for column, value in {"url": url, "archived_url": archived_url}.items():
            values = table[column].to_pylist()
            values[place] = value
            index = table.schema.get_field_index(column)
            field = table.schema.field(index)
            table = table.set_column(index, field, pa.array(values, field.type))
        pq.write_table(table, file)

    return publish
