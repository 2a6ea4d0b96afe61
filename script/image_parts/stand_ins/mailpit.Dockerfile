# Catches mails at 1025 and shows them at 8025, as files below /new/.
FROM debian-stand-in
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-aiosmtpd && rm -rf /var/lib/apt/lists/*
COPY mailpit /usr/local/bin/mailpit
ENTRYPOINT ["mailpit"]
