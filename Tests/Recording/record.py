#!/usr/bin/env python3
"""Records the demo's day: the real program in a real terminal (tmux), as an animated SVG.

    swift build && python3 Tests/Recording/record.py .build/debug/usher Tests/Recording/day.svg

Keys are pressed once the one before is done, as the terminal's title tells under USHER_COUNT_EVENTS; how
long a picture stands is written below, so nothing here sleeps.
"""
import html, os, re, subprocess, sys, tempfile, time, unicodedata

COLUMNS, ROWS = 104, 28
WIDE, HIGH, MARGIN = 8.4, 18, 12
THEME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Themes/dusk.yaml")

# What is pressed (`=text` is typed), what must be seen then, and for how many seconds it stands.
DAY = [
    ("", "wait for you", 2.0),
    ("5", "pending", 1.6),
    ("/", "filter:", 0.3),
    ("=pending create", "13", 1.2),
    ("Enter Down", "sends POST", 1.4),
    ("Enter", "sends POST /Users", 1.2),
    ("PageDown", "userName", 1.8),
    ("Escape", "filter:", 0.4),
    ("A", "APPROVE ALL", 2.2),
    ("y", "tasks approved", 1.2),
    ("Escape", "[all ", 1.2),
    ("4", "applied from the top", 1.2),
    ("Space Down", ">2", 0.9),
    ("Enter", "*2", 0.9),
    ("u w", "would change", 1.8),
    ("Escape 5 V", "difference", 1.6),
    ("d", "in netskope", 1.8),
]


class Terminal:
    def __init__(self, program, folder):
        self.name = "usher-day-%d" % os.getpid()
        keep = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR")}
        self.env = dict(keep, HOME=folder, LANG="C.UTF-8", TERM="xterm-256color")
        self.tmux(
            "new-session", "-d", "-s", "t", "-x", str(COLUMNS), "-y", str(ROWS), "env",
            "TERM=tmux-256color", "USHER_THEME=" + THEME, "USHER_COUNT_EVENTS=1", program, "demo")

    def tmux(self, *words):
        return subprocess.run(
            ("tmux", "-L", self.name, "-f", "/dev/null") + words, env=self.env, check=True,
            capture_output=True, text=True).stdout

    def close(self): subprocess.run(("tmux", "-L", self.name, "kill-server"), env=self.env)

    def count(self):
        found = re.match(r"\[(\d+)(\+?)\]", self.tmux("display-message", "-p", "#{pane_title}"))
        return (int(found[1]), not found[2]) if found else (0, False)

    def send(self, words, events):
        taken, end = self.count()[0], time.time() + 60
        self.tmux("send-keys", "-t", "t", *words)
        while self.count() < (taken + events, True):
            if time.time() > end: sys.exit("%r was not taken:\n%s" % (words, self.screen()))

    def see(self, text):
        end = time.time() + 60
        while text not in self.screen():
            if time.time() > end: sys.exit("%r is not seen:\n%s" % (text, self.screen()))

    def screen(self): return self.tmux("capture-pane", "-p", "-t", "t")

    def rows(self):
        return (self.tmux("capture-pane", "-e", "-N", "-p", "-t", "t").split("\n") + [""] * ROWS)[:ROWS]


def palette():
    basic = "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff"
    colours = basic.split()
    level = (0, 95, 135, 175, 215, 255)
    colours += ["%02x%02x%02x" % (r, g, b) for r in level for g in level for b in level]
    return colours + ["%02x%02x%02x" % ((8 + 10 * n,) * 3) for n in range(24)]


PALETTE = palette()
TEXT, GROUND = "e4e4e4", "1c1c1c"


def restyled(style, codes):
    style, codes = dict(style), [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0: style = {}
        elif code in (1, 2, 4, 7): style[code] = True
        elif code == 22: style.pop(1, None); style.pop(2, None)
        elif code in (24, 27): style.pop(code - 20, None)
        elif code in (38, 48):
            kind = codes.pop(0)
            if kind == 5: style[code] = PALETTE[codes.pop(0)]
            else: style[code] = "%02x%02x%02x" % tuple(codes.pop(0) for _ in range(3))
        elif code in (39, 49): style.pop(code - 1, None)
        elif 30 <= code < 38: style[38] = PALETTE[code - 30]
        elif 40 <= code < 48: style[48] = PALETTE[code - 40]
        elif 90 <= code < 98: style[38] = PALETTE[code - 82]
        elif 100 <= code < 108: style[48] = PALETTE[code - 92]
    return style


def width(text):
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text)


def drawn(row):
    """A row of the terminal as SVG."""
    parts, style, column = [], {}, 0
    for piece in re.split(r"(\x1b\[[0-9;]*m)", row):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", piece)
        if code:
            style = restyled(style, code[1])
            continue
        text = re.sub(r"\x1b.|[\x00-\x1f]", "", piece)
        if not text: continue
        x, w = MARGIN + column * WIDE, width(text) * WIDE
        column += width(text)
        ink, ground = style.get(38, TEXT), style.get(48, GROUND)
        if style.get(7): ink, ground = ground, ink
        if ground != GROUND:
            parts.append('<rect x="%.1f" width="%.1f" height="%d" fill="#%s"/>' % (x, w, HIGH, ground))
        if not text.strip() and not style.get(4): continue
        looks = ' font-weight="bold"' * bool(style.get(1)) + ' opacity=".7"' * bool(style.get(2))
        looks += ' text-decoration="underline"' * bool(style.get(4))
        parts.append(
            '<text x="%.1f" y="13.5" textLength="%.1f" xml:space="preserve" fill="#%s"%s>%s</text>'
            % (x, w, ink, looks, html.escape(text, quote=False)))
    return "".join(parts)


def picture(frames):
    """Frames of rows with their seconds, as one SVG in which each row is drawn once."""
    total = sum(seconds for _, seconds in frames)
    starts, at = [], 0.0
    for _, seconds in frames:
        starts.append(at / total * 100)
        at += seconds
    poster = max(range(len(frames)), key=lambda index: frames[index][1])
    seen = {}
    for index, (rows, _) in enumerate(frames):
        for y, row in enumerate(rows):
            if row: seen.setdefault((y, row), set()).add(index)
    style, body = [], []
    for number, ((y, row), shown) in enumerate(sorted(seen.items())):
        moves = []
        if len(shown) < len(frames):
            keys = ["%.3f%%{visibility:%s}" % (start, "visible" if index in shown else "hidden")
                    for index, start in enumerate(starts)
                    if index == 0 or (index in shown) != (index - 1 in shown)]
            style.append("@keyframes k%d{%s}" % (number, "".join(keys)))
            moves = ' style="animation-name:k%d" visibility="%s"' % (
                number, "visible" if poster in shown else "hidden")
        body.append('<g transform="translate(0 %d)"%s>%s</g>'
                    % (MARGIN + y * HIGH, moves or "", row))
    size = (COLUMNS * WIDE + 2 * MARGIN, ROWS * HIGH + 2 * MARGIN)
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, '
        'Menlo, Consolas, monospace" font-size="14">' % size,
        "<style>g{animation:%.1fs step-end infinite}"
        "@media(prefers-reduced-motion:reduce){g{animation:none!important}}%s</style>"
        % (total, "".join(style)),
        '<rect width="100%%" height="100%%" rx="6" fill="#%s"/>' % GROUND, *body, "</svg>", ""])


def record(program):
    frames = []
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(os.path.abspath(program), folder)

        def frame(seconds): frames.append(([drawn(row) for row in terminal.rows()], seconds))

        try:
            for keys, text, seconds in DAY:
                if keys.startswith("="):
                    for letter in keys[1:]:
                        terminal.send(("-l", letter), 1)
                        frame(0.09)
                else:
                    for key in keys.split():
                        if frames and key != keys.split()[0]: frame(0.35)
                        terminal.send((key,), 1)
                terminal.see(text)
                frame(seconds)
        finally:
            terminal.close()
    return frames


if __name__ == "__main__":
    if len(sys.argv) != 3: sys.exit(__doc__)
    frames = record(sys.argv[1])
    with open(sys.argv[2], "w") as file: file.write(picture(frames))
    print("%d pictures, %.0f seconds" % (len(frames), sum(seconds for _, seconds in frames)))
