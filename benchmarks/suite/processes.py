"""Run a command in a process of its own, and measure it and all that it starts."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from suite.results import Failure, Sample

LAUNCHER = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launcher.py"))]
FIRST_LOOK, LOOKS = 0.2, 0.25
"""Seconds until the memory of a process tree is first looked at, and between looks."""
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What a command printed, and its sample, or why there is none."""

    printed: str
    sample: Sample | None = None
    failure: Failure | None = None


def run(command: list[str], *, folder: Path, limit_seconds: float, limit_bytes: int) -> Run:
    """Run a command; stop it and all its processes if it passes a limit.

    The time is that from its start to its end. The peak of memory is that of the largest process
    as the kernel counted it, or the sum over the process tree where that was ever seen higher.
    """
    with tempfile.TemporaryDirectory() as place:
        report, out, errors = (Path(place, name) for name in ("report", "out", "errors"))
        with out.open("wb") as out_file, errors.open("wb") as errors_file:
            launcher = subprocess.Popen(
                [*LAUNCHER, str(report), *command],
                cwd=folder,
                env=_environment(),
                stdout=out_file,
                stderr=errors_file,
            )
        watch = _Watch(launcher.pid, limit_seconds, limit_bytes)
        watch.thread.start()
        try:
            launcher.wait()
        except BaseException:
            watch.kill()
            raise
        finally:
            watch.ended.set()
            watch.thread.join()
        seconds, cpu_seconds, largest, code = map(float, report.read_text().split())
        printed = out.read_text(encoding="utf-8", errors="replace")
        complaint = errors.read_text(encoding="utf-8", errors="replace")
    peak = max(int(largest) * MAXRSS_UNIT, watch.peak_bytes)
    if watch.passed:
        return Run(printed, failure=Failure(watch.passed, seconds, peak))
    if code:
        lines = (complaint.strip() or printed.strip()).splitlines()
        message = lines[-1].strip() if lines else f"exit code {code:.0f}"
        return Run(printed, failure=Failure("error", seconds, peak, message[:200]))
    return Run(printed, Sample(seconds, cpu_seconds, peak))


@dataclass
class _Watch:
    """Looks at all that a launcher started from time to time, and kills it at a limit."""

    launcher: int
    limit_seconds: float
    limit_bytes: int
    peak_bytes: int = 0
    passed: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        end = time.perf_counter() + self.limit_seconds
        pause = FIRST_LOOK
        while not self.ended.wait(min(pause, max(0, end - time.perf_counter()))):
            self.peak_bytes = max(self.peak_bytes, self._memory())
            if time.perf_counter() >= end:
                self.passed = "time"
            elif self.peak_bytes > self.limit_bytes:
                self.passed = "memory"
            if self.passed:
                self.kill()
                return
            pause = LOOKS

    def _tree(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.launcher).children(recursive=True)
        except psutil.Error:
            return []

    def _memory(self) -> int:
        tree = self._tree()
        total = 0
        for process in tree:
            try:
                if len(tree) == 1:
                    return int(process.memory_info().rss)
                # What processes share is counted once.
                total += getattr(process.memory_full_info(), "pss", process.memory_info().rss)
            except psutil.Error:
                continue
        return total

    def kill(self) -> None:
        """End every process of the tree; the launcher tells of it and ends by itself."""
        for process in self._tree():
            try:
                process.kill()
            except psutil.Error:
                continue


def _environment() -> dict[str, str]:
    """Return the environment without what would change how Python starts."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    return ours | {"SPARK_LOCAL_IP": "127.0.0.1", "COLUMNS": "200"}
