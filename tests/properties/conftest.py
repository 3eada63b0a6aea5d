"""The analyser with codings kept per sentence, and the same with codings made by hand."""

import copy
from dataclasses import replace

import pytest

from analyzer.read import read_bytes
from tests.properties.compose import hand_coding


class Remembering:
    """A tagger that codes each sentence, under its headings, once."""

    def __init__(self, tagger) -> None:
        self.name, self.matcher = tagger.name, tagger.matcher
        self._tagger, self._codings = tagger, {}

    def tag(self, segments):
        new = {_key(segment): segment for segment in segments if _key(segment) not in self._codings}
        if new:
            self._codings |= zip(new, self._tagger.tag(list(new.values())), strict=True)
        return [replace(self._codings[_key(segment)], segment_id=segment.id) for segment in segments]


def _key(segment):
    return segment.text, segment.heading, segment.language


class ByHand:
    """A coder that knows the lines of the plan."""

    def __init__(self, tagger) -> None:
        self.name, self.matcher, self.lines = "hand", tagger.matcher, {}

    def tag(self, segments):
        return [hand_coding(segment, self.lines.get(segment.text)) for segment in segments]


class Coder:
    """Scores plans. `by_hand` codings are right by construction; the others come from the tagger that is shipped."""

    def __init__(self, policy, *, by_hand) -> None:
        self.by_hand = by_hand
        self._policy = copy.copy(policy)
        self._policy.tagger = ByHand(policy.tagger) if by_hand else Remembering(policy.tagger)
        self._cards = {}

    def card(self, plan):
        text = plan.markdown()
        if text not in self._cards:
            self._cards[text] = self.card_of(text.encode(), "plan.md", plan)
        return self._cards[text]

    def card_of(self, data, name, plan):
        if self.by_hand:
            self._policy.tagger.lines = plan.lines()
        return self._policy.analyze(read_bytes(data, name)).scorecard

    def points(self, plan):
        return {criterion.id: criterion.score for criterion in self.card(plan).criteria}


@pytest.fixture(scope="session")
def by_hand(policy):
    return Coder(policy, by_hand=True)


@pytest.fixture(scope="session")
def by_tagger(policy):
    return Coder(policy, by_hand=False)
