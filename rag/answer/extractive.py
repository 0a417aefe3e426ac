"""Answering without a language model: choose the sentences that answer, quote them, and say who speaks.

Or say that the articles do not say. Nothing here is invented: a claim is a sentence of an article as it stands, or a
sentence with the name of its speaker put in brackets or in front, which the checker then tests like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from rag.answer.cite import Citations
from rag.answer.close import read_closely
from rag.answer.evidence import Candidate, Knowledge, articles_of, candidates
from rag.answer.question import Question
from rag.answer.refusal import TYPED, Refusal, confidence, mentions_speaker, on_the_matter, refusal
from rag.text.dates import find_dates
from rag.text.fold import find_folded, fold
from rag.text.names import same_name
from rag.text.numbers import find_numbers
from rag.text.quotes import find_quotes
from rag.text.words import content_stems
from rag.types import Article, Citation, Claim, Disagreement, Draft, Hit, Span, Value

MOST_CLAIMS = 6
CLOSEST = 3  # passages offered with an abstention
ONE_ANSWER, SEVERAL_ANSWERS = 3, 6  # sentences shown for a question that asks for one thing, or for several
NEAR_BEST, NEAR_BEST_SEVERAL = 0.84, 0.7  # share of the best score from which another sentence is shown, too
SAME = 0.7  # share of words in common from which a sentence says the same as one already chosen
DENIAL = re.compile(
    r"\b(?:den(?:y|ied|ies)|reject(?:ed|s)?|dismiss(?:ed|es)?|disput(?:ed|es)|refut(?:ed|es)|contradict(?:ed|s)"
    r"|no comment|did not (?:comment|respond))\b"
)
RANK = re.compile(r"\b(?:rank|title|post|office|position)s?\b|^who (?:is|was)\b", re.I)
OWN_CLAIM = re.compile(r"\b(?:reports?|claims?|allegations?|accusations?|rumou?rs?)\b")  # names what it denies
ANAPHOR = re.compile(
    r"\b(?:the|this|that|these|those|such) (?:incident|claims?|reports?|allegations?|accusations?|charges?)\b|\bit\b"
)


def draft(question_text: str, hits: Sequence[Hit], knowledge: Knowledge) -> Draft:
    """An answer to a question from the passages found for it, before anything is checked."""
    question = Question(question_text)
    found = candidates(question, hits, knowledge)
    citations = Citations()
    if question.kind == "who_said" and question.quoted:
        return said_by(question, hits, found, citations)
    no = refusal(question, hits, found, knowledge)
    if no is not None:
        return abstention(no, found, citations)
    chosen = choose(question, found)
    claims = [c for candidate in chosen for c in claimed(candidate, citations)]
    return Draft(
        claims=tuple(claims[:MOST_CLAIMS]),
        citations=citations.all(),
        disagreements=tuple(disagreements(question, chosen, citations)),
        confidence=confidence(found, hits),
    )


def abstention(no: Refusal, found: Sequence[Candidate], citations: Citations) -> Draft:
    """The notice, what was found although it is no answer, and the nearest passages."""
    claims = tuple(claim for c in no.found for claim in claimed(c, citations))
    cited = {(c.article.path, c.index) for c in no.found}
    near = distinct([c for c in found if (c.article.path, c.index) not in cited])[: 0 if claims else CLOSEST]
    closest = tuple(citations.add(c.article, c.span) for c in near)
    return Draft(
        claims=claims,
        citations=citations.all(),
        closest=closest,
        notice=no.notice,
        abstained=True,
        confidence=no.confidence,
    )


# --- choosing -------------------------------------------------------------------------------------------------------


def choose(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences to show, in an order that reads well: best first, those of one article together."""
    good = [c for c in found if not wrong_voice(question, c) and not lacks_answer(question, c, found)] or [found[0]]
    of_that = [c for c in good if c.parts.get("fits", 0.0) >= 0.9 and c.score >= NEAR_BEST_SEVERAL * good[0].score]
    if question.kind == "how_many" and of_that:
        good = of_that  # a number of the thing asked about; numbers of other things are no answer beside it
    chosen = picked_over_articles(good) if question.several else picked(good, ONE_ANSWER, NEAR_BEST)
    for candidate in list(chosen):
        followers = [answered_by(candidate)] if question.kind != "words" else quoted_on(candidate)
        for follower in followers:
            if follower is not None and not any(says_same(follower, c) for c in chosen):
                chosen.insert(chosen.index(candidate) + 1, follower)
    return together(question, chosen[:MOST_CLAIMS])


def picked(found: Sequence[Candidate], most: int, near: float) -> list[Candidate]:
    """The best sentence and those nearly as good that say something else."""
    chosen: list[Candidate] = []
    for candidate in found:
        if len(chosen) == most or candidate.score < near * found[0].score:
            break
        if not any(says_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def picked_over_articles(found: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each article that has a good one, then what is best of the rest."""
    best: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.score >= NEAR_BEST_SEVERAL * found[0].score:
            best.setdefault(candidate.article.path, candidate)
    chosen = list(best.values())[:SEVERAL_ANSWERS]
    for candidate in picked(found, SEVERAL_ANSWERS * 2, NEAR_BEST_SEVERAL):
        if len(chosen) < SEVERAL_ANSWERS and not any(says_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def wrong_voice(question: Question, candidate: Candidate) -> bool:
    """A question about what one person said is not answered by another."""
    if question.speaker and not mentions_speaker(candidate, question.speaker):
        return True
    return question.kind == "words" and candidate.parts.get("voice", 0.5) == 0.0


def lacks_answer(question: Question, candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """A question for a number, date or quotation is answered by one that stands with the matter, not by any."""
    if question.kind not in TYPED:
        return False
    return candidate.parts.get("fits", 1.0) == 0.0 or not on_the_matter(candidate, found)


def says_same(one: Candidate, other: Candidate) -> bool:
    if one.article is other.article and one.index == other.index:
        return True
    a, b = set(content_stems(one.text)), set(content_stems(other.text))
    if figures(one.text) != figures(other.text):
        return False  # 12 people and 15 people are two answers
    return len(a & b) >= SAME * max(1, min(len(a), len(b)))


def figures(text: str) -> frozenset[object]:
    """What must not differ between sentences that say the same: numbers, dates, a denial."""
    numbers = {n.value for number in find_numbers(text) for n in number.ends()}
    dates = {(d.date, d.day, d.weekday, d.time) for d in find_dates(text)}
    return frozenset([*numbers, *dates, *(["denied"] if DENIAL.search(text) else [])])


def answered_by(candidate: Candidate) -> Candidate | None:
    """The sentence after a reported claim that denies it: a claim is never shown without its denial."""
    following = candidate.index + 1
    if (
        following >= len(candidate.article.sentences)
        or read_closely(candidate.article).voices.of(candidate.index) is None
    ):
        return None
    text = candidate.article.sentences[following].of(candidate.article.text)
    denial = DENIAL.search(text)
    if denial is None or OWN_CLAIM.search(text, 0, denial.start()):
        return None
    if not ANAPHOR.search(text) and len(text.split()) > 8:
        return None
    return replace(candidate, index=following)


def quoted_on(candidate: Candidate) -> list[Candidate | None]:
    """The sentences around one that quotes a person in which the same person is quoted on."""
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    found: list[Candidate | None] = []
    for step in (1, -1):
        index = candidate.index + step
        while voice is not None and 0 <= index < len(candidate.article.sentences):
            other, near = voices.of(index), replace(candidate, index=index)
            if other is None or other.name != voice.name or not find_quotes(near.text):
                break
            found.append(near)
            index += step
    return found


def together(question: Question, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Articles in the order of their best sentence; inside one, the best first and the others as they stand."""
    order = list(dict.fromkeys(c.article.path for c in chosen))
    first = chosen[0]

    def key(candidate: Candidate) -> tuple[int, bool, int]:
        reads_on = question.kind == "words"  # quotations of one speech read in their own order
        return order.index(candidate.article.path), candidate is not first and not reads_on, candidate.index

    return sorted(chosen, key=key)


def distinct(found: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in found:
        if len(kept) < CLOSEST and not any(says_same(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


# --- writing --------------------------------------------------------------------------------------------------------


def claimed(candidate: Candidate, citations: Citations) -> list[Claim]:
    """A sentence as a claim, with its speaker; the pronoun or office that stands for the speaker gets the name."""
    article, index = candidate.article, candidate.index
    voices = read_closely(article).voices
    voice = voices.of(index)
    own = citations.add(article, candidate.span)
    speaker = voices.introduced(voice.name) if voice is not None else None
    place = voices.place_of_name(index)
    who = voices.meant_by(index)
    if place is None or who is None:
        return [Claim(candidate.text, "quote", speaker=speaker, citations=(own,))]
    at = place.end - candidate.span.start
    text = f"{candidate.text[:at]} [{who.name}]{candidate.text[at:]}"
    source = citations.add(article, article.sentences[who.sentence]) if who.sentence != index else own
    return [Claim(text, "statement", speaker=speaker, citations=tuple(dict.fromkeys((own, source))))]


def said_by(question: Question, hits: Sequence[Hit], found: Sequence[Candidate], citations: Citations) -> Draft:
    """Who said these words: found through the words, not through nearness."""
    for article in articles_of(hits):
        for words in question.quoted:
            place = find_folded(words, article.text)
            index = sentence_at(article, place) if place is not None else None
            if place is not None and article.headline is not None and overlaps(place, article.headline):
                no = Refusal("The articles do not say who said this: the words are a headline.", 0.0)
                return abstention(no, found, citations)
            if index is not None:
                claims = attributed(Candidate(article, index), citations)
                return Draft(claims=tuple(claims), citations=citations.all(), confidence=1.0)
    no = Refusal("The articles do not say: these words stand in none of them.", 0.0)
    return abstention(no, found, citations)


def attributed(candidate: Candidate, citations: Citations) -> list[Claim]:
    """The speaker by name and office, then the sentence with the words."""
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    claims = claimed(candidate, citations)
    if voice is None:
        return claims
    person = voices.person(voice.name)
    quote = citations.add(candidate.article, candidate.span)
    if person is None or person.sentence == candidate.index:
        return claims
    introduction = citations.add(candidate.article, candidate.article.sentences[person.sentence])
    words = first_quote(candidate)
    text = f"{person.description}: {words}" if words else person.description
    named = Claim(text, "statement", speaker=person.description, citations=(quote, introduction))
    return [named, *claims]


def first_quote(candidate: Candidate) -> str:
    quotes = find_quotes(candidate.text)
    longest = max(quotes, key=lambda q: q.end - q.start, default=None)
    return longest.of(candidate.text) if longest else ""


def overlaps(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def sentence_at(article: Article, place: Span) -> int | None:
    return next((n for n, s in enumerate(article.sentences) if overlaps(s, place)), None)


# --- disagreement ---------------------------------------------------------------------------------------------------


def disagreements(question: Question, chosen: Sequence[Candidate], citations: Citations) -> Iterable[Disagreement]:
    """A claim beside its denial; different numbers of the same thing in different sentences."""
    for one, other in pairwise(chosen):
        if one.article is other.article and other.index == one.index + 1 and answered_by(one) is not None:
            values = [Value(short(c), (citations.add(c.article, c.span),)) for c in (one, other)]
            yield Disagreement(question.text, tuple(values))
    yield from titled(question, chosen, citations)
    if question.kind == "how_many":
        values = list(counted(question, chosen, citations))
        if len({v.value for v in values}) > 1:
            yield Disagreement(question.text, tuple(values))


def titled(question: Question, chosen: Sequence[Candidate], citations: Citations) -> Iterable[Disagreement]:
    """Different ranks or titles of the person a question asks the rank of: Major General, Brigadier General."""
    if not RANK.search(question.text):
        return
    for person in question.names:
        values: dict[str, Value] = {}
        for candidate in chosen:
            for name in read_closely(candidate.article).names(candidate.index):
                title = name.text[: len(name.text) - len(name.key)].strip()
                if title and fold(name.text).endswith(name.key) and same_name(name.text, person):
                    values.setdefault(fold(title), Value(title, (citations.add(candidate.article, candidate.span),)))
        if len(values) > 1 and not any(a != b and a in b for a in values for b in values):
            yield Disagreement(f"rank or title of {person}", tuple(values.values()))


def counted(question: Question, chosen: Sequence[Candidate], citations: Citations) -> Iterable[Value]:
    """The number of what the question counts, once for each value."""
    asked = question.counted
    seen = {number.value for number in find_numbers(question.text)}
    for candidate in chosen:
        for number in find_numbers(candidate.text):
            if number.noun and number.noun in asked and not number.ordinal and number.value not in seen:
                seen.add(number.value)
                yield Value(number.of(candidate.text), (citations.add(candidate.article, candidate.span),))


def short(candidate: Candidate) -> str:
    """Who says it, and the sentence."""
    voice = read_closely(candidate.article).voices.of(candidate.index)
    text = " ".join(candidate.text.split())
    return text if voice is None or voice.name in text else f"{voice.name}: {text}"


def cite_hit(hit: Hit, near: str) -> Citation:
    """The sentence of a passage that has most words in common with a text, as a citation numbered 1."""
    wanted = set(content_stems(near))
    inside = [s for s in hit.article.sentences if s.start < hit.passage.end and hit.passage.start < s.end]
    best = max(inside, key=lambda s: len(wanted & set(content_stems(s.of(hit.article.text)))), default=hit.passage)
    citations = Citations()
    citations.add(hit.article, Span(best.start, best.end))
    return citations.all()[0]
