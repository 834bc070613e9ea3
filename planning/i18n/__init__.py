"""Vietnamese and English: texts by key, numbers and dates as each language writes them."""

from planning.i18n.translator import LANGUAGES, Language, Translator, translator

__all__ = ["LANGUAGES", "Language", "Translator", "translator"]
