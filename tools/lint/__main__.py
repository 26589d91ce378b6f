"""`python -m tools.lint src migrations`: print every breach of the house's rules; exit 1 when there is one."""

import sys
from pathlib import Path

from tools.lint.rules import RULES
from tools.lint.source import load


def main(folders: list[str]) -> int:
    """Judge the folders of the repository in the current directory."""
    modules = load(Path.cwd(), *folders)
    findings = [(finding, name) for name, rule in RULES.items() for finding in rule(modules)]
    for finding, name in sorted(findings):
        print(f"{finding.path}:{finding.line}: {name}: {finding.text}")
    print(f"{len(RULES)} rules, {len(modules)} files, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
