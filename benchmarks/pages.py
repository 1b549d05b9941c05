"""Server time of each page with the example city: median of 30 requests through every middleware, and its queries."""

from __future__ import annotations

import importlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ["JINXIU_VAR"] = tempfile.mkdtemp(prefix="jinxiu-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "jinxiu.site.settings"
LIMIT = 100.0
TIMES = 30
PAGES = (
    "/",
    "/?as_of=2025-12-31&compare=2024-12-31",
    "/documents/",
    "/review/1/",
    "/ledger/",
    "/ledger/?q=项目&sort=due",
    "/commitments/1/",
    "/targets/T34/",
    "/projects/",
    "/projects/PJ01/",
    "/chains/",
    "/audit/",
)


def main() -> None:
    (Path(os.environ["JINXIU_VAR"]) / "static").mkdir()
    importlib.import_module("jinxiu.site.wsgi")  # the process as the server starts it
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from jinxiu.core.actions import open_account
    from jinxiu.core.folders import load

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load(ROOT / "examples" / "taiyuan-2024", timezone.now())
    account = open_account("bench", ["planner", "reporter", "verifier", "auditor"], timezone.now())
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{'page':42} {'median ms':>10} {'worst ms':>9} {'queries':>8}   limit {LIMIT:.0f} ms")
    for page in PAGES:
        with CaptureQueriesContext(connection) as captured:
            first = client.get(page)
        queries = len(captured)
        if first.status_code != 200:
            print(f"{page:42} answered {first.status_code}")
            continue
        taken = []
        for _ in range(TIMES):
            began = time.perf_counter()
            client.get(page)
            taken.append((time.perf_counter() - began) * 1000)
        median = statistics.median(taken)
        print(f"{page:42} {median:10.1f} {max(taken):9.1f} {queries:8}   {median / LIMIT:5.2f} of the limit")


if __name__ == "__main__":
    main()
