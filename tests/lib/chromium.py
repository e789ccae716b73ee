"""Debian's Chromium, and how it is started so that nothing outside this machine is asked."""

CHROMIUM = "/usr/bin/chromium"
# Everything below is on this machine: no name may be looked up, and the sandbox needs rights that a container lacks.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
