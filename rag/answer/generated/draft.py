"""Drafting with a language model: passages and a question to it, sentences with citations from it, nothing checked.

What is drafted is a proposal like the extractive one: every citation points into a passage that was retrieved, because
only keys of this request are taken, and each sentence is shown only after the caller has checked it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from rag.answer.cite import Citations
from rag.answer.generated import prompts
from rag.answer.generated.budget import fitting, room_for
from rag.answer.generated.fence import draw_marker, fenced, harmless
from rag.answer.generated.form import schema_of
from rag.answer.generated.keys import draw_keys
from rag.answer.generated.marks import Said
from rag.answer.generated.model import Form, Message, Model, Stopped, takes_forms
from rag.answer.generated.parse import Parser
from rag.answer.generated.places import best_place, nearest
from rag.answer.generated.request import is_request
from rag.errors import FootnoteError
from rag.text.fold import fold
from rag.text.words import words
from rag.types import Citation, Claim, Hit

MOST_PASSAGES = 6  # more only take time: ten are half a minute's reading on two cores, and the best are in front
# "Anna Berg said this in a speech": what she said stands in the question, and the sentence alone cannot be checked.
_POINTING = re.compile(
    r"\b(?:said|says|wrote|stated|told|made)\s+(?:this|that|so|it)(?=\s*(?:[.,;]|\Z|(?:in|on|at|during|to)\b))", re.I
)
RUN = 5  # words in a row of our prompt that no article has by chance

Fence = Callable[[Hit, str, str], str]
Clean = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: the messages, which passage each key stands for, and how many did not fit.

    ``form`` is the same question for a model that can be held to JSON; which of the two it was is known by the answer.
    """

    messages: tuple[Message, ...]
    passages: dict[str, Hit]
    most: int
    marker: str
    dropped: int = 0
    form: Form | None = None

    @property
    def systems(self) -> str:
        """What is told the model beside the passages and the question, in either form."""
        forms = (self.messages, self.form.messages) if self.form else (self.messages,)
        return "\n".join(asked[0].content for asked in forms)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One complete sentence, and all citations of the draft so far: the claim's numbers are of these."""

    claim: Claim
    citations: tuple[Citation, ...]


@dataclass(slots=True)
class Account:
    """What one draft came to, for the notice, for ``--explain`` and for counting; what it cost is counted by `Meter`.

    ``invented`` are keys that no passage of this request has; ``uncited`` counts sentences without any valid key;
    ``declined``: the model finds no answer. ``failure`` is the line of an error, ``stopped`` that the reader stopped.
    """

    messages: tuple[Message, ...] = ()
    text: str = ""
    sentences: int = 0
    invented: list[str] = field(default_factory=list)
    uncited: int = 0
    left_out: int = 0
    dropped_passages: int = 0
    declined: bool = False
    stopped: bool = False
    failure: str | None = None


def never() -> bool:
    """The stop of what nobody stops."""
    return False


def request_for(
    question: str,
    hits: Sequence[Hit],
    model: Model,
    random_: random.Random,
    *,
    fence: Fence | None = fenced,
    clean: Clean | None = harmless,
) -> Request:
    """The prompt for a question, with as many passages as fit. ``fence`` and ``clean`` are None in controls only."""
    hits = hits[:MOST_PASSAGES]
    *keys, unused = draw_keys(len(hits) + 1, random_)
    asked = clean(question) if clean else question
    marker = draw_marker(question + "".join(hit.article.text + hit.article.title for hit in hits), random_)
    # The example is the key of no passage: a model that copies it has cited nothing.
    system = prompts.DRAFT_SYSTEM.format(marker=marker, example=f"[{unused}]")
    in_form = prompts.FORM_SYSTEM.format(marker=marker, example=unused) if takes_forms(model) else ""
    blocks = [fence(hit, key, marker) if fence else f"[{key}] {hit.text}" for hit, key in zip(hits, keys, strict=True)]
    how = prompts.DRAFT_HOW.format(example=f"[{unused}]")
    told = max(model.count(system), model.count(in_form))
    fixed = told + model.count(how) + model.count(prompts.DRAFT_USER) + model.count(asked)
    room, most = room_for(model.context, fixed)
    fit = fitting(blocks, model.count, room)
    user = prompts.DRAFT_USER.format(passages="\n\n".join(blocks[:fit]), question=asked)
    messages = (Message("system", system), Message("user", f"{user}\n\n{how}"))
    form = Form((Message("system", in_form), Message("user", user)), schema_of(keys[:fit])) if in_form and fit else None
    return Request(messages, dict(zip(keys[:fit], hits, strict=False)), most, marker, len(hits) - fit, form)


def draft_generated(
    question: str,
    hits: Sequence[Hit],
    model: Model,
    account: Account,
    *,
    stopped: Stopped = never,
    random_: random.Random | None = None,
    fence: Fence | None = fenced,
    clean: Clean | None = harmless,
) -> Generator[Proposed]:
    """Sentences as they are complete, each with its citations; what else there is to know stands in ``account``.

    ``question`` stands alone (`alone`): no conversation is sent with it, which could carry instructions. Closing the
    generator, or ``stopped``, ends the model's stream. A failure is told in ``account``, and is no exception.
    """
    request = request_for(question, hits, model, random_ or random.SystemRandom(), fence=fence, clean=clean)
    account.messages, account.dropped_passages = request.messages, request.dropped
    if not request.passages:
        account.failure = "The question and one passage do not fit into the model's context."
        return
    parser, citations = Parser(), Citations()
    repeats = _repeating(request)
    for said in _spoken(request, model, parser, account, stopped):
        if is_request(said.text) or _POINTING.search(said.text) or repeats(said.text):
            account.left_out += 1
            continue
        claim = _claimed(said, parser.quotes, request.passages, citations, account)
        yield Proposed(claim, citations.all())
    account.declined = parser.declined
    account.left_out += parser.left_out
    account.invented += [key for key in parser.loose if key not in request.passages]


def _spoken(request: Request, model: Model, parser: Parser, account: Account, stopped: Stopped) -> Iterator[Said]:
    """The model's sentences; after a stop or a failure, none that was not complete."""
    try:
        with closing(closable(_asked(request, model, stopped))) as pieces:
            for piece in pieces:
                if stopped():
                    break
                account.text += piece
                yield from parser.feed(piece)
    except FootnoteError as error:
        account.failure = str(error)
    if request.form and parser.in_json:
        account.messages = request.form.messages
    account.stopped = stopped()
    if not account.stopped and account.failure is None:
        yield from parser.finish()


def _asked(request: Request, model: Model, stopped: Stopped) -> Iterator[str]:
    """The model's text, in the form where it can be held to one."""
    if request.form and takes_forms(model):
        return model.stream(request.messages, most=request.most, stopped=stopped, form=request.form)
    return model.stream(request.messages, most=request.most, stopped=stopped)


def closable(pieces: Iterable[str]) -> Generator[str, None, None]:
    """Any stream as one that can be closed, and whose own end is told of it."""
    try:
        yield from pieces
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _repeating(request: Request) -> Callable[[str], bool]:
    """Tells a sentence that is of no use to a reader: our own prompt, a key, the marker, or what was said before.

    They would not pass the check; but what is left out by the check is named to the reader, and this is not.
    """
    prompt = _runs(request.systems) | _runs(prompts.DRAFT_HOW)
    signs = (request.marker, *request.passages)
    before: set[str] = set()

    def repeats(text: str) -> bool:
        folded = fold(text)
        again = folded in before
        before.add(folded)
        return again or any(sign in folded for sign in signs) or not prompt.isdisjoint(_runs(text))

    return repeats


def _runs(text: str) -> set[str]:
    """Every few words in a row."""
    told = [word.text.lower() for word in words(text)]
    return {" ".join(told[n : n + RUN]) for n in range(len(told) - RUN + 1)}


def _claimed(
    said: Said, quotes: Sequence[Said], passages: dict[str, Hit], citations: Citations, account: Account
) -> Claim:
    """A sentence as a claim: valid keys cite the best place of their passage, none at all the best of all passages."""
    account.sentences += 1
    account.invented += [key for key in said.keys if key not in passages]
    valid = [key for key in said.keys if key in passages]
    numbers = [
        citations.add(
            passages[key].article,
            best_place(said.text, passages[key], [quote.text for quote in quotes if key in quote.keys]),
        )
        for key in valid
    ]
    if not valid:
        account.uncited += 1
        found = nearest(said.text, passages.values())
        numbers = [citations.add(found[0].article, found[1])] if found else []
    return Claim(said.text, "paraphrase", citations=tuple(dict.fromkeys(numbers)))
