"""Writes Chinese names in Latin letters, to be found and sorted by."""

from pypinyin import lazy_pinyin

# As a surname these are read otherwise than in a word.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "任": "ren", "查": "zha", "华": "hua", "朴": "piao",
    "区": "ou", "缪": "miao", "盖": "ge", "覃": "qin", "尉": "wei", "翟": "zhai", "乐": "yue", "员": "yun",
    "洗": "xian", "召": "shao", "秘": "bi", "折": "she", "繁": "po", "燕": "yan", "宓": "mi", "晟": "cheng",
}  # fmt: skip


def in_pinyin(name: str, *, is_person: bool) -> tuple[str, str]:
    """Give a name in pinyin without tones, and its initials: "曾国藩" -> ("zengguofan", "zgf")."""
    syllables = [_plain(syllable) for syllable in lazy_pinyin(name)]
    if is_person and name[:1] in _SURNAMES:
        syllables[0] = _SURNAMES[name[0]]
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def _plain(syllable: str) -> str:
    return "".join(character for character in syllable.casefold() if character.isalnum())
