"""Where and with what was measured. No path and no host name."""
import datetime
import os
import platform
import shutil
import subprocess

import child


def describe():
    """The machine; two results belong together only if these agree."""
    cpu = fields("/proc/cpuinfo", ":")
    flags = cpu.get("flags", cpu.get("Features", "")).split()
    wanted = ("avx2", "fma", "avx512f", "amx_tile", "asimd", "sve")
    release = fields("/etc/os-release", "=")
    return {
        "cpu": cpu.get("model name", platform.processor() or platform.machine()),
        "family": "family {}, model {}, stepping {}".format(*(cpu.get(k, "?") for k in ("cpu family", "model", "stepping"))),
        "virtual": "hypervisor" in flags,
        "cores": os.cpu_count(),
        "vectors": [f for f in wanted if f in flags],
        "caches": caches(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": release.get("PRETTY_NAME", platform.system()).strip('"') + ", kernel " + platform.release(),
    }


def moment(ctx, load):
    """When a part was measured and with which programs; load is the machine's before the first part."""
    version = child.run([ctx.mekiki, "version", "--json"]).json()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "load_before": load,
        "mekiki": f"{commit() or version['version']}, {version['go']}",
        "torch": [f"{about['peer']} (BLAS {about['blas']})" for _, about in ctx.torches],
        "keras": ctx.keras[1]["peer"] if ctx.keras else None,
        "missing": dict(ctx.missing),
        "rounds": ctx.rounds,
        "quick": ctx.quick,
    }


def commit():
    """The commit of this checkout, marked if files differ from it; empty outside of git."""
    try:
        out = subprocess.run(["git", "describe", "--always", "--dirty=+changes", "--abbrev=12"], capture_output=True,
                             text=True, cwd=os.path.dirname(__file__))
    except OSError:
        return ""
    return out.stdout.strip()


def fields(path, separator):
    """The first value of each key of a file of lines `key separator value`."""
    found = {}
    try:
        with open(path) as f:
            for line in f:
                key, _, value = line.partition(separator)
                found.setdefault(key.strip(), value.strip())
    except OSError:
        pass
    return found


def caches():
    """The caches as lscpu names them, if it is there."""
    if not shutil.which("lscpu"):
        return []
    env = dict(os.environ, LC_ALL="C")
    out = subprocess.run(["lscpu"], capture_output=True, text=True, env=env).stdout
    split = (line.partition(":") for line in out.splitlines() if "cache:" in line)
    return [f"{key.strip().removesuffix(' cache')} {value.strip()}" for key, _, value in split]
