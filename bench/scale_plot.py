# SPDX-License-Identifier: GPL-3.0-or-later
"""The figure of bench/scale: time and peak memory against records as SVG."""
import math

COLOURS = {"w1": "#7b5ea7", "w2": "#1f77b4", "w2g": "#2a9d5c",
           "w3": "#d1495b", "w4": "#c47f00"}
STYLE = """<style>
.card { fill: #ffffff; stroke: #c8ccd2 }
.ink { fill: #24292f }
.soft { fill: #57606a }
.grid { stroke: #d8dee4; stroke-width: 1 }
.guide { stroke: #8c959f; stroke-width: 1; stroke-dasharray: 2 3; fill: none }
.line { fill: none; stroke-width: 2 }
.one { stroke-dasharray: 6 4; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  .card { fill: #161b22; stroke: #444c56 }
  .ink { fill: #e6edf3 }
  .soft { fill: #9da7b3 }
  .grid { stroke: #30363d }
  .guide { stroke: #8b949e }
}
</style>"""
WIDTH, HEIGHT = 350, 270  # of a panel
LABEL = 14  # least distance of two labels


class Panel:
    """Both axes logarithmic: records to the right, a figure upwards."""

    def __init__(self, lines, names, left, top):
        self.left, self.top = left, top
        values = [float(line[name]) for line in lines for name in names]
        records = [line["records"] for line in lines]
        self.x = math.log10(min(records)), math.log10(max(records) * 1.001)
        self.y = (math.floor(math.log10(min(values)) * 2) / 2,
                  math.ceil(math.log10(max(values)) * 2) / 2)
        self.records = sorted(set(records))

    def at(self, records, value):
        x = (math.log10(records) - self.x[0]) / (self.x[1] - self.x[0])
        y = (math.log10(value) - self.y[0]) / (self.y[1] - self.y[0])
        return (self.left + 10 + (WIDTH - 20) * x,
                self.top + HEIGHT * (1 - y))

    def frame(self, title, zh):
        out = [f'<text class="ink" x="{self.left}" y="{self.top - 30}" '
               f'font-weight="bold">{title}</text>',
               f'<text class="soft" x="{self.left}" y="{self.top - 13}">'
               f'{zh}</text>']
        for n in self.records:
            x, _ = self.at(n, 10 ** self.y[0])
            out.append(f'<text class="soft" x="{x:.1f}" '
                       f'y="{self.top + HEIGHT + 18}" text-anchor="middle">'
                       f'{n / 1e6:g}</text>')
        for e in range(math.floor(self.y[0]), math.ceil(self.y[1]) + 1):
            for digit in (1, 2, 5):
                value = digit * 10.0 ** e
                if not self.y[0] - 1e-9 <= math.log10(value) <= self.y[1]:
                    continue
                _, y = self.at(self.records[0], value)
                out.append(f'<line class="grid" x1="{self.left}" '
                           f'x2="{self.left + WIDTH}" y1="{y:.1f}" '
                           f'y2="{y:.1f}"/>')
                out.append(f'<text class="soft" x="{self.left - 7}" '
                           f'y="{y + 4:.1f}" text-anchor="end">{value:g}'
                           '</text>')
        return out

    def guide(self, lines, name):
        """What is proportional to records, through the largest point."""
        n = max(self.records)
        most = max(float(line[name]) for line in lines
                   if line["records"] == n)
        least = max(min(self.records), n * 10 ** self.y[0] / most)
        (x0, y0), (x1, y1) = self.at(least, most * least / n), self.at(n, most)
        return [f'<line class="guide" x1="{x0:.1f}" y1="{y0 - 14:.1f}" '
                f'x2="{x1:.1f}" y2="{y1 - 14:.1f}"/>',
                f'<text class="soft" x="{x1 - 14:.1f}" y="{y1 - 14:.1f}" '
                'font-size="11" text-anchor="end">∝ records · 与记录数成正比'
                '</text>']

    def curve(self, lines, name, work, kind):
        points = " ".join("%.1f,%.1f" % self.at(r["records"], float(r[name]))
                          for r in lines if r["work"] == work)
        return (f'<polyline class="line{kind}" stroke="{COLOURS[work]}" '
                f'points="{points}"/>')

    def draw(self, lines, name):
        """Curves of 1 thread (dashed) and 2; a label at the end of each."""
        out, ends = [], []
        works = [w for w in COLOURS if any(r["work"] == w for r in lines)]
        for work in works:
            out.append(self.curve(lines, name + "_1", work, " one"))
            out.append(self.curve(lines, name + "_2", work, ""))
            mine = [r for r in lines if r["work"] == work]
            for r in mine:
                x, y = self.at(r["records"], float(r[name + "_2"]))
                out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" '
                           f'fill="{COLOURS[work]}"/>')
            ends.append([y, work])
        ends.sort(reverse=True)  # from the bottom upwards
        for below, end in zip(ends, ends[1:]):
            end[0] = min(end[0], below[0] - LABEL)
        for y, work in ends:
            out.append(f'<text x="{self.left + WIDTH + 6}" y="{y + 4:.1f}" '
                       f'fill="{COLOURS[work]}" font-weight="bold">'
                       f'{work.replace("w", "W")}</text>')
        return out


def draw(lines):
    """The SVG of the lines of bench/scale that are of its part `records`."""
    if not lines:
        return ""
    width, height = 920, 420
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
           f'height="{height}" viewBox="0 0 {width} {height}" '
           'font-family="sans-serif" font-size="12">',
           '<title>Time and peak memory against records · '
           '用时与内存峰值随记录数的变化</title>', STYLE,
           f'<rect class="card" x="0.5" y="0.5" width="{width - 1}" '
           f'height="{height - 1}" rx="6"/>']
    panels = [("clock", "Time, seconds", "用时（秒）", 60),
              ("peak_mb", "Peak memory, MB", "内存峰值（MB）", 510)]
    for name, title, zh, left in panels:
        panel = Panel(lines, (name + "_1", name + "_2"), left, 60)
        out += panel.frame(title, zh)
        if name == "clock":
            out += panel.guide(lines, "clock_1")
        out += panel.draw(lines, name)
        out.append(f'<text class="ink" x="{left + WIDTH / 2}" y="366" '
                   'text-anchor="middle">million records · 记录数（百万）'
                   '</text>')
    out.append(f'<text class="soft" x="{width / 2}" y="398" '
               'text-anchor="middle">solid: 2 threads, dashed: 1; both axes '
               'logarithmic · 实线：2 线程，虚线：1 线程；双对数坐标</text></svg>')
    return "\n".join(out) + "\n"
