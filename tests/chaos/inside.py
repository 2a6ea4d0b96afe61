"""What happens in the portal's own environment: `python -m tests.chaos.inside cast | settle | found`."""

import hashlib
import json
import sys
import time
from typing import Any

import django

PEOPLE = 3  # colleagues, and pairs of members
QUESTIONS = 12


def cookie_of(user: Any) -> str:
    """She is signed in, with a second step, just now."""
    from django.test import Client

    browser, now = Client(), time.time()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    proofs = [{"method": "password", "at": now, "email": user.email}, {"method": "mfa", "at": now, "type": "totp"}]
    session["account_authentication_methods"] = proofs
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return str(session.session_key)


def cast() -> dict[str, Any]:
    from django.urls import reverse
    from django.utils import translation

    translation.activate("en")
    from assessments.models import Role
    from network.models import Conversation, ConversationPhase
    from tests.assessments.factories import joined, team
    from tests.network import factories
    from toolkit.models import ChecklistPage, ToolPage

    crew = team(QUESTIONS)
    colleagues = [crew.owner, *(joined(crew.assessment, Role.EDITOR, f"Edith {n}") for n in range(1, PEOPLE))]
    pairs = [(factories.member("AF"), factories.member("BD")) for _n in range(PEOPLE)]
    talks = [Conversation.objects.create(asker=one, asked=other, phase=ConversationPhase.OPEN) for one, other in pairs]
    printed = [
        (kind, page.pk)
        for kind, model in (("toolkit.tool", ToolPage), ("toolkit.checklist", ChecklistPage))
        for page in model.objects.live().filter(locale__language_code="en")
    ]
    return {
        "files": [
            f"{reverse('exports:ask', args=[kind, pk])}?form={form}&size={size}"
            for kind, pk in printed
            for form in ("fillable", "paper")
            for size in ("a4", "letter")
        ],
        "entries": [reverse("assessments:item", args=[crew.sheet.pk, entry.item]) for entry in crew.entries],
        "colleagues": [cookie_of(part.user) for part in colleagues],
        "members": [
            (reverse("network:conversation", args=[talk.pk]), cookie_of(member.user))
            for talk, pair in zip(talks, pairs, strict=True)
            for member in pair
        ],
    }


def settle() -> dict[str, Any]:
    """Until every job has ended; where nothing moves, an hour passes and a sweep runs. What was killed in each of its
    three attempts has failed, as it must; then its reader presses "Try again"."""
    from exports.actions import retry_export
    from exports.models import Export
    from exports.models.exports import Fault, State
    from tests.exports import engine

    seconds = engine.settle(seconds=240, still=4)
    thrice = list(Export.objects.filter(state=State.FAILED, error=Fault.KILLED))
    for row in thrice:
        retry_export(row)
    if thrice:
        seconds += engine.settle(seconds=240, still=4)
    return {"seconds": seconds, "states": engine.states(), "thrice": len(thrice)}


def found() -> dict[str, Any]:
    """All that must be there once, and what does not hold."""
    from io import StringIO

    from django.core.management import call_command

    from assessments.models import AuditAction, AuditEntry, Entry
    from exports.models import Export
    from network.models import Message
    from network.presenters.sealed_texts import unseal_or_explain

    call_command("verify_trail", stdout=StringIO())  # raises where a history is not whole
    steps = [step.read_content() for step in AuditEntry.objects.filter(action=AuditAction.ANSWER)]
    return {
        "answers": [says["after"]["note"] for says in steps],
        "standing": [entry.answer().note for entry in Entry.objects.exclude(mark="")],
        "messages": [unseal_or_explain(row.text) for row in Message.objects.all()],
        "files": list(Export.objects.values_list("key", flat=True)),
        "wrong": list(wrong_files()),
    }


def wrong_files() -> Any:
    """Rows without their file, files without a row, files that are not what they should be."""
    from exports.models import Export
    from exports.storage import files

    there = {path.stem: path for shard in files.SHARDS for path in files.list_files(shard, older_than=-60)}
    whole = {stem for stem, path in there.items() if path.suffix != files.PARTIAL}
    rows = list(Export.objects.all())
    yield from (f"{row.title}: {row.state} {row.error}" for row in rows if row.state != "done")
    yield from (f"{row.title}: no file" for row in rows if row.key not in whole)
    yield from (f"{stem}: no row" for stem in whole - {row.key for row in rows})
    yield from (
        f"{row.title}: {files.get_file_size(row.key)} bytes, not {row.size}"
        for row in rows
        if row.key in whole and files.get_file_size(row.key) != row.size
    )
    yield from (words for row in rows[:: max(1, len(rows) // 4)] if row.key in whole for words in another(row))


def another(row: Any) -> Any:
    """The same file made once more is the same bytes."""
    from exports import pdf
    from exports.domain.printouts import unpack_printout
    from exports.printouts import build_printout
    from exports.storage import files

    printout = build_printout(row.kind, row.subject, row.options)
    content = pdf.render_document(pdf.Source(**unpack_printout(printout.pack())), seconds=row.seconds)
    with files.open_file(row.key) as file:
        if hashlib.sha256(file.read()).digest() != hashlib.sha256(content).digest():
            yield f"{row.title}: other bytes than when it is made now"


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"cast": cast, "settle": settle, "found": found}[sys.argv[1]]()))
