"""Which blocks of a saved page are its story: the runs of prose on one topic, with what stands between their parts.

A page holds much prose that is not its story: teasers of others, notes on its author, rules for comments. It stands
apart from the story, in pieces between labels, and speaks of other things. So the run with most prose is taken for the
core, every block is weighed by how many words it shares with the core, and the best division into story and rest is
found for the page as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.reading.page.blocks import Block
from rag.reading.page.topic import SITE_WORDS, topic_words

# Weights are in words of prose that make up for a block.
_MOST_PROSE = 60  # words of one paragraph that count
_SHORT, _FEW_SHORT, _LATER_SHORT = 4.0, 3, 1.0  # a short line; after so many in a row it costs less
_KNOWN, _HEADING, _COMMENTS = 8.0, 30.0, 400.0  # a known line of furniture; a heading of links; of comments
_RETURN = 16.0  # to come back to the story after leaving it
_ALONE, _LISTED = 0.5, 0.1  # share that counts of a paragraph between short lines; of one of a list of teasers
_CUT = 0.3  # share that counts of a text cut off with dots
# Share of a paragraph's topic words that the rest of the story has: below the first it speaks of something else.
_FOREIGN, _HOME = 0.15, 0.35
_MOST_FOREIGN, _MOST_OF_SITE = -0.25, -0.75  # what it then takes away; so much only where it speaks of the site
_OF_SITE = 0.3  # what each word about the site takes from that, where there are two
_PRIOR_HITS, _PRIOR_WORDS = 1, 4  # so that few words prove little
_GAP_KNOWN = 0.2  # share of known lines from which a gap in the story is none of it
_REACH = 5  # lines between the story and a paragraph that is part of it
_AT_HOME_BEFORE, _AT_HOME_AFTER = 0.0, 0.5  # how well that must fit: what comes before is seldom another story
_NEAR = 2  # paragraphs to each side that are weighed together


def find_story(blocks: Sequence[Block], roles: Sequence[str | None], prose: Sequence[bool]) -> list[bool]:
    """For each block whether it belongs to the story.

    ``roles``: what a block is known to be ("links", "comments", ..., any for furniture), None for one that is not.
    ``prose``: whether it is running text.
    """
    counts = _standing(roles, prose)
    first, last = best_run([_plain_worth(block, roles[n], prose[n], counts[n] ** 3) for n, block in enumerate(blocks)])
    end = next((n for n in range(last + 1, len(blocks)) if roles[n] == "comments"), len(blocks))
    fits = _fits(blocks[:end], prose, first, last)
    worth = _worths(blocks[:end], roles, prose, fits, counts)
    story = _divide(worth) + [False] * (len(blocks) - end)
    if not any(story[first : last + 1]):
        story = [first <= n <= last for n in range(len(blocks))]
    _fill(story, roles)
    _reach(story, roles, prose, fits)
    return story


def _reach(story: list[bool], roles: Sequence[str | None], prose: Sequence[bool], fits: Sequence[float]) -> None:
    """A paragraph on the story's topic, parted from it by few lines and none of furniture, belongs to it."""
    first, last = story.index(True), len(story) - 1 - story[::-1].index(True)
    for step, at, least in ((-1, first, _AT_HOME_BEFORE), (1, last, _AT_HOME_AFTER)):
        n = at + step
        while 0 <= n < len(fits) and roles[n] is None and abs(n - at) <= _REACH:
            if prose[n] and fits[n] >= least:
                for between in range(n, at, -step):
                    story[between] = True
                at = n
            n += step


def _fill(story: list[bool], roles: Sequence[str | None]) -> None:
    """Gaps in the story that hold few known lines of furniture belong to it: lists, tables, short speech."""
    begun: int | None = None
    for n in range(1, len(story)):
        if not story[n] and story[n - 1]:
            begun = n
        elif story[n] and begun is not None:
            known = sum(role is not None for role in roles[begun:n])
            if known < _GAP_KNOWN * (n - begun):
                story[begun:n] = [True] * (n - begun)
            begun = None


def _standing(roles: Sequence[str | None], prose: Sequence[bool]) -> list[float]:
    """What counts of each paragraph by its place: all beside another, half between short lines, little in a list."""
    counts = [1.0] * len(prose)
    listed: list[int] | None = None  # paragraphs between short lines since the last heading of links
    for n in range(len(prose) + 1):
        alone = n < len(prose) and _stands_alone(n, prose)
        if n == len(prose) or roles[n] in ("links", "author") or (prose[n] and not alone):
            if listed is not None and len(listed) > 1:
                for m in listed:
                    counts[m] = _LISTED
            listed = [] if n < len(prose) and roles[n] == "links" else None
        elif alone:
            counts[n] = _ALONE
            if listed is not None:
                listed.append(n)
    return counts


def _stands_alone(number: int, prose: Sequence[bool]) -> bool:
    before, after = number > 0 and prose[number - 1], number + 1 < len(prose) and prose[number + 1]
    return prose[number] and not before and not after


def _plain_worth(block: Block, role: str | None, prose: bool, counts: float) -> float:
    if role is not None:
        return -{"links": _HEADING, "author": _HEADING, "comments": _COMMENTS}.get(role, _KNOWN)
    if prose:
        return min(block.words, _MOST_PROSE) * counts * _whole(block)
    return block.words / 2 if block.ended else -_SHORT


def best_run(worth: Sequence[float]) -> tuple[int, int]:
    """First and last number of the run with the greatest sum."""
    best, found = 0.0, (0, len(worth) - 1)
    total, start = 0.0, 0
    for n, value in enumerate(worth):
        if total <= 0:
            total, start = 0.0, n
        total += value
        if total > best:
            best, found = total, (start, n)
    return found


def _fits(blocks: Sequence[Block], prose: Sequence[bool], first: int, last: int) -> list[float]:
    """For each paragraph how well it fits the story, 1 at best, negative where it speaks of something else.

    Measured by the share of its topic words, and its neighbours', that stand elsewhere in the core of the story.
    """
    topics = [topic_words(block.text) if prose[n] else set() for n, block in enumerate(blocks)]
    told: Counter[str] = Counter()
    for n in range(first, last + 1):
        told.update(topics[n])
    hits = [
        sum(told[word] > (1 if first <= n <= last else 0) for word in topic) if topic else 0
        for n, topic in enumerate(topics)
    ]
    sizes = [len(topic) for topic in topics]
    site = {word for word in SITE_WORDS if word not in told}
    return [_fit(_pooled(n, prose, hits, sizes), len(topics[n] & site)) for n in range(len(blocks))]


def _fit(share: float, site_words: int) -> float:
    fit = min(1.0, (share - _FOREIGN) / (_HOME - _FOREIGN))
    if site_words > 1:
        return max(_MOST_OF_SITE, fit - _OF_SITE * site_words)
    return max(_MOST_FOREIGN, fit)


def _pooled(number: int, prose: Sequence[bool], hits: Sequence[int], sizes: Sequence[int]) -> float:
    if not prose[number]:
        return 0.0
    low = high = number
    while low > 0 and number - low < _NEAR and prose[low - 1]:
        low -= 1
    while high + 1 < len(hits) and high - number < _NEAR and prose[high + 1]:
        high += 1
    return (sum(hits[low : high + 1]) + _PRIOR_HITS) / (sum(sizes[low : high + 1]) + _PRIOR_WORDS)


def _worths(
    blocks: Sequence[Block],
    roles: Sequence[str | None],
    prose: Sequence[bool],
    fits: Sequence[float],
    counts: Sequence[float],
) -> list[float]:
    """What each block adds to a story that holds it."""
    worth: list[float] = []
    shorts = 0
    for n, block in enumerate(blocks):
        role = "known" if roles[n] == "comments" else roles[n]  # those after the story are cut off already
        if role is None and prose[n]:
            shorts = 0
            weight = min(block.words, _MOST_PROSE) * fits[n]
            worth.append(weight * counts[n] * _whole(block) if weight > 0 else weight)
        elif role is None and not block.ended:
            shorts += 1
            worth.append(-_SHORT if shorts <= _FEW_SHORT else -_LATER_SHORT)
        else:
            worth.append(_plain_worth(block, role, prose=False, counts=1.0))
    return worth


def _whole(block: Block) -> float:
    """What counts of a paragraph: less when it is cut off with dots, as teasers are."""
    return _CUT if block.text.endswith(("...", "…")) else 1.0


def _divide(worth: Sequence[float]) -> list[bool]:
    """The best division of the blocks into story and rest, when leaving is free and coming back has its price."""
    if not worth:
        return []
    inside, outside, unbegun = float("-inf"), float("-inf"), 0.0
    came: list[tuple[int, int]] = []  # for each block: where the best way inside, and the best way outside, came from
    for value in worth:
        choices = (unbegun, inside, outside - _RETURN)
        best = max(range(3), key=choices.__getitem__)
        leave = 1 if inside >= outside else 2
        came.append((best, leave))
        inside, outside = choices[best] + value, max(inside, outside)
    return _walk_back(came, _end_state(inside, outside))


def _end_state(inside: float, outside: float) -> int:
    if max(inside, outside) <= 0:
        return 0
    return 1 if inside >= outside else 2


def _walk_back(came: Sequence[tuple[int, int]], state: int) -> list[bool]:
    story = [False] * len(came)
    for n in range(len(came) - 1, -1, -1):
        if state == 0:
            break
        story[n] = state == 1
        state = came[n][0] if state == 1 else came[n][1]
    return story
