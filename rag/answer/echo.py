"""What several articles say beside the question's words is likely its answer: the redundancy of news, counted.

The idea is that of question answering on the web (Dumais et al., SIGIR 2002): the answer stands next to the question's
words again and again, whatever else each text says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Said = frozenset[str]  # what one sentence says that the question does not: stems, or the last words of names

BEST = 3  # words of a sentence that count


def echoes(sentences: Sequence[tuple[str, Said]], relevance: Sequence[float]) -> list[float]:
    """For each sentence (its article, what it says) how much of it other articles say in relevant sentences, in [0, 1].

    ``relevance`` in [0, 1] is how well each sentence fits the question. Of each article only its best sentence votes
    for a word, and a sentence's own vote is taken off.
    """
    votes: dict[str, dict[str, float]] = {}
    for (article, said), weight in zip(sentences, relevance, strict=True):
        for word in said:
            of_word = votes.setdefault(word, {})
            of_word[article] = max(of_word.get(article, 0.0), weight)
    articles = len({article for article, _ in sentences}) or 1
    total = {word: sum(of_word.values()) for word, of_word in votes.items()}
    return [
        strongest(total[word] - weight for word in said) / articles
        for (_, said), weight in zip(sentences, relevance, strict=True)
    ]


def strongest(votes: Iterable[float]) -> float:
    """The mean of the best few; fewer than that count as if the others had none."""
    return sum(sorted(votes, reverse=True)[:BEST]) / BEST


def relative(scores: Sequence[float]) -> list[float]:
    """Scores as relevance: 1 for the best, 0 from half of it down."""
    best = max(scores, default=0.0)
    return [max(0.0, 2 * score / best - 1) if best > 0 else 0.0 for score in scores]


def weighted(parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum of parts; a part without a weight counts nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in parts.items())
