/** What ties a page to the stream: it subscribes, keeps the live cells going, and tells the page's state of new facts. */
import { useEffect, useRef } from "react";
import { startCells } from "./cells.js";
import { on, watch } from "./stream.js";

const TOGETHER = 80; // facts of one transaction arrive as several messages

export function Live({ symbols = [], book = "", onFact }) {
  const latest = useRef(onFact);
  latest.current = onFact;
  const wanted = JSON.stringify([symbols, book]);

  useEffect(startCells, []);
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
