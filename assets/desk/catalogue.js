/** The words of the built language; English needs none. The build of another language puts its own here. */
export const LANGUAGE = "en";
export const WORDS = {};
