"""Writes a page of the manual, Markdown on standard input, as a man page of section 7."""
import re
import sys

name, source = sys.argv[1:3]


def text(line):
    line = line.replace("\\", "\\e").replace("-", "\\-")
    line = re.sub(r"\*\*(.+?)\*\*", r"\\fB\1\\fR", line)
    line = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", line)
    return "\\&" + line if line[:1] in (".", "'") else line


def literal(line):
    return "\\&" + line.replace("\\", "\\e").replace("-", "\\-")


lines = sys.stdin.read().splitlines()
title = lines[0].lstrip("# ")
print(f'.TH "{name.upper()}" 7 "" "{source}"\n.SH NAME\n{text(name)} \\- {text(title)}')
print(".SH DESCRIPTION")
fenced = code = False
for line in lines[1:]:
    if line.startswith("```"):
        fenced = not fenced
        print(".nf" if fenced else ".fi")
        continue
    is_code = not fenced and (line.startswith("    ") or line.startswith("|"))
    if is_code != code:
        print(".nf" if is_code else ".fi")
        code = is_code
    if fenced or code:
        print(literal(line))
    elif line.startswith("#"):
        print(f".SH {text(line.lstrip('# ')).upper()}")
    elif line.startswith("- "):
        print(f".IP \\(bu 2\n{text(line[2:])}")
    elif not line.strip():
        print(".PP")
    elif not line.startswith("<!--"):
        print(text(line.strip()))
