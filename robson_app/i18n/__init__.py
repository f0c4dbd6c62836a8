"""The desk's two languages: `t("…")` for every text a user reads, the English text being the key.

    t("Nothing was different.")                     a text
    t("{symbol} is being closed", symbol=symbol)    … with figures, already shown by `robson_app.display`
    tn("{n} limit changed.", "{n} limits changed.", count)
    N_("to be sent")                                marks a text of a constant; t(...) it where it is shown
    told(sentence)                                  a sentence that the domain made, in the user's language

Pages are compiled once for each language; rows and notices are made for whoever asks. Scripts have a `t` of their own
(`assets/desk/words.js`). Translations are in `catalogues/pt_BR.po`; `make words` brings new texts there, and a test
fails while one is missing.
"""

from robson_app.i18n.language import language, speak
from robson_app.i18n.sentences import told
from robson_app.i18n.words import N_, t, tn

__all__ = ["N_", "language", "speak", "t", "tn", "told"]
