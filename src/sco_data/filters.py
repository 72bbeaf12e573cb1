"""Turn the filters of a load into one Arrow expression."""

import datetime
import operator
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sco_data import descriptor
from sco_data.errors import nearest

Filter = tuple[str, str, Any]
Filters = list[Filter] | list[list[Filter]]

_COMPARISONS = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_OPERATORS = [*_COMPARISONS, "in", "not in"]


def condition(table: str, filters: Filters) -> pc.Expression:
    """Check the filters of `load` and turn them into one Arrow expression.

    Raises
    ------
    UnknownNameError
        If a column does not exist.
    ValueError
        If a filter cannot be applied.
    """
    if not isinstance(filters, list) or not filters:
        raise ValueError(f"filters takes a list of tuples (column, operator, value): {filters!r}")
    groups = filters if all(isinstance(group, list) and group for group in filters) else [filters]
    alternatives = [
        reduce(operator.and_, [_expression(table, filter_) for filter_ in group])
        for group in groups
    ]
    return reduce(operator.or_, alternatives)


def _expression(table: str, filter_: Any) -> pc.Expression:
    if not isinstance(filter_, tuple) or len(filter_) != 3:
        raise ValueError(f"a filter is a tuple (column, operator, value), not {filter_!r}")
    column, name, value = filter_
    descriptor.check_columns(table, [column])
    field = pc.field(column)
    if name in ("in", "not in"):
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise ValueError(f"the operator {name!r} takes a list of values, not {value!r}")
        among = field.isin(pa.array([_value(table, column, item) for item in value]))
        # As with the other operators, a missing value fulfils no condition.
        return among if name == "in" else ~among & field.is_valid()
    if name not in _COMPARISONS:
        raise ValueError(f"no filter operator {name!r}; there are: {', '.join(_OPERATORS)}")
    return _COMPARISONS[name](field, pa.scalar(_value(table, column, value)))


def _value(table: str, column: str, value: Any) -> Any:
    """Check a value that a column is compared with."""
    field = descriptor.fields(table)[column]
    if value is None:
        raise ValueError(f"nothing compares with a missing value: load {column!r}, then .isna()")
    if field["type"] == "list":
        raise ValueError(f"column {column!r} holds lists and cannot be filtered; load it first")
    if field["type"] == "date":
        return _day(value)
    allowed = field.get("constraints", {}).get("enum")
    if allowed and value not in allowed:
        raise ValueError(f"column {column!r} is never {value!r}; {nearest(str(value), allowed)}")
    return value


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):  # pandas.Timestamp too
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"a date is written like '2018-07-12', not {value!r}") from None
