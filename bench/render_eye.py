"""The section on the growth of the embedded eye."""
from render_inspect import milliseconds
from render_words import count, rate, table


def eye(p):
    sides = table(["side", "MFLOP", f"one picture, {p['workers']} workers", "in bulk, pictures a second", "of the peak", "memory of a picture", "peak memory"], [
        [count(r["side"]), count(r["mflop"]), milliseconds(r["ms"]), rate(r["bulk"]), f"{100 * r['share']['median']:.0f} %", f"{r['picture_mib']:.0f} MiB", f"{r['peak_mib']:.0f} MiB"]
        for r in p["sides"]])
    batches = table(["pictures at a time", "all of them", "each", "peak memory"], [
        [r["batch"], milliseconds(r["ms"]), f"{r['ms']['median'] / r['batch']:.1f} ms", f"{r['peak_mib']:.0f} MiB"] for r in p["batches"]])
    return (f"Kernel {p['kernel']}.\n\n{sides}\nPictures of {p['side']}x{p['side']} that come together; each is computed alone, one a worker, so no batch takes more memory:\n\n{batches}")


SECTIONS = {"eye": eye}
