"""Who gets what in the space (docs/assurance.md, D14). Read by test_access.py; rows and forms are made by access_world.py.

V visitor, E editor, A Wagtail superuser, N newcomer in Afghanistan, M member in Afghanistan, B member in Bangladesh,
F focal point for Afghanistan, G focal point for Bangladesh, C coordinator. What belongs to somebody belongs to M.
`in`: is asked to sign in. `-`: there is no such page. One cell where all nine get the same.
A label with a stroke is the same address for another row.
"""

PEOPLE = "VEANMBFGC"
TABLE = """
#             GET       V   E   A   N   M   B   F   G   C     V   E   A   N   M   B   F   G   C
# The door and one's own first page
door                  200 200 200 302 302 302 302 302 302 | 405
home                   in   -   - 200 200 200 200 200 200 | 405
notices_read          405                                 |  in   -   - 302 302 302 302 302 302
# Joining
join                  200                                 | 405
join_form             200                                 | 200
join_code             302                                 | 302
join_code_again       405                                 | 302
come_back             200                                 | 200
application_go        405                                 | 302
application           302                                 | 405
application_answer    302                                 | 302
application_withdraw  302                                 | 302
enter                 302                                 | 302
enter_password        302                                 | 302
invitations            in   -   -   - 200 200 200 200 200 |  in   -   -   - 200 200 200 200 200
invitation_take_back  405                                 |  in   -   -   - 302   -   -   -   -
# Vetting
vetting                in   -   -   -   -   - 200 200 200 | 405
vetting_one            in   -   -   -   -   - 200   - 200 | 405
vetting_one/voted      in   -   -   -   -   - 200 200 200 | 405
vetting_open          405                                 |  in   -   -   -   -   - 200   - 200
vetting_open/voted    405                                 |  in   -   -   -   -   - 200 200 200
vetting_ask           405                                 |  in   -   -   -   -   - 302   - 302
vetting_vote          405                                 |  in   -   -   -   -   - 302   - 302
vetting_vote/voted    405                                 |  in   -   -   -   -   - 302 302 302
vetting_one/closed     in   -   -   -   -   - 302   - 302 | 405
vetting_vote/closed   405                                 |  in   -   -   -   -   - 302   - 302
entry                  in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 200
entry_reach            in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 200
# Founding
countries              in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
country                in   -   -   -   -   -   -   - 200 | 405
country_lock          405                                 |  in   -   -   -   -   -   -   - 302
country_unlock        405                                 |  in   -   -   -   -   -   -   - 302
country_shred         405                                 |  in   -   -   -   -   -   -   - 302
country_close         405                                 |  in   -   -   -   -   -   -   - 302
focal_points           in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
focal_point_dismiss   405                                 |  in   -   -   -   -   -   -   - 302
# What takes two
deeds                  in   -   -   -   -   - 200 200 200 | 405
deed                   in   -   -   -   -   - 200   - 200 | 405
deed/country           in   -   -   -   -   -   -   - 200 | 405
deed_second            in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 302   - 302
deed_second/country    in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
deed_stop             405                                 |  in   -   -   -   -   - 302   - 302
deed_code              in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 200   - 302
give_back              in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 302   - 302
come_in_again         200                                 | 200
# Profile
profile                in   -   - 200 200 200 200 200 200 | 405
profile_edit           in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
profile_facts          in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
profile_showing        in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
profile_listing       405                                 |  in   -   - 302 302 302 302 302 302
profile_seen           in   -   - 200 200 200 200 200 200 | 405
profile_photo          in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
profile_photo_file     in   -   -   - 200   -   -   -   - | 405
profile_photo_remove  405                                 |  in   -   - 302 302 302 302 302 302
# Directory and canaries
directory              in   -   -   - 200 200 200 200 200 | 405
person                 in   -   -   - 200   - 200   - 200 | 405
person_photo           in   -   -   - 200   - 200   - 200 | 405
keep_away              in   -   -   - 200   - 200   - 200 |  in   -   -   - 302   - 302   - 302
let_near              405                                 |  in   -   -   - 302   -   -   -   -
away                   in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
canaries               in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
canary_remove         405                                 |  in   -   -   -   -   -   -   - 302
# Alarms
alarms                 in   -   -   -   -   -   -   - 200 | 405
# Messages
messages               in   -   -   - 200 200 200 200 200 | 405
conversation           in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
conversation_answer   405                                 |  in   -   -   - 302   -   -   -   -
contact                in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
contact_take_back     405                                 |  in   -   -   - 302   -   -   -   -
report_message         in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
introduce              in   -   -   - 200   - 200   - 200 |  in   -   -   - 302   - 302   - 302
report_profile         in   -   -   - 200   - 200   - 200 |  in   -   -   - 302   - 302   - 302
# Learning
learning               in   -   - 200 200 200 200 200 200 | 405
series                 in   -   - 200 200 200 200 200 200 | 405
series/draft           in   -   -   -   -   -   -   - 200 | 405
series_follow         405                                 |  in   -   - 302 302 302 302 302 302
series_follow/draft   405                                 |  in   -   -   -   -   -   -   -   -
series_leave           in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
certificate            in   -   -   - 200   -   -   -   - |  in   -   -   - 200   -   -   -   -
lesson                 in   -   - 200 200 200 200 200 200 |  in   -   - 200 302 200 200 200 200
lesson/draft           in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 200
material               in   -   - 200 200 200 200 200 200 | 405
material/draft         in   -   -   -   -   -   -   - 200 | 405
courses                in   -   -   -   -   -   -   - 200 | 405
course_new             in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
course                 in   -   -   -   -   -   -   - 200 | 405
course_edit            in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
course_publish        405                                 |  in   -   -   -   -   -   -   - 302
course_remove          in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
lesson_new             in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
lesson_write           in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
lesson_publish        405                                 |  in   -   -   -   -   -   -   - 302
lesson_remove          in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
material_new           in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
material_remove       405                                 |  in   -   -   -   -   -   -   - 302
# Circles
circles                in   -   -   - 200 200 200 200 200 | 405
circle_new             in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
circle                 in   -   -   - 200   - 200   - 200 | 405
circle_edit            in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
circle_join           405                                 |  in   -   -   - 302   - 302   - 302
circle_leave           in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
circle_people          in   -   -   - 200   -   -   - 200 | 405
pin_new                in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
thread_new             in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
seat_admit            405                                 |  in   -   -   - 302   -   -   - 302
seat_remove            in   -   -   - 200   -   -   - 200 |  in   -   -   - 302   -   -   - 302
seat_appoint          405                                 |  in   -   -   -   -   -   -   - 302
pin_remove            405                                 |  in   -   -   - 302   -   -   -   -
thread                 in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
post_take_back         in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
post_hide              in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
post_show             405                                 |  in   -   -   - 302   -   -   -   -
post_report            in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
# Reports
reports                in   -   -   -   -   -   -   - 200 | 405
report                 in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
report/own             in   -   -   -   -   -   -   -   - |  in   -   -   -   -   -   -   -   -
trail                  in   -   -   -   -   -   -   - 200 | 405
# News
news                   in   -   - 200 200 200 200 200 200 | 405
announcement_new       in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
announcement_put_away 405                                 |  in   -   - 302 302   - 302   - 302
announcement_edit      in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
announcement_remove    in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
date_new               in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
date_edit              in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
date_remove            in   -   -   -   -   -   -   - 200 |  in   -   -   -   -   -   -   - 302
# Mentoring
mentoring              in   -   -   - 200 200 200 200 200 | 405
plan                   in   -   -   - 200 200 200 200 200 | 405
plan_write             in   -   -   - 200 200 200 200 200 |  in   -   -   - 302 302 302 302 302
step_new               in   -   -   - 200 200 200 200 200 |  in   -   -   - 302 302 302 302 302
step                   in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
step_drop             405                                 |  in   -   -   - 302   -   -   -   -
suggestion             in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
pairing                in   -   -   - 200   -   -   -   - | 405
pairing_agreement      in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
pairing_end            in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
meeting_new            in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
partner_plan           in   -   -   - 200   -   -   -   - | 405
plan_comment           in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
plan_show             405                                 |  in   -   -   - 302   -   -   -   -
reflection             in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
pairing_write         405                                 |  in   -   -   - 302   -   -   -   -
meeting                in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
meeting_drop          405                                 |  in   -   -   - 302   -   -   -   -
description            in   -   -   - 200 200 200 200 200 |  in   -   -   - 302 302 302 302 302
description_forget    405                                 |  in   -   -   - 302 302 302 302 302
# Events
events                 in   -   - 200 200 200 200 200 200 | 405
event_zone             in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
event                  in   -   -   - 200   - 200   -   - | 405
event_join            405                                 |  in   -   -   - 302   - 302   -   -
event_leave           405                                 |  in   -   -   - 302   - 302   -   -
event_calendar         in   -   -   - 200   -   -   -   - | 405
event_feedback         in   -   -   - 200   -   -   -   - |  in   -   -   - 302   -   -   -   -
events_run             in   -   -   -   -   - 200 200 200 | 405
event_new              in   -   -   -   -   - 200 200 200 |  in   -   -   -   -   - 302 302 302
event_run              in   -   -   -   -   - 200   - 200 | 405
event_edit             in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 302   - 302
event_off              in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 302   - 302
# Data
data                   in   -   - 200 200 200 200 200 200 | 405
data_download          in   -   - 200 200 200 200 200 200 | 405
leave                  in   -   - 200 200 200 200 200 200 |  in   -   - 200 302 200 200 200 200
left                  200                                 | 405
# Locks
lock                   in   -   - 200 200 200 200 200 200 |  in   -   - 302 302 302 302 302 302
locked                200                                 | 405
locks                  in   -   -   -   -   - 200 200 200 | 405
unlock                 in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 302   - 200
lock_confirm          405                                 |  in   -   -   -   -   - 302   - 302
unlock_doubt          405                                 |  in   -   -   -   -   - 302   - 302
lock_member            in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 302   - 302
# Staff
staff_people           in   -   -   -   -   - 200 200 200 | 405
staff_person           in   -   -   -   -   - 200   - 200 | 405
staff_contact          in   -   -   -   -   - 200   - 200 |  in   -   -   -   -   - 200   - 200
statistics             in   -   -   -   -   -   -   - 200 | 405
statistics_workbook    in   -   -   -   -   -   -   - 200 | 405
"""

# Which cell of the inference harness (tests/inference/cells) asks what an address may tell by how it answers; read by
# tests/inference/test_addresses.py. "none: why" for those that can tell nothing of anybody but her who asks.
CELLS = {
    "7 8 9": "lock locked",
    "12": "come_in_again deed_code give_back",
    "13 14": "join join_form join_code join_code_again",
    "14": "vetting entry entry_reach",
    "15 16": "vetting_one vetting_vote",
    "17": "come_back application application_go enter enter_password",
    "18": "invitations invitation_take_back",
    "20": "profile profile_facts",
    "21": "door home notices_read learning news",
    "22 23": "directory profile_seen profile_listing profile_showing",
    "24": "person person_photo introduce report_profile keep_away away let_near",
    "25": "messages conversation conversation_answer",
    "26": "report_message",
    "27": "contact contact_take_back",
    "28 29": "canaries canary_remove alarms",
    "30": "circles circle circle_join circle_leave circle_people seat_admit seat_remove seat_appoint thread thread_new "
    "post_take_back post_hide post_show post_report",
    "31": "reports report data data_download",
    "32": "mentoring suggestion description description_forget",
    "33": "pairing pairing_agreement pairing_end meeting_new partner_plan plan_comment plan_show reflection "
    "pairing_write meeting meeting_drop plan plan_write step_new step step_drop",
    "34": "events event event_join event_leave event_calendar event_feedback events_run event_run",
    "35": "statistics statistics_workbook",
    "36": "staff_people locks",
    "37": "staff_person staff_contact unlock unlock_doubt",
    "38": "trail vetting_open vetting_ask application_answer",
    "39": "focal_points focal_point_dismiss deeds deed deed_second deed_stop",
    "40": "lock_member lock_confirm country_lock country_unlock",
    "33 43": "leave left",
    "46": "profile_edit profile_photo profile_photo_file profile_photo_remove",
    "none: what coordinators and focal points write for all to read": "circle_new circle_edit pin_new pin_remove "
    "courses course_new course course_edit course_publish course_remove lesson_new lesson_write lesson_publish "
    "lesson_remove material_new material_remove announcement_new announcement_edit announcement_remove date_new "
    "date_edit date_remove event_new event_edit event_off countries country country_close country_shred",
    "none: her own progress, on pages that are the same for all": "series series_follow series_leave certificate "
    "lesson material announcement_put_away event_zone",
    "none: what she takes back herself": "application_withdraw",
}
