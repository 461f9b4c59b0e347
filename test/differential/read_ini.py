"""Reads INI texts with Python's own configparser: one JSON string a line in, one JSON object a line out."""

import configparser
import io
import json
import sys


class Heads:
    """Finds section heads as the parser does, and remembers the line of each."""

    def __init__(self, place):
        self.place = place
        self.found = []

    def match(self, text):
        head = configparser.ConfigParser.SECTCRE.match(text)
        if head:
            self.found.append((self.place[0], head.group("header")))
        return head


def lines_of(text, place):
    # Line ends as in a file that Python opens.
    for place[0], line in enumerate(io.StringIO(text, newline=None), start=1):
        yield line


def parse(text, **options):
    """The parser, the error and the sections that the error is in."""
    place = [0]
    parser = configparser.ConfigParser(**options)
    parser.SECTCRE = heads = Heads(place)
    try:
        parser.read_file(lines_of(text, place))
    except configparser.MissingSectionHeaderError as error:
        return parser, type(error).__name__, [None]
    except configparser.ParsingError as error:
        sections = [
            next((name for start, name in reversed(heads.found) if start <= line), None)
            for line, _ in error.errors
        ]
        return parser, type(error).__name__, sections
    except configparser.Error as error:
        return parser, type(error).__name__, [error.section]
    return parser, None, []


def value_of(parser, section, key):
    raw = parser.get(section, key, raw=True)
    try:
        return {"raw": raw, "value": parser.get(section, key)}
    except configparser.Error as error:
        return {"raw": raw, "error": type(error).__name__}


def values_of(parser, own):
    return {
        section: {
            key: {**value_of(parser, section, key), "own": own.has_option(section, key)}
            for key in parser[section]
        }
        for section in parser.sections()
        if section in ("auth", "isogeo")
    }


def answer(text):
    parser, error, sections = parse(text)
    if error:
        # Past an error only a lenient parser goes on; it shows what the other sections have.
        parser, _, _ = parse(text, strict=False)
    if "DEFAULT" in text:
        # The same parser without a default section.
        own, _, _ = parse(text, strict=False, default_section="\0", interpolation=None)
    else:
        own = parser
    return {"error": error, "in": sections, "sections": values_of(parser, own)}


for line in sys.stdin:
    sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
    sys.stdout.flush()
