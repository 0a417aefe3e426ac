"""Fit the weights of the checker (`rag/check/weights.py`), and print how good its verdicts are and what each test adds.

    python benchmarks/checking.py              fit, cross-validate, print the tables
    python benchmarks/checking.py --write      also write the weights
    python benchmarks/checking.py --kept FILE  read what was found in the rows from FILE if it is there, else keep it

A logistic regression (do the sources support the sentence) on what is found of its content and on each kind of finding.
Rows: the development halves of five public sets of claims, and the project's own trial (its development half), every
set and each label weighing the same; no set's name is among the signals. A text that is not supported counts as its
least supported sentence. No signal of content but the length weighs below 0, no finding above; findings are drawn to
what their force means, so that rare ones are sane. Five folds, all claims on one source in the same. The labelled data
is not part of the repository (FOOTNOTE_EVAL, see run.py).

TRIED are signals that the checker does not weigh: what the evidence model says of the best window and the best
sentence. They are found beside the others, and what they add is printed: weighed, and as a doubt of their own.
"""

from __future__ import annotations

import argparse
import math
import pickle
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.places import ROOT, evaluation_data, needed
from rag.check import claim, scoring
from rag.check.evidence import Embed, Evidence
from rag.check.finding import Finding
from rag.check.reading import read
from rag.check.verbatim import is_verbatim
from rag.check.weights import Weights
from rag.evidence import EvidenceModel
from rag.text.sentences import split_sentences
from rag.types import Judgement

Floats = npt.NDArray[np.float64]

SETS = ("attributionbench", "wice", "qags_cnndm", "qags_xsum", "summedits_news")
OWN = "trial"
FOLDS = 5
RIDGE = 0.004  # against a mean loss a row; signals in units of their spread
STEPS, RATE = 600, 0.05
ROUNDS = 3  # of finding the least supported sentence of a text
FORCES = {"note": 0.0, "doubt": -0.8, "veto": -2.0, "contradiction": -3.0}  # what a force means, in log odds
SIGNALS = ("line", "anywhere", "meaning", "length")
TRIED = ("model supports", "model contradicts not")
DENIED = 0.95  # chance of a contradiction from which the model's word is tried as a doubt
MAY_FALL = ("length",)
WEIGHTS_FILE = ROOT / "rag" / "check" / "weights.py"


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of a row: its signals and findings; ``verbatim`` ones are not weighed."""

    signals: Mapping[str, float]
    findings: tuple[Finding, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A claim: its set, its fold, whether it is supported, and its sentences."""

    set: str
    fold: int
    supported: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """Who tells how near two texts are in meaning, and whether one supports the other."""

    embed: Embed
    evidence: EvidenceModel


# --- rows ----------------------------------------------------------------------------------------------------------


def rows() -> Iterator[Row]:
    from rag.embed import open_embedder
    from rag.evaluate.claims import FIELDS
    from rag.evaluate.rows import read_rows
    from rag.evidence import open_evidence

    embedder, (model, _) = open_embedder("minilm"), open_evidence()
    assert embedder is not None
    assert model is not None
    models = Models(embedder.embed, model)
    for name in SETS:
        for row in read_rows(needed(evaluation_data() / "claims" / f"{name}.jsonl"), FIELDS):
            yield found(name, row["claim"], row["source"], row["supported"], models)
    for case in own_cases():
        yield found(OWN, *case, models)


def own_cases() -> Iterator[tuple[str, str, bool]]:
    """Claim, source and truth of the trial's development half, by the article and by a citation of three sentences."""
    from tests.check.trial.cases import cases, paraphrases
    from tests.check.trial.texts import text

    for case in cases():
        if case.half == "development":
            for source in (text(case.text).text, text(case.text).citation(case.original)):
                yield case.changed, source, case.true
    for pair in paraphrases():
        if pair.half == "development":
            for source in (text(pair.text).text, pair.source):
                yield pair.true, source, True
                yield pair.false, source, False


def found(name: str, text: str, source: str, supported: bool, models: Models) -> Row:
    bared = claim._bared(text).text
    spans = [span for span in split_sentences(bared) if read(span.of(bared)).content]
    parts = tuple(_part(span.of(bared), source, models) for span in spans)
    return Row(name, zlib.crc32(source[:300].encode()) % FOLDS, supported, parts)


def _part(text: str, source: str, models: Models) -> Part:
    evidence = Evidence(text, [source], embed=models.embed)
    findings = tuple(finding for test in claim.TESTS.values() for finding in test(evidence))
    told = scoring.signals(evidence) | _told(evidence, models.evidence)
    return Part(told, findings, is_verbatim(text, [source], whole=True))


def _told(evidence: Evidence, model: EvidenceModel) -> dict[str, float]:
    """What the model says, in log-odds: of two texts the one that it holds to support the claim more.

    It reads "4,000" and "4000" as two numbers, so both texts are given without such commas.
    """
    places = [*evidence.windows[:1], *([evidence.best_line] if evidence.best_line else [])]
    texts = [text for text in (_plain(evidence.text(place)) for place in places) if text]
    if not texts:
        return dict.fromkeys(TRIED, 0.0)
    best = max(model.supports(_plain(evidence.claim.text), texts), key=lambda support: support.supported)
    return dict(zip(TRIED, (_odds(best.supported), -_odds(best.contradicted)), strict=True))


def _plain(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(text.split()))


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


# --- fitting -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of what is weighed: signals, then kinds of findings."""

    signals: tuple[str, ...]
    kinds: tuple[str, ...]

    def matrix(self, parts: Sequence[Part]) -> Floats:
        rows = []
        for part in parts:
            kinds = scoring.kinds(part.findings)
            rows.append(
                [part.signals.get(s, 0.0) for s in self.signals] + [float(kind in kinds) for kind in self.kinds]
            )
        return np.array(rows, np.float64).reshape(len(parts), -1)

    @property
    def prior(self) -> Floats:
        return np.array([0.0] * len(self.signals) + [FORCES[kind.split()[-1]] for kind in self.kinds])

    def held(self, weights: Floats) -> Floats:
        """Weights on their side of 0."""
        at = len(self.signals)
        rising = [i for i, name in enumerate(self.signals) if name not in MAY_FALL]
        weights[rising] = np.maximum(weights[rising], 0.0)
        weights[at:] = np.minimum(weights[at:], 0.0)
        return weights


def columns(given: Sequence[Row], without: str = "", tried: Sequence[str] = ()) -> Columns:
    kinds = {kind for row in given for part in row.parts for kind in scoring.kinds(part.findings)}
    tests = TESTED_BY.get(without, (without,))
    return Columns(
        tuple(name for name in (*SIGNALS, *tried) if name != without),
        tuple(sorted(kind for kind in kinds if kind.split()[0] not in tests)),
    )


def fitted(given: Sequence[Row], names: Columns) -> Weights:
    """The weights; a row that is not supported counts as the sentence that the weights so far hold least supported."""
    chosen = {id(row): 0 for row in given}
    weights = Weights(0.0, {}, {}, meaning_of_words(given))
    for turn in range(ROUNDS):
        if turn:
            chosen = {id(row): _least(row, weights) for row in given}
        weights = _descended(given, chosen, names, weights.meaning_of_words)
    return weights


def _least(row: Row, weights: Weights) -> int:
    return min(range(len(row.parts)), key=lambda i: _score(row.parts[i], weights), default=0)


def _descended(given: Sequence[Row], chosen: Mapping[int, int], names: Columns, line: tuple[float, float]) -> Weights:
    """Logistic regression by Adam, projected on the weights' side of 0."""
    parts, truth, counts = [], [], []
    for row in given:
        kept = row.parts if row.supported else row.parts[chosen[id(row)] : chosen[id(row)] + 1]
        kept = tuple(part for part in kept if not part.verbatim)
        parts += kept
        truth += [row.supported] * len(kept)
        counts += [(row.set, row.supported, 1.0 / max(len(kept), 1))] * len(kept)
    x, y = names.matrix(parts), np.array(truth, np.float64)
    totals: dict[tuple[str, bool], float] = {}
    for name, label, share in counts:
        totals[name, label] = totals.get((name, label), 0.0) + share
    mass = np.array([share / totals[name, label] for name, label, share in counts]) / len(totals)
    at = len(names.signals)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    mean[at:], spread[at:] = 0.0, 1.0
    x = (x - mean) / spread
    w, bias = names.prior.copy(), 0.0
    first, second = np.zeros(len(w) + 1), np.zeros(len(w) + 1)
    for step in range(1, STEPS + 1):
        wrong = mass * (1.0 / (1.0 + np.exp(-(x @ w + bias))) - y)
        slope = np.r_[x.T @ wrong + RIDGE * (w - names.prior), wrong.sum()]
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        move = RATE * (1 - 0.9 * step / STEPS) * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
        w, bias = names.held(w - move[:-1]), bias - move[-1]
    plain = w / spread
    return Weights(
        float(bias - plain @ mean),
        dict(zip(names.signals, map(float, plain), strict=False)),
        dict(zip(names.kinds, map(float, plain[at:]), strict=True)),
        line,
    )


def meaning_of_words(given: Sequence[Row]) -> tuple[float, float]:
    """The line from the share of words found to nearness in meaning, by least squares."""
    pairs = [
        (p.signals["anywhere"], p.signals["meaning"]) for row in given for p in row.parts if "meaning" in p.signals
    ]
    x, y = np.array(pairs).T
    slope, base = np.polyfit(x, y, 1)
    return float(base), float(slope)


# --- judging -------------------------------------------------------------------------------------------------------


def judged(row: Row, weights: Weights) -> Judgement:
    """As `check_claim` judges, with other weights."""
    if not row.parts:
        return Judgement("unsupported", 0.0)
    return claim._together([_judged_part(part, weights) for part in row.parts])


def _judged_part(part: Part, weights: Weights) -> Judgement:
    value = _score(part, weights)
    return Judgement(scoring.verdict(value, () if part.verbatim else part.findings), value)


def _score(part: Part, weights: Weights) -> float:
    return 1.0 if part.verbatim else scoring.score(part.signals, part.findings, weights)


def crossed(given: Sequence[Row], without: str = "", own: bool = True, tried: Sequence[str] = ()) -> list[Judgement]:
    """Each row judged by weights that have not seen its fold."""
    given = [stripped(row, without) for row in given] if without else list(given)
    names = columns(given, without, tried)
    weights = [
        fitted([row for row in given if row.fold != fold and row.parts and (own or row.set != OWN)], names)
        for fold in range(FOLDS)
    ]
    return [judged(row, weights[row.fold]) for row in given]


def left_out(given: Sequence[Row], tried: Sequence[str] = ()) -> list[Judgement]:
    """Each row judged by weights that have not seen its set."""
    names = columns(given, tried=tried)
    weights = {name: fitted([row for row in given if row.set != name and row.parts], names) for name in SETS}
    return [judged(row, weights.get(row.set) or next(iter(weights.values()))) for row in given]


def stripped(row: Row, without: str) -> Row:
    """A row as it is with a test switched off."""
    tests = TESTED_BY.get(without, (without,))
    parts = tuple(
        Part(part.signals, tuple(f for f in part.findings if f.test not in tests), part.verbatim) for part in row.parts
    )
    return Row(row.set, row.fold, row.supported, parts)


def doubted(row: Row) -> Row:
    """A row as it were if the evidence model's word were one of the tests."""
    doubt = Finding("model", "doubt", "The evidence model reads a contradiction.")
    parts = tuple(
        Part(part.signals, (*part.findings, doubt), part.verbatim)
        if part.signals[TRIED[1]] < -_odds(DENIED) else part
        for part in row.parts
    )  # fmt: skip
    return Row(row.set, row.fold, row.supported, parts)


# --- figures -------------------------------------------------------------------------------------------------------

SWITCHES = (*claim.TESTS, "meaning")
TESTED_BY = {"coverage": ("coverage", "wording")}


def figures(given: Sequence[Row], judgements: Sequence[Judgement]) -> dict[str, float]:
    """Mean balanced accuracy of the five sets at 0.5 and at the best threshold for all, and how right verdicts are."""
    scores = {name: ([], []) for name in SETS}  # type: dict[str, tuple[list[float], list[bool]]]
    for row, judgement in zip(given, judgements, strict=True):
        if row.set in scores:
            scores[row.set][0].append(judgement.score)
            scores[row.set][1].append(row.supported)
    sets = [(np.array(s), np.array(t)) for s, t in scores.values()]
    best, at = max((np.mean([_balanced(s >= cut, t) for s, t in sets]), cut) for cut in np.linspace(0.3, 0.7, 81))
    half = {name: _balanced(s >= 0.5, t) for name, (s, t) in zip(SETS, sets, strict=True)}
    return {
        "at .5": float(np.mean(list(half.values()))),
        "best": float(best),
        "at": float(at),
        **{f"{name} at .5": value for name, value in half.items()},
        **own_figures(given, judgements),
        **verdict_figures(given, judgements),
        "calibration error": calibration_error(given, judgements),
    }


def with_the_model(given: Sequence[Row]) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """What the evidence model adds, in five folds and with each set left out: weighed, and as a doubt."""
    doubting = [doubted(row) for row in given]
    return {
        "weighed": (figures(given, crossed(given, tried=TRIED)), figures(given, left_out(given, TRIED))),
        "as a doubt": (figures(doubting, crossed(doubting)), figures(doubting, left_out(doubting))),
    }


def own_figures(given: Sequence[Row], judgements: Sequence[Judgement]) -> dict[str, float]:
    """Of the project's own trial: changes that are not called supported, true sentences that are not."""
    own = [(row, judgement) for row, judgement in zip(given, judgements, strict=True) if row.set == OWN]
    refused = [(row.supported, judgement.verdict != "supported") for row, judgement in own]
    return {
        name: sum(no for truth, no in refused if truth is label) / max(1, sum(truth is label for truth, _ in refused))
        for name, label in (("caught", False), ("alarms", True))
    }


def _balanced(said: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    return float(((said & truth).sum() / truth.sum() + (~said & ~truth).sum() / (~truth).sum()) / 2)


def _weighted(given: Sequence[Row]) -> Floats:
    """Every set counts the same."""
    sizes = {name: sum(row.set == name for row in given) for name in SETS}
    return np.array([1.0 / (len(SETS) * sizes[row.set]) if row.set in sizes else 0.0 for row in given])


def verdict_figures(given: Sequence[Row], judgements: Sequence[Judgement]) -> dict[str, float]:
    mass = _weighted(given)
    truth = np.array([row.supported for row in given])
    yes = np.array([j.verdict == "supported" for j in judgements])
    no = np.array([j.verdict in ("unsupported", "contradicted") for j in judgements])
    against = np.array([j.verdict == "contradicted" for j in judgements])
    return {
        "supported is right": float((mass * (yes & truth)).sum() / max(1e-9, (mass * yes).sum())),
        "unsupported or contradicted is right": float((mass * (no & ~truth)).sum() / max(1e-9, (mass * no).sum())),
        "contradicted is right": float((mass * (against & ~truth)).sum() / max(1e-9, (mass * against).sum())),
        "get one": float((mass * (yes | no)).sum()),
    }


def calibration_error(given: Sequence[Row], judgements: Sequence[Judgement]) -> float:
    """Mean distance, over tenths of the score, between the score and the share that is supported; labels weigh the same
    in each set (expected calibration error, Guo et al. 2017)."""
    sizes: dict[tuple[str, bool], int] = {}
    for row in given:
        sizes[row.set, row.supported] = sizes.get((row.set, row.supported), 0) + 1
    mass = np.array([1.0 / sizes[row.set, row.supported] if row.set in SETS else 0.0 for row in given])
    scores = np.array([j.score for j in judgements])
    truth = np.array([row.supported for row in given])
    tenth = np.minimum((scores * 10).astype(int), 9)
    off = 0.0
    for one in range(10):
        here = mass * (tenth == one)
        if here.sum():
            off += abs((here * scores).sum() - (here * truth).sum())
    return float(off / mass.sum())


def standing(given: Sequence[Row]) -> tuple[int, int]:
    """Of the sentences of public sets that `scoring.stands` lets be supported: how many are, and how many there are."""
    alone = [row for row in given if row.set in SETS and len(row.parts) == 1 and not row.parts[0].verbatim]
    kept = [row for row in alone if scoring.stands(row.parts[0].signals, row.parts[0].findings)]
    return sum(row.supported for row in kept), len(kept)


def trade_off(given: Sequence[Row], judgements: Sequence[Judgement]) -> Iterator[str]:
    """How right "supported" is from each score on, and "not supported" below it."""
    mass = _weighted(given)
    truth = np.array([row.supported for row in given])
    scores = np.array([j.score for j in judgements])
    for cut in np.arange(0.30, 0.80, 0.04):
        yes, no = mass * (scores >= cut), mass * (scores < cut)
        right, wrong = (yes * truth).sum() / max(yes.sum(), 1e-9), (no * ~truth).sum() / max(no.sum(), 1e-9)
        yield f"  {cut:.2f}   {yes.sum():.2f} {right:.3f}   {no.sum():.2f} {wrong:.3f}"


def show(name: str, of: Mapping[str, float]) -> None:
    print(f"{name:28s}" + "  ".join(f"{key} {value:.3f}" for key, value in of.items()), flush=True)


# --- writing -------------------------------------------------------------------------------------------------------


def written(weights: Weights) -> str:
    text = WEIGHTS_FILE.read_text(encoding="utf-8")
    head = text[: text.index("WEIGHTS = Weights(")]
    table = [f"WEIGHTS = Weights(\n    bias={weights.bias:.3f},"]
    for name, held in (("content", weights.content), ("findings", weights.findings)):
        lines = [f'        "{key}": {value:.3f},' for key, value in sorted(held.items())]
        table += [f"    {name}={{", *lines, "    },"]
    base, slope = weights.meaning_of_words
    return head + "\n".join([*table, f"    meaning_of_words=({base:.3f}, {slope:.3f}),", ")\n"])


def kept_rows(path: Path | None) -> list[Row]:
    if path is not None and path.is_file():
        held: list[Row] = pickle.loads(path.read_bytes())
        return held
    given = list(rows())
    if path is not None:
        path.write_bytes(pickle.dumps(given))
    return given


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write rag/check/weights.py")
    parser.add_argument("--kept", type=Path, help="a file that keeps what was found in the rows")
    given = parser.parse_args()
    held = kept_rows(given.kept)
    judgements = crossed(held)
    show("five folds", figures(held, judgements))
    show("each set left out", figures(held, left_out(held)))
    right, count = standing(held)
    print(f"found whole, with nothing against it: {right} of {count} supported")
    print("score  given right   below right")
    print("\n".join(trade_off(held, judgements)))
    for test in SWITCHES:
        show(f"without {test}", figures(held, crossed(held, test)))
    for way, (folds, apart) in with_the_model(held).items():
        show(f"evidence model {way}", folds)
        show("so, each set left out", apart)
    weights = fitted([row for row in held if row.parts], columns(held))
    if given.write:
        WEIGHTS_FILE.write_text(written(weights), encoding="utf-8")
    print(written(weights).partition("WEIGHTS = ")[2])


if __name__ == "__main__":
    main()
