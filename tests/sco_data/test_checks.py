"""Spoil one cell or file of the real package; the rule meant for it must find the place."""

import re

import pytest

from sco_data.checks import RULES
from sco_data.validation import validate


def spoil(folder, table, edit):
    file = folder / "data" / f"{table}.csv"
    before = file.read_bytes()
    file.write_bytes(edit(before))
    assert file.read_bytes() != before


def sub(pattern, replacement):
    return lambda content: re.sub(pattern, replacement, content, count=1)


def swap_last_lines(content):
    *lines, first, second, _ = content.split(b"\n")
    return b"\n".join([*lines, second, first, b""])


@pytest.mark.parametrize(
    ("rule", "table", "edit", "column", "message"),
    [
        ("canonical-file", "states", lambda c: b"\xef\xbb\xbf" + c, None, "byte order mark"),
        ("canonical-file", "states", lambda c: c.replace(b"\n", b"\r\n"), None, "carriage return"),
        ("canonical-file", "states", sub(rb"Kazakhstan", b"Kaz\0akhstan"), None, "NUL"),
        ("canonical-file", "states", sub(rb",Kazakhstan,", b',"Kazakhstan",'), None, "quoted"),
        ("canonical-file", "states", swap_last_lines, None, "further up"),
        ("canonical-file", "states", lambda c: c.rstrip(b"\n"), None, "ended"),
        ("untidy-text", "states", sub(rb",Kazakhstan,", b", Kazakhstan,"), "name", "white space"),
        ("untidy-text", "states", sub(rb",Kazakhstan,", b",Kazakh  stan,"), "name", "white space"),
        (
            "untidy-text",
            "states",
            sub(rb",Kazakhstan,", b",Kazakh\xc2\xa0stan,"),
            "name",
            "white space",
        ),
        (
            "list-items",
            "events",
            sub(rb"legal-framework;security", b"security;legal-framework"),
            "topics",
            "sorted",
        ),
        (
            "list-items",
            "events",
            sub(rb"legal-framework;security", b"security;security"),
            "topics",
            "repeats",
        ),
        (
            "list-items",
            "events",
            sub(rb"legal-framework;security", b";security"),
            "topics",
            "repeats",
        ),
        (
            "unknown-topic",
            "events",
            sub(rb"legal-framework;security", b"legal-framework;securty"),
            "topics",
            "'securty'",
        ),
        ("actors", "quote_mentions", sub(rb"(-q1,1,)[a-z-]+,,", rb"\1,,"), None, "fills none of"),
        (
            "actors",
            "quote_mentions",
            sub(rb"(-q1,1,[a-z-]+),,", rb"\1,,KZ"),
            None,
            "not exactly one",
        ),
        (
            "verbatim-text",
            "quotes",
            sub(rb",direct,en,,", b",direct,en,Some words,"),
            "text",
            "standoff",
        ),
    ],
)
def test_the_rule_finds_it(package_folder, rule, table, edit, column, message):
    spoil(package_folder, table, edit)
    found = [p for p in validate(package_folder) if p.rule == rule]
    assert found
    assert {p.file for p in found} == {f"data/{table}.csv"}
    assert found[0].column == column
    assert message in found[0].message
    assert found[0].mend == next(r.mend for r in RULES if r.type == rule)


def test_the_line_is_named(package_folder):
    file = package_folder / "data" / "states.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("KZ,"))
    spoil(package_folder, "states", sub(rb",Kazakhstan,", b',"Kazakhstan",'))
    assert [p.row for p in validate(package_folder) if p.rule == "canonical-file"] == [number]


def test_every_rule_says_what_it_is_and_what_to_do():
    for rule in RULES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.type)
        assert rule.sentence.endswith(".")
        assert rule.mend
    assert len({rule.type for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (lambda content: b"\xff\xfe" + content, "encoding-error"),
        (lambda content: content.replace(b"topic_id", b"topic"), "incorrect-label"),
        (lambda content: b"", "source-error"),
    ],
)
def test_a_spoiled_table_that_a_rule_reads_is_no_traceback(package_folder, edit, rule):
    spoil(package_folder, "topics", edit)
    problems = validate(package_folder)
    assert rule in {p.rule for p in problems if p.file == "data/topics.csv"}
    assert not {p for p in problems if p.rule in ("unknown-topic", "unreadable")}
