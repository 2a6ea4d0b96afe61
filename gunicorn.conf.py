"""What every gunicorn of the portal keeps to: it reads this file in the folder that it is started in, however it is
started (Dockerfile, deploy/systemd, script/server, tests). What differs between machines stands on its command line."""

import os

# None may move the site. By default gunicorn takes SCRIPT_NAME and PATH_INFO from whom it trusts, which is
# everybody on this machine or on a socket. config/wsgi.py refuses another prefix once more, under any server.
forwarder_headers = ""
# Who may say that a reader came by https: the proxy by its address, nobody where none is named.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")
# No client's address and no page's in a log.
logger_class = "config.logs.GunicornLogger"
