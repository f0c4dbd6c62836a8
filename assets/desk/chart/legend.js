/** Names and values of the indicators, over the price and in each pane; a text changes only when its value does. */
import { about, number } from "../format.js";
import { write } from "../frame.js";
import { nameOf, parse } from "./indicators.js";
import { places, styles } from "./panes.js";

const ORDER = { macd: ["macd", "signal", "histogram"], band: ["upper", "middle", "lower"] };
const PRICED = ["sma", "ema", "bollinger", "vwap", "donchian", "atr", "macd"];

export class Legend {
  constructor(root) {
    this.root = root;
    this.rows = [];
  }

  /** Lay out one row an indicator; `area` = {top, height} of the whole plot in pixels. */
  show(texts, colours, area) {
    const { panes } = places(texts);
    const looks = styles(texts, colours);
    const heads = new Map(panes.map(({ kind, to }) => [kind, group(area.top + (1 - to) * area.height)]));
    const over = group(area.top - 18);
    this.rows = texts.map((text) => {
      const { kind } = parse(text);
      const row = (heads.get(kind) ?? over).appendChild(document.createElement("span"));
      const look = looks.get(text);
      if (look) row.appendChild(document.createElement("i")).style.borderTop = `2px ${look.dash === "solid" ? "solid" : look.dash === "dot" ? "dotted" : "dashed"} ${look.stroke}`;
      row.append(nameOf(text));
      return { text, kind, value: row.appendChild(document.createElement("b")) };
    });
    this.root.replaceChildren(over, ...heads.values());
  }

  /** Write the values at a time; `volume` is the candle's own. */
  tell(columns, time, volume, digits) {
    for (const { text, kind, value } of this.rows) {
      if (kind === "volume") write(value, volume === undefined ? "" : about(volume));
      else write(value, said(kind, columns.at(text, time), digits));
    }
  }
}

function group(top) {
  const element = document.createElement("div");
  element.style.top = `${top.toFixed(0)}px`;
  return element;
}

function said(kind, values, digits) {
  if (!values) return "—";
  const places = PRICED.includes(kind) ? digits : 1;
  const flat = kind === "vwap" && values.upper === values.middle;
  const names = kind === "macd" ? ORDER.macd : values.middle === undefined || flat ? [flat ? "middle" : "value"] : ORDER.band;
  return names.map((name) => (values[name] === null ? "—" : number(values[name], places))).join("  ");
}
