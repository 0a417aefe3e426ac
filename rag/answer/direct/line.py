"""The direct line: the shortest piece of the first shown sentence that answers, or none where that is not sure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from rag.answer.cite import Citations
from rag.answer.close import read_closely
from rag.answer.direct.allowed import allowed
from rag.answer.direct.asked import asked
from rag.answer.direct.features import certainty, features
from rag.answer.direct.said import Place, reports_asked, said_line, speaker_line, words_line
from rag.answer.direct.scene import Scene
from rag.answer.direct.spans import Piece, grown, pieces
from rag.answer.direct.tokens import Tokens
from rag.answer.direct.weights import CERTAINTY, WEIGHTS
from rag.answer.question import Question
from rag.text.words import content_stems
from rag.types import Article, Direct, Span

# The certainty from which a line is given. Measured with `benchmarks/direct.py`, the questions of one page apart: four
# of five lines are right on questions that come with their text. Among articles a good sentence is more often about
# another event, so that a line needs more.
SURE, SURE_AMONG_ARTICLES = 0.40, 0.50
SURE_OF_ITS_KIND = 0.40  # enough for a number or a date, of which a sentence has few
RIVALS, SURE_RIVAL = 4, 0.45  # other articles that are asked, too, and the certainty from which they are heard
LONGEST_SENTENCE = 120  # tokens; what is longer is a list or a table
WITHHELD = ("how",)  # kinds of questions whose lines are too often wrong
_TWO_QUESTIONS = re.compile(r"\b(?:and|or) (?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
COMPARED = 15  # good sentences that are looked at for what several articles say


def direct_line(
    question: Question, shown: Sequence[Place], found: Sequence[Place], citations: Citations
) -> Direct | None:
    """The line for an answer that shows these sentences, the first of them best; ``found`` are all, best first."""
    if not shown or question.several or question.kind in ("compare", "list", "timeline", "yes_no"):
        return None
    first = shown[0]
    span = _placed(question, first, [*shown[1:], *found[:COMPARED]])
    return _cited(first.article, span, citations) if span is not None else None


def speaker_named(place: Place, citations: Citations) -> Direct | None:
    """The line for "who said" these words: the speaker with the role the article gives them."""
    line = speaker_line(place)
    return _cited(place.article, line, citations) if line is not None else None


def _cited(article: Article, span: Span, citations: Citations) -> Direct | None:
    """The line with the number of the citation that quotes it; none where the answer does not."""
    quoting = (c for c in citations.all() if (c.path, c.sha256) == (article.path, article.sha256))
    number = next((c.n for c in quoting if c.start <= span.start and span.end <= c.end), None)
    return Direct(span.of(article.text), number, span.start, span.end) if number is not None else None


def _placed(question: Question, place: Place, others: Sequence[Place]) -> Span | None:
    """Where the line stands in the article."""
    if question.kind == "who_said":
        return speaker_line(place) if reports_asked(question, place) else None
    if question.kind == "words":
        return words_line(question, place)
    if question.speaker and question.kind == "what":
        return said_line(question, place)
    best, sure = best_piece(question, place, others)
    if best is None or sure < needed(question, place, others):
        return None
    return None if contradicted(question, place, best, others) else best


def needed(question: Question, place: Place, others: Sequence[Place]) -> float:
    """The certainty from which a line is given."""
    # Articles of an archive have a number; pasted texts are all there is, and so what the question is about.
    if place.article.id <= 0 and all(other.article.path == place.article.path for other in others):
        return SURE
    return SURE_OF_ITS_KIND if question.kind in ("how_many", "how_long", "when") else SURE_AMONG_ARTICLES


def contradicted(question: Question, place: Place, best: Span, others: Sequence[Place]) -> bool:
    """Whether a good sentence of another article answers otherwise: no side is silently chosen."""
    firsts: dict[str, Place] = {}
    for other in others:
        if other.article.path != place.article.path:
            firsts.setdefault(other.article.path, other)
    mine = _telling(best.of(place.article.text))
    for other in list(firsts.values())[:RIVALS]:
        theirs, sure = best_piece(question, other, [place, *others])
        if theirs is not None and sure >= SURE_RIVAL and mine.isdisjoint(_telling(theirs.of(other.article.text))):
            return True
    return False


def _telling(text: str) -> frozenset[str]:
    """What must not differ between two lines that say the same: the figures, or else the words."""
    stems = content_stems(text)
    figures = [stem for stem in stems if any(map(str.isdigit, stem))]
    return frozenset(figures or stems)


def best_piece(question: Question, place: Place, others: Sequence[Place]) -> tuple[Span | None, float]:
    """The likeliest piece of a sentence that can answer, and how sure it is."""
    scene, all_pieces = staged(question, place, others)
    if not all_pieces or scene.group in WITHHELD or _TWO_QUESTIONS.search(question.focus):
        return None, 0.0
    found = [features(scene, piece, all_pieces) for piece in all_pieces]
    values = [weighted(WEIGHTS, one) for one in found]
    best = max(range(len(values)), key=values.__getitem__)
    told = certainty(scene, found[best], shares(all_pieces, values, best), values[best])
    start = place.article.sentences[place.index].start
    span = grown(scene.tokens, all_pieces[best], bare=bool(scene.asked.preposition or scene.asked.things))
    return Span(start + span.start, start + span.end), 1 / (1 + math.exp(-weighted(CERTAINTY, told)))


def staged(question: Question, place: Place, others: Sequence[Place]) -> tuple[Scene, list[Piece]]:
    """The question beside the sentence, and the pieces that can answer it."""
    article = place.article
    tokens = Tokens(article.sentences[place.index].of(article.text))
    words: dict[str, frozenset[str]] = {}
    for other in others:
        if other.article.path != article.path:
            stems = read_closely(other.article).stems(other.index)
            words[other.article.path] = words.get(other.article.path, frozenset()) | stems
    scene = Scene(question, asked(question, tokens), tokens, list(words.values()), leading(place, others))
    if len(tokens) > LONGEST_SENTENCE:
        return scene, []
    return scene, [piece for piece in pieces(tokens) if allowed(scene, piece)]


def leading(place: Place, others: Sequence[Place]) -> float:
    """How likely this sentence is the best of all, by the log-odds that the sentences were ranked with."""
    rivals = {(o.article.path, o.index): o.score for o in others}
    rivals.pop((place.article.path, place.index), None)
    return 1 / (1 + sum(math.exp(min(20.0, score - place.score)) for score in rivals.values()))


def shares(all_pieces: Sequence[Piece], values: Sequence[float], best: int) -> tuple[float, float, float]:
    """How likely the best piece is, the best one that does not overlap it, and all that overlap it together."""
    highest = values[best]
    likely = [math.exp(value - highest) for value in values]
    total, chosen = sum(likely), all_pieces[best]
    apart = [n for n, piece in enumerate(all_pieces) if piece.end <= chosen.first or piece.first >= chosen.end]
    other = max((likely[n] for n in apart), default=0.0)
    return likely[best] / total, other / total, 1 - sum(likely[n] for n in apart) / total


def weighted(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The sum of what is found, each with its weight."""
    return sum(weights.get(name, 0.0) * value for name, value in found.items())
