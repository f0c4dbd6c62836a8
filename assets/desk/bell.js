/** What is rung for: fills, parts sold and ends of positions; how each sounds, and what is said of it. */
import { number, signed } from "./format.js";
import { t } from "./words.js";

const NOTES = { entered: [660], reduced: [660, 784], won: [660, 880], lost: [440, 330] }; // Hz, one after another
const SECONDS = 0.12;
const VOLUME = 0.08;
const SAYING = {
  "position.entered": ({ average }, symbol) => ({ tone: "info", notes: NOTES.entered, text: t("Filled: {symbol} at {price}", { symbol, price: number(average, digits(average)) }) }),
  "position.reduced": ({ net }, symbol) => ({ tone: "info", notes: NOTES.reduced, text: t("A part is sold: {symbol}, {net} so far", { symbol, net: signed(net, 2) }) }),
  "position.closed": ({ net, r }, symbol) => ({
    tone: Number(net) < 0 ? "bad" : "good", notes: Number(net) < 0 ? NOTES.lost : NOTES.won,
    text: t("Closed: {symbol}, {net} or {r} R", { symbol, net: signed(net, 2), r: signed(r, 2) }),
  }),
};
const digits = (price) => Math.min(8, (String(price).split(".")[1] ?? "").replace(/0+$/, "").length);

/** Of events newest first, those after a sequence that are rung for, oldest first. */
export const rung = (events, after) => events.filter(({ sequence, kind, figures }) => sequence > after && kind in SAYING && (kind !== "position.closed" || figures.r != null)).reverse();

/** The notice of an event: {tone, notes, text}. */
export const said = ({ kind, figures }, symbol) => SAYING[kind](figures, symbol);

let audio = null;

/** Browsers let a page sound only after its user touched it; call this on the first touch. */
export function unlock() {
  audio ??= new AudioContext();
  return audio.resume();
}

/** Play some notes; a page that nobody touched yet stays silent. */
export function play(notes) {
  if (audio?.state !== "running") return;
  notes.forEach((pitch, index) => {
    const [tone, gain, start] = [audio.createOscillator(), audio.createGain(), audio.currentTime + index * SECONDS];
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(VOLUME, start);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + SECONDS);
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + SECONDS);
  });
}
