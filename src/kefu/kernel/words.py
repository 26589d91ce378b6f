"""Words in every language of the house."""

Text = dict[str, str]
"""{"zh-CN": ..., "en": ...}"""
