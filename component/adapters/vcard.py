"""A vCard (XEP-0054) with what the bridge manages of it: FN, NICKNAME, PHOTO. Pure."""

import base64
import re
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from component.adapters.avatar import Photo

NAMESPACE = "vcard-temp"
_BEYOND_BMP = re.compile("[^\0-\uffff]")


def update_vcard(
    stored: str | None, name: str, nickname: str, photo: Photo | None, *, drop_photo: bool = False
) -> str:
    """Write the managed fields into a vCard and keep all others.

    Args:
        stored: The vCard as Openfire stores it; None for none. A damaged one is made anew.
        name: FN.
        nickname: NICKNAME.
        photo: PHOTO; None leaves the one that is there, which may be the person's own.
        drop_photo: The one that is there is the bridge's, and Tiki has none any more.

    Returns:
        The vCard as XML.
    """
    card = _parse(stored)
    _only(card, "FN").text = name
    _only(card, "NICKNAME").text = nickname
    if photo is not None:
        element = _only(card, "PHOTO")
        element.clear()
        SubElement(element, "TYPE").text = photo.media_type
        SubElement(element, "BINVAL").text = base64.b64encode(photo.data).decode()
    elif drop_photo:
        for element in card.findall("PHOTO"):
            card.remove(element)
    card.set("xmlns", NAMESPACE)
    try:
        return _write(card)
    except RecursionError:  # nested too deeply to be anybody's address
        return update_vcard(None, name, nickname, photo)


def complete_vcard(stored: str | None, kept: str | None) -> str | None:
    """Add what a vCard lacks of one that was kept: whole fields, such as all of the addresses.

    Args:
        stored: The vCard as Openfire stores it; None for none.
        kept: The other one.

    Returns:
        The vCard as XML; as it was where nothing is lacking. One that is damaged gives way to the
        other, and is not put back.
    """
    card, old = _read(stored), _read(kept)
    if old is None or card is None:
        return stored if old is None else kept
    fields = {element.tag for element in card}
    lacking = [element for element in old if element.tag not in fields]
    if not lacking:
        return stored
    card.extend(lacking)
    card.set("xmlns", NAMESPACE)
    try:
        return _write(card)
    except RecursionError:  # nested too deeply to be anybody's address
        return stored


def _write(card: Element) -> str:
    """The vCard as XML that any table can hold: emoji as references, utf8 of old has none."""
    text = tostring(card, encoding="unicode")
    return _BEYOND_BMP.sub(lambda found: f"&#{ord(found[0])};", text)


def _parse(stored: str | None) -> Element:
    """The vCard, or an empty one if there is none that can be read."""
    card = _read(stored)
    return Element("vCard") if card is None else card


def _read(stored: str | None) -> Element | None:
    """The vCard, its own elements without their namespace; None for none, or a damaged one."""
    if not stored:
        return None
    try:
        card = fromstring(stored)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    for element in card.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    return card if card.tag == "vCard" else None


def _only(card: Element, field: str) -> Element:
    """The first element of a field, made if it is not there; further ones are dropped."""
    found = card.findall(field)
    for other in found[1:]:
        card.remove(other)
    return found[0] if found else SubElement(card, field)
