/** The chart as the pages see it: a tool bar over Plotly's candles and our own lines. */
import { useEffect, useMemo, useRef, useState } from "react";
import { digitsOf, number } from "../format.js";
import { write } from "../frame.js";
import { moment, utc } from "../moments.js";
import { choose, known as choicesKnown } from "../preferences.js";
import { usePreferences } from "../preferences.jsx";
import { t } from "../words.js";
import { ChartEngine } from "./engine.js";
import { known, written } from "./indicators.js";
import { screenshot } from "./screenshot.js";
import { Toolbar } from "./toolbar.jsx";

const MESSAGES = {
  loading: t("Loading candles…"),
  empty: t("No candles yet. They appear with the first trades."),
  failed: t("The candles could not be loaded. Nothing else is affected; they load again when the connection is back."),
  "signed-out": t("Your session has ended. Start a demo to see the chart."),
};

/** What the user chose; a page may fix where its chart begins, and what is clicked then stays on that page. */
function useSettings(fixed) {
  const { chart } = usePreferences();
  const [own, setOwn] = useState(fixed || null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    choicesKnown().then(() => setReady(true));
  }, []);
  const indicators = known(chart.indicators.map(({ name, numbers }) => written(name, numbers)));
  const settings = { timeframe: own ?? chart.timeframe, smoothed: chart.smoothed, levels: chart.levels, indicators };
  const change = ({ indicators: texts, ...part }) => {
    if (part.timeframe && own) return setOwn(part.timeframe);
    return choose({ chart: texts ? { ...part, indicators: texts.map(kept) } : part });
  };
  return [settings, change, ready];
}

/** An indicator as the preferences keep it: its name and its numbers as text. */
function kept(text) {
  const [name, ...numbers] = text.split(":");
  return { name, numbers };
}

const price = (text) => (Number.isFinite(Number(text || NaN)) ? Number(text) : null); // what is typed may not be a number yet
const line = (id, name, text, label, tone, movable) => ({ id, name, price: Number(text), label, tone, movable: Boolean(movable) });

function factsOf(props, showLevels) {
  const lines = [];
  if (price(props.entry) !== null) lines.push(line("entry", t("Entry price"), props.entry, props.entryLabel ?? t("entry"), "entry", props.onDragEntry && props.entryMovable));
  if (price(props.stop) !== null) lines.push(line("stop", t("Stop price"), props.stop, props.stopLabel ?? t("stop"), "stop", props.onDragStop && props.stopMovable));
  (props.targets ?? []).forEach((target, i) => lines.push(line(`target${i}`, t("Target {number}", { number: i + 1 }), target.price, target.label, "target", false)));
  (props.marks ?? []).forEach((mark, i) => lines.push(line(`mark${i}`, mark.label, mark.price, mark.label, mark.tone, false)));
  return {
    follows: Boolean(props.entryFollows),
    entry: props.shade ? price(props.entry) : null,
    stop: price(props.stop),
    since: props.since || null,
    until: props.until || 0,
    levels: showLevels ? (props.levels ?? []).map((level) => ({ ...level, price: Number(level.price) })) : [],
    steps: (props.steps ?? []).map((step) => ({ ...step, price: Number(step.price) })),
    fills: (props.fills ?? []).map((fill) => ({ ...fill, price: Number(fill.price) })),
    lines,
  };
}

function Readout({ node }) {
  return (
    <span className="readout num" ref={node}>
      {["O", "H", "L", "C"].map((name) => (
        <span key={name}>
          <i>{name}</i> <b data-ohlc={name}>—</b>
        </span>
      ))}
      <span data-ohlc="T" />
    </span>
  );
}

function tell(node, candle, time, digits) {
  if (!node || !candle) return;
  node.cells ??= Object.fromEntries([...node.querySelectorAll("[data-ohlc]")].map((cell) => [cell.dataset.ohlc, cell]));
  const values = { O: candle.open, H: candle.high, L: candle.low, C: candle.close };
  for (const [name, value] of Object.entries(values)) write(node.cells[name], number(value, digits));
  write(node.cells.T, time === null ? "" : moment(time));
  const title = time === null ? "" : utc(time);
  if (node.cells.T.title !== title) node.cells.T.title = title;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The measure tool's hands: drag, or arrows; Esc ends it and gives the focus back. */
function useMeasure(engine, tool, setTool, layer, pointOf) {
  const [said, say] = useState("");
  const dragging = useRef(false);
  const origin = useRef(null);
  const keyed = useRef(false);
  const measuring = tool === "measure";
  useEffect(() => {
    if (!measuring) return undefined;
    if (keyed.current) layer.current.focus();
    const key = (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        setTool("pan");
      }
    };
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("keydown", key);
      engine.current?.measure.end();
      say("");
      if (keyed.current) origin.current?.focus();
    };
  }, [measuring]);
  const begin = (byKeyboard) => {
    origin.current = document.activeElement;
    keyed.current = byKeyboard;
    setTool(measuring ? "pan" : "measure");
    if (byKeyboard && !measuring) say(engine.current.measure.begin(null));
  };
  const hands = measuring && {
    role: "application", tabIndex: 0, "aria-label": t("Measure: arrow keys move the end, with shift ten steps, Esc ends"), "aria-describedby": "measured",
    onPointerDown: (event) => {
      dragging.current = true;
      layer.current.setPointerCapture(event.pointerId);
      say(engine.current.measure.begin(pointOf(event)));
    },
    onPointerMove: (event) => dragging.current && say(engine.current.measure.moveTo(pointOf(event))),
    onPointerUp: () => (dragging.current = false),
    onKeyDown: (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      const by = event.shiftKey ? 10 : 1;
      if (!said) engine.current.measure.begin(null);
      say(engine.current.measure.moveBy(way[0] * by, way[1] * by));
    },
  };
  return { begin, hands: hands || {}, said };
}

export default function Chart(props) {
  const [settings, change, ready] = useSettings(props.timeframe);
  const [tool, setTool] = useState("pan"); // pan, zoom, level, trend, measure, erase
  const [status, setStatus] = useState("loading");
  const nodes = { root: useRef(null), plot: useRef(null), layer: useRef(null), legend: useRef(null), readout: useRef(null) };
  const engine = useRef(null);
  const latest = useRef(props);
  latest.current = props;
  const digits = digitsOf(props.tick || "0.01");

  useEffect(() => {
    const parts = { root: nodes.root.current, plot: nodes.plot.current, layer: nodes.layer.current, legend: nodes.legend.current };
    engine.current = new ChartEngine(parts, {
      moved: (id, text) => (id === "stop" ? latest.current.onDragStop : latest.current.onDragEntry)?.(text),
      readout: (candle, time) => tell(nodes.readout.current, candle, time, digitsOf(latest.current.tick || "0.01")),
      state: setStatus,
    });
    return () => engine.current.destroy();
  }, []);

  const facts = useMemo(
    () => factsOf(props, settings.levels),
    [JSON.stringify([props.entry, props.entryLabel, props.entryMovable, props.entryFollows, props.stop, props.stopLabel, props.stopMovable, props.shade,
      props.since, props.until, props.targets, props.marks, props.levels, props.steps, props.fills]), settings.levels],
  );
  useEffect(() => {
    if (!props.symbol || !ready) return;
    const { timeframe, smoothed, indicators } = settings;
    const mode = tool === "zoom" ? "zoom" : "pan";
    const tick = Number(props.tick || "0.01");
    engine.current.update({ symbol: props.symbol, timeframe, smoothed, indicators, tick, digits, mode, from: props.shownFrom, to: props.shownTo }, facts);
  }, [props.symbol, props.tick, props.shownFrom, props.shownTo, JSON.stringify(settings), ready, tool, facts]);

  const drawing = tool === "level" || tool === "trend" || tool === "erase";
  const pointOf = (event) => {
    const box = nodes.layer.current.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const measure = useMeasure(engine, tool, setTool, nodes.layer, pointOf);
  const pick = (next, byKeyboard) => {
    if (byKeyboard && (next === "level" || next === "trend")) return engine.current.drawHere(next);
    return next === "measure" ? measure.begin(byKeyboard) : setTool(next);
  };
  const drawings = {
    digits,
    lines: () => engine.current?.drawings?.lines ?? [],
    keep: (lines) => engine.current.keepDrawings(lines),
    add: (kind) => engine.current.drawHere(kind),
  };
  return (
    <section className="chart" ref={nodes.root} aria-label={t("{symbol} chart", { symbol: props.symbol })}>
      <Toolbar
        settings={settings} change={change} tool={tool}
        drawings={drawings} pick={pick}
        reset={() => engine.current.reset()}
        shoot={() => screenshot(engine.current, props.symbol, settings.timeframe)}
        fill={() => (document.fullscreenElement ? document.exitFullscreen() : nodes.root.current.requestFullscreen())}
      />
      <div
        className="canvas"
        onPointerMove={(event) => event.pointerType === "mouse" && engine.current.hover(pointOf(event))}
        onPointerLeave={() => engine.current.hover(null)}
        onDoubleClick={() => engine.current.reset()}
      >
        <div className="plot" ref={nodes.plot} />
        <div
          className={drawing || tool === "measure" ? "layer drawing" : "layer"} ref={nodes.layer} {...measure.hands}
          onClick={(event) => drawing && engine.current.draw(tool, pointOf(event)) && setTool("pan")}
        />
        <Readout node={nodes.readout} />
        <div className="chart-legend num" ref={nodes.legend} aria-hidden="true" />
        <p className="unseen" id="measured" role="status">{measure.said}</p>
        {status !== "drawn" && <p className="chart-message" role="status">{MESSAGES[status]}</p>}
      </div>
    </section>
  );
}
