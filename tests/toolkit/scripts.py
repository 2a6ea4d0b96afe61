"""Short checklists in the portal's scripts, to see paper set in each. Our own sentences; native editors may mend."""

import itertools
import json
from typing import Any

from tests import factories
from toolkit.models import ChecklistPage, Instrument, Provision, ToolPage

# title, lead, section, and questions with why, evidence and suggested action
WORDS: dict[str, tuple[str, str, str, list[tuple[str, str, str, str]]]] = {
    "fr": (
        "Identification et orientation",
        "Répondez pour votre propre service, tel qu’il fonctionne aujourd’hui.",
        "Premier contact",
        [("Le personnel peut-il orienter une personne sur la seule base de ses besoins ?",
          "Le besoin se voit tout de suite ; la preuve prend des mois.",
          "Une procédure écrite qui nomme le besoin comme suffisant.",
          "Ajoutez une ligne à la procédure.")],
    ),
    "prs": (
        "شناسایی و ارجاع",
        "برای خدمت خود، همان‌گونه که امروز کار می‌کند، پاسخ بدهید.",
        "نخستین تماس",
        [("آیا کارکنان می‌توانند شخصی را تنها بر بنیاد نیاز، پیش از ثبوت جرم، ارجاع دهند؟",
          "کسی که باید نخست جرم را ثابت کند، پس فرستاده می‌شود. نیاز در همان لحظه دیده می‌شود؛ ثبوت ماه‌ها وقت می‌گیرد.",
          "طرزالعملی که نیاز را کافی می‌داند؛ سه ارجاع تازه بدون دوسیهٔ باز.",
          "یک سطر به طرزالعمل بیفزایید: نشانهٔ نیاز برای ارجاع کافی است."),
         ("آیا در هر نوبت کارمندی از جنسی که شخص می‌خواهد حاضر است؟",
          "بسیاری نمی‌توانند دربارهٔ خشونت با هر کسی حرف بزنند. انتخاب از خود شخص است.",
          "تقسیم اوقات سه ماه گذشته.",
          "نوبت‌های بدون انتخاب را بنویسید.")],
    ),
    "fa": (
        "شناسایی و ارجاع",
        "برای خدمت خود، همان‌گونه که امروز کار می‌کند، پاسخ دهید.",
        "نخستین تماس",
        [("آیا کارکنان می‌توانند تنها بر پایهٔ نیاز، پیش از اثبات جرم، فرد را ارجاع دهند؟",
          "نیاز همان لحظه دیده می‌شود؛ اثبات ماه‌ها زمان می‌برد.",
          "دستورکاری که نیاز را کافی می‌داند.",
          "یک سطر به دستورکار بیفزایید.")],
    ),
    "ps": (
        "پېژندنه او راجع کول",
        "د خپل خدمت لپاره ځواب ورکړئ، لکه څنګه چې نن کار کوي.",
        "لومړۍ اړیکه",
        [("ایا کارکوونکي کولی شي یو کس یوازې د اړتیا پر بنسټ راجع کړي؟",
          "اړتیا سمدستي لیدل کېږي؛ ثبوت میاشتې وخت نیسي.",
          "یوه لیکلې کړنلاره چې اړتیا بسنه ګڼي.",
          "کړنلارې ته یوه کرښه ورزیاته کړئ.")],
    ),
    "ur": (
        "شناخت اور حوالگی",
        "اپنی خدمت کے بارے میں جواب دیں، جیسی وہ آج کام کرتی ہے۔",
        "پہلا رابطہ",
        [("کیا عملہ جرم ثابت ہونے سے پہلے صرف ضرورت کی بنیاد پر کسی شخص کو آگے بھیج سکتا ہے؟",
          "ضرورت فوراً نظر آتی ہے؛ ثبوت میں مہینے لگتے ہیں۔",
          "ایک تحریری طریقہ کار جو ضرورت کو کافی مانتا ہے۔",
          "طریقہ کار میں ایک سطر کا اضافہ کریں۔")],
    ),
    "ar": (
        "التعرّف والإحالة",
        "أجب عن خدمتك أنت كما تعمل اليوم.",
        "الاتصال الأول",
        [("هل يستطيع الموظفون إحالة شخص على أساس الحاجة وحدها قبل إثبات أي جريمة؟",
          "تظهر الحاجة فوراً، أما الإثبات فيستغرق أشهراً.",
          "إجراء مكتوب يكتفي بالحاجة؛ ثلاث إحالات حديثة بلا قضية مفتوحة.",
          "أضف سطراً واحداً إلى الإجراء.")],
    ),
    "bn": (
        "শনাক্তকরণ ও প্রেরণ",
        "আপনার নিজের সেবা আজ যেভাবে চলে, সেই অনুযায়ী উত্তর দিন।",
        "প্রথম যোগাযোগ",
        [("অপরাধ প্রমাণের আগে কর্মীরা কি শুধু প্রয়োজনের ভিত্তিতে কাউকে সেবায় পাঠাতে পারেন?",
          "প্রয়োজন সঙ্গে সঙ্গে দেখা যায়; প্রমাণে মাস লেগে যায়।",
          "লিখিত পদ্ধতি যেখানে প্রয়োজনই যথেষ্ট বলা আছে।",
          "পদ্ধতিতে একটি লাইন যোগ করুন।")],
    ),
}  # fmt: skip


def provision_in(code: str) -> Provision:
    """A provision in the language, so that its label is in that language's letters too."""
    n = next(factories.counter)
    instrument = Instrument.objects.create(
        key=f"sample-{n}", title=WORDS[code][0], short=WORDS[code][0], kind="treaty", locale=factories.locale(code)
    )
    return Provision.objects.create(
        key=f"sample-{n}", number="6(3)", title=WORDS[code][2], text=WORDS[code][1],
        instrument=instrument, locale=factories.locale(code),
    )  # fmt: skip


def checklist_in(code: str, questions: int = 0, **fields: Any) -> ChecklistPage:
    """A public checklist in the language, with as many questions as asked for (default: those written above)."""
    title, lead, section, rows = WORDS[code]
    source = provision_in(code)
    items = [
        factories.item(question, [source], why=why, evidence=evidence, action=action)
        for question, why, evidence, action in itertools.islice(itertools.cycle(rows), questions or len(rows))
    ]
    return factories.checklist([factories.section(section, items)], language=code, title=title, summary=lead, **fields)


def tool_in(code: str, **fields: Any) -> ToolPage:
    """A public tool in the language that holds every kind of block text can fill."""
    title, lead, section, rows = WORDS[code]
    question, why, evidence, action = rows[0]
    block = factories.block
    words = [block("item", why), block("item", action)]
    body = [
        block("key_message", lead),
        block("heading", section),
        factories.citation(provision_in(code), note=evidence),
        block("text", f"<p>{why} <b>{evidence}</b></p><ul><li>{action}</li></ul>"),
        block("steps", {"title": section, "items": [block("item", {"title": action, "text": why})]}),
        block("do_dont", {"do": words, "dont": words}),
        block("questions", {"title": section, "items": [block("item", question)]}),
        block(
            "scenario", {"title": title, "text": f"<p>{why}</p>", "question": question, "thought": f"<p>{action}</p>"}
        ),
        block("accordion", {"items": [block("item", {"title": section, "text": f"<p>{why}</p>"})]}),
        block(
            "table",
            {
                "caption": title,
                "table": {
                    "columns": [{"type": "text", "heading": section}, {"type": "text", "heading": title}],
                    "rows": [{"values": [section, why]}],
                    "caption": "",
                },
            },
        ),
        block("quote", {"text": why, "source": section}),
    ]
    page = {"title": title, "summary": lead, "reader": lead, "task": action, "locale": factories.locale(code), **fields}
    return factories.add(
        factories.shelf("tools", code), ToolPage(slug=f"tool-{code}", number=3, **page, body=json.dumps(body))
    )
