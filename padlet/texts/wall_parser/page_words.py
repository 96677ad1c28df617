"""What the page round a wall said: buttons, counts, days. It is nobody's note."""

import re

from padlet.texts.wall_parser.signatures import WHEN

LONGEST = 120  # characters of what a page says
_COUNTED = (
    r"(?i:kommentar(?:er)?|gilla(?:r|nden|-markeringar)?|reaktion(?:er)?|röst(?:er)?|hjärtan"
    r"|svar|visningar|likes?|comments?|reactions?|votes?|upvotes?|hearts?|replies|reply|views?)"
)
_BUTTONS = (
    r"(?i:padlet|padlet drive|pdf-dokument|pdf document|pdf|word-dokument|gilla|kommentera|dela"
    r"|remake|gör om|svara|rösta|betygsätt|visa alla kommentarer|visa fler(?: kommentarer)?|skriv"
    r" en kommentar|lägg till (?:en )?kommentar\.*|kommentarer|lägg till inlägg|lägg till avsnitt"
    r"|bilaga|bifogad fil|öppna länk|like|liked|comment|comments|share|reply|vote|rate|rate this"
    r"|upvote|add (?:a )?comment\.*|write a comment\.*|view all comments|show more(?: comments)?"
    r"|add post|add section|made with padlet|skapad med padlet|gjord med padlet|image|bild|video"
    r"|file|fil|see more|read more|läs mer|more|log in|sign up|logga in|registrera dig)"
)
_PAGE = re.compile(
    rf"{WHEN}|https?://\S+|www\.\S+|{_BUTTONS}"
    rf"|[♥❤👍👎⭐★☆💬🗨+\ufe0f\s]*\d{{1,4}}(?:\s+{_COUNTED})?(?:\s*[·•|,]\s*\d{{1,4}}\s+{_COUNTED})?"
    rf"|{_COUNTED}[:\s]*\(?\d{{1,4}}\)?|\d{{1,4}}\s?[♥❤👍⭐★]\ufe0f?"
    r"|[^\w?]+"
)


def is_of_the_page(text: str) -> bool:
    """Whether the page said this, and nobody who wrote a note."""
    return _PAGE.fullmatch(text) is not None if len(text) <= LONGEST else not re.search(r"\w", text)
