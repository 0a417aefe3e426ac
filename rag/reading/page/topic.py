"""What a stretch of text is about, as a bag of its longer words: enough to tell a page's story from its teasers."""

from __future__ import annotations

import re

from rag.text.words import STOP, listed

# A word of four letters and more; its first letters stand for its forms in most languages.
_WORD = re.compile(r"[^\W\d_]{4,40}")
_STEM = 7
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]+")


def topic_words(text: str) -> set[str]:
    """The words that carry a text's topic; pairs of characters where words are not parted by spaces."""
    if not text.isascii() and _UNSPACED.search(text):
        runs = _UNSPACED.findall(text)
        return {run[n : n + 2] for run in runs for n in range(len(run) - 1)}
    return {word[:_STEM] for word in _WORD.findall(text.casefold())} - STOP


# What notes on a page, its makers and its readers are about.
SITE_WORDS = frozenset(
    word[:_STEM]
    for word in listed(
        """
    newsletter newsletters subscribe subscriber subscribers subscription subscribing unsubscribe inbox email emails
    cookie cookies privacy policy policies terms conditions agreement  site page browser javascript password login
    account register registered registration moderated moderation moderator moderate comment comments commenters
    commenting commenter disqus advertise advertising advertisement advertisers sponsored affiliate affiliates
    commission
    copyright reserved trademark reproduced reproduction permission disclaimer click download donate donation
    donations
    membership unlimited facebook twitter instagram whatsapp linkedin youtube telegram podcast spam feedback
    website author editor editors reporter writer columnist correspondent journalist journalism contributor
    freelance blogger blog
    abonnieren newsletter anmelden postfach datenschutz datenschutzerklärung nutzungsbedingungen webseite kommentar
    kommentare autor autorin redakteur redakteurin journalistin werbung
    abonnez inscrivez inscription confidentialité conditions commentaires rédacteur rédactrice journaliste auteur
    publicité partenaires
    suscríbete suscripción boletín privacidad comentarios comentario redactor redactora periodista autora publicidad
    correo electrónico
    iscriviti iscrizione commenti autrice giornalista redattore pubblicità
    inscreva assine comentários comentário jornalista redator publicidade boletim usuário moderador
    abonneer nieuwsbrief reacties redacteur advertentie aanmelden voorwaarden
    подписка подпишитесь рассылка комментарии редактор журналист автор реклама сайт сайта материалов пользователь
    newslettera subskrybuj komentarze redaktor dziennikarz reklama prywatności
    prenumerera nyhetsbrev kommentarer redaktör skribent journalist annons
    abone bülten yorum yorumlar yazar editör muhabir reklam gizlilik
    """
    )
)
