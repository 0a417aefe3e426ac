"""What of a page is furniture, in many languages. The pages here are ours."""

from __future__ import annotations

import pytest

from rag.reading import line_keys, parse
from rag.text.lines import KnownLines, line_key
from rag.types import Article

_TITLE = "Council votes to repair old bridge"
_STORY = [
    "The town council of Milford voted on Monday to repair the old stone bridge before the winter comes.",
    "Engineers had warned the council in spring that the arches of the bridge would not carry another flood.",
    "“We have waited long enough. The bridge cannot wait,” Anna Keller told the council before the vote was taken.",
    "The repair of the bridge will cost Milford two million crowns, of which the county pays about a half.",
]


def _read(*lines: str, known: KnownLines | None = None) -> Article:
    text = "\n\n".join(lines)
    return parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8", known=known or KnownLines())


def _content(article: Article) -> str:
    return "\n".join(sentence.of(article.text) for sentence in article.sentences)


def _furniture(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.furniture]


_PAGES = {
    "German": (
        "Startseite|Politik|Anmelden",
        "Rat der Stadt Mühlfurt lässt alte Brücke erneuern",
        "Der Rat der Stadt Mühlfurt hat am Montag beschlossen, die alte Brücke noch vor dem Winter zu erneuern.|"
        "Die Brücke trägt nach Ansicht der Ingenieure kein weiteres Hochwasser, sagte die Bürgermeisterin der Stadt.",
        "Lesen Sie auch: Das Hochwasser vom letzten Jahr|Weitere Artikel zum Thema|Kirche bekommt neue Glocken|"
        "Kommentare|Alle Rechte vorbehalten|Datenschutzerklärung|Impressum",
    ),
    "French": (
        "Accueil|Société|Se connecter",
        "Le conseil de Millefort va réparer le vieux pont",
        "Le conseil municipal de Millefort a décidé lundi de réparer le vieux pont de pierre avant la fin de l’année.|"
        "Les arches du vieux pont ne supporteraient pas une nouvelle crue, avaient averti les ingénieurs au printemps.",
        "À lire aussi : la crue de l’an dernier|Articles similaires|L’église aura de nouvelles cloches|"
        "Laisser un commentaire|Mentions légales|Tous droits réservés",
    ),
    "Spanish": (
        "Portada|Sociedad|Iniciar sesión",
        "El pueblo de Molinos reparará su viejo puente",
        "El ayuntamiento de Molinos decidió el lunes reparar el viejo puente de piedra antes de llegar el invierno.|"
        "Los ingenieros habían advertido en primavera de que los arcos del puente no resistirían otra crecida del río.",
        "Te puede interesar|La iglesia tendrá campanas nuevas|Comentarios|Política de privacidad|Aviso legal|Más",
    ),
    "Italian": (
        "Cronaca|Accedi|Cerca",
        "Molinetto ripara il suo vecchio ponte di pietra",
        "Il consiglio comunale di Molinetto ha deciso lunedì di riparare il vecchio ponte prima che arrivi l’inverno.|"
        "Gli ingegneri avevano avvertito che gli archi del ponte non avrebbero retto un’altra piena del fiume.",
        "Leggi anche|Nuove campane per la chiesa|Lascia un commento|Riproduzione riservata|Tutti i diritti riservati",
    ),
    "Portuguese": (
        "Capa|Economia|Entrar",
        "Câmara de Moinhos decide reparar a velha ponte",
        "A câmara de Moinhos decidiu na segunda-feira reparar a velha ponte de pedra antes que o inverno chegue.|"
        "Os engenheiros tinham avisado na primavera que os arcos da ponte não aguentariam mais uma cheia do rio.",
        "Você pode gostar|Igreja terá novos sinos|Deixe um comentário|Todos os direitos reservados|Leia também|Contato",
    ),
    "Dutch": (
        "Voorpagina|Binnenland|Inloggen",
        "Molendam laat de oude stenen brug herstellen",
        "De gemeenteraad van Molendam heeft maandag besloten de oude stenen brug nog voor de winter te herstellen.|"
        "Ingenieurs hadden in het voorjaar gewaarschuwd dat de bogen van de brug geen nieuwe vloed zouden dragen.",
        "Lees ook|De kerk krijgt nieuwe klokken|Reacties|Algemene voorwaarden|Alle rechten voorbehouden|Adverteren",
    ),
    "Russian": (
        "Главная|Общество|Войти",
        "Город Мельник починит старый каменный мост",
        "Городской совет Мельника решил в понедельник починить старый каменный мост ещё до наступления холодной зимы.|"
        "Инженеры весной предупреждали городской совет, что своды моста не выдержат ещё одного такого же наводнения.",
        "Читайте также|Церковь получит новые колокола|Комментарии|Все права защищены|Поделиться|Контакты",
    ),
    "Polish": (
        "Strona główna|Kraj|Zaloguj się",
        "Młynów naprawi stary kamienny most",
        "Rada miasta Młynów postanowiła w poniedziałek naprawić stary kamienny most, zanim przyjdzie sroga zima.|"
        "Inżynierowie ostrzegali radę miasta już wiosną, że łuki mostu nie wytrzymają kolejnej tak dużej powodzi.",
        "Czytaj także|Kościół dostanie nowe dzwony|Komentarze|Wszelkie prawa zastrzeżone|Polityka prywatności|Kontakt",
    ),
    "Swedish": (
        "Startsida|Inrikes|Logga in",
        "Kvarnby lagar sin gamla stenbro",
        "Kommunfullmäktige i Kvarnby beslöt i måndags att laga den gamla stenbron innan vintern kommer till bygden.|"
        "Ingenjörerna hade redan i våras varnat för att stenbrons valv inte skulle bära ännu en översvämning i ån.",
        "Läs också|Kyrkan får nya klockor|Kommentarer|Senaste nytt|Dela|Kontakta oss",
    ),
    "Turkish": (
        "Ana sayfa|Gündem|Giriş yap",
        "Değirmen kasabası eski taş köprüyü onaracak",
        "Değirmen belediye meclisi pazartesi günü eski taş köprüyü kış gelmeden önce onarmaya karar verdi.|"
        "Mühendisler ilkbaharda eski köprünün kemerlerinin bir sel daha taşıyamayacağı konusunda meclisi uyarmıştı.",
        "İlgili haberler|Kilise yeni çanlar alacak|Yorum yap|Tüm hakları saklıdır|Künye|Paylaş",
    ),
    "Arabic": (
        "الرئيسية|سياسة|تسجيل الدخول",
        "مجلس البلدة يقرر ترميم الجسر القديم",
        "قرر مجلس بلدة الطاحونة يوم الاثنين ترميم الجسر الحجري القديم قبل أن يأتي فصل الشتاء وتعود الأمطار الغزيرة.|"
        "وكان المهندسون قد حذروا مجلس البلدة في الربيع من أن أقواس الجسر القديم لن تتحمل فيضانا آخر في هذا العام.",
        "اقرأ أيضا|الكنيسة تحصل على أجراس جديدة|التعليقات|جميع الحقوق محفوظة|اتصل بنا|سياسة الخصوصية",
    ),
    "Persian": (
        "صفحه اصلی|اجتماعی|ورود",
        "شورای شهر پل سنگی قدیمی را تعمیر می‌کند",
        "شورای شهر آسیاب روز دوشنبه تصمیم گرفت پل سنگی قدیمی شهر را پیش از رسیدن زمستان امسال تعمیر کند.|"
        "مهندسان در بهار به شورای شهر هشدار داده بودند که طاق‌های پل قدیمی سیلاب دیگری را تاب نخواهند آورد.",
        "مطالب مرتبط|کلیسا ناقوس‌های تازه می‌گیرد|نظرات|تماس با ما|درباره ما|تمام حقوق محفوظ است",
    ),
    "Chinese": (
        "首页|政治|登录",
        "米尔福德镇议会决定修复古老石桥",
        "米尔福德镇议会星期一投票决定，在冬天到来之前修复镇上那座古老的石桥，工程将由当地的工匠完成。|"
        "工程师们今年春天曾警告镇议会说，古老石桥的桥拱已经无法承受下一次洪水的冲击，必须尽快修复。",
        "相关新闻|教堂将换上新的大钟|发表评论|版权所有|联系我们|隐私政策",
    ),
    "Japanese": (
        "ホーム|社会|ログイン",
        "ミルフォード町議会、古い石橋の修復を決定",
        "ミルフォードの町議会は月曜日、冬が来る前に町の古い石橋を修復することを賛成多数で決めた。|"
        "技術者たちは今年の春、古い石橋のアーチは次の洪水に耐えられないと町議会に警告していた。",
        "関連記事|教会に新しい鐘が届く|コメント|プライバシーポリシー|お問い合わせ|利用規約",
    ),
    "Korean": (
        "홈|정치|로그인",
        "밀퍼드 의회, 오래된 돌다리를 고치기로 결정",
        "밀퍼드 마을 의회는 월요일에 겨울이 오기 전에 마을의 오래된 돌다리를 고치기로 "
        "투표로 결정했으며 공사는 마을의 장인들이 맡는다.|"
        "기술자들은 올해 봄에 오래된 돌다리의 아치가 다음 홍수를 더는 견디지 못할 것이라고 "
        "의회에 여러 차례 경고한 바 있다.",
        "관련기사|교회에 새 종이 도착했다|댓글|개인정보처리방침|문의하기|이용약관",
    ),
}


@pytest.mark.parametrize("language", _PAGES)
def test_the_frame_of_a_page_is_known_in_many_languages(language: str) -> None:
    head, title, story, tail = (part.split("|") for part in _PAGES[language])
    article = _read(*head, *title, *story, *tail)
    assert [article.title] == title
    assert _content(article).splitlines() == [line for part in story for line in part.splitlines()]
    assert _furniture(article) == head + tail


def test_teasers_of_other_stories_after_the_end_are_none_of_it() -> None:
    teasers = [
        line
        for title, author, text in [
            (
                "New bells for the church",
                "Tom Reed",
                "Two new bells hang in the tower since Friday, and the priest rang",
            ),
            ("Chess club wins again", "Li Wen", "For the third time in a row nobody could beat the players from"),
            ("A long dry summer", "Ada Moor", "Farmers look at the sky and hope for rain, because the maize has"),
        ]
        for line in (title, author, "Monday November 18, 2019", f"{text} not been seen like this for many years now.")
    ]
    article = _read("Menu", "Home", "Search", _TITLE, *_STORY, "Share", *teasers, "Contact us", "Privacy policy")
    assert _content(article).count("\n") + 1 == len(_STORY)
    assert "priest" not in _content(article)


def test_a_story_goes_on_after_a_box_of_links() -> None:
    box = ["Related Articles", "Flood of last year remembered", "Who pays for bridges"]
    article = _read("Menu", "Home", "Search", _TITLE, *_STORY[:2], *box, *_STORY[2:], "Tags", "Contact us", "Log in")
    assert [line for line in _STORY if line not in _content(article)] == []
    assert [line for line in box if line not in _furniture(article)] == []


def test_lists_and_short_speech_within_a_story_stay() -> None:
    middle = ["The work in figures", "Two arches", "Ten metres of wall", "One road", "“It is time.”", "“At last!”"]
    article = _read("Menu", "Home", "Search", _TITLE, *_STORY[:2], *middle, *_STORY[2:], "Tags", "Contact us", "Log in")
    assert [line for line in [*_STORY, *middle] if line not in _content(article)] == []


def test_what_follows_the_heading_of_comments_is_none_of_the_story() -> None:
    comments = [
        "2 Comments",
        "Bob",
        "The bridge was always too narrow for two carts, as the council should know by now.",
    ]
    article = _read("Menu", "Home", "Search", _TITLE, *_STORY, *comments, "Reply", "Log in", "Contact us")
    assert "carts" not in _content(article)


@pytest.mark.parametrize(
    "note",
    [
        "Ada Moor is a writer based in Milford. Her book on rivers was published last year.",
        "Tom Reed covers the county for the Milford Times. Reach him at reed@milford.example.",
    ],
)
def test_a_note_on_the_author_after_the_story_is_furniture(note: str) -> None:
    assert _furniture(_read(_TITLE, *_STORY, note)) == [note]


def test_a_last_paragraph_on_a_person_of_the_story_stays() -> None:
    last = "Anna Keller is a writer and has served on the council since the flood of the year before."
    assert last in _content(_read(_TITLE, *_STORY, last))


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter and get the news of the town every morning.",
        "By clicking the button you agree to our terms and our privacy policy.",
        "Your email address will not be published.",
        "© 2021 Milford Times. All rights reserved.",
        "Related: The flood of last year",
        "Tags: bridge, council, Milford",
        "Facebook Twitter WhatsApp Email",
        "FacebookTwitterWhatsApp",
        "By Ada Moor | November 18, 2019 at 2:26 PM - Updated November 18 at 4:46 PM",
        "25. September 2018",
        "22 janvier 2018 à 10 h 15",
    ],
)
def test_a_line_that_speaks_of_the_page_is_furniture_wherever_it_stands(line: str) -> None:
    assert _furniture(_read(_TITLE, *_STORY[:2], line, *_STORY[2:])) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Images of the broken arch went round the county, and Milford was on television for a day or two.",
        "Follow the river for a mile and there is the next bridge, which is no better.",
        "When you buy a bridge you buy its floods, the old mayor used to say.",
        "The council had to sign, and to share the costs.",
        "1. Twitter",
        "Why now?",
        "Winners and losers",
    ],
)
def test_a_line_that_only_sounds_like_it_stays(line: str) -> None:
    assert line in _content(_read(_TITLE, *_STORY[:2], line, *_STORY[2:]))


def test_lines_the_archive_has_learned_are_furniture() -> None:
    learned = "The Milford Times: all the news of the town since 1881"
    text = [_TITLE, *_STORY, learned]
    assert learned in _content(_read(*text))
    assert _furniture(_read(*text, known=KnownLines(furniture=frozenset([line_key(learned)])))) == [learned]


def test_a_learned_line_may_still_be_the_headline() -> None:
    known = KnownLines(furniture=frozenset([line_key(_TITLE)]))
    assert _read(_TITLE, *_STORY, known=known).title == _TITLE


def test_the_hand_goes_before_everything() -> None:
    notice = "Sign up for our newsletter"
    known = KnownLines(
        furniture=frozenset([line_key(notice)]), by_hand={line_key(notice): True, line_key(_STORY[1]): False}
    )
    article = _read(_TITLE, *_STORY, notice, known=known)
    assert notice in _content(article)
    assert _furniture(article) == [_STORY[1]]


@pytest.mark.parametrize("content", [True, False])
def test_a_headline_marked_by_hand_is_no_headline(content: bool) -> None:
    other = "Milford council decides about the bridge"
    article = _read(_TITLE, other, *_STORY, known=KnownLines(by_hand={line_key(_TITLE): content}))
    assert article.title == other
    assert (_TITLE in _content(article)) is content
    assert (_TITLE in _furniture(article)) is not content


def test_a_header_line_marked_by_hand_as_content_is_content() -> None:
    header = "source: Milford Times"
    article = _read(f"{_TITLE}\n{header}", *_STORY, known=KnownLines(by_hand={line_key(header): True}))
    assert header in _content(article)


def test_the_keys_of_a_text_are_those_of_its_blocks_in_order() -> None:
    assert line_keys(f"{_TITLE}\n\n{_STORY[0]}\n") == [line_key(_TITLE), line_key(_STORY[0])]
