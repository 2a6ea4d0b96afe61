"""What files of a module are filed under in the ledger: the module in a language, whatever its row."""

from typing import Any


def subject_of(key: object, language: str) -> str:
    """`key` is what the module and its translations have in common."""
    return f"{key} {language}"


def module_in_language(module: Any) -> list[str]:
    """For `shows` of a kind of file (exports/domain/kinds.py): the subject of what shows a Module."""
    return [subject_of(module.translation_key, module.locale.language_code)]
