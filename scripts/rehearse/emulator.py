"""MiniStack with one change: a Wait state waits for the rehearsal's clock, which stands in a file and can jump."""

import os
import time
from datetime import datetime

from ministack.services import stepfunctions

CLOCK_FILE = os.environ["THROUGHLINE_REHEARSAL_CLOCK"]


def now_seconds() -> float:
    with open(CLOCK_FILE, encoding="utf-8") as file:
        return float(file.read()) / 1000


def sleep_until(timestamp: str) -> None:
    target = datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()
    while now_seconds() < target:
        time.sleep(0.05)


stepfunctions._sleep_until = sleep_until

if __name__ == "__main__":
    from ministack.app import main

    main()
