"""The section on inspection."""
from render_words import count, met, rate, seconds, table

# What is asked for on two cores: the fit of 300 pictures, learning of 20 bad parts, the memory of each, one picture,
# the start, and pictures a second by kernel.
FIT_SECONDS, LEARN_SECONDS, MEMORY_MIB, SINGLE_MS, START_MS = 20, 10, 525, 25, 150
BULK = {"AVX2+FMA": 80, "AVX-512": 150}

STAGES = {
    "decode": "read and unpack the PNG file",
    "eye": "the eye: vectors of all places",
    "search": "the nearest good vectors, by three distances",
    "map": "map, score, regions, guard",
}


def inspect(p):
    wanted = BULK.get(p["kernel"])
    rows = [
        [f"`inspect fit` of {p['good']} pictures, the whole process", seconds(p["fit_seconds"]), goal(p["fit_seconds"]["median"], FIT_SECONDS, "s")],
        ["its peak memory", f"{p['fit_mib']:.0f} MiB", goal(p["fit_mib"], MEMORY_MIB, "MiB")],
        [f"`inspect learn` of {p['bad']} bad parts besides, the whole process", seconds(p["learn_seconds"]), goal(p["learn_seconds"]["median"], LEARN_SECONDS, "s")],
        ["its peak memory", f"{p['learn_mib']:.0f} MiB", goal(p["learn_mib"], MEMORY_MIB, "MiB")],
        ["`inspect run` of one picture, the whole process", milliseconds(p["start_ms"]), goal(p["start_ms"]["median"], START_MS, "ms")],
        ["of that, opening the inspector", milliseconds(p["open_ms"]), ""],
        [f"one picture, {p['workers']} workers, from a PNG file to verdict and map", milliseconds(p["single_ms"]), goal(p["single_ms"]["median"], SINGLE_MS, "ms")],
        ["in bulk, one picture a worker, pictures a second", rate(p["bulk"]), f"{wanted}: {met(p['bulk']['median'] >= wanted)}" if wanted else ""],
        ["peak memory of judging", f"{p['run_mib']:.0f} MiB", goal(p["run_mib"], MEMORY_MIB, "MiB")],
    ]
    out = (f"{p['side']}x{p['side']}, the embedded eye, a gallery of {count(p['vectors'])} vectors of {p['numbers']} numbers, kernel {p['kernel']}.\n\n"
           + table(["what", "median (least to largest)", "target on two cores"], rows))
    return out + "\nThe steps of one picture, one worker:\n\n" + table(["step", "time"], [[STAGES[s["stage"]], milliseconds(s["ms"])] for s in p["stages"]])


def goal(value, most, unit):
    return f"{most} {unit}: {met(value < most)}"


def milliseconds(s):
    return f"{s['median']:.1f} ms ({s['min']:.1f} to {s['max']:.1f})"


SECTIONS = {"inspect": inspect}
