/** The language of this page, its words, and the way to another. */
import { LANGUAGE, WORDS } from "./catalogue.js";

export { LANGUAGE };
/** How dates are written; English ones with the day before the month. */
export const DATES = LANGUAGE === "en" ? "en-GB" : LANGUAGE;
export const LANGUAGES = [["en", "English"], ["pt-BR", "Português"]];
const COOKIE = "robson-language"; // as in robson_app/i18n/language.py
const A_YEAR = 31_536_000;

/** A text in the page's language; the English one is the key, and `{name}` stands for a figure. */
export function t(message, figures = {}) {
  return (WORDS[message] ?? message).replace(/\{(\w+)\}/g, (_, name) => figures[name]);
}

/** Load the page again in a language; the server reads it off this cookie, also for visitors without a session. */
export function speak(name) {
  document.cookie = `${COOKIE}=${name}; path=/; max-age=${A_YEAR}; samesite=lax`;
  location.reload();
}

/** Whether this browser asks for a language already. */
export const speaks = (name) => document.cookie.split("; ").includes(`${COOKIE}=${name}`);
