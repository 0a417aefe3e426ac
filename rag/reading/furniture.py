"""Which blocks are the page's furniture: navigation, share bars, link lists, forms, notices, advertisements.

Three steps. Known phrases mark single lines. The run of blocks with most prose is the body; what is outside, and not
prose itself, is furniture. Inside the body, short lines stay (sub-headings, lists, short quotes) unless they
come as a long run of links. Dropping real content is worse than keeping a stray line, so doubt keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.blocks import Block
from rag.text.words import listed

# Lines that are furniture when nothing else stands on them.
_WHOLE = re.compile(
    r"""\W{0,8}(?:
      (?:back\ to\ |go\ to\ )?(?:the\ )?top(?:\ of\ (?:the\ )?page|\ button)?|bottom\ of\ page|skip\ to\ .{0,30}
    | (?:date\ )?archives?|home(?:\ ?page)?|menu|search|close|open|contact(?:\ us)?|about(?:\ us)?|help
        |faqs?|more|less
    | privacy(?:\ (?:policy|notice|statement))?|terms.{0,30}|cookies?(?:\ \w+)?|site\ ?map|accessibility
        |careers|jobs|advertise.{0,20}
    | related(?:\ (?:\w+\ ?){1,2})?|read\ (?:more|next|also|on)|see\ (?:more|also|all)|more\ (?:news
        |stories|articles|posts|on\ this|like\ this|from\ .{1,30}|in\ .{1,30}|to\ .{1,20})
    | most\ (?:read|popular|viewed|shared|recent|commented|watched)(?:\ .{0,24})?|(?:top|latest|recent
        |popular|trending|recommended|featured|more)\ (?:stories|news|posts|articles|headlines|now|topics
        |videos?|reads?|reading|comments|for\ you|content|today|on\ .{1,20})
    | trending|popular|recommended|featured|latest|editor.?s.?\ (?:picks?|choice)
    | (?:you\ )?(?:may|might)\ (?:also\ )?(?:like|be\ interested).{0,20}|what\ to\ read\ next
        |don.?t\ miss|up\ next|watch\ (?:now|next|live)|live
    | (?:share|tweet|pin|email|print|save|like|follow|copy|comment|reply|report|bookmark|listen|play
        |pause|mute|loading|gallery|videos?|photos?|slideshow)
      (?:\ (?:this|us|it|on|via|to|by|the|link|now|all|article|story|post|page|facebook|twitter|x|email
          |whatsapp|linkedin|pinterest|print|friend|a)){0,4}\W*
    | (?:facebook|twitter|instagram|whats\ ?app|linkedin|pinterest|reddit|telegram|youtube|tik\ ?tok
        |flipboard|messenger|google\+?|rss(?:\ feed)?|snapchat|tumblr|mix|e-?mail|print|x)(?:\W+(?:facebook
        |twitter|instagram|whats\ ?app|linkedin|pinterest|reddit|telegram|youtube|tik\ ?tok|email|print|more
        |copy\ link|google\+?))*
    | leave\ a\ (?:reply|comment)|(?:(?:add|post|write|view|show|hide|load|see|read|join
        |submit)\ )?(?:(?:a|an|all|your|the|more|no|\d+)\ )*(?:comments?|replies|conversation
        |discussion)(?:\ (?:\(?\d+\)?|yet|closed|section))*|cancel(?:\ reply)?
    | log\ ?(?:in|out)|sign\ ?(?:in|up|out)|register|subscribe.{0,20}|newsletters?|my\ account|donate
        |support\ us|give\ us\ feedback
    | ads?|advertisements?|sponsored.{0,12}|promoted.{0,12}|paid\ (?:content|post)|partner\ content
    | (?:previous|next|prev|older|newer)(?:\ (?:article|post|story|page|posts))?|load\ more|show\ more
        |view\ (?:all|more|gallery).{0,10}
    | [\d.,k]+\ (?:shares?|likes?|views?|followers|min(?:ute)?s?(?:\ read)?)|\d{1,4}
    | tags?|topics?|categor(?:y|ies)|filed\ under|sections?|all\ rights\ reserved|breaking\ news
        |world\ news|local\ news
    | about\ the\ author|author|written\ by.{0,40}|.{0,20}\bstaff|published|updated|correction\ policy
        |credits?|getty\ images.{0,20}|(?:ap|afp|reuters)(?:\ photo)?
    )\W*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# Openings of lines that are furniture whatever follows (in lines of at most _LONGEST_NOTICE words).
_OPENING = re.compile(
    r"""\W{0,8}(?:
      sign\ ?up\ (?:for|to|here|now|today)\b|subscribe\ (?:to|now|for|here|today)\b|follow\ (?:us|me|him
          |her|them|our|the\ author|@\w+|[\w\s.']{2,40}\ on\ (?:twitter|facebook|instagram|x\b))
    | click\ (?:here|on|to)\b|(?:read|see|watch|hear|learn|find\ out)\ (?:more|also|next)\b\ ?(?:[:|>»]
        |about|on|from|at|here|news|stories)|(?:also|must)\ (?:read|see|watch)\b
    | (?:related|more|see\ also|read|watch|listen|recommended|don.?t\ miss|also\ on|in\ pictures|tags?
        |topics?|categor(?:y|ies)|filed\ under|posted\ in|posted\ by|posted\ on|labels?|keywords?)\s?:
    | like\ (?:us|our)\b|join\ (?:us\b|our\b|the\ (?:conversation|discussion))|download\ (?:our
        |the)\ (?:\w+\ )?app|get\ (?:the\ latest|breaking|our|more\ .{0,30}(?:inbox|news))
    | (?:copyright|©|\(c\))\s|.{0,60}\ball\ rights\ reserved|your\ email\ address\ will\ not\ be
        |required\ fields\ are|save\ my\ name|notify\ me\ of
    | (?:this|our|the)\ (?:web)?site\ uses\b|we\ (?:use|and\ our\ partners)\b.{0,40}\b(?:cookies
        |akismet)|by\ (?:continuing|using|clicking|signing|submitting|subscribing)\b.{0,60}\b(?:site|website
        |agree|cookies|policy)
    | already\ (?:a\ )?(?:subscriber|subscribed|have\ an\ account|registered)|support\ (?:our
        |independent|quality)\ journalism|(?:please\ )?(?:donate|consider\ (?:donating|supporting))
    | (?:ad|advertisement|sponsored|promoted)\b\s(?:for|by|content)|(?:article|story
        |advertisement)\ continues\b|continue\ reading|scroll\ down
    | when\ you\ (?:purchase|buy|click)\b.{0,60}\b(?:link|commission|earn)
        |.{0,80}\bmay\ earn\ (?:an?\ )?(?:\w+\ )?commission|no\ spam|you\ can\ (?:unsubscribe|opt)
    | (?:please\ )?enter\ your|please\ (?:log|sign|enter|enable|refresh|check\ your)
        |thank\ you\ for\ (?:subscribing|signing|reading|your\ (?:interest|feedback))
    | need\ more\ \w+\?\ subscribe|.{0,40}\bto\ your\ (?:inbox|feed)|have\ (?:a|any)\ (?:tip|comment
        |question|story)s?\b.{0,60}(?:\?|@|email|contact)
    | (?:this|the)\ (?:article|story|post)\ (?:was\ )?(?:first|originally)\ (?:appeared|published
        |reported|posted)|originally\ (?:published|posted)\b|(?:republished|reprinted)\ (?:with|from|by)
    | .{2,40}\ website\ can\ also\ be\ (?:accessed|reached)|send\ (?:us\ )?(?:your\ )?(?:tips|feedback
        |story\ ideas)|(?:save|share)\ (?:this\b|on\b|via\b)
    | contribut(?:ing|ors?)\s?:|just\ watched\b.{0,80}\breplay
    | (?:image|photo|picture|photograph|video|illustration|graphic|photos|images)s?\s?(?:credits?|source
        |by|courtesy)?\s?(?:of\s|:)
    | \(?(?:image|photo|picture)\s?(?:credit)?\s?:|view\ (?:all|more|comments|gallery|original|image|profile|\d+)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_NOTICE = 40
_SEEN = 300  # characters of a line that are looked at for a phrase
_ADDRESS = re.compile(
    r"\W*(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|ir"
    r"|co\.uk|gov|edu)(?:/\S*)?)\W*\Z",
    re.I,
)
_TRAIL = re.compile(r"\S[^.!?]{0,60}\s[/›»|>]\s[^.!?]{1,60}\Z")
_SYMBOLS = re.compile(r"[\W_]*\Z")
_SOURCE = re.compile(r"source\s?:\s?[^\s]", re.I)
_BYLINE = re.compile(r"(?:by|written\ by|words\ by|story\ by|from|reported\ by|edited\ by)\s(?=\S*[A-Z])", re.I)
_DATE_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_DATE_WORDS = frozenset(
    listed(
        """
    january february march april may june july august september october november december jan feb mar apr jun
    jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu
    thur thurs fri sat sun published posted updated modified first last created date on at et est edt pt pst pdt
    gmt utc bst ist cet z t am pm a p m hrs an hour hours minute minutes day days ago st nd rd th
    """
    )
)
_LONGEST_DATE_LINE = 80  # characters
# Headings of link lists, and of comments: what follows is another text or none.
_LINKS_START = re.compile(
    r"\W{0,8}(?:related\b(?!\s?:\s?\S).{0,24}|(?:read\ )?more\b(?!\s?:\s?\S)(?:\s(?:from|on|in|news|stories"
    r"|articles|posts|about|great|like)\b.{0,30})?|share\ th(?:is|e).{0,20}"
    r"|most\ (?:read|popular|viewed|shared|recent|commented|watched).{0,24}|(?:top|latest|recent|popular"
    r"|trending|recommended|featured)\ (?:stories|news|posts|articles|headlines|now|topics|videos?|reads?"
    r"|reading|for\ you|content|on\b.{1,20})"
    r"|trending|popular|recommended|editor.?s.?\ (?:picks?|choice)|about\ the\ author.{0,10}"
    r"|sign\ up\b.{0,60}|you\ m(?:ay|ight)\b.{0,30}|(?:up|what\ to\ read)\ next|also\ (?:on|read"
    r"|in)\b.{0,30}"
    r"|(?:explore|discover)\ (?:more|further)|see\ also.{0,4}|story\ timeline|in\ this\ (?:section|issue)"
    r"|elsewhere|from\ (?:the|our)\ (?:web|partners|archive).{0,20})\W*\Z",
    re.I,
)
_COMMENTS_START = re.compile(
    r"\W{0,8}(?:(?:reader\ )?comments?(?:\ ?\(?\d+\)?)?|\d+\ (?:comments?|responses?|replies"
    r"|thoughts?\ on).{0,120}|leave\ a\ (?:reply|comment).{0,20}|join\ the\ (?:conversation"
    r"|discussion).{0,20}"
    r"|(?:post|add|write)\ a?\ ?comment.{0,20}|the\ conversation)\W*\Z",
    re.I,
)
_LIST_MARK = re.compile(r"(?:[-*•‣▪●–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# Costs of bridging what is not prose, in words of prose that must follow to make up for it.
_SHORT_COST, _KNOWN_COST, _LINKS_COST, _COMMENTS_COST = 6.0, 8.0, 40.0, 400.0
_MOST_PROSE_WORTH = 80
# Share of labels above which the lines around the body are a web page's.
_PAGE_SHARE = 0.12
# Labels of a page's frame around the body from which the file is surely a saved web page.
_PAGE_LABELS = 5
# Words of a label (section, dateline, author) that may stand before the first prose.
_LONGEST_LABEL = 6
# "RELATED STORY:What to know": a link pasted into the text, without a space after its label.
_PASTED_LINK = re.compile(r"[^:.!?]{3,60}:(?=[A-Z‘'])")


def is_prose(block: Block) -> bool:
    """A block of running text: a dozen words with the end of a sentence, or so many that it can be nothing else."""
    return (block.words >= 12 and block.ended) or block.words >= 30


def is_known_furniture(block: Block) -> bool:
    """Whether a block by itself is furniture: a label, a known phrase, an address, or only signs."""
    return is_label(block) or is_notice(block)


def is_label(block: Block) -> bool:
    """A line of a page's frame: navigation, share buttons, addresses, a path of sections, only signs."""
    text = block.text
    if len(text) >= 120 or block.words > 12:
        return False
    if _SYMBOLS.match(text) or _ADDRESS.match(text) or _WHOLE.match(text):
        return True
    return block.words <= 10 and not block.ended and bool(_TRAIL.match(text))


def is_notice(block: Block) -> bool:
    """A line that addresses the reader or points elsewhere: "Sign up for ...", "Related: ...", a byline, a date."""
    if block.words > _LONGEST_NOTICE:
        return False
    text = block.text[:_SEEN]
    if block.words <= 14 and not block.ended and (_BYLINE.match(text) or _is_date_line(text)):
        return True
    if block.words <= 25 and not block.text.endswith((".", "”", '"')) and _PASTED_LINK.match(text):
        return True
    return bool(_OPENING.match(text)) or (block.words <= 10 and bool(_SOURCE.match(text)))


def _is_date_line(text: str) -> bool:
    """Nothing but a date, a time and words like "Updated": "Nov. 20, 2019 5:52 AM EST"."""
    if len(text) > _LONGEST_DATE_LINE:
        return False
    tokens = _DATE_TOKEN.findall(text.lower())
    numbers = [token for token in tokens if token.isdigit()]
    return bool(numbers) and len(tokens) >= 2 and all(t in _DATE_WORDS or (t.isdigit() and len(t) <= 4) for t in tokens)


def find_furniture(blocks: Sequence[Block], learned: Sequence[bool]) -> list[bool]:
    """For each block whether it is furniture. ``learned``: the blocks that are known to be."""
    labels = [is_label(block) for block in blocks]
    known = [learned[n] or labels[n] or is_notice(block) for n, block in enumerate(blocks)]
    again, often = _repeated(blocks)
    marks = [known[n] or again[n] for n in range(len(blocks))]
    prose = [n for n, block in enumerate(blocks) if is_prose(block) and not marks[n]]
    if not prose:
        return marks
    first, last = _body(blocks, marks)
    framing = [label and any(map(str.isalpha, blocks[n].text)) for n, label in enumerate(labels)]
    page = sum(framing) - sum(framing[first : last + 1]) >= _PAGE_LABELS
    head = page or _is_page(framing[:first])
    tail = page or _is_page(framing[last + 1 :])
    for n in range(first):
        marks[n] = marks[n] or head or (n < prose[0] and blocks[n].words <= _LONGEST_LABEL)
    begun = False
    for n in range(last + 1, len(blocks)):
        begun = begun or known[n]
        marks[n] = marks[n] or (tail and (begun or not is_prose(blocks[n])))
    _mark_link_lists(blocks, marks, first, last)
    if head or tail:
        marks = [mark or often[n] for n, mark in enumerate(marks)]
    return marks


def _is_page(labels: list[bool]) -> bool:
    """Whether the lines before or after the body are those of a web page: enough of them are labels of its frame.

    A list of winners or prices at the end of an article has none, though a "Read more" may stand among its lines.
    """
    return sum(labels) > _PAGE_SHARE * len(labels)


def _repeated(blocks: Sequence[Block]) -> tuple[list[bool], list[bool]]:
    """Long blocks that stood before, and short lines without an end that stand three times or more."""
    counts: dict[str, int] = {}
    for block in blocks:
        counts[block.text] = counts.get(block.text, 0) + 1
    seen: set[str] = set()
    again: list[bool] = []
    for block in blocks:
        again.append(block.words >= 8 and block.text in seen)
        seen.add(block.text)
    return again, [counts[block.text] >= 3 and block.words <= 6 and not block.ended for block in blocks]


def _worth(block: Block, known: bool) -> float:
    if block.words <= 12:
        if _COMMENTS_START.match(block.text):
            return -_COMMENTS_COST
        if not block.ended and _LINKS_START.match(block.text):
            return -_LINKS_COST
    if known:
        return -_KNOWN_COST
    if is_prose(block):
        return min(block.words, _MOST_PROSE_WORTH)
    if block.ended:
        return block.words / 2
    return -1.0 if _LIST_MARK.match(block.text) else -_SHORT_COST


def _body(blocks: Sequence[Block], known: list[bool]) -> tuple[int, int]:
    """First and last block of the run in which prose outweighs the rest most."""
    best, best_range = 0.0, (0, len(blocks) - 1)
    total, start = 0.0, 0
    for n, block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, n
        total += _worth(block, known[n])
        if total > best:
            best, best_range = total, (start, n)
    return best_range


def _mark_link_lists(blocks: Sequence[Block], marks: list[bool], first: int, last: int) -> None:
    """Inside the body: a heading such as "Most read" takes the unended short lines after it along."""
    inside = False
    for n in range(first, last + 1):
        block = blocks[n]
        if block.words <= 12 and not block.ended and _LINKS_START.match(block.text):
            inside = marks[n] = True
        elif inside and not is_prose(block) and not block.ended and not _LIST_MARK.match(block.text):
            marks[n] = True
        else:
            inside = False
