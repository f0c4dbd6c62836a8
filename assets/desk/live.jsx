/** What ties a page to the stream: it subscribes, keeps the live cells going, and tells the page's state of new facts. */
import { useEffect, useRef } from "react";
import { startCells } from "./cells.js";
import { isOutdated } from "./renewed.js";
import { on, quotes, watch } from "./stream.js";

const TOGETHER = 80; // facts of one transaction arrive as several messages
const LOOK_AGAIN = 3000; // a preview follows the price at this pace, and only where somebody looks

/** Calls `look` when the symbol's price has moved since the last call. */
function usePace(symbol, look) {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    if (!symbol) return undefined;
    let seen = quotes.get(symbol)?.price;
    const timer = setInterval(() => {
      const price = quotes.get(symbol)?.price;
      if (!latest.current || price === seen || document.visibilityState !== "visible") return;
      seen = price;
      latest.current();
    }, LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [symbol]);
}

export function Live({ symbols = [], book = "", onFact, onMoved, onEnd }) {
  const latest = useRef(onFact);
  latest.current = onFact;
  usePace(symbols[0], onMoved);
  const wanted = JSON.stringify([symbols, book]);

  const ended = useRef(onEnd);
  ended.current = onEnd;

  useEffect(startCells, []);
  useEffect(() => on("connection", (state) => state === "ended" && !isOutdated() && ended.current?.()), []);
  useEffect(() => watch({ symbols, book: book || null, trades: book || null }), [wanted]);
  useEffect(() => {
    const topics = new Set();
    let timer = 0;
    const tell = () => {
      timer = 0;
      latest.current?.([...topics].sort().join(" "));
      topics.clear();
    };
    const off = on("x", (topic) => {
      if (topic === "preferences") return; // not of the page's state
      topics.add(topic);
      timer ||= setTimeout(tell, TOGETHER);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, []);
  return null;
}
