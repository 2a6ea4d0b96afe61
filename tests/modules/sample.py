"""Two modules as plain data, English and Dari, with every kind of part, and with words that must never leak.

MARKING stands in all that only a verified lecturer may read: marking notes and feedback, in both languages.
"""

from dataclasses import replace

from modules.domain.outlines import (
    AnswerOption,
    CaseStudy,
    ClassPlan,
    ClassPlanRow,
    Exercise,
    Film,
    Guidance,
    KeyIssue,
    Outcome,
    Outline,
    Question,
    Reading,
    Slide,
    SlideDeck,
)

MARKING = "QZ7MARKING"
PERSIAN_TITLE = "حقوق بشر و جنسیت: دو جرم"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nTwo crimes, two answers.\n"


def part_id(number: int) -> str:
    """UUIDs as blocks have them, the same in both languages."""
    return f"00000000-0000-4000-8000-{number:012d}"


PUBLIC_QUESTIONS = (
    Question(
        part_id(61),
        "Which element does smuggling of migrants need, and trafficking does not?",
        "one",
        "understand",
        (
            AnswerOption("Crossing a border", False),
            AnswerOption("Means", False),
            AnswerOption("Exploitation & profit", False),
        ),
        minutes=3,
    ),
    Question(
        part_id(62),
        "Who may ask for the presence of a person of her choice?\n\nChoose all that apply.",
        "several",
        "understand",
        (AnswerOption("An adult victim", False), AnswerOption("A child", False), AnswerOption("Nobody", False)),
        minutes=4,
    ),
    Question(part_id(63), "Draft two safeguards <before> an interview.", "essay", "apply", minutes=15),
)
PRACTICE = (
    Question(
        part_id(65),
        "Which is enough for a bed tonight?",
        "one",
        "understand",
        (
            AnswerOption("A signed statement", False, "A bed is no payment."),
            AnswerOption("Need & nothing else", True, "Right: need comes first."),
        ),
    ),
    Question(
        part_id(66),
        "Which words can be kept? Choose all that apply.",
        "several",
        "understand",
        (
            AnswerOption("You may stop", True, "Right: at any time."),
            AnswerOption("You are safe now", False, "Nobody can keep this."),
            AnswerOption("This room is private", True, "Right, where the door is shut."),
        ),
    ),
)
RIGHT = {61: {0}, 62: {0, 1}}


def marked(question: Question) -> Question:
    """The same question as a verified lecturer gets it."""
    right = RIGHT.get(int(question.id[-12:]), set())
    options = tuple(
        replace(option, right=place in right, feedback=f"{MARKING} feedback {place}")
        for place, option in enumerate(question.options)
    )
    return replace(question, options=options, marking=f"{MARKING} gives a point for each element.\n\nNo more.")


ENGLISH = Outline(
    key="5b1c6b0e-2f53-4d0c-9a43-1f8d2d0f7a11",
    slug="rights-and-gender",
    title="Human rights & gender: two crimes",
    summary="What trafficking and smuggling mean for the rights of women and men.",
    language="en",
    version=3,
    url="https://portal.example/en/modules/rights-and-gender/",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    introduction='<p>For <b>law</b> students. See the <a href="https://portal.example/en/law/">law</a>.</p>'
    "<h2>How to use it</h2><ul><li>Read first</li><li>Then teach</li></ul>",
    minutes=90,
    level="Undergraduate",
    crime="Both crimes",
    countries=("Bangladesh",),
    disciplines=("Law", "Social work"),
    topics=("Rights",),
    authors=("Rights & Gender Toolkit",),
    outcomes=(
        Outcome(part_id(1), "Tell the two crimes apart"),
        Outcome(part_id(2), "Name three safeguards in an interview"),
    ),
    issues=(
        KeyIssue(
            part_id(11),
            "Two crimes",
            "One is against a person, one against a State.",
            "<h4>What differs</h4><p>Consent, <i>means</i> &amp; purpose.<br>Not the border.</p>"
            '<blockquote><p>“Nobody consents to slavery.”</p></blockquote><p><a href="javascript:alert(1)">x</a></p>',
            references=(part_id(51),),
            provisions=("tip-3",),
        ),
        KeyIssue(
            part_id(12),
            "Gender",
            "Who is seen, who is believed.",
            "<p>Men are victims too.</p><h3>First</h3><h5>Then</h5><h3>Last</h3><ol><li><p>Ask</p></li><li><p>Listen</p><ul><li>again</li></ul></li></ol>"
            "<table><thead><tr><th>Who</th><th>Seen</th></tr></thead>"
            "<tbody><tr><td>Women</td><td>often</td></tr></tbody></table>",
        ),
    ),
    exercises=(
        Exercise(
            part_id(21),
            "Sort the cards",
            25,
            6,
            30,
            "To find the elements of each crime.",
            ("Twelve cards", "A wall"),
            ("Hand out the cards.", "Sort them in groups.", "Compare."),
            ("What was hard?", "Who decided?"),
            "Use cases of your country.",
            (part_id(1),),
        ),
        Exercise(part_id(22), "Role play", 30, 4, 12, "To try an interview.", (), ("Read the roles.",), (), ""),
    ),
    plans=(
        ClassPlan(
            part_id(31),
            "A class of 90 minutes",
            90,
            (
                ClassPlanRow(10, "Opening", "Say what is expected."),
                ClassPlanRow(25, "Cards", "In groups.", part_id(21)),
                ClassPlanRow(30, "Role play", "", part_id(22)),
                ClassPlanRow(25, "Debrief", "All together."),
            ),
        ),
    ),
    readings=(
        Reading(
            part_id(51),
            {
                "type": "treaty",
                "title": "Protocol to Prevent, Suppress and Punish Trafficking in Persons",
                "author": [{"literal": "United Nations"}],
                "issued": {"date-parts": [[2000]]},
                "URL": "https://treaties.example/tip",
            },
            note="Read article 3.",
        ),
        Reading(
            part_id(52),
            {"type": "book", "title": "A book without a year", "author": [{"family": "Khan", "given": "Amina"}]},
            "advanced",
            "library",
        ),
    ),
    questions=PUBLIC_QUESTIONS,
    practice=PRACTICE,
    slides=(
        SlideDeck(
            part_id(41),
            "Slides for the class",
            (
                Slide("Two crimes", ("Act", "Means", "Purpose"), "Ask before you show the answer."),
                Slide("Gender", ("Who is seen?",)),
            ),
        ),
    ),
    cases=(CaseStudy(part_id(71), "Mina's story", "<p>Mina, a fictional student.</p>", ("Which crime?", "What now?")),),
    films=(
        Film(
            part_id(81),
            "Two crimes in two minutes",
            2,
            "<p>Two crimes, two answers.</p>",
            file="films/two-crimes.webm",
            captions=(("en", CAPTIONS),),
            questions=("What did you see?",),
        ),
    ),
    guidance=(Guidance(part_id(91), "How to adapt", "<p>Replace the cases first.</p>"),),
)

PERSIAN_WORDS = {
    "title": PERSIAN_TITLE,
    "slug": "rights-and-gender",
    "summary": "قاچاق انسان و قاچاق مهاجران برای حقوق زنان و مردان چه معنا دارد؟",
    "introduction": "<p>برای محصلان <b>حقوق</b>.</p>",
    "url": "https://portal.example/prs/modules/rights-and-gender/",
    "licence": "CC BY 4.0",
    "machine_translated": True,
}
DARI = replace(
    ENGLISH,
    language="prs",
    outcomes=(Outcome(part_id(1), "دو جرم را از هم جدا کنید"), Outcome(part_id(2), "سه تدبیر حفاظتی را نام ببرید")),
    issues=(
        KeyIssue(
            part_id(11),
            "دو جرم",
            "یکی علیه شخص، یکی علیه دولت.",
            '<p>رضایت، <i>وسایل</i> و هدف؛ <span dir="ltr">ISO 639-3</span>.</p>',
            references=(part_id(51),),
        ),
        KeyIssue(part_id(12), "جنسیت", "چه کسی دیده می‌شود.", "<p>مردان هم قربانی می‌شوند.</p>"),
    ),
    exercises=(
        replace(
            ENGLISH.exercises[0],
            title="کارت‌ها را مرتب کنید",
            purpose="یافتن عناصر هر جرم.",
            material=("دوازده کارت",),
            steps=("کارت‌ها را پخش کنید.", "در گروه‌ها مرتب کنید."),
            debrief=("چه چیز دشوار بود؟",),
            adapt="از قضایای کشور خود استفاده کنید.",
        ),
    ),
    plans=(
        ClassPlan(
            part_id(31),
            "صنف ۹۰ دقیقه‌ای",
            90,
            (
                ClassPlanRow(65, "آغاز", "بگویید چه انتظار می‌رود."),
                ClassPlanRow(25, "کارت‌ها", "در گروه‌ها.", part_id(21)),
            ),
        ),
    ),
    questions=(
        Question(
            part_id(61),
            "کدام عنصر فقط در قاچاق مهاجران لازم است؟",
            "one",
            "understand",
            (AnswerOption("عبور از سرحد", False), AnswerOption("وسایل", False)),
        ),
        Question(part_id(63), "دو تدبیر پیش از مصاحبه بنویسید.", "essay", "apply"),
    ),
    practice=(
        Question(
            part_id(65),
            "برای یک جای خواب چه کافی است؟",
            "one",
            "understand",
            (
                AnswerOption("اظهارنامهٔ امضاشده", False, "جای خواب مزد نیست."),
                AnswerOption("نیاز", True, "درست است: نیاز پیش از همه."),
            ),
        ),
    ),
    slides=(SlideDeck(part_id(41), "سلایدها", (Slide("دو جرم", ("عمل", "وسیله"), "نخست بپرسید."),)),),
    cases=(CaseStudy(part_id(71), "قصهٔ مینا", "<p>مینا، محصل خیالی.</p>", ("کدام جرم؟",)),),
    films=(),
    guidance=(Guidance(part_id(91), "چگونه تطبیق دهید", "<p>نخست قضایا را بدل کنید.</p>"),),
    **PERSIAN_WORDS,  # type: ignore[arg-type]
)


def for_lecturers(outline: Outline) -> Outline:
    """The same module as a verified lecturer gets it: right answers, feedback and marking notes in it."""
    return replace(outline, for_lecturers=True, questions=tuple(map(marked, outline.questions)))


def leaky(outline: Outline) -> Outline:
    """A mistake elsewhere: marking notes in an outline that says it is for everybody."""
    return replace(for_lecturers(outline), for_lecturers=False)


ADAPTATION = replace(
    ENGLISH,
    slug="rights-and-gender-pakistan",
    title="Human rights and gender: Pakistan",
    parent_title="Human rights & gender: two crimes",
    parent_url="https://portal.example/en/modules/rights-and-gender/",
    parent_version=2,
    adapted_for="Pakistan",
    draft=True,
)
