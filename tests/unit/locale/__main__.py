"""Keeps the catalogues up with the sources: `python -m tests.unit.locale [NEW LANGUAGE…]`."""

import sys

from component.frontdoors.texts import DOMAIN
from tests.unit.locale.extraction import FOLDER, extract_texts, messages, paths, read, update


def main(new_languages: list[str]) -> None:
    """Update every catalogue, and say what is left to be translated.

    Args:
        new_languages: BCP 47 tags of languages to begin a catalogue for.
    """
    texts = extract_texts()
    for language in sorted({*paths(), *new_languages}):
        path = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(update(texts, language, path.read_bytes() if path.exists() else b""))
        forms = [
            m.string if isinstance(m.string, tuple) else (m.string,) for m in messages(read(path))
        ]
        left = sum(not all(form) for form in forms)
        sys.stdout.write(f"{path}: {left} of {len(forms)} texts to be translated\n")


if __name__ == "__main__":
    main(sys.argv[1:])
