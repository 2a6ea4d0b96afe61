"""The library of drawings: each with a title for editors and the words for those who cannot see it.

One hand, two colours: mulberry is the person whose decision it is, moss the order around her. They explain, never
decorate; nobody in them has a face. The lines stand in templates/drawings/, without words, so that all may be mirrored.
"""

from django.utils.translation import gettext_lazy as _

DRAWINGS = {
    "adaptation": (
        _("One text, many countries"),
        _(
            "Three sheets lie above each other: the general text at the bottom, the national text in the middle "
            "with one line replaced, and on top a sheet of one country with three marks: added, replaced, not "
            "applicable."
        ),
    ),
    "case-timeline": (
        _("A case, and the rights along it"),
        _(
            "A double line with six marks from first contact to the end of a case. Above it what the person "
            "harmed should find: care, rest, a statement in their own time, support, a chance to be heard, a way "
            "to ask for compensation. Below it the rights of the accused person: to be told, an interpreter, a "
            "lawyer, time to prepare, a fair trial, an appeal."
        ),
    ),
    "circle": (
        _("A restorative circle"),
        _(
            "Eight people sit in a circle around a woven mark. One chair is empty: nobody has to come, and "
            "anybody may leave."
        ),
    ),
    "classroom": (
        _("A class"),
        _(
            "A teacher points to a board with two squares, one straight and one turned. Students of different "
            "kinds sit in two rows, seen from behind; one uses a wheelchair and has a place in front."
        ),
    ),
    "consent": (
        _("Yes or no, and the same care"),
        _(
            "A person may say yes, shown as a full square, or no, shown as a hollow one. Both answers lead to the"
            " same table with water and bread."
        ),
    ),
    "court": (
        _("In court, with a support person"),
        _(
            "Seen from behind: a witness sits with a support person; the accused sits with a lawyer at a table of"
            " the same height. A screen stands between the tables. Three judges sit in front."
        ),
    ),
    "data": (
        _("Data kept close"),
        _(
            "A folder of papers is locked; most lines are covered. One small slip with two lines leaves it. The "
            "key belongs to the person whose story it is."
        ),
    ),
    "first-contact": (
        _("First contact"),
        _(
            "A person and an officer stand at the same height. The officer offers a glass of water and speaks; a "
            "door to a quiet room is open behind them. The companion waits at a distance, behind a line."
        ),
    ),
    "interpreter": (
        _("The interpreter’s triangle"),
        _(
            "The person and the officer face each other and a solid line joins them: they speak to each other. "
            "The interpreter sits apart from both, in the room or on the telephone, joined to each by a thin "
            "line. A companion waits outside, behind a broken line."
        ),
    ),
    "network": (
        _("A network of women"),
        _(
            "Five women, some with a headscarf and some without, all without faces, stand behind one woven band "
            "that none of them carries alone."
        ),
    ),
    "offline": (
        _("Saved on this device"),
        _(
            "A telephone with a tool and its answers on the screen. An arrow shows that it was saved; the waves "
            "of the connection are broken."
        ),
    ),
    "referral-chain": (
        _("Referral, step by step"),
        _(
            "A person goes along a line of services: a house with a telephone, a house with a bed, a house with "
            "scales. At every step the sheet of paper that travels along gets smaller. The marks above go from "
            "full to hollow: done, begun, not yet."
        ),
    ),
    "rest": (
        _("Rest before a statement"),
        _(
            "A person sleeps under a blanket. The moon stands in the window. On a table a glass of water is "
            "ready; the sheet for the statement waits."
        ),
    ),
    "return": (
        _("Return, with a choice"),
        _(
            "A person with a bag and an adviser stand where a road divides. One way leads to a house among "
            "hills, the other to a town. The person is the one who speaks."
        ),
    ),
    "safe-room": (
        _("A safe room"),
        _(
            "A small room with two chairs of the same height, a table with water, a window with a curtain, a "
            "lamp, and a door that stands ajar with a sign that says the room is in use."
        ),
    ),
    "two-crimes": (
        _("Two crimes, side by side"),
        _(
            "On one side a person at a work table whose papers are locked in a box that belongs to someone else: "
            "trafficking in persons, which needs no border. On the other side a person on the way across a "
            "border, and coins: smuggling of migrants. A double rule stands between them."
        ),
    ),
}
DRAWING_CHOICES = [(name, title) for name, (title, _words) in DRAWINGS.items()]
