# User 101 is nginx's, as in the official image.
FROM debian-stand-in
RUN (getent passwd 101 || useradd --system --uid 101 --no-create-home --shell /usr/sbin/nologin nginx) \
    && apt-get update && apt-get install -y --no-install-recommends nginx-light curl && rm -rf /var/lib/apt/lists/*
CMD ["nginx", "-g", "daemon off;"]
