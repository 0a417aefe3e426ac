"""Which blocks are the page's furniture: navigation, share bars, link lists, forms, notices, advertisements.

Phrases mark single lines. The run of blocks with most prose is the body; where the lines around it are those of a saved
web page, the story is looked for more closely (`story`), and what is no part of it is furniture. In a text that is no
page short lines stay (sub-headings, lists, short quotes). Dropping real content is worse than keeping a stray line, so
doubt keeps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

from rag.reading.page.blocks import Block
from rag.reading.page.phrases import plain, role_of, says_notice
from rag.reading.page.story import best_run, find_story
from rag.text.words import listed

_CELLS = 4  # words between two bars, below which a long line is a row of links or cells
# Words and characters of the longest label, and of the longest notice.
_LONGEST_LABEL, _LABEL_WIDTH, _LONGEST_NOTICE = 12, 120, 40
_ADDRESS = re.compile(
    r"\W*(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|ir"
    r"|co\.uk|gov|edu)(?:/\S*)?)\W*\Z",
    re.I,
)
_TRAIL = re.compile(r"\S[^.!?]{0,60}\s[/›»|>]\s[^.!?]{1,60}\Z")
_SYMBOLS = re.compile(r"[\W_]*\Z")
_BYLINE = re.compile(r"(?:by|written\ by|words\ by|story\ by|from|reported\ by|edited\ by)\s(?=\S*[A-Z])", re.I)
# A byline or a date line that goes on: "By A. Moor | November 18, 2019 at 2:26 PM - Updated ...".
_DATED = re.compile(r"(?:by|published|posted|(?:last\s)?updated)\b.{0,120}?\b(?:19|20)\d\d\b", re.I)
_LONGEST_DATED, _LONGEST_BYLINE = 24, 14  # words
_ABOUT = re.compile(r"(?:About|Über|Sobre|À propos de)(?:\s[A-ZÀ-Þ][\w.'’-]{0,30}){2,3}\Z")
# The last paragraph, when it begins with who wrote: "Ada Moor is a writer based in Milford."
_BIOGRAPHY = re.compile(
    r"\W{0,3}(?:About\s)?(?P<name>[A-Z][\w.'’-]{1,20}(?:\s[A-Z][\w.'’-]{0,20}){1,3})(?:\s\([^)]{0,60}\)|,[^,.]{0,60},)?"
    r"\s(?:is|was|has|covers|writes|reports|works|serves|edits|blogs)\b"
)
_MAKER = re.compile(
    r"\b(?:writer|reporter|editor|journalist|author|columnist|correspondent|contributor|contributing|blogger|freelance"
    r"|covers|covering|writes|reports|newsroom|twitter|instagram|email)\b|@",
    re.I,
)
_LAST_PARAGRAPHS, _LONGEST_BIOGRAPHY = 3, 90  # words
_FOLLOW = re.compile(r"follow\s[@\w\s.'’]{2,80}\son\s(?:twitter|facebook|instagram|x\b)", re.I)
_DATE_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_DATE_WORDS = frozenset(
    listed(
        """
    january february march april may june july august september october november december jan feb mar apr jun
    jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu
    thur thurs fri sat sun published posted updated modified first last created date on at et est edt pt pst pdt
    gmt utc bst ist cet z t am pm a p m hrs an hour hours minute minutes day days ago st nd rd th
    januar februar märz april mai juni juli august oktober dezember montag dienstag mittwoch donnerstag freitag
    samstag sonntag uhr um den vom janvier février mars avril juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche à h le enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo de del a las
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedì martedì mercoledì giovedì venerdì
    sabato domenica ore alle janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda terça
    quarta quinta sexta feira às januari februari maart mei augustus oktober maandag dinsdag woensdag donderdag
    vrijdag zaterdag zondag uur om января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    понедельник вторник среда четверг пятница суббота воскресенье г в stycznia lutego marca kwietnia maja czerwca lipca
    sierpnia września października listopada grudnia poniedziałek wtorek środa czwartek piątek sobota niedziela r godz
    marts maj mars juni juli augusti måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag kl
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık pazartesi salı çarşamba perşembe cuma
    cumartesi pazar يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر فروردین اردیبهشت خرداد
    تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند 年 月 日 時 分 时 년 월 일
    """
    )
)
_LONGEST_DATE_LINE = 80  # characters
_LIST_MARK = re.compile(r"(?:[-*•‣▪●–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")

# Costs of bridging what is not prose, in words of prose that must follow to make up for it.
_SHORT_COST, _KNOWN_COST, _LINKS_COST, _COMMENTS_COST = 6.0, 8.0, 40.0, 400.0
_MOST_PROSE_WORTH = 80
# Share of labels above which the lines around the body are a web page's.
_PAGE_SHARE = 0.12
# Labels of a page's frame around the body from which the file is surely a saved web page.
_PAGE_LABELS = 5
# Words of a label (section, dateline, author) that may stand before the first prose.
_LONGEST_PLACARD = 6
# Roles of headings after which other texts stand.
_HEADINGS = ("links", "comments", "author")
# A line that stands so often on a page belongs to its lists, not to its story; long ones are not said twice.
_OFTEN, _LONGEST_OFTEN, _LONG_AGAIN = 3, 6, 8
# "RELATED STORY:What to know": a link pasted into the text, without a space after its label.
_PASTED_LINK = re.compile(r"[^:.!?]{3,60}:(?=[A-Z‘'])")


def is_prose(block: Block) -> bool:
    """A block of running text: a dozen words with the end of a sentence, or so many that it can be nothing else."""
    if block.words < 30:
        return block.words >= 12 and block.ended
    return block.ended or block.text.count("|") * _CELLS < block.words


def is_known_furniture(block: Block) -> bool:
    """Whether a block by itself is furniture: a label, a known phrase, an address, or only signs."""
    role = block_role(block)
    return role is not None and role != "section"


def block_role(block: Block) -> str | None:
    """What a block is by its words alone: a role of `phrases`, "notice", or None for what may be content."""
    if block.words > _LONGEST_NOTICE:
        return None
    if block.words <= _LONGEST_LABEL and len(block.text) < _LABEL_WIDTH:
        return _label_role(block.text, block.words, block.ended)
    return "notice" if _is_notice(block.text, block.words, block.ended) else None


@lru_cache(maxsize=8192)
def _label_role(text: str, words: int, ended: bool) -> str | None:
    role = role_of(text, ended)
    if role is not None:
        return None if role == "frame" and _LIST_MARK.match(text) else role
    if not ended and words <= 5 and _ABOUT.match(text):
        return "author"
    if _SYMBOLS.match(text) or _ADDRESS.match(text) or (words <= 10 and not ended and _TRAIL.match(text)):
        return "frame"
    return "notice" if _is_notice(text, words, ended) else None


def _is_notice(text: str, words: int, ended: bool) -> bool:
    """A line that addresses the reader or points elsewhere: "Sign up for ...", "Related: ...", a byline, a date."""
    if words <= _LONGEST_BYLINE and not ended and (_BYLINE.match(text) or _is_date_line(text)):
        return True
    if words <= _LONGEST_DATED and not ended and _DATED.match(text):
        return True
    if words <= 25 and not text.endswith((".", "”", '"')) and _PASTED_LINK.match(text):
        return True
    return says_notice(text) or (words <= 25 and bool(_FOLLOW.match(text)))


def _is_date_line(text: str) -> bool:
    """Nothing but a date, a time and words like "Updated": "Nov. 20, 2019 5:52 AM EST"."""
    if len(text) > _LONGEST_DATE_LINE:
        return False
    tokens = _DATE_TOKEN.findall(text.lower())
    numbers = [token for token in tokens if token.isdigit()]
    return bool(numbers) and len(tokens) >= 2 and all(t in _DATE_WORDS or (t.isdigit() and len(t) <= 4) for t in tokens)


def is_signature(block: Block) -> bool:
    """A byline or a date: what stands below a headline."""
    if block.ended or block.words > _LONGEST_DATED:
        return False
    return bool(_DATED.match(block.text)) or (
        block.words <= _LONGEST_BYLINE and (bool(_BYLINE.match(block.text)) or _is_date_line(block.text))
    )


def find_furniture(blocks: Sequence[Block], learned: Sequence[bool]) -> list[bool]:
    """For each block whether it is furniture. ``learned``: the blocks that are known to be."""
    roles = [block_role(block) or ("learned" if learned[n] else None) for n, block in enumerate(blocks)]
    again = _said_before(blocks)
    known = [(role is not None and role != "section") or again[n] for n, role in enumerate(roles)]
    prose = [is_prose(block) and not known[n] for n, block in enumerate(blocks)]
    if not any(prose):
        return known
    first, last = best_run([_worth(block, roles[n], known[n]) for n, block in enumerate(blocks)])
    labels = [role not in (None, "notice") and any(map(str.isalpha, blocks[n].text)) for n, role in enumerate(roles)]
    marks = list(known)
    if sum(labels[:first]) + sum(labels[last + 1 :]) >= _PAGE_LABELS:
        often = _said_often(blocks)
        within = [role or ("again" if again[n] or often[n] else None) for n, role in enumerate(roles)]
        story = find_story(blocks, within, prose)
        marks = [marks[n] or often[n] or not story[n] for n in range(len(blocks))]
    else:
        _mark_around(blocks, roles, prose, labels, (first, last), marks)
    _mark_asides(blocks, roles, prose, marks)
    return marks


def _mark_around(
    blocks: Sequence[Block],
    roles: Sequence[str | None],
    prose: Sequence[bool],
    labels: Sequence[bool],
    body: tuple[int, int],
    marks: list[bool],
) -> None:
    """What is furniture before and after the body of a text that is hardly a page: labels, and what goes with them."""
    first, last = body
    head, tail = _is_page(labels[:first]), _is_page(labels[last + 1 :])
    before = prose.index(True)
    for n in range(first):
        marks[n] = marks[n] or head or (n < before and blocks[n].words <= _LONGEST_PLACARD)
    begun = False
    for n in range(last + 1, len(blocks)):
        begun = begun or roles[n] in _HEADINGS
        marks[n] = marks[n] or (tail and (begun or not prose[n]))


def _is_page(labels: Sequence[bool]) -> bool:
    """Whether enough of the lines before or after the body are labels of a web page's frame.

    A list of winners or prices at the end of an article has none, though a "Read more" may stand among its lines.
    """
    return sum(labels) > _PAGE_SHARE * len(labels)


def _said_before(blocks: Sequence[Block]) -> list[bool]:
    """Long blocks that stood before."""
    seen: set[str] = set()
    again = [False] * len(blocks)
    for n, block in enumerate(blocks):
        if block.words >= _LONG_AGAIN:
            again[n] = block.text in seen
            seen.add(block.text)
    return again


def _said_often(blocks: Sequence[Block]) -> list[bool]:
    """Short lines without an end that stand three times or more, whatever their numbers."""
    short = [block.words <= _LONGEST_OFTEN and not block.ended for block in blocks]
    forms = [plain(block.text) for block in compress(blocks, short)]
    counts = Counter(forms)
    often = iter(counts[form] >= _OFTEN for form in forms)
    return [is_short and next(often) for is_short in short]


def _worth(block: Block, role: str | None, known: bool) -> float:
    if role == "comments":
        return -_COMMENTS_COST
    if role in ("links", "author") and not block.ended:
        return -_LINKS_COST
    if known:
        return -_KNOWN_COST
    if is_prose(block):
        return min(block.words, _MOST_PROSE_WORTH)
    if block.ended:
        return block.words / 2
    return -1.0 if _LIST_MARK.match(block.text) else -_SHORT_COST


def _mark_asides(
    blocks: Sequence[Block], roles: Sequence[str | None], prose: Sequence[bool], marks: list[bool]
) -> None:
    """Lists of links within the story, and a note on the author after it."""
    _mark_link_lists(blocks, roles, prose, marks)
    content = [n for n in range(len(blocks)) if not marks[n]]
    for place, n in enumerate(content[-_LAST_PARAGRAPHS:], max(0, len(content) - _LAST_PARAGRAPHS)):
        if prose[n] and place and blocks[n].words <= _LONGEST_BIOGRAPHY:
            name = _who_wrote(blocks[n].text)
            marks[n] = bool(name) and not any(name in blocks[other].text for other in content[:place])


def _who_wrote(text: str) -> str:
    match = _BIOGRAPHY.match(text)
    return match["name"] if match and _MAKER.search(text, match.end("name")) else ""


def _mark_link_lists(
    blocks: Sequence[Block], roles: Sequence[str | None], prose: Sequence[bool], marks: list[bool]
) -> None:
    """A heading such as "Most read" takes the unended short lines after it along."""
    inside = False
    for n, block in enumerate(blocks):
        if roles[n] in ("links", "author") and not block.ended:
            inside = marks[n] = True
        elif inside and not prose[n] and not block.ended and not _LIST_MARK.match(block.text):
            marks[n] = True
        else:
            inside = False
