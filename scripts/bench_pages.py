"""
Measures the case-summary page: `python scripts/bench_pages.py --council DIR --home DIR`.

It serves the home as `plainview serve` does (the bridge's process, gunicorn with two workers), signs 20 officers in
and opens 1,000 different residents: first as fast as it will go, then at 20 pages a second. It works on a copy of the
council's folder, with 20 officers, and writes looks into the audit of the home that is given.
"""

import argparse
import json
import os
import platform
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rich.console import Console

from plainview.store.read_model import ReadModel
from plainview.vocabulary.door import Door
from plainview.vocabulary.home import Home

OUT = Path("var/bench")
SEED = 20_261_101
OFFICERS, RESIDENTS, WORKERS = 20, 1_000, 2
ROLE = "mash_officer"  # may open any case for a stated reason, and sees nearly all of it
console = Console()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: str
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Visit:
    """One officer's look at one resident."""

    cookies: str
    path: str


class Client:
    """The least of an HTTP client, so that the figures are the server's."""

    def __init__(self, port: int) -> None:
        self._port = port

    def get(self, path: str, cookies: str = "") -> Answer:
        """Fetch a page."""
        return self._send(f"GET {path} HTTP/1.1\r\n", cookies, b"")

    def post(self, path: str, cookies: str, **form: str) -> Answer:
        """Send a form."""
        body = urlencode(form).encode()
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._send(f"POST {path} HTTP/1.1\r\n{kind}", cookies, body)

    def _send(self, first: str, cookies: str, body: bytes) -> Answer:
        host = f"127.0.0.1:{self._port}"
        head = f"{first}Host: {host}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"
        started = time.perf_counter()
        parts: list[bytes] = []
        with socket.create_connection(("127.0.0.1", self._port), timeout=60) as channel:
            channel.sendall(head.encode() + body)
            while part := channel.recv(262_144):
                parts.append(part)
        taken = time.perf_counter() - started
        head_, _, content = b"".join(parts).partition(b"\r\n\r\n")
        told = head_.decode("latin-1")
        return Answer(int(told.split(" ", 2)[1]), told, content, taken)


def main() -> None:
    """Serve, sign in, measure, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--council", type=Path, required=True)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--seconds", type=float, default=50.0, help="how long to ask at 20 pages a second")
    asked.add_argument("--name", default="pages", help="name of the file in var/bench")
    options = asked.parse_args()
    home = Home(options.home.resolve())
    with tempfile.TemporaryDirectory() as folder:
        council = council_with_officers(options.council, Path(folder) / "council")
        port = free_port()
        served = start(council, home, port)
        try:
            wait_until_up(home, port, served)
            figures = measure(home, port, served, seconds=options.seconds)
        finally:
            stop(served)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{options.name}.json").write_text(json.dumps(figures, indent=1))
    show(figures)


def measure(home: Home, port: int, served: subprocess.Popen[bytes], *, seconds: float) -> dict[str, Any]:
    """Give both figures, and what each page cost."""
    client = Client(port)
    people, of_how_many = cases(home)
    console.print(f"Signing {OFFICERS} officers in, each with a purpose for {len(people) // OFFICERS} residents")
    visits = signed_in(client, people)
    for visit in visits[:: max(1, len(visits) // 40)]:  # each worker reads its policy on its first page
        client.get(visit.path, visit.cookies)
    looks = looks_written(home)

    before, started = cpu(served.pid), time.perf_counter()
    with ThreadPoolExecutor(WORKERS * 2) as pool:
        closed = list(pool.map(lambda v: client.get(v.path, v.cookies), visits))
    wall, used = time.perf_counter() - started, cpu(served.pid) - before
    opened = at_a_rate(client, visits, per_second=20, seconds=seconds)
    answers = [*closed, *opened]
    right = [a for a in answers if a.status == 200 and b"Causes for concern" in a.body]
    names = [a for a in answers if b"Names can" in a.body]
    took = sorted(a.seconds for a in opened)
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "residents_in_home": of_how_many,
        "pages": len(closed),
        "officers": OFFICERS,
        "workers": WORKERS,
        "pages_per_second": round(len(closed) / wall, 1),
        "server_cpu_ms_per_page": round(used / len(closed) * 1000, 2),
        "kib_per_page": round(sum(len(a.body) for a in closed) / len(closed) / 1024),
        "statements_per_page": round(sum(a.body.count(b"data-statement") for a in closed) / len(closed), 1),
        "at_20_a_second": {
            "pages": len(took),
            "median_ms": round(took[len(took) // 2] * 1000, 1),
            "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
            "most_ms": round(took[-1] * 1000, 1),
        },
        "failed": len(answers) - len(right),
        "without_names": len(names),
        "looks_written": looks_written(home) - looks,
        "looks_due": len(answers),
    }


def at_a_rate(client: Client, visits: list[Visit], *, per_second: float, seconds: float) -> list[Answer]:
    """Ask at moments that do not wait for answers, as officers do; a late start counts as waiting."""
    chance = random.Random(SEED)  # noqa: S311
    answers: list[Answer] = []
    lock = threading.Lock()
    begun = time.perf_counter()

    def ask(visit: Visit, due: float) -> None:
        late = time.perf_counter() - begun - due
        answer = client.get(visit.path, visit.cookies)
        with lock:
            answers.append(Answer(answer.status, answer.headers, answer.body, answer.seconds + max(0.0, late)))

    due, n = 0.0, 0
    with ThreadPoolExecutor(64) as pool:
        while due < seconds:
            time.sleep(max(0.0, due - (time.perf_counter() - begun)))
            pool.submit(ask, visits[n % len(visits)], due)
            due, n = due + chance.expovariate(per_second), n + 1
    return answers


def cases(home: Home) -> tuple[list[str], int]:
    """Give residents with whom a service works or worked, drawn by chance, as officers would open them."""
    model = ReadModel(home.store(home.current()) / "read_model.sqlite")
    everyone = model.person_ids()
    chance = random.Random(SEED)  # noqa: S311
    chance.shuffle(everyone)
    found: list[str] = []
    for person_id in everyone:
        record = model.resident(person_id)
        is_open = record is not None and not record.withheld_for
        if is_open and any(fact.table == "service_involvements" for fact in record.facts):
            found.append(person_id)
        if len(found) == RESIDENTS:
            break
    return found, len(everyone)


def signed_in(client: Client, people: list[str]) -> list[Visit]:
    """Sign each officer in, and tell what for they look at each of their residents."""
    each = len(people) // OFFICERS
    jars = []
    for n in range(OFFICERS):
        page = client.get("/sign-in")
        jar = cookies_of(page, {})
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        assert token is not None, "the sign-in page has no form"
        done = client.post(
            "/sign-in/demo", sent(jar), person=f"officer{n}", csrfmiddlewaretoken=token[1].decode(), next="/"
        )
        assert done.status == 302, f"officer {n} could not sign in: {done.status}"
        jars.append(cookies_of(done, jar))
    visits: list[Visit] = []
    for turn in range(each):
        for n, jar in enumerate(jars):
            person = people[n * each + turn]
            path = f"/residents/{person}/purpose"
            page = client.get(path, sent(jar))
            token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
            assert token is not None, "the page that asks for a purpose has no form"
            done = client.post(
                path, sent(jar), purpose="safeguarding_triage:0", csrfmiddlewaretoken=token[1].decode(), next=""
            )
            assert done.status == 302, f"no purpose could be told: {done.status}"
            visits.append(Visit(sent(jar), f"/residents/{person}"))
    return visits


def cookies_of(answer: Answer, jar: dict[str, str]) -> dict[str, str]:
    """Give the jar with the cookies that an answer set."""
    return jar | dict(re.findall(r"(?im)^set-cookie: ([^=]+)=([^;]*)", answer.headers))


def sent(jar: dict[str, str]) -> str:
    """Give cookies as they are sent."""
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def council_with_officers(council: Path, to: Path) -> Path:
    """Copy the council's folder, with 20 officers of the demo in it."""
    shutil.copytree(council, to)
    people = [
        {"id": f"officer{n}", "name": f"Officer {n}", "role": ROLE, "team": "MASH", "service": "children",
         "staff": f"W9{n:04d}", "trained_on": "2026-05-11", "about": "Opens cases to be measured."}
        for n in range(OFFICERS)
    ]  # fmt: skip
    (to / "people.yaml").write_text(json.dumps({"people": people}))  # JSON is YAML as well
    return to


def start(council: Path, home: Home, port: int) -> subprocess.Popen[bytes]:
    """Run `plainview serve`."""
    command = [
        sys.executable, "-m", "plainview", "--council", str(council), "serve", "--home", str(home.path), "--demo",
        "--port", str(port), "--workers", str(WORKERS),
    ]  # fmt: skip
    return subprocess.Popen(command, start_new_session=True)


def stop(served: subprocess.Popen[bytes]) -> None:
    """End it, with bridge and web."""
    served.send_signal(signal.SIGTERM)
    try:
        served.wait(timeout=40)
    except subprocess.TimeoutExpired:
        os.killpg(served.pid, signal.SIGKILL)


def wait_until_up(home: Home, port: int, served: subprocess.Popen[bytes]) -> None:
    """Wait for both doors."""
    for _ in range(600):
        if served.poll() is not None:
            raise SystemExit("it could not be served")
        try:
            if Door(home.path).is_open() and Client(port).get("/sign-in").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.25)
    raise SystemExit("it did not come up in time")


def looks_written(home: Home) -> int:
    """Count the looks in the web's audit."""
    with sqlite3.connect(home.web / "web.sqlite") as db:
        return int(db.execute("SELECT count(*) FROM audit_events WHERE act = 'see_summary'").fetchone()[0])


def cpu(pid: int) -> float:
    """Give the CPU seconds that a process and its descendants have used."""
    of_parent: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        of_parent.setdefault(int(fields[1]), []).append(int(folder.name))
        used[int(folder.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    wanted, whole = [pid], 0.0
    while wanted:
        one = wanted.pop()
        whole += used.get(one, 0.0)
        wanted += of_parent.get(one, [])
    return whole


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def show(figures: dict[str, Any]) -> None:
    """Print the figures."""
    for name, value in figures.items():
        console.print(f"{name:>24}  {value}")


if __name__ == "__main__":
    main()
