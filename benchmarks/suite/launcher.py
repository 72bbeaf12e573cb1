"""Start a command, wait for it and tell what it took.

python launcher.py REPORT COMMAND...

A process counts as its own peak of memory what the process that started it had taken. This one
takes next to nothing, so it stands between the runner and what is measured.
"""

import os
import sys
import time

if __name__ == "__main__":
    start = time.perf_counter()
    process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    with open(sys.argv[1], "w") as report:  # noqa: PTH123 - pathlib would weigh more than all the rest
        cpu_seconds = usage.ru_utime + usage.ru_stime
        print(seconds, cpu_seconds, usage.ru_maxrss, os.waitstatus_to_exitcode(status), file=report)
