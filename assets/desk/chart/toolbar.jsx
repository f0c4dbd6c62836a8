/** Timeframes, candle kinds, indicators and tools of the chart. */
import { t } from "../words.js";
import { TIMEFRAMES } from "./candles.js";
import { DrawingMenu } from "./drawing_menu.jsx";
import { IndicatorMenu } from "./indicator_menu.jsx";

const ICONS = {
  zoom: "M4 4h6M4 4v6M20 20h-6M20 20v-6M4 20v-6M4 20h6M20 4v6M20 4h-6",
  level: "M3 12h18",
  trend: "M4 19L20 5",
  measure: "M3 17L17 3l4 4L7 21zM7 13l2 2M11 9l2 2M15 5l2 2",
  erase: "M8 20h12M5 15l9-10 6 5-8 10H8z",
  reset: "M4 12a8 8 0 1 0 3-6M4 4v5h5",
  shoot: "M4 8h3l2-3h6l2 3h3v11H4zM12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  fill: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
};

function Icon({ name }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

function Tool({ name, label, on, act }) {
  return (
    <button type="button" className={on ? "icon-btn on" : "icon-btn"} aria-label={label} title={label} aria-pressed={on} onClick={act}>
      <Icon name={name} />
    </button>
  );
}

function Toggle({ label, on, act }) {
  return (
    <button type="button" aria-pressed={on} className={on ? "on" : ""} onClick={act}>
      {label}
    </button>
  );
}

export function Toolbar({ settings, change, drawings, tool, pick, reset, shoot, fill }) {
  const { timeframe, smoothed, indicators, levels } = settings;
  const toggle = (name) => (event) => pick(tool === name ? "pan" : name, event.detail === 0);
  return (
    <div className="chart-bar" role="toolbar" aria-label={t("Chart")}>
      <div className="seg" role="group" aria-label={t("Timeframe")}>
        {TIMEFRAMES.map((name) => (
          <Toggle key={name} label={name} on={timeframe === name} act={() => change({ timeframe: name })} />
        ))}
      </div>
      <div className="seg wide-only" role="group" aria-label={t("Candles")}>
        <Toggle label={t("Candles")} on={!smoothed} act={() => change({ smoothed: false })} />
        <Toggle label="Heikin-Ashi" on={smoothed} act={() => change({ smoothed: true })} />
      </div>
      <IndicatorMenu all={indicators} change={(next) => change({ indicators: next })} />
      <DrawingMenu {...drawings} />
      <div className="seg wide-only" role="group" aria-label={t("Shown on the chart")}>
        <Toggle label={t("Levels")} on={levels} act={() => change({ levels: !levels })} />
      </div>
      <div className="tools">
        <Tool name="level" label={t("Draw a level")} on={tool === "level"} act={toggle("level")} />
        <Tool name="trend" label={t("Draw a trend line")} on={tool === "trend"} act={toggle("trend")} />
        <Tool name="measure" label={t("Measure")} on={tool === "measure"} act={toggle("measure")} />
        <Tool name="erase" label={t("Erase a drawing")} on={tool === "erase"} act={toggle("erase")} />
        <Tool name="zoom" label={t("Zoom into a box")} on={tool === "zoom"} act={toggle("zoom")} />
        <Tool name="reset" label={t("Back to the newest candles")} on={false} act={reset} />
        <Tool name="shoot" label={t("Save a picture")} on={false} act={shoot} />
        <Tool name="fill" label={t("Full screen")} on={false} act={fill} />
      </div>
    </div>
  );
}
