"""The pairs the model is trained on: what people labelled, what we alter, mixed so that overlap alone tells little.

``python -m training.mix SOURCES --out FILE``: reads the labelled sets of the folder SOURCES, adds altered sentences,
levels overlap, and prints a table by set with the control: the AUC of a logistic regression that sees only lengths and
overlap, on the mix's own test part (it is to stay below .65).
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.embed import open_embedder
from rag.evidence import with_context
from rag.text.words import content_stems
from training import altered
from training.near import near_misses
from training.pairs import SUPPORTS, Pair, read_sources, write

LONGEST = 1_100  # characters of the cited text; what is longer is a page, not a passage
ALTERED = 46_000
BESIDE = 0.35  # share of the altered pairs whose true sentence stands among others of its group, as a citation's does
IN_CONTEXT = 0.5  # share of the questions whose sentences are followed by their context
BINS = 12
EASY, EASY_KEPT = 0.1, 0.4  # an answer ahead of all others in shared words by so much; the share kept of these
EVEN = (1.4, 1.4)  # of one overlap bin of a set: negatives for one positive, positives for one negative, at most
FOR_ANSWERS = (3.0, 0.7)
QAMR = 6_000  # of its questions: short, many of one sentence, and unlike what people ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=Path("training/data/mix.jsonl"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    labelled = [pair for pair in read_sources(options.sources) if len(pair.b) <= LONGEST]
    mixed = in_context(levelled(questions(labelled, chance), chance, FOR_ANSWERS), labelled, chance)
    mixed += levelled([*(p for p in labelled if p.task == "supports"), *alterations(labelled, chance)], chance, EVEN)
    chance.shuffle(mixed)
    print(f"{write(mixed, options.out):,} pairs")
    report(mixed)


def questions(labelled: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """Answers as labelled, near misses of theirs, and their questions altered."""
    embedder = open_embedder("minilm")
    if embedder is None:
        raise SystemExit("the near misses are found with the embedder, and its file is not there")
    asked = [pair for pair in labelled if pair.task == "answers"]
    few = set(chance.sample(sorted({pair.a for pair in asked if pair.set == "qamr"}), QAMR))
    asked = [pair for pair in asked if pair.set != "qamr" or pair.a in few]
    answers = [pair for pair in asked if pair.label == 1]
    return [*answers, *near_misses(asked, embedder.embed, chance), *questions_altered(answers, chance)]


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


def levelled(pairs: Iterable[Pair], chance: random.Random, most: tuple[float, float]) -> list[Pair]:
    """Fewer pairs of the label that is too common among those of like overlap, set by set.

    ``most``: at most so many negatives for one positive, and so many positives for one negative.
    """
    bins: dict[tuple[str, int], dict[bool, list[Pair]]] = defaultdict(lambda: {True: [], False: []})
    for pair in pairs:
        key = "altered" if pair.set.startswith("altered") else pair.set
        bins[key, min(int(overlap(pair) * BINS), BINS - 1)][pair.label == 1].append(pair)
    kept: list[Pair] = []
    for _, labels in sorted(bins.items()):
        allowed = {label: round(len(labels[not label]) * most[label]) for label in labels}
        for label, of in labels.items():
            chance.shuffle(of)
            kept += of[: max(allowed[label], round(len(of) * 0.05))]
    return kept


def in_context(pairs: Sequence[Pair], labelled: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """The questions of some, all sentences of theirs followed by where they stand: the first words, the one before.

    A sentence is judged by itself, in the light of its context: a context that answers makes nobody else's answer.
    """
    order: dict[str, dict[str, None]] = defaultdict(dict)
    for pair in sorted(labelled, key=lambda pair: -pair.label):  # what answers stands in the order of its text
        order[pair.group][pair.b] = None
    texts = {group: list(of) for group, of in order.items()}
    place = {text: (group, number) for group, of in texts.items() for number, text in enumerate(of)}
    chosen: dict[tuple[str, str], bool] = {}

    def seen(pair: Pair) -> Pair:
        if pair.task != "answers" or pair.b not in place:
            return pair
        if not chosen.setdefault((pair.group, pair.a), chance.random() < IN_CONTEXT):
            return pair
        group, number = place[pair.b]
        return replace(pair, b=with_context(pair.b, _headline(group, texts[group]), texts[group][max(0, number - 1)]))

    return [seen(pair) for pair in pairs]


def _headline(group: str, texts: Sequence[str]) -> str:
    """The name of an article where the group is one, else its first sentence."""
    name = group.split("/")[-1].replace("_", " ")
    return name if re.search(r"[A-Za-z]{3}", name) and ":" not in name else texts[0]


def questions_altered(pairs: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """Questions changed in a name, a number or a word, beside the sentence that answered them: it does no longer."""
    asked: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        asked[pair.group].append(pair.a)
    names = {group: sorted({n for q in of for n in altered.names_of(q)}) for group, of in asked.items()}
    words = {group: altered.words_by_what_stands_before(of) for group, of in asked.items()}
    found = []
    for pair in pairs:
        word = altered.another_word(words[pair.group], pair.b)
        name = altered.another_name(names[pair.group])
        some = [change(pair.a, chance) for change in (name, altered.number, altered.series, altered.opposite, word)]
        changed = [question for question in some if question and question != pair.a]
        found += [replace(pair, a=question, label=0) for question in changed[:1] + changed[1:][-1:]]
    return found


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
