"""What makes a password good enough: length, and not being among those that are tried first (NIST SP 800-63B).

No rule asks for digits or signs; any characters of any script may be used, spaces too.
"""

from __future__ import annotations

import unicodedata

from domain.shared.errors import InvalidInputError

SHORTEST, LONGEST = 12, 128

_WORDS = """
    password passwords passphrase passw passwd mypassword thepassword changeme changeit letmein letmeinnow welcome
    welcomehome iloveyou iloveyouso ilovehim iloveher administrator admin root superuser guest default secret
    topsecret trustno monkey dragon sunshine princess football baseball basketball superman batman starwars pokemon
    computer internet samsung michael jennifer jordan harley ranger hunter summer winter spring autumn whatever
    freedom master shadow ninja mustang access login login signin bitcoin bitcoins ethereum satoshi satoshinakamoto
    crypto cryptocurrency hodl tothemoon binance coinbase kraken trader trading robson robsondesk wallet blockchain
    qwerty qwertyuiop qwertyui qwertz azerty asdfghjkl asdfgh zxcvbnm zxcvbn qazwsx qazwsxedc qweasd qweasdzxc
    abcdef abcdefg abcdefgh abcabc abc test testing tester teste senha minhasenha mudar brasil flamengo corinthians
    palmeiras correcthorsebatterystaple loveyou family forever blessed jesuschrist onepiece naruto minecraft
    """
_TRIED_FIRST = frozenset(_WORDS.split())
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
)


def password_field(raw: object, *, email: str, name: str = "password") -> str:
    """Read a new password, composed as Unicode's NFKC.

    Args:
        raw: What was typed.
        email: Address of its owner, which the password may not be made of.
        name: Name of the field.

    Raises:
        InvalidInputError: too short, too long, or easily guessed; the message never repeats it.
    """
    password = typed_password(raw, name=name)
    if len(password) < SHORTEST:
        raise InvalidInputError(
            f"{name} must have at least {SHORTEST} characters; nothing was stored. "
            "A few words in a row are easy to keep",
            field=name,
        )
    if guessable(password, email):
        raise InvalidInputError(
            f"{name} is among the first that would be tried; nothing was stored, choose another", field=name
        )
    return password


def typed_password(raw: object, *, name: str = "password") -> str:
    """Read a password that was set before.

    Raises:
        InvalidInputError: none that could be one.
    """
    if not isinstance(raw, str) or not raw or any(0xD800 <= ord(c) <= 0xDFFF or c == "\0" for c in raw):
        raise InvalidInputError(f"{name} must be text", field=name)
    if len(raw) > LONGEST:
        raise InvalidInputError(f"{name} must have at most {LONGEST} characters", field=name)
    return unicodedata.normalize("NFKC", raw)


def guessable(password: str, email: str) -> bool:
    """Say whether a password is a common one, a run of keys, a repetition, or made of its owner's address."""
    plain = password.casefold()
    trimmed = _trimmed(plain)
    core = _letters(trimmed)
    words = {core, _letters(trimmed.translate(_LEET)), _unrepeated(core)}
    local, _, domain = email.partition("@")
    own = {_letters(part) for part in (email, local, domain, domain.partition(".")[0])} - {""}
    return (
        len(set(plain)) < 5
        or len(_unrepeated(plain)) < 6
        or any(_is_run(word) for word in (plain, core))
        or bool(words & (_TRIED_FIRST | own))
    )


def _trimmed(plain: str) -> str:
    """Take away what people add at either end: digits and signs."""
    start = next((i for i, c in enumerate(plain) if c.isalpha()), len(plain))
    end = next((i for i in range(len(plain), start, -1) if plain[i - 1].isalpha()), start)
    return plain[start:end]


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _unrepeated(text: str) -> str:
    """Return the shortest part that the text is a repetition of."""
    return text[: (text + text).find(text, 1)] if text else text


def _is_run(text: str) -> bool:
    return len(text) > 3 and any(text in run or text[::-1] in run for run in _RUNS)
