"""Whether the portal works, and whoever asks is told so: machines, readers, and those who run it.

checks.py      what it refuses to start without (`manage.py check`), and what an operator should know
views.py       /healthz (the process answers), /readyz (its parts are there), the report in the admin
report.py      the metrics judged: one sentence for each part, and what to do
heartbeat.py   the file that worker and beat touch while they live
outages.py     503 instead of 500 where a part is away or full, with what was typed

What is measured: config/metrics. When a job last succeeded: config/models.py, noted by config/celery.py. Errors in the
code: config/logs/sentry.py.
"""
