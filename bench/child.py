"""Runs a program and measures it from outside: wall clock and peak memory."""
import json
import os
import subprocess
import tempfile
import time


class Failed(Exception):
    """A program that ended badly, with the end of what it said."""


class Outcome:
    def __init__(self, out, seconds, peak_mib):
        self.out, self.seconds, self.peak_mib = out, seconds, peak_mib

    def json(self):
        return json.loads(self.out)


def run(command):
    """Runs command to its end. Peak memory is the kernel's figure for that process alone."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=environment())
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise Failed(complaint(command, child.returncode, err))
        out.seek(0)
        return Outcome(out.read().decode(), seconds, usage.ru_maxrss / 1024)


class Stepper:
    """A peer that stays alive, warmed up, and trains for as long as it is told.

    Between two calls it waits for input and uses no processor. said is its last answer.
    """

    def __init__(self, command):
        self.command, self.err = command, tempfile.TemporaryFile()
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.err, env=environment(), text=True
        )

    def __enter__(self):
        self.answer()  # the warm-up is over
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()
        self.err.close()

    def rate(self, seconds):
        """Triplets or pictures a second, over so many seconds."""
        self.child.stdin.write(f"{seconds}\n")
        self.child.stdin.flush()
        return self.answer()["per_second"]

    def answer(self):
        line = self.child.stdout.readline()
        if not line:
            raise Failed(complaint(self.command, self.child.wait(), self.err))
        self.said = json.loads(line)
        return self.said


def environment():
    """Without what would change the kernel or the number of threads behind our back."""
    drop = ("MEKIKI_PUREGO", "GOMAXPROCS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {k: v for k, v in os.environ.items() if k not in drop}


def complaint(command, code, err):
    err.seek(0)
    said = err.read().decode(errors="replace").strip().splitlines()[-5:]
    return f"{' '.join(map(str, command))}\n  ended with {code}: " + "\n  ".join(said)
