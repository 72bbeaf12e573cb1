"""Identifiers for merging are those of the libraries that the descriptor names as sources."""

from countrycode import countrycode

import sco_data as sco


def test_codes_of_states_are_those_of_countrycode():
    states = sco.load("states", engine="arrow").to_pydict()
    for column, scheme in [("alpha3", "iso3c"), ("cow_number", "cown")]:
        found = countrycode(states["state_id"], origin="iso2c", destination=scheme)
        assert states[column] == found


def test_the_numbers_are_those_of_correlates_of_war_and_of_no_look_alike():
    """Gleditsch and Ward number Germany and Yemen otherwise."""
    states = sco.load("states").set_index("state_id")["cow_number"]
    assert states[["DE", "YE"]].tolist() == [255, 679]
