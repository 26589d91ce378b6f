"""Lint rules of the house that no general linter knows, on the `ast` module.

Each rule is one function in a module beside this one, listed in `rules.RULES`, with a good and a bad sample in
`tools/lint_samples/<rule>/`.
"""
