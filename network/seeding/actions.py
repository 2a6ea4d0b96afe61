"""People who do not exist, with every personal field filled by a string of its own: ZQ7-<field>-<number>.

Whoever then searches a database dump, a log, a cache or a mailbox for ZQ7 finds every leak. The number is the
person's, so that it also shows whether somebody was erased altogether. Never for a portal in use.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User, sealed_address
from accounts.sealing import blind_index
from network.models import (
    Application,
    Circle,
    CircleSeat,
    Comment,
    Consent,
    ContactOffer,
    Conversation,
    Country,
    Enrolment,
    Event,
    EventPreference,
    Feedback,
    Invitation,
    Lesson,
    Meeting,
    Member,
    MentoringDescription,
    Message,
    Notice,
    NoticeKind,
    Pairing,
    Photo,
    Plan,
    PlanStep,
    Post,
    Profile,
    Progress,
    Question,
    Reflection,
    Report,
    Role,
    Sector,
    Series,
    Signup,
    Skill,
    SpokenLanguage,
    Suggestion,
    Thread,
    VisibilityGrant,
    Vote,
)

MARK = "ZQ7"
COUNTRIES = ["AF", "BD", "IR", "IQ", "PK"]
DISCREET = {"AF", "IR"}
PASSWORD = "ZQ7 a long enough password"  # noqa: S105  # of people who do not exist
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # their authenticator app


def mark(field: str, number: int) -> str:
    return f"{MARK}-{field}-{number}"


@transaction.atomic
def seed_canary(*, members: int, staff: int) -> list[Member]:
    """So many people in five countries, the first `staff` of them focal points and coordinators, all of it filled."""
    for code in COUNTRIES:
        Country.objects.get_or_create(code=code, defaults={"is_discreet": code in DISCREET})
    password = make_password(PASSWORD)
    people = [person(number, password, number <= staff) for number in range(1, members + 1)]
    things = SharedRows()
    for number, member in enumerate(people, 1):
        other = people[number % members]  # the next one, and the first for the last
        write_about_herself(member, number)
        write_application(member, number, other)
        write_to(other, member, number)
        learn_and_meet(member, number, things)
        if other != member:
            mentor(other, member, number)
    return people


def person(number: int, password: str, is_staff: bool) -> Member:
    from allauth.mfa.totp.internal.auth import TOTP

    address = f"{mark('address', number)}@example.org".lower()
    user = User.objects.create(email=sealed_address(address), password=password)
    TOTP.activate(user, SECRET)
    role = Role.MEMBER
    if is_staff:
        role = Role.COORDINATOR if number % 3 == 0 else Role.FOCAL_POINT
    member = Member.objects.create(
        user=user,
        pseudonym=f"{mark('pseudonym', number)} {10 + number % 90}",
        country_id=COUNTRIES[number % len(COUNTRIES)],
        sector=Sector.values[number % len(Sector.values)],
        level="middle",
        role=role,
        mail="notice",
        joined_month=timezone.localdate().replace(day=1),
        probation_ends=timezone.localdate() - timedelta(days=1),
        is_listed=True,
        address=address,
        reach=mark("reach", number),
    )
    SpokenLanguage.objects.create(member=member, code="en")
    Skill.objects.create(member=member, code="gender")
    return member


def write_about_herself(member: Member, n: int) -> None:
    written = {name: mark(name, n) for name in ("name", "institution", "position", "about", "city")}
    Profile.objects.create(member=member, **written)
    Photo.objects.create(member=member, body=f"{MARK}photo{n:04}")  # which is base64 as well
    VisibilityGrant.objects.bulk_create(
        VisibilityGrant(member=member, fact=fact) for fact in ("country", "sector", "languages")
    )
    EventPreference.objects.create(member=member, zone="Asia/Kabul")
    Notice.objects.create(member=member, kind=NoticeKind.WELCOME)
    plan = Plan.objects.create(member=member, where=mark("where", n), goals=mark("plan", n), support=mark("support", n))
    PlanStep.objects.create(plan=plan, words=mark("step", n))


def write_application(member: Member, n: int, vetter: Member) -> None:
    address = f"{mark('address', n)}@example.org".lower()
    today = timezone.localdate()
    application = Application.objects.create(
        state="approved",
        decided_on=today,
        member=member,
        pseudonym=member.pseudonym,
        country=member.country,
        sector=member.sector,
        level=member.level,
        languages=["en"],
        language="en",
        mail="notice",
        address=address,
        reach=mark("applied-reach", n),
        why=mark("why", n),
        address_index=blind_index(address),
    )
    Consent.objects.create(application=application, purpose="assess", text_version=1)
    question = {"text": mark("question", n), "answer": mark("answer", n)}
    Question.objects.create(application=application, asked_by=vetter, answered_on=today, **question)
    Vote.objects.create(application=application, vetter=vetter, seat="coordinator", is_yes=True, reason="known")
    Invitation.objects.create(inviter=member, code_hash=f"{n:064x}", expires_on=today + timedelta(days=14))


def write_to(other: Member, member: Member, n: int) -> None:
    if Conversation.objects.between(member, other).exists() or other == member:
        return
    talk = Conversation.objects.create(asker=member, asked=other, phase="open")
    Message.objects.create(conversation=talk, author=member, turn=1, text=mark("message", n))
    Message.objects.create(
        conversation=talk, author=member, turn=2, text=mark("read-message", n), delivered_on=timezone.localdate()
    )
    ContactOffer.objects.create(conversation=talk, member=member, contact=mark("contact", n))
    report = {"kind": "message", "about": talk.pk, "reason": "pressure"}
    Report.objects.create(reporter=other, accused=member, excerpt=mark("excerpt", n), **report)


class SharedRows:
    """What all share. Nobody's, so without a number."""

    def __init__(self) -> None:
        now = timezone.now()
        self.event = Event.objects.create(
            title="An event",
            description="About it",
            place="Somewhere",
            mode="online",
            starts=now - timedelta(hours=3),
            ends=now - timedelta(hours=2),
            zone="Asia/Kabul",
            capacity=300,
        )
        self.series = Series.objects.create(title="A series", summary="About it", is_published=True)
        self.lesson = Lesson.objects.create(
            series=self.series, order=1, title="A session", summary="About it", body="Words", minutes=30
        )
        self.circle = Circle.objects.create(title="A circle", summary="About it", topic="gender")
        self.thread = Thread.objects.create(circle=self.circle)


def learn_and_meet(member: Member, n: int, things: SharedRows) -> None:
    signup = Signup.objects.create(event=things.event, member=member, seat=n if n <= 300 else None)
    Feedback.objects.create(signup=signup, useful=4, safe=4, words=mark("feedback", n))
    enrolment = Enrolment.objects.create(member=member, series=things.series)
    Progress.objects.create(enrolment=enrolment, lesson=things.lesson, note=mark("note", n))
    CircleSeat.objects.create(circle=things.circle, member=member)
    Post.objects.create(thread=things.thread, author=member, turn=n, words=mark("post", n))


def mentor(other: Member, member: Member, n: int) -> None:
    """The member is the other's mentee, and the other one's mentor in turn."""
    for side in ("mentor", "mentee"):
        facts = {"skills": ["gender"], "aims": ["lead"], "languages": ["en"], "hours": "1", "way": "call"}
        MentoringDescription.objects.create(member=member, side=side, words=mark(f"{side}-words", n), **facts)
    until = timezone.localdate() + timedelta(days=182)
    grounds = {"languages": ["en"], "skills": ["gender"], "aims": ["lead"], "way": "call"}
    Suggestion.objects.create(mentor=other, mentee=member, grounds=grounds)
    pairing = Pairing.objects.create(mentor=other, mentee=member, until=until, goals=mark("goals", n))
    Meeting.objects.create(
        pairing=pairing, by=member, met_on=timezone.localdate(), minutes=30, words=mark("meeting", n)
    )
    Reflection.objects.create(pairing=pairing, by=member, words=mark("reflection", n))
    Comment.objects.create(pairing=pairing, by=member, words=mark("comment", n))
