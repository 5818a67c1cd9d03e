"""List the words of `WORDS`, which nobody says in a staffroom, wherever they would be read: `make check`.

Looks at the text of templates and the sentences in Python (labels, messages, errors), not at comments, docstrings,
tests or migrations. Prints path, line, word and what to write instead; ends with 1 where it finds any.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

WORDS = {
    r"e-mail": "email",
    r"for good": "does not expire, no end date",
    r"(?<!see you )so far": "yet, or leave it out",
    r"lacking": "overdue, missing",
    r"to put right": "overdue",
    r"put (it|them|these|this) right": "correct, fix",
    r"in short": "summary",
    r"of use (for|to)": "useful",
    r"somebody": "someone",
    r"everybody": "everyone",
    r"nobody": "no one",
    r"was faster": "this has changed since you opened it",
    r"what needs me": "to do",
    r"how do i stand": "my training at a glance",
    r"who holds what": "training compliance",
    r"what is coming": "coming up",
    r"rehears(e|ed|al|ing)": "preview",
    r"put aside": "discard",
    r"throw (it|this|that)?.{0,12}away": "delete",
    r"under way": "in progress",
    r"hangs? on": "is linked to",
    r"at present": "at the moment",
    r"afresh|anew": "again",
    r"(person|applicant|reviewee|board|other one) is told": "we've told",
    r"performance management": "performance review (a trust's own word is a setting)",
    r"take[sn]? up again": "reopen",
    r"carry over|carried over": "carry forward",
    r"nothing answers|no action answers": "not yet planned for",
    r"what was done": "training completed",
    r"second step": "two-step sign-in",
    r"what became of": "outcome",
    r"what came of": "outcome, impact",
    r"carr(y|ies) no name": "we don't show your name",
    r"whatever its name says": "say which file to upload",
}
PATTERN = re.compile("|".join(f"(?P<w{n}>\\b(?:{word})\\b)" for n, word in enumerate(WORDS)), re.IGNORECASE)
INSTEAD = list(WORDS.values())

# Where a word is right, and why: (part of the path, part of the text).
RIGHT = [
    ("people/imports/columns.py", "e-mail"),  # what other systems call their columns
    ("people/imports/examples.py", "e-mail"),
    ("planning/improvement/importing.py", "e-mail"),
    ("cpd_trust/synonyms.txt", "performance management"),  # what people may search for
    ("home/policy.py", "erformance management"),  # the clauses of the policy in its own words
    ("home/policy.py", "Nobody"),
    ("cpd_trust/written_docs.py", "body"),  # the head of a column in docs/permissions.md
    ("planning/vocabulary.py", "Performance management"),
]
LEFT_OUT = {".venv", "var", "tests", "migrations", "benchmarks", "scripts", "conftest.py"}
TEMPLATE_CODE = re.compile(
    r"\{#.*?#\}|\{\{.*?\}\}|\{% (?:el)?if .*?%\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL
)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of all that a person reads in a file."""
    text = path.read_text()
    if path.suffix != ".py":
        yield from enumerate(TEMPLATE_CODE.sub(lambda m: "\n" * m[0].count("\n"), text).splitlines(), 1)
        return
    tree = ast.parse(text)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        # A text without a blank is a key or a code.
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and " " in node.value
            and id(node) not in docs
        ):
            yield node.lineno, node.value


def found(root: Path) -> list[str]:
    """Return a line for each word under `root` that must not come back."""
    problems = []
    for path in sorted(p for ending in ("py", "html", "txt") for p in root.rglob(f"*.{ending}")):
        where = path.relative_to(root)
        if LEFT_OUT & set(where.parts) or path.name.startswith("requirements"):
            continue
        for number, text in sentences(path):
            for match in PATTERN.finditer(text):
                if any(part in str(where) and words in text for part, words in RIGHT):
                    continue
                index = int((match.lastgroup or "w0")[1:])
                problems.append(f"{where}:{number}: “{match[0]}”: {INSTEAD[index]}")
    return problems


if __name__ == "__main__":
    problems = found(Path(__file__).parents[1])
    print("\n".join(problems) or "None.")
    sys.exit(bool(problems))
