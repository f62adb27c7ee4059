"""What every part of the benchmark needs: programs, data, how long to measure."""
import os
import statistics
import sys
import tempfile

import child

here = os.path.dirname(os.path.abspath(__file__))


class Context:
    """Programs found, and the settings of a run.

    torches is a list of (python, about): about is what peer_torch.py says of
    itself. keras is (python, about) or None. missing says which peers are not
    there, and why.
    """

    def __init__(self, mekiki, data, workers, rounds, quick, python, python_tf):
        self.mekiki, self.workers, self.rounds, self.quick, self.python = mekiki, workers, rounds, quick, python
        self.scratch = tempfile.TemporaryDirectory(prefix="mekiki-bench-")
        info = child.run([mekiki, "data", "info", "--json"] + (["--data", data] if data else [])).json()
        if info["sample"]:
            raise child.Failed("only the sample inside the program was found; the benchmark wants the whole of "
                               "Fashion-MNIST: run `mekiki data fetch`, or name a folder by --data")
        self.data = info["dir"]
        self.missing = {}
        self.torches = self.find("PyTorch", "peer_torch.py", python, "MEKIKI_BENCH_PYTHON")
        found = self.find("Keras", "peer_keras.py", python_tf, "MEKIKI_BENCH_PYTHON_TF")
        self.keras = found[0] if found else None

    def find(self, peer, script, pythons, variable):
        """The interpreters, separated as in $PATH, that can run a peer."""
        found = []
        if not pythons:
            self.missing[peer] = f"${variable} is not set"
        for python in filter(None, (pythons or "").split(os.pathsep)):
            command = [python, os.path.join(here, script)]
            try:
                found.append((command, child.run(command + ["about"]).json()))
            except (child.Failed, OSError) as err:
                self.missing[peer] = f"an interpreter of ${variable} cannot run it"
                say(f"no {peer}: {err}")
        if found:
            self.missing.pop(peer, None)
        return found

    def also(self, peer, script):
        """A peer of one part only, in the interpreters for PyTorch."""
        return self.find(peer, script, self.python, "MEKIKI_BENCH_PYTHON")

    def bench(self, what, *flags):
        """One `mekiki bench`, with the peak of its memory in peak_mib."""
        done = child.run([self.mekiki, "bench", what, "--json", "--workers", str(self.workers), *map(str, flags)])
        return {**done.json(), "peak_mib": done.peak_mib}

    def bench_step(self, batch, *more):
        """One `mekiki bench step`."""
        rounds, warmup = (1, 20) if self.quick else (5, 500)
        return child.run([self.mekiki, "bench", "step", "--json", "--data", self.data, "--workers", str(self.workers),
                          "--batch", str(batch), "--rounds", str(rounds), "--warmup", str(warmup), *more]).json()

    def train(self, *more):
        """One `mekiki train` of the article's preset, into a scratch folder."""
        return child.run([self.mekiki, "train", "--preset", "article", "--loss", "combined", "--json", "--data", self.data,
                          "--workers", str(self.workers), "--out", os.path.join(self.scratch.name, "train"), *more])


def spread(values):
    """Median, least and largest of some figures."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "all": list(values)}


def say(text):
    print(text, file=sys.stderr, flush=True)
