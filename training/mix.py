"""The pairs the model is trained on: what people labelled, what we alter, mixed so that overlap alone tells little.

``python -m training.mix SOURCES --out FILE``: reads the labelled sets of the folder SOURCES, adds altered sentences,
levels overlap, and prints a table by set with the control: the AUC of a logistic regression that sees only lengths and
overlap, on the mix's own test part (it is to stay below .65).
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.text.words import content_stems
from training import altered
from training.pairs import SUPPORTS, Pair, read_sources, write

LONGEST = 1_100  # characters of the cited text; what is longer is a page, not a passage
ALTERED = 46_000
BESIDE = 0.35  # share of the altered pairs whose true sentence stands among others of its group, as a citation's does
SURROUNDED = 0.35  # share of the sentences asked about that stand beside another
BINS = 12
NEGATIVES = 1.4  # of one overlap bin of a set: at most so many of the commoner label for one of the rarer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=Path("training/data/mix.jsonl"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    labelled = [pair for pair in read_sources(options.sources) if len(pair.b) <= LONGEST]
    mixed = surrounded(levelled([*labelled, *alterations(labelled, chance)], chance), labelled, chance)
    chance.shuffle(mixed)
    print(f"{write(mixed, options.out):,} pairs")
    report(mixed)


def alterations(labelled: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """Altered, reworded and misplaced sentences, up to ALTERED of them, kinds in turn."""
    groups: dict[str, list[str]] = defaultdict(list)
    for pair in labelled:
        if pair.task == "answers" and pair.set != "covidqa" and 40 <= len(pair.b) <= 400:
            groups[pair.group].append(pair.b)
    near = {group: list(dict.fromkeys(texts)) for group, texts in sorted(groups.items())}
    true = [(group, text) for group, texts in near.items() for text in texts]
    chance.shuffle(true)
    names = {group: sorted({n for t in texts for n in altered.names_of(t)}) for group, texts in near.items()}
    found: list[Pair] = []
    for group, text in true:
        found += _of_sentence(group, text, near[group], names[group], chance)
        if len(found) >= ALTERED * 0.8:
            break
    return found + _of_claims([pair for pair in labelled if pair.task == "supports"], chance)[: round(ALTERED * 0.2)]


def _of_sentence(
    group: str, text: str, near: Sequence[str], names: Sequence[str], chance: random.Random
) -> Iterator[Pair]:
    """One false, one true and now and then one misplaced claim about a sentence."""
    source = _beside(text, near, chance)
    kinds = [*altered.FALSE, ("name", altered.another_name(names)), ("name", altered.another_name(names))]
    chance.shuffle(kinds)
    for kind, change in kinds:
        claim = change(text, chance)
        if claim and claim != text:
            label = "neutral" if kind in altered.ONLY_NEUTRAL else "contradicted"
            yield _pair(kind, claim, source, label, group)
            break
    else:
        return
    true = text
    for _, change in chance.sample(altered.HARMLESS, len(altered.HARMLESS)):
        true = change(true, chance) or true
    if true != text or chance.random() < 0.5:
        yield _pair("true" if true == text else "harmless", true, source, "supported", group)
    other = _likest(text, near, chance)
    if other and chance.random() < 0.35:
        yield _pair("misplaced", other, source if other not in source else text, "neutral", group)


def _of_claims(supports: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """Claims that people found supported, altered where the evidence has the same words: now contradicted."""
    found = []
    for pair in supports:
        if SUPPORTS[pair.label] != "supported":
            continue
        kinds = list(altered.FALSE)
        chance.shuffle(kinds)
        for kind, change in kinds:
            claim = change(pair.a, chance)
            if claim and claim != pair.a:
                label = "neutral" if kind in altered.ONLY_NEUTRAL else "contradicted"
                found.append(_pair(f"claim_{kind}", claim, pair.b, label, pair.group))
                break
    chance.shuffle(found)
    return found


def _pair(kind: str, claim: str, source: str, label: str, group: str) -> Pair:
    return Pair(f"altered_{kind}", "supports", claim, source, SUPPORTS.index(label), group)


def _beside(text: str, near: Sequence[str], chance: random.Random) -> str:
    """The sentence among one or two others of its group, or alone."""
    if chance.random() > BESIDE or len(near) < 3:
        return text
    others = [t for t in chance.sample(near, min(len(near), 3)) if t != text][: chance.choice((1, 2))]
    parts = [*others, text]
    chance.shuffle(parts)
    return " ".join(parts)


def _likest(text: str, near: Sequence[str], chance: random.Random) -> str | None:
    """Of some others of the group, the one that shares most words with this sentence."""
    mine = set(content_stems(text))
    others = [t for t in chance.sample(near, min(len(near), 12)) if t != text]
    return max(others, key=lambda t: len(mine & set(content_stems(t))), default=None)


def levelled(pairs: Iterable[Pair], chance: random.Random) -> list[Pair]:
    """Fewer pairs of the label that is commoner among those of like overlap, set by set."""
    bins: dict[tuple[str, int], dict[bool, list[Pair]]] = defaultdict(lambda: {True: [], False: []})
    for pair in pairs:
        key = "altered" if pair.set.startswith("altered") else pair.set
        bins[key, min(int(overlap(pair) * BINS), BINS - 1)][pair.label == 1].append(pair)
    kept: list[Pair] = []
    for _, labels in sorted(bins.items()):
        if any(len(of) for of in labels.values()):
            fewest = min(map(len, labels.values()))
            for of in labels.values():
                chance.shuffle(of)
                kept += of[: max(round(fewest * NEGATIVES), round(len(of) * 0.05))]
    return kept


def surrounded(pairs: Sequence[Pair], labelled: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """Some sentences that are asked about with another of their group before or behind them, as an article has them.

    The other one answers the question in no row.
    """
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    answering: dict[str, set[str]] = defaultdict(set)
    for pair in labelled:
        groups[pair.group][pair.b] = None
        if pair.label == 1:
            answering[pair.a].add(pair.b)
    near = {group: [text for text in texts if len(text) <= 300] for group, texts in groups.items()}

    def beside(pair: Pair) -> Pair:
        if pair.task != "answers" or chance.random() > SURROUNDED or not near[pair.group]:
            return pair
        other = chance.choice(near[pair.group])
        if other == pair.b or other in answering[pair.a]:
            return pair
        return replace(pair, b=" ".join(chance.sample((other, pair.b), 2)))

    return [beside(pair) for pair in pairs]


def overlap(pair: Pair) -> float:
    """The share of the first text's content words that stand in the second."""
    mine = content_stems(pair.a)
    theirs = set(content_stems(pair.b))
    return sum(stem in theirs for stem in mine) / len(mine) if mine else 0.0


def report(pairs: Sequence[Pair]) -> None:
    """Print counts by set and label, and what lengths and overlap alone can tell."""
    counts = Counter((pair.task, pair.set, pair.label) for pair in pairs)
    for task, name in sorted({(pair.task, pair.set) for pair in pairs}):
        print(f"{task:9} {name:22}", *(f"{counts[task, name, label]:7,}" for label in range(3)))
    for task in ("answers", "supports"):
        print(f"control ({task}): AUC {control([p for p in pairs if p.task == task]):.3f}")


def control(pairs: Sequence[Pair]) -> float:
    """AUC on the test part of a logistic regression on both lengths and both overlaps, fitted on the rest."""
    import numpy as np

    from rag.evaluate.figures import auc

    def features(pair: Pair) -> list[float]:
        back = overlap(Pair(pair.set, pair.task, pair.b, pair.a, 0, ""))
        return [1.0, len(pair.a) / 100, len(pair.b) / 100, overlap(pair), back, overlap(pair) ** 2, back**2]

    x = np.array([features(pair) for pair in pairs])
    y = np.array([pair.label == 1 for pair in pairs], dtype=float)
    test = np.array([pair.is_test for pair in pairs])
    w = np.zeros(x.shape[1])
    for _ in range(30):  # Newton's steps (iteratively reweighted least squares, McCullagh and Nelder 1989)
        p = 1 / (1 + np.exp(-x[~test] @ w))
        h = (x[~test] * (p * (1 - p))[:, None]).T @ x[~test] + 1e-3 * np.eye(len(w))
        w += np.linalg.solve(h, x[~test].T @ (y[~test] - p))
    return auc(list(x[test] @ w), [bool(t) for t in y[test]]).value or 0.0


if __name__ == "__main__":
    main()
