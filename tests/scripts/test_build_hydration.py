from dataclasses import replace

import build_hydration
import pytest
from synthetic_pages import KINDS, cases

from sco_data.hydration.fetching import Limits
from sco_data.hydration.hydrating import STATUSES


def test_the_corpus():
    pages = list(cases())
    assert len(pages) >= 200
    assert len({case.page.body for case in pages}) == len(pages)
    assert {case.language for case in pages} == set(build_hydration.LANGUAGES)
    assert pages == list(cases())
    assert pages != list(cases(seed=1))


def test_how_well_quotes_are_found():
    whole = build_hydration.measures()[-1]
    assert whole.pages == len(list(cases()))
    assert whole.precision >= 0.99
    assert whole.recall >= 0.94
    assert whole.right_status >= 0.95 * whole.pages


@pytest.mark.parametrize("seed", [1, 2])
def test_other_pages_give_no_worse_figures(seed):
    measure = build_hydration._measure("", cases(seed))
    assert measure.precision >= 0.97
    assert measure.recall >= 0.92


def test_what_is_wrong_is_counted_as_wrong():
    case = next(cases())
    measure = build_hydration._measure("", [case, replace(case, text="other", status="gone")])
    assert (measure.pages, measure.right_status) == (2, 1)
    assert (measure.precision, measure.recall) == (0.5, 0.5)
    missing = replace(case, quote=replace(case.quote, begins="nowhere to be found"))
    measure = build_hydration._measure("", [missing])
    assert (measure.precision, measure.recall) == (None, 0)


def test_the_guide_tells_every_status_kind_and_limit():
    guide = build_hydration.guide()
    for status in STATUSES:
        assert f"\n| `{status}` | " in guide
    for kind in KINDS:
        assert f"\n| {kind} | 15 | " in guide
    assert f"{Limits().size:,} bytes" in guide
