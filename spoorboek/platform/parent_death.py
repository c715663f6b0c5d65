"""Replace this process by a program that receives a signal when its parent dies, even by kill -9.

Run as a script with only the standard library: `python -I -S parent_death.py SIGNAL PARENT UID GID PROGRAM ARGUMENT…`.
The process id stays the same. Linux only; elsewhere a child outlives a parent that was killed, until the next start.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # Source: linux/prctl.h
ROOT = 0


def exec_with_parent_death_signal(number: str, parent: str, uid: str, gid: str, *program: str) -> None:
    """Switch to a user (0: keep the current one), request signal `number` at the parent's death, exec the program."""
    if int(uid) != ROOT:
        # Before the prctl below: the kernel clears its setting when the user changes.
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the parent is gone")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A shell lets background processes ignore SIGINT, but Prefect's worker has to stop on it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(program[0], program)


if __name__ == "__main__":
    exec_with_parent_death_signal(*sys.argv[1:])
