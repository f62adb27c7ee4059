"""Figures as words and tables."""


def table(head, rows):
    lines = [head, ["---"] * len(head)] + rows
    return "".join("| " + " | ".join(str(c) for c in line) + " |\n" for line in lines)


def count(x):
    return f"{x:,.0f}"


def rate(s):
    return f"{count(s['median'])} ({count(s['min'])} to {count(s['max'])})"


def microseconds(s):
    return f"{s['median'] / 1000:.1f} µs ({s['min'] / 1000:.1f} to {s['max'] / 1000:.1f})"


def seconds(s):
    return f"{s['median']:.1f} s ({s['min']:.1f} to {s['max']:.1f})"


def ratio(s):
    return f"{s['median']:.2f} ({s['min']:.2f} to {s['max']:.2f})"


def target(s, wanted):
    return ratio(s) + (f"; target {wanted}: {met(s['median'] >= wanted)}" if wanted else "")


def at_least(share, wanted):
    return f"{100 * share:.1f} %" + ("" if share >= wanted else " (missed)")


def met(yes):
    return "met" if yes else "**missed**"
