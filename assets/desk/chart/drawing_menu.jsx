/** The lines on the chart as a list: every one can be moved and deleted without a pointer. */
import { useState } from "react";
import { number } from "../format.js";
import { t } from "../words.js";
import { Popover } from "./popover.jsx";

const priceOf = (text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : null);

function Price({ label, value, digits, move }) {
  const [text, type] = useState(null); // null: not being edited
  return (
    <input
      inputMode="decimal" aria-label={label} aria-invalid={text !== null && priceOf(text) === null} value={text ?? value.toFixed(digits)}
      onChange={(event) => {
        const next = event.target.value.trim();
        type(next);
        if (priceOf(next) !== null) move(priceOf(next));
      }}
      onBlur={() => type(null)}
    />
  );
}

function Drawn({ line, place, digits, change, remove }) {
  const name = line.kind === "level" ? t("Level {price}", { price: number(line.price, digits) }) : t("Trend line {from} to {to}", { from: number(line.from.price, digits), to: number(line.to.price, digits) });
  return (
    <li aria-label={name}>
      <b>{line.kind === "level" ? t("Level") : t("Trend line")}</b>
      {line.kind === "level" && <Price label={t("Price of level {n}", { n: place })} value={line.price} digits={digits} move={(price) => change({ ...line, price })} />}
      {line.kind === "trend" && ["from", "to"].map((end) => (
        <Price key={end} label={end === "from" ? t("First price of trend line {n}", { n: place }) : t("Last price of trend line {n}", { n: place })} value={line[end].price} digits={digits} move={(price) => change({ ...line, [end]: { ...line[end], price } })} />
      ))}
      <button type="button" className="icon-btn small" aria-label={t("Delete {drawing}", { drawing: name })} onClick={remove}>
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
      </button>
    </li>
  );
}

/** `lines()` reads what is drawn, `keep(lines)` replaces it, `add(kind)` draws one at the last price. */
export function DrawingMenu({ lines, keep, add, digits }) {
  const [, look] = useState(0);
  const all = lines();
  const set = (next) => {
    keep(next);
    look((count) => count + 1);
  };
  return (
    <Popover label={t("Drawings")} name={t("Drawings")} className="menu-btn">
      {all.length === 0 && <p className="faint">{t("Nothing drawn on this pair yet.")}</p>}
      <ul className="on">
        {all.map((line, i) => (
          <Drawn key={i} line={line} place={i + 1} digits={digits} change={(next) => set(all.map((other, at) => (at === i ? next : other)))} remove={() => set(all.filter((_, at) => at !== i))} />
        ))}
      </ul>
      <div className="add" role="group" aria-label={t("Draw at the last price")}>
        {[["level", t("Add a level")], ["trend", t("Add a trend line")]].map(([kind, words]) => (
          <button key={kind} type="button" onClick={() => { add(kind); look((count) => count + 1); }}>{words}</button>
        ))}
        {all.length > 0 && <button type="button" onClick={() => set([])}>{t("Delete all")}</button>}
      </div>
    </Popover>
  );
}
