"""Become another program that the system ends when its parent ends, however that ends (kill -9 included).

Run as a script with only the standard library: `python -I -S leash.py SIGNAL PARENT UID GID PROGRAM ARGUMENT…`.
The process id stays the same. Linux only; elsewhere a child outlives a parent that was killed, until the next start.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # Source: linux/prctl.h
ROOT = 0


def become(number: str, parent: str, uid: str, gid: str, *program: str) -> None:
    """Take the identity of a user (0: stay who we are), ask for `number` when the parent dies, become the program."""
    if int(uid) != ROOT:
        # Before the request below: the kernel forgets it when the user changes.
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the parent is gone")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A shell ignores it for what it starts in the background, but Prefect's worker stops by it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(program[0], program)


if __name__ == "__main__":
    become(*sys.argv[1:])
