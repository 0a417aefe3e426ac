"""Deciding that the articles do not say. In code, on measured evidence; an abstention never hides an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.candidate import Candidate, Knowledge
from rag.answer.close import read_closely
from rag.answer.confidence import around, confidence
from rag.answer.evidence import articles_of
from rag.answer.kin import presence
from rag.answer.question import Question
from rag.text.fold import fold
from rag.text.names import find_names, name_key, same_name
from rag.text.places import known_places
from rag.text.voices import is_person, office_stems, related
from rag.text.words import content_stems, is_stop, stem, words
from rag.types import Hit

# The confidence below which the answer is withheld, chosen on the development half of the news quiz: there, a higher
# one refuses more answers than it spares wrong ones (`benchmarks/refusing.py --plot`).
THRESHOLD = 0.52
NEAR = 0.2  # from here on the evidence is near enough to say what is missing in it
DOUBTED = 0.5  # what remains of the confidence where a rule below says that the articles do not answer
_TAKEN_FOR_GRANTED = frozenset(["US", "U.S.", "USA", "United States", "UK", "U.K.", "United Kingdom", "Britain"])
NOTHING = "The articles do not say."
TYPED = ("how_many", "how_long", "when", "words")  # questions whose answer must hold a thing of one kind
GOOD = 2.5  # log-odds below the best sentence down to which one is good enough to hold what is asked for
TOLD = 6  # best sentences in which the deed a question asks about is looked for
SPEECHES = 8  # best sentences in which a speaker asked about must have the word


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no answer is given, in words for the reader; ``found`` is what the articles do say about the matter."""

    notice: str
    confidence: float
    found: tuple[Candidate, ...] = ()


def refusal(
    question: Question,
    hits: Sequence[Hit],
    found: Sequence[Candidate],
    knowledge: Knowledge,
) -> Refusal | None:
    """The reason to abstain, or None to answer."""
    if question.is_empty:
        return Refusal(f"{NOTHING} The question names nothing that could be looked for.", 0.0)
    quoted = quoted_furniture(question, hits)
    if quoted:
        return Refusal(
            f"The articles do not say. {listed(quoted)} is page furniture, not part of the article: it is neither an "
            f"instruction nor a source.",
            0.0,
        )
    if not found:
        return Refusal(f"{NOTHING} Nothing in them is near this question.", 0.0)
    value = confidence(question, found, hits, knowledge)
    missing = unanswered(question, found, knowledge, DOUBTED * value)
    if missing and value >= NEAR:
        return missing
    if value < THRESHOLD:
        unknown = unknown_names(question, knowledge)
        names = f"{listed(unknown)} does not appear in them." if unknown else ""
        return Refusal(f"{NOTHING} {names or 'Nothing in them answers this; below is what comes nearest.'}", value)
    return None


def unanswered(question: Question, found: Sequence[Candidate], knowledge: Knowledge, value: float) -> Refusal | None:
    """What is missing although the evidence is near: a name, the kind of thing asked for, a speaker, a deed."""
    unknown = unknown_names(question, knowledge)
    if unknown:
        return Refusal(f"{NOTHING} {listed(unknown)} does not appear in them.", value)
    if wanting(question, found):
        what = {"how_many": "number", "how_long": "duration", "when": "date", "words": "quotation"}[question.kind]
        return Refusal(f"{NOTHING} No {what} is given where they speak of it.", value)
    if question.speaker and not any(mentions_speaker(c, question.speaker) for c in found[:SPEECHES]):
        return Refusal(f"{NOTHING} They quote no words of {question.speaker} on this.", value)
    told = deed_told(question, found)
    premise = false_premise(question, told) if told is not None else None
    if told is not None and premise is not None:
        return Refusal(f"The articles do not say this of {premise}. What they do say:", value, found=(told,))
    places = elsewhere(question, found)
    if places:
        return Refusal(f"{NOTHING} What comes nearest is not about {listed(places)}.", value)
    return None


def elsewhere(question: Question, found: Sequence[Candidate]) -> list[str]:
    """The countries and states a question names, where the best answer speaks of none of them: another earthquake."""
    named = {place.of(question.text) for place in known_places(question.text)}
    told = (named & set(question.names)) - _TAKEN_FOR_GRANTED  # "Texas" in "Texas Rangers" is no place
    typed = [c for c in found if c.parts.get("fits", 0.0) > 0.5] if question.kind in TYPED else []
    near = around((typed or found)[0])
    for place in told:
        if all(any(related(word, other) for other in near) for word in content_stems(place)):
            return []
    return sorted(told)


def wanting(question: Question, found: Sequence[Candidate]) -> bool:
    """Whether no good sentence holds the kind of thing that is asked for."""
    if question.kind not in TYPED:
        return False
    good = (c for c in found if c.score >= found[0].score - GOOD)
    return not any(c.parts.get("fits", 0.0) > 0.5 and on_the_matter(c, found) for c in good)


def on_the_matter(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether at least half as much of the question stands in the sentence as in the one that has most of it."""
    return candidate.parts["own"] >= 0.5 * max(c.parts["own"] for c in found[:10])


def unknown_names(question: Question, knowledge: Knowledge) -> list[str]:
    """Names of the question no word of which stands in any article."""
    if knowledge.frequency is None:
        return []
    unknown = []
    for name in question.names:
        parts = [w.text for w in words(name_key(name) or name) if len(w.text) > 2]
        opens = question.text.startswith(name) and len(parts) == 1  # a capital that says nothing: "Ignore", "Quote"
        if parts and not opens and not any(knowledge.frequency(parts).values()):
            unknown.append(name)
    return unknown


def deed_told(question: Question, found: Sequence[Candidate]) -> Candidate | None:
    """The best sentence that tells of the deed the question asks about ("did X *invite* Y"); None if none does."""
    if question.kind == "yes_no" or question.subject is None:
        return None
    after = question.text[question.text.find(question.subject) + len(question.subject) :]
    deed = next((w.stem for w in words(after) if not is_stop(w.text)), None)
    if deed is None or question.weight(deed) < 1.0:
        return None
    return next((c for c in found[:TOLD] if presence(deed, read_closely(c.article).stems(c.index))), None)


def false_premise(question: Question, told: Candidate) -> str | None:
    """The name the question says did it, or had it done, where the articles tell the deed of somebody else."""
    if question.subject is not None and not mentions(told, question.subject):
        return question.subject
    persons = [n.text for n in find_names(question.text) if is_person(n)]
    return next((name for name in persons if not mentions_around(told, name)), None)


def mentions_around(best: Candidate, name: str) -> bool:
    """Whether a sentence or one of its neighbours is about that name."""
    last = len(best.article.sentences) - 1
    return any(mentions(best.at(n), name) for n in range(max(0, best.index - 1), min(last, best.index + 1) + 1))


def mentions_speaker(candidate: Candidate, name: str) -> bool:
    """Whether that name speaks in the sentence, itself or through its office, or is the outlet."""
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    if candidate.article.outlet and same_name(candidate.article.outlet, name):
        return True
    if voice is None:
        return False
    spoken = f"{voice.name} {voices.introduced(voice.name)}"
    stems, asked = office_stems(spoken), office_stems(name)
    told = sum(any(related(a, s) for s in stems) for a in asked)
    return same_name(voice.name, name) or told >= 0.6 * len(asked)


def mentions(candidate: Candidate, name: str) -> bool:
    """Whether the sentence is about that name: it stands in it, speaks in it, or is its outlet."""
    if any(same_name(found.text, name) for found in find_names(candidate.text)):
        return True
    wanted = [w.stem for w in words(name)]
    here = read_closely(candidate.article).stems(candidate.index)
    if any(related(w, s) for w in wanted for s in here):
        return True
    voices = read_closely(candidate.article).voices
    voice, meant = voices.of(candidate.index), voices.meant_by(candidate.index)
    known = [voice.name] if voice else []
    known += [meant.name] if meant else []
    known += [voices.introduced(k) for k in known]
    stems = {stem(w.text) for k in known for w in words(k)}
    return any(same_name(k, name) for k in known) or any(related(w, s) for w in wanted for s in stems)


def quoted_furniture(question: Question, hits: Sequence[Hit]) -> list[str]:
    """Lines of page furniture that the question takes for a source or an instruction."""
    if not re.search(r"\b(?:instruction|instructions|cite|follow|source|reply|comment|click)\b", question.text, re.I):
        return []
    asked = fold(question.text)
    found = []
    for article in articles_of(hits):
        for span in article.furniture:
            for line in span.of(article.text).splitlines():
                written = " ".join(line.split())
                if len(content_stems(written)) >= 1 and len(written) > 8 and fold(written) in asked:
                    found.append(f"“{written}”")
    return list(dict.fromkeys(found))


def listed(things: Sequence[str]) -> str:
    things = [t if t.startswith("“") else f"“{t}”" for t in things]
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
