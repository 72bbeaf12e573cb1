import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data.hydration.matching import Text, same_words

QUOTE = "Our “open” forum – the first of its kind – re-opens on 3 May, as planned."
BEGINS, ENDS, WORDS = "Our “open” forum", "May, as planned.", 13


def found(text, begins=BEGINS, ends=ENDS, words=WORDS):
    return [span.text for span in Text(text).find(begins, ends, words)]


@pytest.mark.parametrize(
    "printed",
    [
        QUOTE,
        QUOTE.replace(" ", "\n   "),
        QUOTE.replace(" ", "\u00a0"),
        QUOTE.replace("“", '"').replace("”", '"'),
        QUOTE.replace("“", "«").replace("”", "»"),
        QUOTE.replace("–", "—"),
        QUOTE.replace("-", "\u2011"),
        QUOTE.replace("open", "o\u00adp\u200ben"),
        QUOTE.upper(),
        QUOTE.replace("fi", "ﬁ"),
        QUOTE.replace("forum", "fórum"),
    ],
)
def test_what_makes_no_difference(printed):
    (text,) = found(f"He said: “{printed}” Then he left.")
    folded = unicodedata.normalize("NFKD", text).casefold().replace("\u0301", "")
    assert same_words(folded, QUOTE)


def test_the_text_has_the_signs_that_were_recorded():
    page = "He said: “It grows.” They left."
    assert found(page, "It grows", "It grows", 2) == ["It grows"]
    assert found(page, "It grows.", "It grows.", 2) == ["It grows."]
    assert found(page, "“It grows.”", "“It grows.”", 2) == ["“It grows.”"]


def test_words_are_whole_words():
    assert found("Bright ideas and more rightful aims", "right ideas", "right", 4) == []


def test_first_and_last_words_may_overlap_or_be_the_same():
    assert found("We want a broad and wide road.", "broad and wide", "broad and wide", 3) == [
        "broad and wide"
    ]
    assert found("legitimate, free, open and fair", "legitimate, free, open", "open and fair", 5)


def test_nothing_to_look_for():
    assert found("anything", "…", "anything", 1) == []
    assert found("", "a", "b", 3) == []


def test_the_recorded_length_decides():
    short = "We act now and we act well."
    long = "We act now, as we said in the spring and will say again, and we act well."
    assert found(f"{long} {short}", "We act now", "we act well", 7) == [short[:-1]]
    assert found(f"{long} {short}", "We act now", "we act well", 17) == [long[:-1]]


def test_a_passage_of_about_the_length_is_taken_if_none_has_it_exactly():
    page = "We act now and we act well."
    assert found(page, "We act now", "act well", 9) == [page[:-1]]
    assert found(page, "We act now", "act well", 10) == []


def test_of_overlapping_passages_the_nearest_in_length():
    page = "As before, as before we go on, as before."
    assert found(page, "As before", "as before", 9) == [page[:-1]]


@pytest.mark.parametrize(
    "between",
    [
        ",” the envoy told reporters on Monday. “",
        "”, — said he — “",
        "», — said he, — «",
        '," the envoy told reporters. "',
        '" - said he - "',
    ],
)
def test_the_words_of_a_reporter_are_left_out(between):
    page = f"He began: “We act now{between}And we act well.” And he went."
    (text,) = found(page, "We act now", "we act well.", 7)
    assert text.replace(",", "") == "We act now […] And we act well."


def test_only_if_the_length_is_right_without_them():
    page = "“We act now,” said he. “And we act well.”"
    assert found(page, "We act now", "act well.", 9) == ["We act now,” said he. “And we act well."]
    page = "“We act on “all fronts”, as I said in the “old town” and elsewhere, with care”"
    assert found(page, "We act", "with care", 15) == [page[1:-1]]


def test_chinese_is_counted_in_characters_and_cut_anywhere():
    page = "他说:“我们将在2031年举办 第二届论坛。”随后离开。"
    assert found(page, "我们将在20", "二届论坛。", 17) == ["我们将在2031年举办 第二届论坛。"]
    assert found(page, "31年举办", "二届论坛", 11) == ["31年举办 第二届论坛"]


def test_a_repeated_passage_stands_in_the_answer_as_often():
    assert len(found(f"{QUOTE} And again: {QUOTE}")) == 2


def test_quick_even_if_everything_repeats():
    assert len(Text("a." * 500_000).find("a", "a", 4)) <= 1000
    assert len(Text("we met " * 100_000).find("we met", "we met", 40)) <= 1000


LETTERS = st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=8)


@given(
    st.lists(LETTERS, min_size=6, max_size=30), LETTERS, st.sampled_from([" ", "\n\t", "\u00a0"])
)
def test_any_quote_on_a_page_is_found(words, other, space):
    quote = " ".join(words)
    begins, ends = " ".join(words[:4]), " ".join(words[-4:])
    spans = Text(f"{other}: {space.join(words)}! {other}").find(begins, ends, len(words))
    assert any(same_words(span.text, quote) for span in spans)


@given(st.text(), st.text(max_size=20), st.text(max_size=20), st.integers(1, 50))
def test_any_text_can_be_searched(text, begins, ends, words):
    for span in Text(text).find(begins, ends, words):
        assert abs(span.words - words) <= max(2, words // 5)
