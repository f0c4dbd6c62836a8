/** Order book and recent trades, painted straight from the stream: no state of the page changes. */
import { useEffect, useRef, useState } from "react";
import { about, number } from "./format.js";
import { forget, paint, paintWithNext, write } from "./frame.js";
import { moment, utc } from "./moments.js";
import { on } from "./stream.js";
import { t } from "./words.js";

const DEPTH = 10;
const TRADES = 14;

function rowsOf(node, count, columns) {
  while (node.children.length < count) {
    const row = document.createElement("div");
    for (let i = 0; i < columns; i += 1) row.append(document.createElement("span"));
    node.append(row);
  }
  return node.children;
}

function paintSide(node, levels, digits, most) {
  const rows = rowsOf(node, DEPTH, 2);
  for (let i = 0; i < DEPTH; i += 1) {
    const [price, quantity] = levels[i] ?? ["", ""];
    write(rows[i].children[0], price && number(Number(price), digits));
    write(rows[i].children[1], quantity && about(Number(quantity)));
    rows[i].style.setProperty("--share", quantity ? `${Math.round((Number(quantity) / most) * 100)}%` : "0%");
  }
}

function Book({ symbol, digits, spread }) {
  const [bids, asks] = [useRef(null), useRef(null)];
  useEffect(() => {
    for (const side of [bids, asks]) side.current.replaceChildren();
    spread.current.textContent = "";
    let book = null;
    const draw = () => {
      const [bidLevels, askLevels, , synthetic] = book;
      const most = Math.max(...[...bidLevels, ...askLevels].slice(0, 2 * DEPTH).map(([, quantity]) => Number(quantity)), 1e-12);
      paintSide(bids.current, bidLevels, digits, most);
      paintSide(asks.current, askLevels, digits, most);
      const gap = bidLevels.length && askLevels.length ? Number(askLevels[0][0]) - Number(bidLevels[0][0]) : null;
      write(spread.current, gap === null ? "" : `${t("spread {gap}", { gap: number(gap, digits) })}${synthetic ? ` · ${t("from volume")}` : ""}`);
    };
    const off = on("b", (name, ...told) => {
      if (name !== symbol) return;
      book = told;
      paintWithNext(draw);
    });
    return () => {
      off();
      forget(draw);
    };
  }, [symbol, digits]);
  return (
    <div className="sides num">
      <div className="side bids" ref={bids} />
      <div className="side asks" ref={asks} />
    </div>
  );
}

function Trades({ symbol, digits }) {
  const list = useRef(null);
  useEffect(() => {
    const node = list.current;
    const recent = [];
    let last = 0;
    node.replaceChildren();
    const draw = () => {
      const rows = rowsOf(node, recent.length, 3);
      recent.forEach(({ price, quantity, at, tone }, i) => {
        const [priceCell, quantityCell, timeCell] = rows[i].children;
        write(priceCell, number(price, digits));
        priceCell.className = tone;
        write(quantityCell, about(quantity));
        write(timeCell, moment(at, "seconds"));
        timeCell.title = utc(at);
      });
    };
    const off = on("t", (name, text, quantity, at) => {
      if (name !== symbol) return;
      const price = Number(text);
      recent.unshift({ price, quantity: Number(quantity), at, tone: price > last ? "up" : price < last ? "down" : "" });
      recent.length = Math.min(recent.length, TRADES);
      last = price;
      paint(draw);
    });
    return () => {
      off();
      forget(draw);
    };
  }, [symbol, digits]);
  return (
    <div className="recent num" ref={list} />
  );
}

const VIEWS = [["Book", t("Book")], ["Trades", t("Trades")]];

export function Market({ symbol, digits = 2 }) {
  const [view, show] = useState("Book");
  const spread = useRef(null);
  return (
    <section className="panel market" aria-label={t("Order book and recent trades")}>
      <header>
        <div className="seg" role="group" aria-label={t("Market")}>
          {VIEWS.map(([name, label]) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => show(name)}>
              {label}
            </button>
          ))}
        </div>
        <div className="right num" ref={spread} hidden={view !== "Book"} />
      </header>
      {view === "Book" ? <Book symbol={symbol} digits={digits} spread={spread} /> : <Trades symbol={symbol} digits={digits} />}
    </section>
  );
}
