"""What lines of page furniture say, in the languages news is most often saved in.

Tables of phrases in the form of `plain` (small letters, words parted by one space, every number ``0``), language by
language: English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Polish, Scandinavian, Turkish, Arabic,
Persian, Chinese, Japanese, Korean. They hold what pages of many sites have in common; what is one site's own, an
archive learns from its articles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from rag.text.words import listed

Role = Literal["frame", "section", "links", "comments", "author"]

_TOKEN = re.compile(r"[^\W_]+|[©#]")
_NUMBER = re.compile(r"\d+(?: \d+)*")
_CJK_START = "\u2e80"


def plain(text: str) -> str:
    """The form lines are compared in: small letters, words parted by one space, every number ``0``."""
    return _NUMBER.sub("0", " ".join(_TOKEN.findall(text.casefold())))


def _phrases(table: str) -> list[str]:
    return [form for form in map(plain, re.split(r"[|\n]", table)) if form]


# Lines of a page's frame: navigation, forms, legal matters, share bars, labels of time and place.
_FRAME = """
    top | top of page | bottom of page | back to top | back to top button | to top | go to top | back to gallery |
    back to results | archive | archives | date archive | home | homepage | home page | start page | menu |
    main menu | navigation | toggle navigation | search | search for | close | close menu | open | contact |
    contact us | contacts | about | about us | who we are | help | help center | faq | faqs | more | less |
    privacy | privacy policy | privacy notice | privacy statement | privacy center | cookie policy | cookies |
    cookie settings | cookie preferences | terms | terms of use | terms of service | terms and conditions |
    terms conditions | legal | legal notice | disclaimer | do not sell my personal information |
    your privacy choices | ad choices | adchoices | site map | sitemap | accessibility | careers | jobs |
    advertise | advertise with us | advertising | press room | media kit | staff | masthead | newsroom |
    editorial guidelines | ethics policy | correction policy | corrections | print edition | e edition |
    digital edition | latest edition | current issue | crossword | crosswords | horoscope | horoscopes | slideshow |
    letters to the editor | watch live | listen live | watch now | live tv | like | print | print this article |
    print article | save | share | sharing | share this | share on | tweet | pin | email | e mail | copy |
    copy link | copied | link copied | comment | reply | report | bookmark | listen | listen to this article |
    play | pause | mute | loading | loading comments | rss | feed | rss feed | log in | login | log out | logout |
    sign in | sign up | sign out | register | subscribe | subscribe now | subscribe today | subscriptions |
    subscriber login | member login | my account | account | my profile | newsletter | newsletters | donate |
    donate now | support us | give feedback | give us feedback | feedback | ad | ads | advertisement |
    advertisements | advertisment | sponsored | sponsored content | promoted | promoted content | paid content |
    paid post | partner content | from our partners | previous | next | prev | older | newer | previous article |
    next article | previous post | next post | previous story | next story | previous page | next page |
    older posts | newer posts | older post | newer post | load more | show more | show all | see more | see all |
    view all | view more | view gallery | view comments | view original | view profile | expand | collapse |
    read full story | read full article | full story | learn more | find out more | click here | skip | skip ad |
    skip to content | skip to main content | skip to navigation | tags | tag | topics | topic | categories |
    category | filed under | posted in | labels | section | sections | all sections | all rights reserved | author |
    authors | published | updated | last updated | credit | credits | no thanks | not now | maybe later | accept |
    accept all | accept cookies | i agree | i accept | agree | got it | ok | submit | send | cancel | cancel reply |
    name | your name | your email | email address | your email address | website | password | username |
    forgot password | remember me | invalid email | thank you | thanks for subscribing | thanks for signing up |
    success | error | 0 | 0 0 | page 0 | page 0 of 0 | 0 of 0 | image 0 of 0 | photo 0 of 0 | slide 0 of 0 |
    0 shares | 0 share | 0 likes | 0 views | 0 followers | 0 min | 0 min read | 0 mins read | 0 minute read |
    0 minutes read | 0 minutes ago | 0 minute ago | 0 hours ago | 0 hour ago | an hour ago | 0 days ago |
    0 day ago | yesterday | just now | getty images | ap | afp | reuters
    startseite | zur startseite | menü | suche | suchen | suche nach | schließen | kontakt | über uns | hilfe |
    mehr | weniger | datenschutz | datenschutzerklärung | impressum | agb | nutzungsbedingungen |
    cookie einstellungen | karriere | stellenangebote | anzeige | anzeigen | werbung | mediadaten | drucken |
    seite drucken | teilen | merken | empfehlen | speichern | anmelden | abmelden | registrieren | einloggen |
    abonnieren | abo | jetzt abonnieren | zum seitenanfang | nach oben | seitenanfang | zum inhalt |
    zum inhalt springen | weiter | zurück | nächster artikel | vorheriger artikel | nächster beitrag |
    vorheriger beitrag | ältere beiträge | neuere beiträge | weiterlesen | alle anzeigen | mehr anzeigen |
    mehr laden | schlagwörter | schlagworte | themen | kategorien | kategorie | ressorts | autor | autorin |
    alle rechte vorbehalten | einverstanden | akzeptieren | alle akzeptieren | ablehnen | abbrechen | absenden |
    rubriken | barrierefreiheit | newsletter abonnieren
    accueil | rechercher | recherche | fermer | contactez nous | nous contacter | qui sommes nous | à propos |
    aide | plus | mentions légales | politique de confidentialité | confidentialité | conditions générales |
    conditions d utilisation | plan du site | publicité | annonce | imprimer | partager | envoyer | enregistrer |
    se connecter | connexion | mon compte | s inscrire | inscription | s abonner | je m abonne | abonnez vous |
    haut de page | retour en haut | aller au contenu | suivant | précédent | article suivant | article précédent |
    lire la suite | voir plus | voir tout | charger plus | mots clés | étiquettes | catégories | rubriques |
    tous droits réservés | accepter | tout accepter | refuser | annuler
    inicio | portada | buscar | cerrar | contacto | quiénes somos | acerca de | ayuda | más | aviso legal |
    política de privacidad | privacidad | términos y condiciones | términos de uso | condiciones de uso |
    política de cookies | mapa del sitio | publicidad | anuncio | imprimir | compartir | enviar | guardar |
    iniciar sesión | regístrate | registrarse | suscríbete | suscribirse | mi cuenta | volver arriba |
    ir al contenido | siguiente | anterior | artículo anterior | artículo siguiente | leer más | ver más |
    ver todo | cargar más | etiquetas | categorías | secciones | temas | todos los derechos reservados | aceptar |
    rechazar | cancelar | hemeroteca
    cerca | chiudi | contatti | chi siamo | aiuto | altro | note legali | informativa sulla privacy |
    termini e condizioni | mappa del sito | pubblicità | stampa | condividi | invia | salva | accedi | registrati |
    abbonati | torna su | vai al contenuto | successivo | precedente | articolo precedente | articolo successivo |
    prossimo articolo | leggi tutto | leggi di più | continua a leggere | vedi tutti | mostra altro | carica altro |
    categorie | sezioni | argomenti | tutti i diritti riservati | riproduzione riservata | accetta | rifiuta |
    annulla
    início | página inicial | capa | busca | pesquisar | pesquisa | fechar | contato | contatos | fale conosco |
    quem somos | sobre nós | sobre | ajuda | mais | menos | política de privacidade | privacidade | termos de uso |
    termos e condições | mapa do site | publicidade | anúncio | anuncie | compartilhar | compartilhe | partilhar |
    salvar | entrar | cadastre se | assine | assine já | assine agora | minha conta | voltar ao topo | topo |
    ir para o conteúdo | próximo | próxima | artigo anterior | próximo artigo | leia mais | continue lendo |
    continue a ler | ver mais | ver todos | veja mais | carregar mais | categorias | seções | editorias |
    todos os direitos reservados | aceitar | comente
    voorpagina | zoeken | zoek | sluiten | over ons | hulp | meer | privacybeleid | privacyverklaring |
    algemene voorwaarden | gebruiksvoorwaarden | cookiebeleid | vacatures | advertentie | adverteren | afdrukken |
    delen | deel dit artikel | deel artikel | bewaar | inloggen | aanmelden | registreren | abonneren |
    word abonnee | abonnee worden | mijn account | naar boven | terug naar boven | naar inhoud | volgende | vorige |
    vorig artikel | volgend artikel | lees verder | lees meer | bekijk meer | toon meer | laad meer | onderwerpen |
    categorieën | rubrieken | alle rechten voorbehouden | accepteren | weigeren | annuleren
    главная | на главную | меню | поиск | найти | закрыть | контакты | о нас | о проекте | помощь | ещё | еще |
    политика конфиденциальности | пользовательское соглашение | правовая информация | карта сайта | реклама |
    на правах рекламы | вакансии | печать | распечатать | версия для печати | поделиться | отправить | сохранить |
    войти | вход | выйти | регистрация | зарегистрироваться | подписаться | подписка | наверх | к началу страницы |
    перейти к содержанию | следующая | предыдущая | вперед | назад | далее | читать далее | читать дальше |
    читать полностью | подробнее | показать еще | показать ещё | загрузить еще | все новости | теги | тэги | метки |
    категории | рубрики | разделы | все права защищены | принять | отмена | архив
    strona główna | szukaj | wyszukaj | zamknij | o nas | pomoc | więcej | mniej | polityka prywatności |
    regulamin | mapa strony | reklama | ogłoszenie | drukuj | udostępnij | podziel się | wyślij | zapisz | zaloguj |
    zaloguj się | wyloguj | zarejestruj się | subskrybuj | prenumerata | do góry | na górę | przejdź do treści |
    następny | następna | poprzedni | poprzednia | następny artykuł | poprzedni artykuł | czytaj dalej |
    czytaj więcej | zobacz więcej | pokaż więcej | tagi | działy | tematy | wszelkie prawa zastrzeżone | akceptuję |
    zgadzam się | anuluj
    hem | startsida | startsidan | forside | forsiden | sök | søg | søk | stäng | luk | lukk | kontakta oss |
    kontakt os | kontakt oss | om oss | om os | hjälp | hjælp | hjelp | mer | mere | integritetspolicy |
    personuppgiftspolicy | privatlivspolitik | personvern | användarvillkor | vilkår | cookiepolicy | annons |
    annonse | skriv ut | udskriv | dela | del | del artikel | spara | logga in | logga ut | log ind | logg inn |
    prenumerera | abonnér | abonner | bli medlem | bliv medlem | till toppen | til toppen | nästa | næste | neste |
    föregående | forrige | nästa artikel | föregående artikel | läs mer | læs mere | les mer | visa mer | vis mere |
    vis mer | ämnen | emner | kategorier | alla rättigheter förbehållna | alle rettigheder forbeholdes |
    alle rettigheter forbeholdt | godkänn | acceptér | avbryt | annuller
    anasayfa | ana sayfa | ara | arama | kapat | iletişim | bize ulaşın | hakkımızda | hakkında | yardım |
    daha fazla | gizlilik politikası | kullanım koşulları | çerez politikası | kişisel verilerin korunması | künye |
    site haritası | reklam | reklam ver | yazdır | paylaş | gönder | kaydet | giriş | giriş yap | üye ol |
    kayıt ol | abone ol | başa dön | yukarı çık | sayfa başına dön | içeriğe geç | sonraki | önceki | ileri | geri |
    sonraki haber | önceki haber | devamını oku | haberin devamı | daha fazla göster | tümünü gör | etiketler |
    kategoriler | konular | tüm hakları saklıdır | kabul et | iptal
    الرئيسية | الصفحة الرئيسية | القائمة | بحث | ابحث | إغلاق | اتصل بنا | من نحن | حول | مساعدة | المزيد |
    سياسة الخصوصية | الخصوصية | شروط الاستخدام | الشروط والأحكام | خريطة الموقع | إعلان | اعلان | إعلانات |
    أعلن معنا | وظائف | طباعة | مشاركة | شارك | شارك هذا | إرسال | حفظ | تسجيل الدخول | تسجيل | دخول | اشترك |
    اشترك الآن | العودة إلى الأعلى | إلى الأعلى | انتقل إلى المحتوى | التالي | السابق | الخبر السابق |
    الخبر التالي | اقرأ المزيد | إقرأ المزيد | عرض المزيد | عرض الكل | الوسوم | وسوم | كلمات مفتاحية | التصنيفات |
    أقسام | جميع الحقوق محفوظة | موافق | إلغاء
    خانه | صفحه اصلی | صفحه نخست | جستجو | بستن | تماس با ما | درباره ما | بیشتر | حریم خصوصی | نقشه سایت |
    تبلیغات | آگهی | چاپ | نسخه چاپی | اشتراک گذاری | ارسال | ارسال به دوستان | ذخیره | ورود | ثبت نام | عضویت |
    بازگشت به بالا | بعدی | قبلی | ادامه مطلب | ادامه خبر | برچسب ها | برچسبها | کد خبر | لینک کوتاه |
    تمام حقوق محفوظ است | لغو
    首页 | 网站首页 | 返回首页 | 菜单 | 搜索 | 关闭 | 联系我们 | 关于我们 | 帮助 | 更多 | 隐私政策 | 隐私声明 |
    使用条款 | 法律声明 | 网站地图 | 广告 | 广告服务 | 招聘 |
    打印 | 分享 | 分享到 | 发送 | 收藏 | 登录 | 登陆 | 注册 | 订阅 | 返回顶部 | 回到顶部 | 下一页 | 上一页 |
    下一篇 | 上一篇 | 阅读更多 | 查看更多 | 查看全部 | 阅读全文 |
    标签 | 分类 | 栏目 | 版权所有 | 同意 | 取消 | 責任編輯 | 责任编辑
    首頁 | 選單 | 搜尋 | 關閉 | 聯絡我們 | 關於我們 | 隱私權政策 | 隱私政策 | 服務條款 | 廣告 | 列印 | 登入 | 註冊 |
    訂閱 | 回頂端 | 下一頁 | 上一頁 | 閱讀更多 | 更多新聞 |
    標籤 | 分類 | 版權所有
    ホーム | トップページ | トップ | メニュー | 検索 | 閉じる | お問い合わせ | 会社概要 | 運営会社 | ヘルプ |
    もっと見る | もっと読む | プライバシーポリシー | 個人情報保護方針 |
    利用規約 | 免責事項 | サイトマップ | 広告 | スポンサードリンク | スポンサーリンク | 広告掲載 | 採用情報 | 印刷 |
    印刷する | シェア | シェアする | ツイート | 保存 | ログイン |
    ログアウト | 会員登録 | 新規登録 | 購読 | 購読する | ページトップへ | トップへ戻る | ページの先頭へ | 次へ |
    前へ | 次のページ | 前のページ | 次の記事 | 前の記事 | 続きを読む |
    記事一覧 | 一覧へ | 一覧を見る | タグ | カテゴリ | カテゴリー | 同意する | キャンセル
    홈 | 메뉴 | 검색 | 닫기 | 로그인 | 로그아웃 | 회원가입 | 구독 | 구독하기 | 공유 | 공유하기 | 인쇄 | 인쇄하기 |
    목록 | 더보기 | 맨위로 | 이전 | 다음 | 이전기사 |
    다음기사 | 광고 | 회사소개 | 이용약관 | 개인정보처리방침 | 개인정보취급방침 | 저작권규약 | 태그 | 뒤로가기
"""

# Names of sections: they tell a page, but inside a story they are sub-headings.
_SECTIONS = """
    news | politics | business | economy | sports | sport | world | technology | tech | science | health | culture |
    arts | music | movies | film | tv | books | travel | food | style | fashion | education | environment |
    climate | markets | money | finance | real estate | autos | opinion | editorial | editorials | op ed |
    columnists | weather | events | entertainment | lifestyle | life | obituaries | classifieds | podcasts |
    videos | video | photos | photo | gallery | photo gallery | multimedia | magazine | interviews | local |
    national | international | world news | local news | breaking news | u s news | us news | uk news |
    in the news | live
    nachrichten | politik | wirtschaft | kultur | gesellschaft | wissenschaft | panorama | ausland | inland |
    meinung | reise | technik | gesundheit
    actualité | actualités | politique | économie | société | monde | france | sciences | santé | opinions
    noticias | política | economía | deportes | cultura | sociedad | internacional | mundo | opinión | tecnología |
    ciencia | salud
    notizie | politica | economia | cronaca | esteri | società | scienza | salute | tecnologia
    notícias | esportes | desporto | entretenimento | ciência | saúde | opinião | brasil
    nieuws | politiek | economie | cultuur | buitenland | binnenland | wetenschap | gezondheid | opinie
    новости | политика | экономика | общество | спорт | культура | мир | наука | происшествия | здоровье |
    технологии | мнения
    wiadomości | polityka | gospodarka | kultura | świat | kraj | nauka | zdrowie
    nyheter | nyheder | ekonomi | økonomi | inrikes | utrikes | världen | indland | udland | innenriks | utenriks |
    vetenskap
    haber | haberler | gündem | siyaset | spor | dünya | kültür | sağlık | teknoloji | yaşam
    أخبار | الأخبار | سياسة | اقتصاد | رياضة | ثقافة | العالم | صحة | علوم | تكنولوجيا | رأي
    اخبار | سیاسی | اقتصادی | ورزشی | فرهنگی | اجتماعی | جهان | بین الملل
    新闻 | 政治 | 经济 | 体育 | 文化 | 国际 | 国内 | 社会 | 科技 | 财经 | 娱乐 | 健康
    新聞 | 經濟 | 體育 | 國際 | 財經 | 娛樂
    ニュース | スポーツ | 経済 | 国際 | エンタメ
    뉴스 | 정치 | 경제 | 사회 | 문화 | 스포츠 | 연예 | 국제
"""

# Headings of lists of other stories.
_LINKS = """
    related | related articles | related article | related stories | related story | related content |
    related posts | related post | related news | related topics | related links | related coverage |
    related reading | related items | related video | related videos | read more | read more about | read next |
    read also | also read | must read | must reads | keep reading | see also | more news | more stories |
    more articles | more posts | more on this | more on this story | more like this | more headlines |
    more reading | more for you | more great stories | further reading | most read | most popular | most viewed |
    most shared | most recent | most commented | most watched | most discussed | most emailed | most trending |
    top stories | top news | top posts | top articles | top headlines | top videos | latest | latest stories |
    latest news | latest posts | latest articles | latest headlines | latest videos | recent stories | recent news |
    recent posts | recent articles | recent comments | popular | popular stories | popular posts |
    popular articles | popular now | popular news | trending | trending now | trending stories | trending topics |
    trending news | trending articles | recommended | recommended for you | recommended stories |
    recommended articles | recommended reading | recommendations | featured | featured stories | featured articles |
    featured posts | featured videos | editors picks | editor s picks | editor s pick | editor s choice |
    staff picks | today s top stories | stories for you | just in | you may like | you may also like |
    you might like | you might also like | you may be interested in | you might be interested in |
    you may have missed | what to read next | read this next | don t miss | up next | watch next | next up |
    explore more | explore further | discover more | also on | also in | also in the news | elsewhere |
    elsewhere on the web | from the web | around the web | from around the web | from the archive |
    from our archive | in this section | in this issue | in this story | story timeline | tags in this story |
    people in this story | places in this story | organizations in this story | more from this author |
    latest from this author | share this article | share this story | share this post | share this page |
    share this | share the article | share the story | follow us | stay connected | quick links | useful links |
    blogroll
    weitere artikel | weitere beiträge | weitere beiträge zum thema | weitere artikel zum thema | weitere themen |
    weitere meldungen | weitere nachrichten | weitere informationen | mehr zum thema | zum thema | mehr dazu |
    mehr von | lesen sie auch | lesen sie mehr | lesen sie mehr zum thema | das könnte sie auch interessieren |
    das könnte sie interessieren | das könnte dich auch interessieren | auch interessant | ähnliche artikel |
    ähnliche beiträge | verwandte artikel | verwandte themen | verwandte beiträge | meistgelesen | meist gelesen |
    meistgelesene artikel | am meisten gelesen | beliebte artikel | beliebte beiträge | aktuelle beiträge |
    aktuelle artikel | aktuelle nachrichten | neueste beiträge | neueste artikel | neueste kommentare |
    neueste nachrichten | unsere empfehlungen | empfehlungen der redaktion | empfohlene artikel | top themen |
    artikel teilen | beitrag teilen | diesen artikel teilen | folgen sie uns
    à lire aussi | lire aussi | a lire aussi | lire également | à lire également | à voir aussi | voir aussi |
    sur le même sujet | sur le même thème | articles similaires | articles liés | articles connexes |
    articles récents | articles populaires | à découvrir | vous aimerez aussi | vous pourriez aussi aimer |
    cela peut vous intéresser | nos articles | dans la même rubrique | dans l actualité | les plus lus |
    les plus consultés | les articles les plus lus | le plus lu | dernières actualités | derniers articles |
    dernières nouvelles | à la une | pour aller plus loin | en savoir plus | suivez nous | partager cet article |
    partagez cet article
    te puede interesar | también te puede interesar | le puede interesar | quizás te interese | te recomendamos |
    te recomendamos leer | lea también | lee también | leer también | lea además | lee además | ver también |
    vea también | noticias relacionadas | artículos relacionados | contenido relacionado | contenidos relacionados |
    entradas relacionadas | temas relacionados | más noticias | más información | más sobre | más leídas |
    lo más leído | lo más visto | los más leídos | las más leídas | lo último | últimas noticias |
    últimas entradas | entradas recientes | noticias recientes | destacados | destacadas | en portada |
    sobre este tema | síguenos | síguenos en | comparte este artículo | compartir este artículo | comparte |
    comparte esta noticia
    leggi anche | potrebbe interessarti | potrebbe interessarti anche | ti potrebbe interessare |
    potrebbero interessarti | articoli correlati | articoli simili | articoli recenti | articoli più letti |
    notizie correlate | contenuti correlati | altri articoli | altre notizie | i più letti | le più lette |
    più letti | più lette | ultime notizie | in primo piano | in evidenza | da non perdere | approfondimenti |
    seguici | seguici su | condividi questo articolo
    leia também | leia ainda | veja também | saiba mais | você pode gostar | você também pode gostar |
    você pode se interessar | você pode se interessar por | talvez você goste | pode interessar |
    recomendado para você | recomendados | notícias relacionadas | artigos relacionados | conteúdo relacionado |
    posts relacionados | matérias relacionadas | relacionados | mais notícias | mais lidas | as mais lidas |
    mais lidos | mais vistas | últimas notícias | posts recentes | artigos recentes | destaques | em destaque |
    siga nos | temas | compartilhe este artigo | compartilhe isso | partilhar este artigo
    lees ook | lees ook dit | bekijk ook | zie ook | gerelateerd | gerelateerde artikelen | gerelateerde berichten |
    gerelateerd nieuws | gerelateerde onderwerpen | meer over | meer over dit onderwerp | meer nieuws |
    meest gelezen | meest bekeken | best gelezen | populair | laatste nieuws | net binnen | recente berichten |
    recente artikelen | aanbevolen | aanbevolen artikelen | misschien vind je dit ook leuk |
    dit vind je misschien ook interessant | ook interessant | volg ons | deel dit artikel
    читайте также | читать также | смотрите также | похожие статьи | похожие новости | похожие материалы |
    похожие записи | материалы по теме | статьи по теме | новости по теме | по теме | еще по теме | ещё по теме |
    вам может понравиться | вам также может понравиться | вас может заинтересовать | рекомендуем |
    рекомендуем почитать | рекомендуемые статьи | самое читаемое | самое популярное | популярное |
    популярные статьи | популярные новости | последние новости | последние статьи | свежие записи |
    главные новости | главное | новости партнеров | другие новости | другие статьи | поделиться новостью |
    поделиться ссылкой | поделиться в соцсетях | подписывайтесь на нас
    czytaj także | czytaj też | czytaj również | przeczytaj także | przeczytaj również | zobacz także | zobacz też |
    zobacz również | powiązane artykuły | powiązane | podobne artykuły | podobne wpisy | polecane |
    polecane artykuły | polecamy | może cię zainteresować | warto przeczytać | najczęściej czytane |
    najpopularniejsze | najnowsze | najnowsze artykuły | ostatnie wpisy | więcej na ten temat | więcej na temat |
    więcej wiadomości | śledź nas
    läs också | läs även | läs mer om | relaterade artiklar | relaterat | mer om | mer från | mest läst |
    mest lästa | senaste nytt | senaste nyheterna | senaste artiklarna | rekommenderat | du kanske också gillar |
    fler artiklar | fler nyheter | följ oss | læs også | se også | relaterede artikler | relateret |
    relaterte artikler | mere om | mest læste | mest læst | seneste nyt | seneste nyheder | les også |
    relaterte saker | mest lest | siste nytt | anbefalet | anbefalt | følg os | følg oss | dela artikeln |
    del artiklen
    ilgili haberler | ilgili konular | ilgili yazılar | benzer haberler | benzer yazılar | diğer haberler |
    ilginizi çekebilir | bunlar da ilginizi çekebilir | bunu da okuyun | ayrıca okuyun | en çok okunan |
    en çok okunanlar | çok okunanlar | popüler haberler | son haberler | son dakika | son dakika haberleri |
    son yazılar | öne çıkanlar | önerilen haberler | sizin için seçtiklerimiz | bizi takip edin | haberi paylaş |
    bu haberi paylaş
    اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | إقرأ أيضاً | اقرأ ايضا | شاهد أيضا | شاهد أيضاً | مواضيع ذات صلة |
    موضوعات ذات صلة | مقالات ذات صلة | أخبار ذات صلة | اخبار ذات صلة | ذات صلة | قد يعجبك أيضا | قد يعجبك أيضاً |
    قد يهمك | قد يهمك أيضا | الأكثر قراءة | الاكثر قراءة | الأكثر مشاهدة | آخر الأخبار | أحدث الأخبار | أخبار أخرى |
    المزيد من الأخبار | تابعنا | تابعونا | شارك المقال | شارك الخبر
    مطالب مرتبط | اخبار مرتبط | خبرهای مرتبط | مطالب مشابه | بیشتر بخوانید | همچنین بخوانید | پربازدیدترین |
    پربازدیدها | پربازدیدترین ها | پربیننده ترین | آخرین اخبار | جدیدترین اخبار | تازه ها | پیشنهاد ما |
    اخبار برگزیده
    相关文章 | 相关新闻 | 相关阅读 | 相关报道 | 相关链接 | 相关推荐 | 相关内容 | 延伸阅读 | 推荐阅读 | 推荐文章 |
    为你推荐 | 猜你喜欢 | 热门文章 | 热门新闻 | 热门推荐 | 热点新闻 |
    最新文章 | 最新新闻 | 最新消息 | 阅读排行 | 点击排行 | 更多新闻 | 更多文章 | 您可能感兴趣 | 你可能喜欢 |
    關注我們
    相關文章 | 相關新聞 | 相關報導 | 延伸閱讀 | 推薦閱讀 | 推薦文章 | 熱門文章 | 熱門新聞 | 最新新聞 |
    你可能也喜歡 | 你可能有興趣
    関連記事 | 関連ニュース | 関連リンク | 関連トピックス | 関連キーワード | あわせて読みたい | こちらもおすすめ |
    おすすめ記事 | おすすめ | 人気記事 | 人気記事ランキング | 人気の記事 |
    人気ランキング | アクセスランキング | ランキング | 最新記事 | 最新ニュース | 最近の記事 | 最近の投稿 |
    新着記事 | 新着 | ランダム記事 | 注目記事 | 特集
    주요뉴스 | 주요기사 | 많이 본 뉴스 | 많이 본 기사 | 인기기사 | 인기뉴스 | 최신기사 | 최신뉴스 | 관련기사 |
    관련뉴스 | 추천기사 | 추천뉴스
"""

# First words of such headings, which go on with a topic, an outlet or a place.
_LINK_OPENINGS = """
    more on | more from | more in | more about | more news | more stories | more great | more like | more coverage |
    read more on | read more about | read more from | read more in | related to | most read in | most popular in |
    latest from | latest in | latest on | top stories in | top stories from | trending in |
    recommended by | recommended from | elsewhere in | elsewhere on
    mehr zu | mehr zum | mehr aus | mehr von | mehr über | weitere artikel | weitere beiträge | weitere themen
    plus sur | à lire sur | les plus lus | tous les articles
    más sobre | más en | más de | lo más | noticias de
    altro su | altre notizie | tutto su | gli articoli
    mais sobre | mais em | mais notícias | veja mais
    meer over | meer in | meer uit | meest gelezen
    ещё по | еще по | другие новости | новости по | материалы по
    więcej o | więcej na | więcej z | więcej w
    mer om | mer från | mere om | mere fra | mer fra
    en çok | diğer haberler
    المزيد من | المزيد عن | مقالات ذات | أخبار ذات
"""

# Headings of comments and of the form to write one.
_COMMENTS = """
    comments | reader comments | comment section | comments section | 0 comments | 0 comment | comments 0 |
    0 responses | 0 response | 0 replies | 0 thoughts | no comments | no comments yet | leave a reply |
    leave a comment | leave your comment | leave comment | leave us a comment | post a comment | post comment |
    add a comment | add comment | write a comment | submit a comment | join the conversation | join the discussion |
    start the conversation | the conversation | be the first to comment | view comments | show comments |
    hide comments | load comments | read comments | all comments | what do you think | share your thoughts |
    have your say | comments are closed | comments closed | facebook comments | comments powered by disqus |
    blog comments powered by disqus | please enable javascript to view the comments powered by disqus
    kommentare | kommentar | 0 kommentare | 0 kommentar | kommentare 0 | keine kommentare | kommentar schreiben |
    kommentar verfassen | kommentar hinterlassen | kommentar abgeben | schreibe einen kommentar |
    schreiben sie einen kommentar | hinterlasse einen kommentar | einen kommentar schreiben | antwort schreiben |
    antworten abbrechen | diskutieren sie mit | leserkommentare
    commentaires | commentaire | 0 commentaires | 0 commentaire | aucun commentaire | laisser un commentaire |
    laissez un commentaire | ajouter un commentaire | écrire un commentaire | poster un commentaire |
    vos commentaires | réagir | vos réactions
    comentarios | 0 comentarios | 0 comentario | sin comentarios | deja un comentario | dejar un comentario |
    deja una respuesta | escribe un comentario | comenta esta noticia
    commenti | 0 commenti | 0 commento | nessun commento | lascia un commento | scrivi un commento | commenta
    comentários | 0 comentários | 0 comentário | nenhum comentário | deixe um comentário | deixe uma resposta |
    deixe seu comentário | escreva um comentário | faça um comentário
    reacties | 0 reacties | 0 reactie | geen reacties | geef een reactie | plaats een reactie |
    laat een reactie achter | reageer
    комментарии | комментарий | 0 комментариев | 0 комментария | 0 комментарий | комментарии 0 | нет комментариев |
    оставить комментарий | оставьте комментарий | добавить комментарий | написать комментарий | отзывы |
    добавить отзыв | обсуждение
    komentarze | 0 komentarzy | 0 komentarze | 0 komentarz | komentarze 0 | brak komentarzy | dodaj komentarz |
    zostaw komentarz | napisz komentarz | skomentuj
    kommentarer | 0 kommentarer | kommentera | lämna ett svar | lämna en kommentar | skriv en kommentar |
    skriv kommentar | legg igjen en kommentar
    yorumlar | yorum | 0 yorum | yorum yap | yorum yaz | yorum gönder | bir cevap yazın | bir yorum yazın |
    yorum yapın
    تعليقات | التعليقات | 0 تعليقات | تعليق | اترك تعليقا | اترك تعليقاً | أضف تعليق | أضف تعليقا | اكتب تعليقا |
    اترك رد | لا توجد تعليقات
    نظرات | نظر شما | نظرات کاربران | ارسال نظر | دیدگاه ها | دیدگاهتان را بنویسید
    评论 | 网友评论 | 发表评论 | 我要评论 | 全部评论 | 最新评论 | 暂无评论
    評論 | 發表評論 | 留言 | 發表留言 | 發佈留言
    コメント | コメントする | コメントを残す | コメントを書く | コメント一覧
    댓글 | 댓글쓰기 | 댓글 0 | 의견쓰기
"""

# Headings of what is said of the author.
_AUTHOR = """
    about the author | about the authors | about the writer | about author | author bio | meet the author |
    written by
    über den autor | über die autorin | über die autoren | zur person
    à propos de l auteur | à propos de l auteure
    sobre el autor | sobre la autora | acerca del autor
    l autore | informazioni sull autore | sull autore
    sobre o autor | sobre a autora
    over de auteur
    об авторе | об авторах
    o autorze | o autorce
    om författaren | om forfatteren
    yazar hakkında
    عن الكاتب | نبذة عن الكاتب
    درباره نویسنده
    关于作者 | 作者简介
    關於作者 | 作者簡介
    この記事を書いた人 | 著者プロフィール | プロフィール
"""

# First words of short lines (at most eight words, without the end of a sentence) of the frame.
_FRAME_OPENINGS = """
    skip to | back to | terms of | advertise with | sponsored by | presented by | powered by | published by |
    written by | posted by | posted in | posted on | posted under | filed under | categories | category |
    subscribe to | subscribe for | share on | share this | share via | share with | share to | share by |
    tweet this | email this | print this | save this | copy this | follow us | follow me on | follow on |
    find us on | like us on | join us on | view all | view more | see all | show more | load more | read more |
    click here | click to | opens in |
    getty images | photo by | photos by | image by | images by | image credit | photo credit | photo courtesy |
    image courtesy | courtesy of | picture credit | staff writer | staff reporter | last updated | last modified |
    updated on | published on | first published | all posts by | all articles by | posts by | articles by |
    view author | author archives | listen to this | your cart
    zuletzt aktualisiert | aktualisiert am | veröffentlicht am | veröffentlicht unter | veröffentlicht in |
    publiziert am | mehr von | mehr über | mehr aus | foto | fotos | bild | bildquelle | abgelegt unter
    publié le | publié par | publié dans | mis à jour le | modifié le | posté par | crédit photo | crédits photo |
    plus de
    publicado el | publicado en | publicado por | actualizado el | más de | foto de | créditos
    publicado em | publicado há | postado em | postado por | atualizado em | por redação | da redação | mais de |
    mais sobre | crédito
    pubblicato il | pubblicato da | pubblicato in | aggiornato il | altro su
    gepubliceerd op | geplaatst op | geplaatst in | laatst bijgewerkt | bijgewerkt op | meer over
    опубликовано | обновлено | фото | текст | автор | рубрика
    opublikowano | zaktualizowano | fot | autor
    publicerad | uppdaterad | publisert | publiceret | opdateret | oppdatert
    yayınlanma | güncelleme | yayın tarihi | editör | kaynak
    تاريخ النشر | آخر تحديث | نشر في
    کد خبر | تاریخ انتشار | منتشر شده
    发布时间 | 更新时间 | 来源 | 责任编辑
    編輯 | 記者 | 發布時間 | 更新時間
    公開日 | 更新日 | 最終更新 | 投稿日
    기사입력 | 입력 | 수정 | 사진
"""

# First words of lines that address the reader or point elsewhere (at most forty words, with or without an end).
_NOTICE_OPENINGS = """
    just watched | must watch | sign up for | sign up to | sign up here | sign up now | sign up today | signup for |
    sign in to | log in to |
    login to | subscribe to | subscribe now | subscribe for | subscribe here | subscribe today | follow us |
    follow me on | follow the author | follow our | click here | click on the link | click to | tap here |
    read more about | read more on | read more from | read more at | read more here | read also | read next |
    see more about | see more on | see also | watch more | learn more about | learn more at | learn more here |
    find out more | also read | must read | must watch | like us | like this story | like this article | like our |
    like what you | join us | join the conversation | join the discussion | join the hundreds | join the thousands |
    download our | download the app | download the free | get the latest | get breaking | get more news |
    get more stories | get daily | get access to | get unlimited | © | your email address will not be |
    required fields are | save my name | notify me of | this site uses | this website uses | our site uses |
    our website uses | the site uses | we use cookies | we use necessary | we value your privacy |
    we and our partners | we care about your privacy | we have updated our | we rely on your support | we may earn |
    we may receive | by continuing to | by using this | by clicking | by signing up | by submitting |
    by subscribing | by registering | by providing your | already a subscriber | already subscribed |
    already a member | already have an account | already registered | support our journalism | support our work |
    support independent journalism | support quality journalism | support local | please donate |
    please consider donating | please consider supporting | please consider making | please consider subscribing |
    consider supporting | donate to | donate today | make a donation | make your contribution | ad for |
    advertisement for | advertisement by | sponsored by | article continues | story continues |
    advertisement continues | continue reading | scroll down | scroll to continue |
    no spam | you can unsubscribe |
    you can opt | you can also follow | you have successfully | you have already subscribed |
    you must be logged in | you need to be logged in | you must have javascript | you are using an | please enter |
    please log in | please sign | please enable | please refresh | please check your | please confirm |
    please leave this field | please subscribe | please read our | enter your | thank you for subscribing |
    thank you for signing | thank you for reading | thank you for your interest | thank you for your feedback |
    thanks for signing | thanks for subscribing | thanks for reading | there was an error | there was a problem |
    something went wrong | an error occurred | sorry your | sorry there | have a tip | have a news tip |
    have a story | have a question | have a comment | got a tip | got a story | got a news | do you have a story |
    do you have a tip | send us your | send tips | send feedback | email us | contact the author | never miss |
    don t miss | stay up to date | stay connected | stay in the know | keep up to date |
    this article was originally | this article originally | this article first appeared | this article was first |
    this article is republished | this article was published | this article was reprinted | this article appeared |
    this article has been updated | this story was originally | this story originally | this story first appeared |
    this story was first | this story has been updated | this post was originally | this post originally |
    this post first appeared | this post was first | this post may contain | this post contains |
    this article may contain | this article contains affiliate | this content is |
    this document is subject to copyright | this material may not be | these are external links |
    originally published | originally posted | originally reported | reprinted | story tags | image credit |
    image credits | photo credit | photo credits | photo courtesy | image courtesy | photo illustration |
    picture credit | view all | view more | view comments | view gallery | view original | view image |
    view profile | share this | share on | share via | tell us what you think | tell your friends | let us know |
    leave a comment | leave your | as you comment | be the first to | comments that | comments on this |
    comment via | comments powered | powered by | disclaimer | disclosure | full disclosure | ftc we use |
    advertising disclosure | editor s note this article was | editor s note this story was |
    editor s note a version of | corrections if you | some rights reserved | all rights reserved |
    all content copyright | terms under which | watch live | listen live | check out our | go to our |
    subscribe to our | copyright 0 | keep up with our | republished with | republished from | reprinted with |
    reprinted from | reproduction in whole | join our newsletter | join our mailing | condividi su |
    partagez cet article | teilen sie diesen | compartilhe este | melden sie sich jetzt an | recevez notre |
    recevez nos | recevez chaque | receba as | recibe las | recibe nuestras | ontvang onze | ontvang de |
    acompanhe o nosso | need more news | first published on | first published in | first published by
    jetzt anmelden | abonnieren sie | folgen sie uns | folge uns | folgt uns | lesen sie auch | lesen sie mehr |
    lesen sie hier | lesen sie dazu | mehr zum thema | zum thema | klicken sie | hier klicken |
    bleiben sie auf dem laufenden | ihre e mail adresse wird nicht | deine e mail adresse wird nicht |
    erforderliche felder sind | diese website verwendet | diese website benutzt | diese webseite verwendet |
    diese seite verwendet | wir verwenden cookies | wir nutzen cookies | wir benötigen ihre zustimmung |
    mit ihrer zustimmung | dieser artikel erschien | dieser artikel ist zuerst | dieser beitrag erschien |
    bildquelle | fotocredit | foto credit | diskutieren sie | ihnen hat der artikel | schreiben sie uns
    inscrivez vous | abonnez vous | suivez nous | suivez l actualité | cliquez ici | lire aussi | à lire aussi |
    lire la suite | voir aussi | votre adresse e mail ne sera pas | votre adresse de messagerie ne sera pas |
    les champs obligatoires | ce site utilise | nous utilisons des cookies | nous utilisons les cookies |
    en poursuivant votre navigation | en cliquant sur | avec votre accord nous | cet article a été publié |
    cet article est paru | article publié | crédit photo | crédits photo
    suscríbete | suscríbase | regístrate | síguenos | síganos | sigue toda la | haz clic | haga clic | lea también |
    lee también | te puede interesar | tu dirección de correo electrónico no será |
    su dirección de correo electrónico no será | los campos obligatorios | este sitio usa | este sitio utiliza |
    este sitio web utiliza | utilizamos cookies | usamos cookies | al continuar navegando | al hacer clic |
    este artículo fue publicado | este artículo se publicó | comparte esta | prohibida su reproducción |
    prohibida la reproducción
    iscriviti | abbonati | seguici | clicca qui | leggi anche | leggi tutto | potrebbe interessarti |
    il tuo indirizzo email non sarà | i campi obbligatori | questo sito utilizza | questo sito usa |
    utilizziamo i cookie | utilizziamo cookie | proseguendo la navigazione | cliccando su |
    questo articolo è stato | articolo pubblicato
    inscreva se | cadastre se | siga nos | clique aqui | clique na | clique no | leia também | leia ainda |
    leia mais | veja também | saiba mais | o seu endereço de e mail não será | o seu endereço de email não será |
    seu endereço de e mail não será | campos obrigatórios | este site usa | este site utiliza | ao continuar |
    ao clicar | este artigo foi | este texto foi | proibida a reprodução | atenção comentários
    meld je aan | schrijf je in | abonneer | word lid | volg ons | volg het | klik hier | lees ook |
    lees meer over | lees verder | bekijk ook | je e mailadres wordt niet | het e mailadres wordt niet |
    vereiste velden zijn | deze website gebruikt | deze site gebruikt | wij gebruiken cookies |
    we gebruiken cookies | door verder te gaan | dit artikel verscheen | dit artikel is eerder | dit artikel werd |
    deel dit
    подпишитесь | подписывайтесь | подписаться на | следите за | нажмите | кликните | читайте также | читайте нас |
    читайте подробнее | смотрите также | ваш адрес email не будет | ваш e mail не будет | обязательные поля |
    этот сайт использует | наш сайт использует | мы используем | сайт использует | продолжая использовать |
    нажимая на кнопку | при использовании материалов | перепечатка | использование материалов |
    копирование материалов
    zapisz się | zapisz się na | subskrybuj | obserwuj nas | śledź nas | kliknij | czytaj także | czytaj też |
    czytaj również | przeczytaj także | zobacz także | zobacz też | twój adres e mail nie zostanie |
    wymagane pola są | ta strona używa | ta strona korzysta | nasza strona używa | używamy plików cookie |
    artykuł ukazał się
    anmäl dig | prenumerera | följ oss | klicka här | läs också | läs även | läs mer |
    din e postadress kommer inte | obligatoriska fält | den här webbplatsen använder | vi använder cookies |
    vi använder kakor | genom att fortsätta | genom att klicka | tilmeld dig | følg os | følg oss | klik her |
    klikk her | læs også | les også | læs mere | din e mailadresse vil ikke | krævede felter er |
    vi bruger cookies | vi bruker cookies | vi bruker informasjonskapsler
    abone olun | bizi takip edin | takip edin | daha fazla bilgi için | ayrıca okuyun |
    e posta hesabınız yayımlanmayacak | e posta adresiniz | gerekli alanlar | bu site çerez | sitemizde çerez |
    web sitemizde | çerezleri kullanıyoruz
    اشترك في | اشترك معنا | اشترك الآن | تابعنا على | تابعونا على | تابع آخر | اضغط هنا | انقر هنا | اقرأ أيضا |
    اقرأ أيضاً | إقرأ أيضا | إقرأ أيضاً | لن يتم نشر عنوان بريدك | الحقول الإلزامية | يستخدم هذا الموقع |
    يستخدم موقعنا | نستخدم ملفات تعريف الارتباط | نحن نستخدم ملفات | بالاستمرار في | سجل الآن
    نشانی ایمیل شما منتشر نخواهد | بخش های موردنیاز | بیشتر بخوانید | همچنین بخوانید | ما را دنبال | ما را در |
    اینجا کلیک کنید | کلیک کنید | عضو شوید | استفاده از مطالب
    点击 | 扫描二维码 | 扫一扫 | 关注我们 | 关注微信 | 版权声明 | 免责声明 | 本文来源 | 本文来自 | 转载请注明 |
    未经授权 | 本网站使用 | 我们使用cookie | 欢迎关注 | 欢迎订阅 |
    下载app | 相关阅读
    點擊 | 掃描 | 關注我們 | 版權聲明 | 免責聲明 | 未經授權 | 轉載請註明 | 本網站使用 | 我們使用 | 歡迎訂閱 |
    加入會員 | 下載app
    メールアドレスが公開されることは | このサイトはスパム | 当サイトでは | 当サイトは | このサイトは | 本サイトは |
    記事の無断転載 | 無断転載 | 無断複製 | クッキーを使用 | ご登録 |
    会員登録 | フォローする
    저작권자 | 무단전재 | 무단 전재 | 관련기사 | copyright © | поделитесь с | поддержите нас | melden sie sich für |
    receba notícias | unterstützen sie uns
"""

# Labels before a colon: "Related: ...", "Tags: ...".
_COLON = """
    photo of the day | photos of the day | video of the day | photos of the week | learn more |
    related | related story | related stories | related article | related articles | related video | more |
    more on this | read | read more | read also | also read | read next | see also | watch | watch also | listen |
    recommended | don t miss | also on | in pictures | in photos | tag | tags | topic | topics | category |
    categories | filed under | posted in | posted by | posted on | label | labels | keyword | keywords | source |
    sources | via | contributing | contributor | contributors | story tags | follow | follow us | contact |
    subscribe | newsletter
    mehr zum thema | zum thema | lesen sie auch | siehe auch | schlagwörter | schlagworte | stichworte | themen |
    kategorie | kategorien | quelle | quellen
    lire aussi | à lire aussi | voir aussi | mots clés | étiquettes | catégorie | catégories
    lea también | lee también | leer también | ver también | etiquetas | categoría | categorías | fuente | fuentes
    leggi anche | vedi anche | etichette | categoria | categorie | fonte | fonti
    leia também | leia mais | veja também | saiba mais | categorias | fontes
    lees ook | zie ook | bron | trefwoorden
    читайте также | смотрите также | теги | тэги | метки | категория | категории | рубрика | источник
    czytaj także | czytaj też | czytaj więcej | zobacz też | zobacz także | tagi | kategoria | źródło
    läs också | läs även | läs mer | læs også | les også | taggar | etiketter | ämnen | emner | källa | kilde
    etiketler | kategori | kaynak
    اقرأ أيضا | اقرأ أيضاً | الوسوم | التصنيف | المصدر
    برچسب ها | منبع | بیشتر بخوانید
    标签 | 关键词 | 分类 | 来源 | 标籤
    標籤 | 關鍵字 | 來源
    タグ | カテゴリ | カテゴリー | 関連記事 | キーワード
    태그 | 키워드
"""
# Labels of a picture's maker before a colon: a credit where few words follow, a caption where many do.
_PICTURE = """
    image | images | photo | photos | picture | pictures | photograph | video | illustration | graphic | credit |
    photo credit | photo credits | image credit | image credits | photo by | image by | courtesy | foto | fotos |
    bild | bilder | grafik | crédit | crédit photo | image source | photo source | imagen | imagem | фото |
    zdjęcie | fot | fotoğraf | صورة | الصورة | عکس | 图片 | 圖片 | 図 | 写真
"""

# Words of share bars: a line of nothing else is one.
_SHARE = frozenset(
    listed(
        """
    facebook twitter instagram whatsapp linkedin pinterest reddit telegram youtube tiktok flipboard messenger google
    rss snapchat tumblr threads bluesky mastodon digg stumbleupon viber vk vkontakte odnoklassniki line weibo wechat
    xing pocket evernote email mail share shares tweet tweets print link teilen twittern drucken merken partager
    tweeter imprimer compartir tuitear imprimir condividi stampa compartilhar partilhar delen afdrukken поделиться
    вконтакте одноклассники твитнуть udostępnij drukuj dela del paylaş yazdır مشاركة شارك طباعة فيسبوك تويتر واتساب
    اشتراک 微信 微博 分享 シェア ツイート はてなブックマーク 공유 페이스북 트위터
    """
    )
)
_GLUE = frozenset(
    listed(
        """
    0 this us it on via to by the link now all article story post page a x e more copy copied and with in of your pin
    save mix like follow comment comments reply sms opens new window der die das auf per bei mit sur par en por con su
    em no na op per på med ile da de k m whats app linked you tube tik tok
    """
    )
)

# What a line of at most forty words says somewhere that no article says of its matter.
_SAYINGS = tuple(
    saying.strip()
    for saying in """
    all rights reserved | to your inbox | in your inbox | to your feed | delivered to your |  our privacy policy |
    our terms of use | we may earn | may earn a | may earn an |
    earn a commission | earn commission |  affiliate commission | website can also be accessed |
    website can also be reached | site can also be accessed | enable javascript | your browser does not support |
    browser is not supported | powered by disqus | protected by recaptcha |
    without the prior written | without prior written | opens in new window | opens in a new window |
    this browser for the next time | opt-in box | sign up for our | signing up to our | subscribe to our |
    follow us on | like us on facebook | follow me on twitter | alle rechte vorbehalten | unseren newsletter |
    unserem newsletter |  tous droits réservés | notre newsletter |  todos los derechos reservados |
    nuestro boletín | nuestra newsletter |  tutti i diritti riservati | nostra newsletter |
    todos os direitos reservados | nossa newsletter |  alle rechten voorbehouden |
    onze nieuwsbrief |  все права защищены | на нашу рассылку |
    wszelkie prawa zastrzeżone | naszego newslettera |
    alla rättigheter | vårt nyhetsbrev | vores nyhedsbrev | tüm hakları saklıdır | جميع الحقوق محفوظة |
    تمامی حقوق | 版权所有 | 未经书面授权 | 版權所有 | 無断転載 | 無断複写 | 무단 전재 | 무단전재
    """.replace("\n", "|").split("|")
    if saying.strip()
)


def _by_word(sayings: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Sayings by their longest word but the last (which may have a full stop), and those of one word."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for saying in sayings:
        found[max(saying.split()[:-1], key=len, default="")].append(saying)
    return {word: tuple(group) for word, group in found.items() if word}, tuple(found[""])


def _by_start(table: str) -> dict[str, tuple[str, ...]]:
    """Phrases by their first two characters; with a space after those whose language parts its words."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in _phrases(table):
        known = phrase if phrase[0] >= _CJK_START else f"{phrase} "
        found[known[:2]].append(known)
    return {start: tuple(phrases) for start, phrases in found.items()}


_ROLES: dict[str, Role] = dict.fromkeys(_phrases(_SECTIONS), "section")
_ROLES |= dict.fromkeys(_phrases(_FRAME), "frame")
_ROLES |= dict.fromkeys(_phrases(_LINKS), "links")
_ROLES |= dict.fromkeys(_phrases(_COMMENTS), "comments")
_ROLES |= dict.fromkeys(_phrases(_AUTHOR), "author")
_FRAMES = _by_start(_FRAME_OPENINGS)
_LISTS = _by_start(_LINK_OPENINGS)
_NOTICES = _by_start(_NOTICE_OPENINGS)
_COLONS = frozenset(_phrases(_COLON))
_PICTURES = frozenset(_phrases(_PICTURE))
_SAYINGS_BY_WORD, _SAYINGS_OF_ONE = _by_word(_SAYINGS)
_LONGEST_FRAME = 8  # words
_LONGEST_LABEL_BEFORE_COLON = 30  # characters
_LONGEST_CREDIT = 7  # words after "Photo:"; what is longer tells what the picture shows
_SEEN = 300  # characters of a line that are looked at for a phrase
_GLUED = re.compile(r"(?<=[a-zà-ÿ0-9+])(?=[A-Z])")


@lru_cache(maxsize=8192)
def role_of(text: str, ended: bool) -> Role | None:
    """What a short line is by its words alone: a heading of a list, part of the page's frame.

    ``ended``: it has the punctuation of a sentence.
    """
    form = plain(text)
    role = _ROLES.get(form)
    if role is not None:
        return role
    if not ended and form.count(" ") < _LONGEST_FRAME:
        if opens_with(form, _LISTS):
            return "links"
        if opens_with(form, _FRAMES):
            return "frame"
    return "frame" if _is_share_bar(text, form) else None


def says_notice(text: str) -> bool:
    """Whether a line by its words addresses the reader about the page, or points to another."""
    seen = text[:_SEEN]
    if (_may_open(seen) and opens_with(plain(seen[:80]), _NOTICES)) or _is_labelled(seen):
        return True
    low = seen.lower()
    words = low.split()
    if not _SAYINGS_BY_WORD.keys().isdisjoint(words):
        for word in _SAYINGS_BY_WORD.keys() & words:
            if any(saying in low for saying in _SAYINGS_BY_WORD[word]):
                return True
    return not low.isascii() and any(saying in low for saying in _SAYINGS_OF_ONE)


def _may_open(text: str) -> bool:
    """Whether a notice can begin with the first two characters; a quick test that spares most lines the full one."""
    start = text[:2]
    return not start.isalpha() or start.casefold() in _NOTICES


def opens_with(form: str, phrases: dict[str, tuple[str, ...]]) -> bool:
    """Whether a line in the form of `plain` begins with one of the phrases."""
    line = f"{form} "
    known = phrases.get(line[:2])
    return known is not None and line.startswith(known)


def _is_labelled(text: str) -> bool:
    """ "Related: ...", "Tags: ...", "Photo: Ada Moor"."""
    start = text[: _LONGEST_LABEL_BEFORE_COLON + 8]
    if ":" not in start and "\uff1a" not in start:
        return False
    label, _, rest = start.replace("\uff1a", ":").partition(":")
    if len(label) > _LONGEST_LABEL_BEFORE_COLON:
        return False
    form = plain(label)
    if form in _PICTURES:
        return len(text.split()) <= _LONGEST_CREDIT + 2
    return bool(rest.strip()) and form in _COLONS


def _is_share_bar(text: str, form: str) -> bool:
    words = form.split()
    if len(words) == 1 and not form.isascii():
        return form in _SHARE
    if words and len(words) <= 2 and any(map(str.isupper, text[1:])):
        words = plain(_GLUED.sub(" ", text)).split()
    return len(words) <= 16 and any(w in _SHARE for w in words) and all(w in _SHARE or w in _GLUE for w in words)
