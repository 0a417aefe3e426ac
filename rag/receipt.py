"""Receipts: an answer, a chat or a checked text kept as a file, to check its citations again later, without us.

A receipt shows that the cited words still stand in the files they were taken from. It does not show that the files
are true, nor that the claims were drawn from them well: the verdicts in it are those of the day it was written.
The schema is in ``docs/receipts.md``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, NoReturn, get_args

from rag.errors import InputError, ReceiptError
from rag.numbering import numbered_through
from rag.types import (
    Answer,
    CheckedSentence,
    CheckedText,
    Citation,
    ClaimKind,
    Direct,
    Mode,
    Origin,
    Precision,
    RepairKind,
    Span,
    Verdict,
    WindowOrder,
)

RECEIPT_VERSION, CHECKED_VERSION, CHAT_VERSION = 1, 2, 3
"""Of the schema: 1 holds an answer, 2 a text that was checked, 3 the answers of a chat."""

CHECKER = "footnote 1"
"""Names the checker that gave the verdicts: another number, other verdicts for the same texts."""

MAX_RECEIPT_BYTES = 20_000_000
MAX_OFFSET = 1_000_000_000
"""No text file that Footnote reads is this long (files stop at 5 MB); an offset beyond it is damage."""

Held = Answer | CheckedText | tuple[Answer, ...]
"""What a receipt holds; several answers are those of a chat, in their order."""

Status = Literal["intact", "changed", "moved", "missing"]
Find = Callable[[Citation], tuple[str, str] | None]
"""Where a cited file is now: its text and its sha256, or ``None`` where it is gone."""


class VerifyItem(NamedTuple):
    """What became of one citation: its number, its status, and the status in words.

    The citations of a chat are numbered through (`rag.numbering`).
    """

    n: int
    status: Status
    message: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What became of all citations of a receipt. ``places`` has the new offsets of those that moved."""

    items: tuple[VerifyItem, ...] = ()
    places: Mapping[int, Span] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Every cited file is unchanged and every quote stands where the receipt says."""
        return all(item.status == "intact" for item in self.items)

    def to_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "items": [self._item_json(item) for item in self.items]}

    def _item_json(self, item: VerifyItem) -> dict[str, Any]:
        shown: dict[str, Any] = item._asdict()
        if place := self.places.get(item.n):
            shown |= {"start": place.start, "end": place.end}
        return shown


# --- writing ---------------------------------------------------------------------------------------------------


def write_receipt(answer: Answer, path: Path) -> Path:
    """Write ``answer`` as a receipt to ``path``: the whole file or, after any failure, what stood there before.

    Raises InputError where the folder is missing or cannot be written to.
    """
    return _write(_receipt(answer), Path(path))


def write_checked_receipt(checked: CheckedText, path: Path) -> Path:
    """Write a checked text as a receipt to ``path``, as ``write_receipt`` does."""
    return _write(_receipt(checked), Path(path))


def write_chat_receipt(answers: Sequence[Answer], path: Path) -> Path:
    """Write the answers of a chat as one receipt to ``path``, as ``write_receipt`` does."""
    return _write(_receipt(tuple(answers)), Path(path))


def receipt_text(held: Held) -> str:
    """A receipt as it would be written, in ASCII: for a page to hand out."""
    return json.dumps(_receipt(held), indent=1, allow_nan=False) + "\n"


def _receipt(held: Held) -> dict[str, Any]:
    if isinstance(held, CheckedText):
        return _document(CHECKED_VERSION, "checked", _body(held))
    if isinstance(held, Answer):
        return _document(RECEIPT_VERSION, "answer", _told(held))
    return _document(CHAT_VERSION, "answers", list(map(_told, held)))


def _told(answer: Answer) -> dict[str, Any]:
    """An answer without how it came about."""
    return replace(answer, explanation=None).to_json()


def _body(checked: CheckedText) -> dict[str, Any]:
    """The text with its hash, each sentence's place and verdict, the citations, and which checker gave the verdicts."""
    return {
        "id": checked.id,
        "checker": CHECKER,
        "text": checked.text,
        "text_sha256": _hash(checked.text),
        "sentences": [sentence.to_json() for sentence in checked.sentences],
        "citations": [citation.to_json() for citation in checked.citations],
        "notice": checked.notice,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _document(version: int, name: str, body: Mapping[str, Any] | list[Any]) -> dict[str, Any]:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return {"footnote_receipt": version, "created": created, name: body}


def _write(document: Mapping[str, Any], path: Path) -> Path:
    try:
        _replace_file(path, _as_bytes(document))
    except FileNotFoundError:
        raise InputError(
            f'The folder "{path.parent}" does not exist. Create it, or save the receipt elsewhere.'
        ) from None
    except IsADirectoryError:
        raise InputError(f'"{path}" is a folder. Give the name of a file for the receipt.') from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f'The receipt cannot be written to "{path}": {reason}. Save it elsewhere.') from None
    return path


def _as_bytes(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half a character pair, as a shell can pass in a question
        return json.dumps(document, indent=1, allow_nan=False).encode("ascii")


def _replace_file(path: Path, data: bytes) -> None:
    """Write to a neighbour, then rename: a reader never meets half a receipt."""
    if path.is_dir():
        raise IsADirectoryError(path)
    temporary = path.with_name(f".receipt-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105  (the one call that is atomic and is looked for by this name)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


# --- reading ---------------------------------------------------------------------------------------------------


def read_receipt(path: Path) -> Held:
    """What a receipt holds. Raises ReceiptError, in one line, whatever is wrong with it."""
    name = f'Receipt "{path}"'
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_RECEIPT_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReceiptError(f"{name} cannot be read: {reason}.") from None
    if len(data) > MAX_RECEIPT_BYTES:
        raise ReceiptError(f"{name} is larger than {MAX_RECEIPT_BYTES // 1_000_000} MB; that is not a receipt.")
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_such_number)
    except (ValueError, RecursionError):
        raise ReceiptError(f"{name} is not JSON. It may be cut off; ask for the receipt again.") from None
    try:
        return parse_receipt(document)
    except ReceiptError as error:
        raise ReceiptError(f"{name}: {error}") from None


def _no_such_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def parse_receipt(document: object) -> Held:
    """What stands in a receipt that was read as JSON, after every field that verification stands on was looked at."""
    top = _Fields(document, "the receipt")
    version = top.get("footnote_receipt", int, required=True)
    if version not in (RECEIPT_VERSION, CHECKED_VERSION, CHAT_VERSION):
        known = f"{RECEIPT_VERSION}, {CHECKED_VERSION} and {CHAT_VERSION}"
        raise ReceiptError(f'"footnote_receipt" is {version}; this Footnote reads versions {known}.')
    top.get("created", str)
    if version == CHECKED_VERSION:
        return _parse_checked(top.get("checked", dict, required=True))
    if version == CHAT_VERSION:
        return _parse_chat(top)
    answer = top.get("answer", dict, required=True)
    _check_answer(answer)
    return Answer.from_json(answer)


def _parse_chat(top: _Fields) -> tuple[Answer, ...]:
    top.get("answers", list, required=True)
    answers = top.parts("answers", "answer")
    for answer in answers:
        try:
            _check_answer(answer.data)
        except ReceiptError as error:
            raise ReceiptError(f"{answer.where}: {error}") from None
    return tuple(Answer.from_json(answer.data) for answer in answers)


class _Fields:
    """Typed look-ups in one JSON object, with complaints that name the field and where it stands."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            raise ReceiptError(f"{where} is {_kind(data)}, not an object.")
        self.data: dict[str, Any] = data
        self.where = where

    def get(self, name: str, kind: type, *, required: bool = False, among: tuple[str, ...] = ()) -> Any:
        value = self.data.get(name)
        if value is None:
            if required:
                raise ReceiptError(f'{self.where} has no "{name}".')
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ReceiptError(f'"{name}" of {self.where} is {_kind(value)}, not {_KINDS[kind]}.')
        if among and value not in among:
            raise ReceiptError(f'"{name}" of {self.where} is {_short(value)}, not one of {", ".join(among)}.')
        return value

    def parts(self, name: str, one: str) -> list[_Fields]:
        """The objects of a list, each with its name for complaints ("claim 2")."""
        return [_Fields(item, f"{one} {i}") for i, item in enumerate(self.get(name, list) or (), start=1)]

    def numbers(self, name: str, known: int, *, required: bool = False) -> None:
        """A list of citation numbers, all of them 1..known."""
        for n in self.get(name, list, required=required) or ():
            if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= known:
                raise ReceiptError(f"{self.where} names citation {_short(n)}; the receipt has citations 1 to {known}.")


_KINDS: dict[type, str] = {int: "a whole number", str: "text", dict: "an object", list: "a list", bool: "true or false"}


def _kind(value: object) -> str:
    if value is None:
        return "null"
    for kind in (bool, int, str, dict, list):
        if isinstance(value, kind):
            return _KINDS[kind]
    return "a number"


def _short(value: object) -> str:
    return repr(value)[:40]


def _check_answer(data: Mapping[str, Any]) -> None:
    answer = _Fields(data, "the answer")
    answer.get("id", str, required=True)
    answer.get("question", str, required=True)
    answer.get("standalone_question", str)
    answer.get("mode", str, among=get_args(Mode))
    answer.get("abstained", bool)
    answer.get("notice", str)
    answer.get("claims", list, required=True)
    answer.get("citations", list, required=True)
    citations = answer.parts("citations", "citation")
    for n, citation in enumerate(citations, start=1):
        _check_citation(citation, n)
    known = len(citations)
    answer.numbers("closest", known)
    if (direct := answer.get("direct", dict)) is not None:
        _check_direct(_Fields(direct, "the direct line"), citations)
    if (window := answer.get("window", dict)) is not None:
        _check_window(_Fields(window, "the window"))
    for claim in answer.parts("claims", "claim"):
        _check_claim(claim, known)
    for disagreement in answer.parts("disagreements", "disagreement"):
        _check_disagreement(disagreement, known)
    for repair in answer.parts("repairs", "repair"):
        _check_repair(repair)
    _check_timings(answer)


def _parse_checked(data: Mapping[str, Any]) -> CheckedText:
    checked = _Fields(data, "the checked text")
    for name in ("id", "checker", "text", "text_sha256"):
        checked.get(name, str, required=True)
    checked.get("notice", str)
    for name in ("sentences", "citations"):
        checked.get(name, list, required=True)
    text = data["text"]
    if _hash(text) != data["text_sha256"]:
        raise ReceiptError("the text is not the one that was checked: its hash is another.")
    citations = checked.parts("citations", "citation")
    for n, citation in enumerate(citations, start=1):
        _check_citation(citation, n)
    sentences = checked.parts("sentences", "sentence")
    for sentence in sentences:
        _check_sentence(sentence, text, len(citations))
    return CheckedText(
        id=data["id"],
        text=text,
        sentences=tuple(CheckedSentence.from_json(sentence.data) for sentence in sentences),
        citations=tuple(Citation.from_json(citation.data) for citation in citations),
        notice=data.get("notice"),
    )


def _check_sentence(sentence: _Fields, text: str, known: int) -> None:
    words = sentence.get("text", str, required=True)
    start, end = (sentence.get(name, int, required=True) for name in ("start", "end"))
    if not 0 <= start < end <= len(text) or text[start:end] != words:
        raise ReceiptError(f"{sentence.where} is not what stands at its place in the text.")
    verdict, score = sentence.get("verdict", str, among=get_args(Verdict)), sentence.data.get("score")
    if verdict is not None and (not isinstance(score, (int, float)) or isinstance(score, bool) or not 0 <= score <= 1):
        raise ReceiptError(f'"score" of {sentence.where} is {_short(score)}, not a number from 0 to 1.')
    for reason in sentence.get("reasons", list) or ():
        if not isinstance(reason, str):
            raise ReceiptError(f"a reason of {sentence.where} is {_kind(reason)}, not text.")
    for name in ("nothing", "corrected"):
        sentence.get(name, str)
    for name in ("citations", "against"):
        sentence.numbers(name, known)


def _check_claim(claim: _Fields, known: int) -> None:
    claim.get("text", str, required=True)
    claim.get("kind", str, among=get_args(ClaimKind))
    claim.get("verdict", str, among=get_args(Verdict))
    claim.get("speaker", str)
    for reason in claim.get("reasons", list) or ():
        if not isinstance(reason, str):
            raise ReceiptError(f"a reason of {claim.where} is {_kind(reason)}, not text.")
    claim.numbers("citations", known)


def _check_direct(direct: _Fields, citations: Sequence[_Fields]) -> None:
    """The direct line is a piece of one quote: what cannot be cut from it was not in the answer."""
    text = direct.get("text", str, required=True)
    start, end = (direct.get(name, int, required=True) for name in ("start", "end"))
    direct.numbers("citations", len(citations), required=True)
    if len(direct.data["citations"]) != 1:
        raise ReceiptError("the direct line names more or fewer than one citation.")
    cited = citations[direct.data["citations"][0] - 1].data
    if not cited["start"] <= start < end <= cited["end"]:
        raise ReceiptError("the direct line points outside the words it is cut from.")
    if cited["quote"][start - cited["start"] : end - cited["start"]] != text:
        raise ReceiptError("the direct line is not what stands at its place in the quote.")


def _check_window(window: _Fields) -> None:
    window.get("words", str, required=True)
    for name in ("after", "before", "reason"):
        window.get(name, str)
    window.get("order", str, among=get_args(WindowOrder))
    window.get("lifted", bool)


def _check_disagreement(disagreement: _Fields, known: int) -> None:
    disagreement.get("about", str, required=True)
    disagreement.get("values", list, required=True)
    for value in disagreement.parts("values", f"{disagreement.where}, value"):
        value.get("value", str, required=True)
        value.numbers("citations", known, required=True)


def _check_repair(repair: _Fields) -> None:
    """What became of a drafted sentence; receipts of older versions have none."""
    repair.get("how", str, required=True, among=get_args(RepairKind))
    for name in ("before", "reason"):
        repair.get(name, str, required=True)
    repair.get("after", str, required=repair.data["how"] != "dropped")
    if (tried := repair.get("tried", dict)) is not None:
        _check_place(_Fields(tried, f"the passage of {repair.where}"))


def _check_citation(citation: _Fields, n: int) -> None:
    if citation.get("n", int, required=True) != n:
        raise ReceiptError(f"citation {n} is numbered {_short(citation.data['n'])}; numbers run from 1 without gaps.")
    _check_place(citation)


def _check_place(place: _Fields) -> None:
    """Characters of a file, and the words that stand there."""
    for name in ("path", "quote"):
        place.get(name, str, required=True)
    if not re.fullmatch(r"[0-9a-f]{64}", place.get("sha256", str, required=True)):
        raise ReceiptError(f'"sha256" of {place.where} is not 64 hexadecimal digits.')
    start, end = (place.get(name, int, required=True) for name in ("start", "end"))
    if not 0 <= start < end <= MAX_OFFSET:
        raise ReceiptError(
            f"{place.where} points at characters {_short(start)} to {_short(end)}; there is no such place."
        )
    if end - start != len(place.data["quote"]):
        raise ReceiptError(
            f"{place.where} spans {end - start} characters, but its quote has {len(place.data['quote'])}."
        )
    for name in ("title", "outlet"):
        place.get(name, str)
    place.get("outlet_by_hand", bool)
    for other in place.parts("also_in", f"{place.where}, copy"):
        other.get("path", str, required=True)
        for name in ("title", "outlet"):
            other.get(name, str)
    published = _Fields(place.get("published", dict) or {}, f"the date of {place.where}")
    published.get("date", str)
    published.get("precision", str, among=get_args(Precision))
    published.get("origin", str, among=get_args(Origin))


def _check_timings(answer: _Fields) -> None:
    for name, value in (answer.get("timings_ms", dict) or {}).items():
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise ReceiptError(f'timing "{name[:40]}" is {_kind(value)}, not a number.')


# --- verifying -------------------------------------------------------------------------------------------------


def verify_receipt(held: Held, find: Find) -> VerifyReport:
    """Look up every citation again, and say what became of it: hash, offsets and quote.

    ``find`` gives the text and sha256 of the cited file as it is now, or ``None``. The report is ok only when every
    citation is intact.
    """
    items: list[VerifyItem] = []
    places: dict[int, Span] = {}
    for one in numbered_through(held) if isinstance(held, tuple) else (held,):
        direct = one.direct if isinstance(one, Answer) else None
        for citation in one.citations:
            status, message, place = _verify_citation(citation, find(citation))
            if status == "intact" and not _line_is_cut_from(citation, direct):
                status = "changed"
                message = f"The direct line is not in what {citation.path} says there: it was altered."
            items.append(VerifyItem(citation.n, status, message))
            if place is not None:
                places[citation.n] = place
    return VerifyReport(tuple(items), places)


def _verify_citation(citation: Citation, found: tuple[str, str] | None) -> tuple[Status, str, Span | None]:
    if found is None:
        return "missing", f"{citation.path} is not there any more.", None
    text, sha256 = found
    in_place = 0 <= citation.start < citation.end and text[citation.start : citation.end] == citation.quote
    if sha256 == citation.sha256:
        if in_place:
            return "intact", f"{citation.path} is unchanged and the quote stands where the receipt says.", None
        return "changed", f"{citation.path} is unchanged, but these words are not there: the receipt was altered.", None
    if in_place:
        where = Span(citation.start, citation.end)
        return "moved", f"{citation.path} has changed since; the quote still stands at the same place.", where
    place = _nearest(citation.quote, text, citation.start)
    if place is None:
        return "changed", f"{citation.path} has changed since, and the quote is no longer in it.", None
    message = f"{citation.path} has changed since; the quote now stands at characters {place.start} to {place.end}."
    return "moved", message, place


def _line_is_cut_from(citation: Citation, direct: Direct | None) -> bool:
    """Whether the direct line, if it is this citation's, stands in the quote where it says."""
    if direct is None or direct.citation != citation.n:
        return True
    at = direct.start - citation.start
    return at >= 0 and bool(direct.text) and citation.quote[at : direct.end - citation.start] == direct.text


def _nearest(quote: str, text: str, start: int) -> Span | None:
    """The occurrence of ``quote`` nearest to where it stood."""
    if not quote:
        return None
    before, after = text.rfind(quote, 0, max(start, 0) + len(quote)), text.find(quote, max(start, 0))
    found = [at for at in (before, after) if at >= 0]
    if not found:
        return None
    at = min(found, key=lambda at: (abs(at - start), at))
    return Span(at, at + len(quote))
