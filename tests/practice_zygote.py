"""A process that has imported the practice server and forks one for each test that asks for it.

Importing is nine tenths of what a start costs. Orders are lines of JSON with four file descriptors beside
them: what the server reads, what it writes, what it complains to, and where its exit code is told.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import sys
import time

from outtray.practice import __main__ as practice

_LONGEST = 65_536
_PIPES = 4


def main(door: socket.socket) -> None:
    """Fork until nobody asks any more."""
    waking, woken = socket.socketpair()
    for one in (waking, woken):
        one.setblocking(False)
    signal.set_wakeup_fd(woken.fileno())
    signal.signal(signal.SIGCHLD, lambda *_ignored: None)
    born: dict[int, int] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(door, selectors.EVENT_READ)
        selector.register(waking, selectors.EVENT_READ)
        while True:
            for key, _events in selector.select():
                if key.fileobj is waking:
                    waking.recv(_LONGEST)
                    _bury(born)
                    continue
                order, pipes, _flags, _sender = socket.recv_fds(door, _LONGEST, _PIPES)
                while order and not order.endswith(b"\n"):
                    order += door.recv(_LONGEST)
                if not order:
                    return
                told_to = pipes[-1]
                child = os.fork()
                if not child:
                    selector.close()
                    for closed in (door, waking, woken):
                        closed.close()
                    for kept in born.values():
                        os.close(kept)
                    _serve(json.loads(order), pipes)
                for pipe in pipes[:-1]:
                    os.close(pipe)
                born[child] = told_to
                door.send(str(child).encode())


def _bury(born: dict[int, int]) -> None:
    """Tell whoever waits how each child ended."""
    for child in list(born):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            told_to = born.pop(child)
            os.write(told_to, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(told_to)


def _serve(order: dict[str, object], pipes: list[int]) -> None:
    """Be the practice server, as if started by its command; never comes back."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for place, pipe in enumerate(pipes[:-1]):
            os.dup2(pipe, place)
        for pipe in pipes:
            os.close(pipe)
        environment, arguments = order["environment"], order["arguments"]
        assert isinstance(environment, dict)
        assert isinstance(arguments, list)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        sys.argv = ["outtray.practice", *arguments]
        code = practice.main()
        sys.stdout.flush()
    except SystemExit as told:
        code = told.code if isinstance(told.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
