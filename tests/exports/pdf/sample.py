"""A rich document in each of the eight languages: everything a printout of ours may hold.

The words are samples, not translations anyone checked. Questions differ from item to item by their
subject, so that no line of the body looks like a running header.
"""

from dataclasses import dataclass
from html import escape

from exports.pdf import Source

LANGUAGES = ("en", "fr", "ar", "fa", "prs", "ps", "ur", "bn")
TOKENS = ("yes", "partly", "no")
MANIFEST = b'{"checklist": "sample", "revision": 3}'


@dataclass(frozen=True)
class Words:
    """What the sample says in one language."""

    title: str
    question: str  # with {} for the subject
    subjects: tuple[str, ...]
    answers: tuple[str, str, str]  # yes, partly, no
    not_applicable: str
    priority: str
    priorities: tuple[str, ...]
    notes: str
    contents: str
    section: str
    link: str
    figure: str
    caption: str
    headers: tuple[str, str]
    footnote: str
    page: str
    font: str = "Noto Sans"


WORDS = {
    "en": Words(
        "Checklist: legislative assistance", "Does the law protect {} who were trafficked?",
        ("women", "children", "migrants", "witnesses"), ("Yes", "Partly", "No"), "Not applicable",
        "Priority", ("Low", "High"), "Evidence and notes", "Contents", "Section", "Guidance on the web",
        "Bar chart: three of ten answers are yes", "Score levels", ("Level", "Meaning"),
        "See article 26 of the Convention.", "Page",
    ),
    "fr": Words(
        "Liste de contrôle : assistance législative", "La loi protège-t-elle {} victimes de traite ?",
        ("les femmes", "les enfants", "les migrants", "les témoins"), ("Oui", "En partie", "Non"),
        "Sans objet", "Priorité", ("Faible", "Élevée"), "Preuves et remarques", "Sommaire", "Section",
        "Conseils en ligne", "Diagramme : trois réponses sur dix sont positives", "Niveaux de score",
        ("Niveau", "Signification"), "Voir l’article 26 de la Convention.", "Page", "Noto Serif",
    ),
    "ar": Words(
        "قائمة مرجعية: المساعدة التشريعية", "هل يحمي القانون {} من ضحايا الاتجار؟",
        ("النساء", "الأطفال", "المهاجرين", "الشهود"), ("نعم", "جزئيا", "لا"), "لا ينطبق",
        "الأولوية", ("منخفضة", "عالية"), "الأدلة والملاحظات", "المحتويات", "القسم", "إرشادات على الويب",
        "مخطط: ثلاث من عشر إجابات نعم", "مستويات النتيجة", ("المستوى", "المعنى"),
        "انظر المادة الثانية من الاتفاقية.", "صفحة", "Noto Naskh Arabic",
    ),
    "fa": Words(
        "فهرست بازبینی: کمک قانون گذاری", "آیا قانون از {} قربانی قاچاق حمایت دارد؟",
        ("زنان", "کودکان", "مهاجران", "شاهدان"), ("بله", "تا حدی", "خیر"), "کاربرد ندارد",
        "اولویت", ("کم", "زیاد"), "شواهد و یادداشت ها", "فهرست", "بخش", "راهنما در وب",
        "نمودار: سه پاسخ از ده پاسخ مثبت است", "سطوح امتیاز", ("سطح", "معنی"),
        "ماده دوم کنوانسیون را ببینید.", "صفحه", "Noto Naskh Arabic",
    ),
    "prs": Words(
        "چک لیست: کمک در قانون گذاری", "آیا قانون از {} قربانی قاچاق حمایت میکند؟",
        ("زنان", "اطفال", "مهاجرین", "شاهدان"), ("بلی", "تا حدی", "نخیر"), "قابل تطبیق نیست",
        "اولویت", ("کم", "زیاد"), "شواهد و یادداشت ها", "فهرست مطالب", "بخش", "رهنمود در وب",
        "گراف: سه جواب از ده جواب بلی است", "سطوح امتیاز", ("سطح", "معنی"),
        "ماده دوم کنوانسیون را ببینید.", "صفحه", "Noto Naskh Arabic",
    ),
    "ps": Words(
        "چک لېست: د قانون جوړونې مرسته", "ایا قانون د قاچاق قرباني {} خوندي کوي؟",
        ("ښځې", "ماشومان", "کډوال", "شاهدان"), ("هو", "یو څه", "نه"), "د تطبیق وړ نه دی",
        "لومړیتوب", ("ټیټ", "لوړ"), "شواهد او یادښتونه", "منځپانګه", "برخه", "په ویب کې لارښود",
        "چارټ: له لسو درې ځوابونه هو دي", "د نمرو کچې", ("کچه", "مانا"),
        "د کنوانسیون دویمه ماده وګورئ.", "پاڼه", "Noto Naskh Arabic",
    ),
    "ur": Words(
        "چیک لسٹ: قانون سازی میں معاونت", "کیا قانون اسمگلنگ کے متاثرہ {} کو تحفظ دیتا ہے؟",
        ("خواتین", "بچوں", "مہاجرین", "گواہوں"), ("ہاں", "جزوی", "نہیں"), "قابل اطلاق نہیں",
        "ترجیح", ("کم", "زیادہ"), "ثبوت اور نوٹس", "فہرست", "حصہ", "ویب پر رہنمائی",
        "چارٹ: دس میں سے تین جواب ہاں ہیں", "اسکور کی سطحیں", ("سطح", "مطلب"),
        "کنونشن کا دوسرا آرٹیکل دیکھیں۔", "صفحہ", "Noto Naskh Arabic",
    ),
    "bn": Words(
        "চেকলিস্ট: আইন প্রণয়নে সহায়তা", "আইন কি পাচারের শিকার {} সুরক্ষা দেয়?",
        ("নারীদের", "শিশুদের", "অভিবাসীদের", "সাক্ষীদের"), ("হ্যাঁ", "আংশিক", "না"), "প্রযোজ্য নয়",
        "অগ্রাধিকার", ("নিম্ন", "উচ্চ"), "প্রমাণ ও মন্তব্য", "সূচিপত্র", "অনুচ্ছেদ", "ওয়েবে নির্দেশিকা",
        "চার্ট: দশটির মধ্যে তিনটি উত্তর হ্যাঁ", "স্কোরের স্তর", ("স্তর", "অর্থ"),
        "কনভেনশনের ২৬ অনুচ্ছেদ দেখুন।", "পৃষ্ঠা", "Noto Sans Bengali",
    ),
}  # fmt: skip
RIGHT_TO_LEFT = ("ar", "fa", "prs", "ps", "ur")

STYLE = """

@page {{ font-family: "{font}", "Noto Sans"; size: A4; margin: 2cm;
  @top-center {{ content: string(title); font-size: 9pt }}
  @bottom-center {{ content: "{page} " counter(page) " / " counter(pages); font-size: 9pt }} }}
@page cover {{ @top-center {{ content: none }} @bottom-center {{ content: none }} }}
html {{ font-family: "{font}", "Noto Sans"; font-size: 10pt; line-height: 1.5 }}
.cover {{ page: cover; break-after: page }}
h1 {{ string-set: title content() }}
.contents li::after {{ content: " " target-counter(attr(data-href url), page) }}
.item {{ break-inside: avoid }}
.note {{ float: footnote; font-size: 8pt }}
svg {{ width: 6cm; height: 3cm }}
input[type=radio], input[type=checkbox] {{ width: 10pt; height: 10pt; border: .75pt solid #333 }}
input[type=radio] {{ border-radius: 50% }}
input[type=text] {{ width: 8cm; height: 16pt; border: .75pt solid #333 }}
textarea {{ display: block; width: 100%; height: 40pt; border: .75pt solid #333 }}
select {{ width: 5cm; height: 16pt; border: .75pt solid #333; background: none }}
th, td {{ border: .5pt solid #666; padding: 2pt 6pt }}
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><title>{}</title>'
    '<rect x="5" y="20" width="20" height="35" fill="#036"/><path d="M0 56 H120" stroke="#000"/></svg>'
)
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)


def html_language(language: str) -> str:
    """Return the BCP 47 tag for a portal language."""
    return "fa-AF" if language == "prs" else language


def question(language: str, number: int) -> str:
    """Return the words of an item, counted from 0."""
    words = WORDS[language]
    return f"{number + 1}. {words.question.format(words.subjects[number % len(words.subjects)])}"


def page(body: str, language: str = "en", head: str = "") -> str:
    """Wrap a body into the smallest document that keeps the contract."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{html_language(language)}" dir="{direction}"><head>'
        f'<meta charset="utf-8"><title>A title</title><style>html{{font-family:"Noto Sans"}}</style>'
        f"{head}</head><body>{body}</body></html>"
    )


def source(body: str, *, language: str = "en", head: str = "", fillable: bool = False) -> Source:
    """Return a source with that body."""
    return Source(page(body, language, head), MANIFEST, language, fillable)


def _choice(kind: str, name: str, token: str, title: str, word: str, more: str = "") -> str:
    return (
        f'<input type="{kind}" name="{name}" value="{token}" title="{escape(title)}"{more}> '
        f"<span>{escape(word)}</span> "
    )


def item(language: str, number: int, *, note: bool = False) -> str:
    """Return one question with radios, checkbox, select and text area."""
    words, asked = WORDS[language], question(language, number)
    name = f"item-{number}"
    choices = "".join(
        _choice("radio", name, token, f"{asked} – {word}", word)
        for token, word in zip(TOKENS, words.answers, strict=True)
    )
    choices += _choice("checkbox", f"{name}-na", "na", f"{asked} – {words.not_applicable}", words.not_applicable)
    options = '<option value="" selected></option>' + "".join(
        f'<option value="{rank}">{escape(word)}</option>' for rank, word in enumerate(words.priorities, 1)
    )
    footnote = f'<span class="note">{escape(words.footnote)}</span>' if note else ""
    return (
        f'<div class="item"><h3>{escape(asked)}{footnote}</h3><p>{choices}</p>'
        f'<p><span>{escape(words.priority)}</span> <select name="{name}-priority" '
        f'title="{escape(asked)} – {escape(words.priority)}">{options}</select></p>'
        f"<p>{escape(words.notes)}</p>"
        f'<p><textarea name="{name}-notes" title="{escape(asked)} – {escape(words.notes)}"></textarea></p></div>'
    )


def document(language: str, items: int = 4) -> str:
    """Return the whole sample: cover, contents, table, list, figure, footnote and `items` questions."""
    words = WORDS[language]
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    style = STYLE.format(font=words.font, page=words.page)
    rows = "".join(
        f"<tr><th>{rank}</th><td>{escape(word)}</td><td>{escape(words.section)} {rank}</td></tr>"
        for rank, word in enumerate(words.answers)
    )
    return (
        f'<!doctype html><html lang="{html_language(language)}" dir="{direction}"><head>'
        f'<meta charset="utf-8"><title>{escape(words.title)}</title>'
        f'<meta name="dcterms.created" content="2026-11-24T10:00:00Z"><style>{style}</style></head><body><form>'
        f'<section class="cover"><h1>{escape(words.title)}</h1><p>{SVG.format(escape(words.figure))}</p>'
        f'<p><a href="https://example.org/guide">{escape(words.link)}</a></p>'
        f'<p><img src="{DOT}" alt=""></p>'
        f'<p><input type="text" name="assessor" title="{escape(words.notes)}"></p></section>'
        f'<nav class="contents"><h2>{escape(words.contents)}</h2><ul><li data-href="#s1">'
        f'<a href="#s1">{escape(words.section)} 1</a></li></ul></nav>'
        f"<table><caption>{escape(words.caption)}</caption><thead><tr><th>{escape(words.headers[0])}</th>"
        f"<th>{escape(words.headers[1])}</th><th>{escape(words.section)}</th></tr></thead><tbody>{rows}</tbody></table>"
        f'<section><h2 id="s1">{escape(words.section)} 1</h2>'
        f"<ol><li>{escape(words.answers[0])}</li><li>{escape(words.answers[2])}</li></ol>"
        f"{''.join(item(language, number, note=number == 0) for number in range(items))}"
        "</section></form></body></html>"
    )


def sample(language: str, items: int = 4) -> Source:
    """Return the fillable sample of a language."""
    return Source(document(language, items), MANIFEST, language, fillable=True)
