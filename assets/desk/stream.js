/**
 * The page's one WebSocket, /ws/v1 (docs/specs/api/asyncapi.yaml): what moves comes in here and nowhere else.
 * Reconnects by itself with a growing, jittered delay; says at once when the numbers on screen are no longer live.
 */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;
const SILENCE = 3500; // the feed state comes every second, so this long without a word means a dead line
const PATIENCE = 10_000; // for a connection to be made
const FINAL = new Set([4401, 4403]); // no session, wrong origin: trying again cannot help

export const quotes = new Map(); // symbol -> {price, number, reference, at}
export const feed = { source: "", speed: "1", paused: false, age: null, at: null, heardAt: 0 };
export const connection = { state: "idle" }; // idle | connecting | open | lost | ended

const listeners = new Map();
const watchers = new Set();
let socket = null;
let delay = FIRST_DELAY;
let retry = 0;
let lastWord = 0;
let sent = "";
let everOpen = false;

/** Call `listen` with every message of one kind ("t", "q", "b", "f", "x", "listed", "connection"); returns the way to stop. */
export function on(kind, listen) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(listen);
  return () => listeners.get(kind).delete(listen);
}

/** Ask for ticks of some symbols, and the book of one; returns the way to stop. */
export function watch({ symbols = [], book = null, trades = null }) {
  const wish = { symbols, book, trades };
  watchers.add(wish);
  if (socket === null && connection.state !== "ended") connect();
  subscribe();
  return () => {
    watchers.delete(wish);
    subscribe();
  };
}

function emit(kind, ...values) {
  for (const listen of listeners.get(kind) ?? []) listen(...values);
}

function enter(state) {
  if (connection.state === state) return;
  connection.state = state;
  document.documentElement.dataset.stream = state;
  emit("connection", state);
}

function connect() {
  clearTimeout(retry);
  enter(everOpen ? "lost" : "connecting");
  lastWord = performance.now();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/ws/v1`);
  sent = "";
  socket.onopen = opened;
  socket.onmessage = (event) => receive(JSON.parse(event.data));
  socket.onclose = closed;
}

function opened() {
  delay = FIRST_DELAY;
  lastWord = performance.now();
  enter("open");
  subscribe();
  if (everOpen) emit("x", "all", ""); // what happened meanwhile was not heard
  everOpen = true;
}

function closed(event) {
  socket = null;
  if (FINAL.has(event.code)) {
    enter("ended");
    return;
  }
  enter("lost");
  retry = setTimeout(connect, delay * (0.5 + Math.random() / 2));
  delay = Math.min(delay * 2, LONGEST_DELAY);
}

function subscribe() {
  if (socket?.readyState !== WebSocket.OPEN) return;
  const symbols = [...new Set([...watchers].flatMap((wish) => wish.symbols))].filter(Boolean).slice(0, 16);
  const last = (name) => [...watchers].map((wish) => wish[name]).findLast(Boolean) ?? null;
  const request = JSON.stringify({ op: "watch", symbols, book: last("book"), trades: last("trades") });
  if (request === sent) return;
  sent = request;
  socket.send(request);
}

function receive(message) {
  lastWord = performance.now();
  const [kind, ...values] = message;
  if (kind === "t") return tick(...values);
  if (kind === "q") return quote(...values);
  if (kind === "f") return feedState(...values);
  if (kind === "hello") return emit("listed", values[1]);
  if (kind === "b" || kind === "x" || kind === "e") return emit(kind, ...values);
  return undefined;
}

function tick(symbol, price, quantity, at) {
  const known = quotes.get(symbol);
  quotes.set(symbol, { price, number: Number(price), reference: known?.reference ?? null, at });
  emit("t", symbol, price, quantity, at);
}

function quote(symbol, price, change, at) {
  const number = Number(price);
  const reference = change === null ? null : number / (1 + Number(change));
  quotes.set(symbol, { price, number, reference, at });
  emit("q", symbol, price, at);
}

function feedState(source, speed, paused, age, at) {
  Object.assign(feed, { source, speed, paused: Boolean(paused), age, at, heardAt: performance.now() });
  emit("f", feed);
}

/** Give a dead line up at once: its own close would wait for an answer that does not come. */
function drop() {
  if (socket === null) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
  closed({ code: 1006 });
}

function check() {
  if (performance.now() - lastWord > (connection.state === "open" ? SILENCE : PATIENCE)) drop();
}

function hurry() {
  if (socket !== null || connection.state !== "lost") return;
  delay = FIRST_DELAY;
  connect();
}

if (typeof window !== "undefined") {
  setInterval(check, 1000);
  window.addEventListener("online", hurry);
  window.addEventListener("offline", drop);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
}
