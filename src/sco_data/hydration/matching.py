"""Find a quote in a text by its first words, its last words and its length."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

MOST_OCCURRENCES = 1000
"""No page repeats a quote's first words more often in earnest; the search stays quick."""

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSEEN = ("Cc", "Cf")
"""Unicode categories of what nobody sees: soft hyphens, zero-width spaces, direction marks."""

_INTERRUPTION = re.compile(
    r"""[”»][^“”«»„"]{1,200}[“«„]|"(?=[\s,.–—-])[^“”«»„"]{1,200}[\s–—-]"(?=\w)"""  # noqa: RUF001
)
"""A quotation mark that closes, words of the reporter, and one that opens."""

_CUT = "\n"
"""Stands where an interruption stood: a space to whoever counts, and told from any other."""


@dataclass(frozen=True)
class Span:
    """A passage that can be a quote: its text and its length, counted as in column `words`."""

    text: str
    words: int


@dataclass(frozen=True)
class _Candidate:
    begin: int
    end: int
    words: int
    difference: int


class Text:
    """A text in which quotes can be found.

    Parameters
    ----------
    text : str
        The text of a page.

    Examples
    --------
    >>> page = Text("The envoy said: “Our co\u00adoperation grows, if slowly,   but it GROWS.”")
    >>> page.find("Our cooperation grows", "it grows.", 8)
    [Span(text='Our cooperation grows, if slowly, but it GROWS.', words=8)]
    >>> page.find("Our cooperation grows", "it shrinks", 8)
    []
    """

    def __init__(self, text: str) -> None:
        seen = (c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
        self._printed = _Searchable(" ".join("".join(seen).split()))

    @cached_property
    def _spoken(self) -> "_Searchable":
        return _Searchable(_INTERRUPTION.sub(_CUT, self._printed.text))

    def find(self, begins: str, ends: str, words: int) -> list[Span]:
        """Find the passages that a quote can be.

        White space, punctuation, soft hyphens, case and accents make no difference. A passage fits
        if it begins and ends with the given words and its length differs by two words or a fifth at
        most; if one has exactly the given length, only those of that length fit. If none has, but
        one has without what stands between a closing quotation mark and the next opening one, the
        reporter's words, then that is taken, with "[…]" in their place.

        Parameters
        ----------
        begins, ends : str
            First and last words of the quote; they may overlap.
        words : int
            Length in words; in characters if the quote begins with Chinese ones.

        Returns
        -------
        list of Span
            In the order of the text; a passage that is repeated stands in it as often.
        """
        printed = self._printed.find(begins, ends, words)
        nearest = min((abs(span.words - words) for span in printed), default=2)
        if nearest == 0:
            return printed
        spoken = self._spoken.find(begins, ends, words)
        # Of Chinese, a full stop is counted that an interruption swallows.
        return [span for span in spoken if abs(span.words - words) < min(nearest, 2)] or printed


class _Searchable:
    """A text with what is needed to search it quickly."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._letters, self._places = _fold(text)
        self._lengths: dict[bool, list[int]] = {}

    def find(self, begins: str, ends: str, words: int) -> list[Span]:
        """Find the passages that fit."""
        candidates = self._candidates(begins, ends, words)
        # Of passages that overlap, the one whose length is nearest to the quote's is meant.
        apart = [one for one in candidates if not any(_is_better(o, one) for o in candidates)]
        exact = [one for one in apart if one.difference == 0]
        return [Span(self._passage(c, begins, ends), c.words) for c in exact or apart]

    def _passage(self, candidate: _Candidate, begins: str, ends: str) -> str:
        begin, end = self._outwards(candidate.begin, begins), self._onwards(candidate.end, ends)
        return self.text[begin:end].replace(_CUT, " […] ")

    def _candidates(self, begins: str, ends: str, words: int) -> list[_Candidate]:
        first, last = _fold(begins)[0], _fold(ends)[0]
        if not first or not last:
            return []
        tolerance = max(2, words // 5)
        lengths = self._running_length(by_character=bool(_IDEOGRAPH.search(begins)))
        stops = [start + len(last) for start in self._occurrences(last)]
        found = []
        for start in self._occurrences(first):
            earliest = start + max(len(first), len(last))
            for stop in stops[bisect_left(stops, earliest) :]:
                begin, end = self._places[start], self._places[stop - 1] + 1
                length = lengths[end] - lengths[begin]
                if length > words + tolerance:
                    break
                if length >= words - tolerance:
                    found.append(_Candidate(begin, end, length, abs(length - words)))
        return found[:MOST_OCCURRENCES]

    def _occurrences(self, sought: str) -> list[int]:
        """Return where the sought letters begin, except in the middle of a word."""
        anywhere = bool(_IDEOGRAPH.search(sought))  # Chinese is cut without regard to words
        found: list[int] = []
        at = self._letters.find(sought)
        while at >= 0 and len(found) < MOST_OCCURRENCES:
            before = self._places[at]
            after = self._places[at + len(sought) - 1] + 1
            if anywhere or (self._is_edge(before) and self._is_edge(after)):
                found.append(at)
            at = self._letters.find(sought, at + 1)
        return found

    def _is_edge(self, place: int) -> bool:
        """Tell whether a word may end before this place and another begin there."""
        around = self.text[max(place - 1, 0) : place + 1]
        return len(around) < 2 or not around.isalnum()

    def _running_length(self, *, by_character: bool) -> list[int]:
        """Return for each place in the text how long the text before it is."""
        if by_character not in self._lengths:
            counted = [by_character and not character.isspace() for character in self.text]
            if not by_character:
                for word in re.finditer(r"\S*?([^\W_])\S*", self.text):
                    counted[word.start(1)] = True  # a dash that stands alone is no word
            self._lengths[by_character] = list(accumulate(counted, initial=0))
        return self._lengths[by_character]

    def _outwards(self, begin: int, begins: str) -> int:
        """Move back over as many signs as stand before the first letter of `begins`."""
        signs = _signs_before_letters(begins)
        while signs and begin and _is_sign(self.text[begin - 1]):
            signs, begin = signs - 1, begin - 1
        return begin

    def _onwards(self, end: int, ends: str) -> int:
        """Move on over as many signs as stand after the last letter of `ends`."""
        signs = _signs_before_letters(ends[::-1])
        while signs and end < len(self.text) and _is_sign(self.text[end]):
            signs, end = signs - 1, end + 1
        return end


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts have the same letters and digits.

    Examples
    --------
    >>> same_words("“It grows,”", "it  grows")
    True
    """
    return _fold(one)[0] == _fold(other)[0]


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits without case and accents, and where in the text each stands."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part.isalnum():
                letters.append(part)
                places.append(place)
    return "".join(letters), places


def _is_better(one: _Candidate, other: _Candidate) -> bool:
    overlapping = one.begin < other.end and other.begin < one.end
    return overlapping and one.difference < other.difference


def _signs_before_letters(text: str) -> int:
    return next((n for n, character in enumerate(text) if character.isalnum()), 0)


def _is_sign(character: str) -> bool:
    return not character.isalnum() and not character.isspace()
