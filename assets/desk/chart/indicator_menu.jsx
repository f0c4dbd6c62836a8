/** Switches indicators on and off and sets their numbers. */
import { useEffect, useState } from "react";
import { fault, KINDS, MOST, nameOf, parse, written } from "./indicators.js";
import { t } from "../words.js";
import { Popover } from "./popover.jsx";

const PAUSE = 500; // ms after the last key before an edited number counts

function Numbers({ text, others, edit }) {
  const { kind, numbers } = parse(text);
  const [typed, type] = useState(numbers.map(String));
  useEffect(() => type(numbers.map(String)), [text]);
  const next = typed.map((value) => (value.trim() ? Number(value) : NaN));
  const wrong = fault(kind, next) ?? (others.includes(written(kind, next)) ? t("This one is on already.") : null);
  useEffect(() => {
    if (wrong || written(kind, next) === text) return undefined;
    const timer = setTimeout(() => edit(written(kind, next)), PAUSE);
    return () => clearTimeout(timer);
  }, [typed.join(), wrong]);
  return (
    <>
      {KINDS[kind].numbers.map((rule, i) => (
        <label key={rule.name}>
          <span>{rule.name}</span>
          <input
            type="number" min={rule.lowest} max={rule.highest} step={rule.step} value={typed[i]} aria-invalid={wrong !== null}
            aria-label={t("{name} of {indicator}", { name: rule.name, indicator: nameOf(text) })}
            onChange={(event) => type(typed.map((value, at) => (at === i ? event.target.value : value)))}
          />
        </label>
      ))}
      {wrong && <p role="alert">{wrong}</p>}
    </>
  );
}

function Active({ text, all, change }) {
  const { kind } = parse(text);
  return (
    <li aria-label={nameOf(text)}>
      <b title={KINDS[kind].title}>{KINDS[kind].label}</b>
      <Numbers text={text} others={all.filter((other) => other !== text)} edit={(next) => change(all.map((other) => (other === text ? next : other)))} />
      <button type="button" className="icon-btn small" aria-label={t("Remove {indicator}", { indicator: nameOf(text) })} onClick={() => change(all.filter((other) => other !== text))}>
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
      </button>
    </li>
  );
}

/** The usual numbers, or the next ones that are not taken: SMA 21, 22, … */
function fresh(kind, all) {
  const numbers = KINDS[kind].numbers.map(({ usual }) => usual);
  while (numbers.length && all.includes(written(kind, numbers))) numbers[numbers.length - 1] += KINDS[kind].numbers.at(-1).step;
  return written(kind, numbers);
}

export function IndicatorMenu({ all, change }) {
  const full = all.length >= MOST;
  const once = (kind) => !KINDS[kind].numbers.length && all.includes(kind);
  return (
    <Popover label={<>{t("Indicators")}{all.length > 0 && <span className="count">{all.length}</span>}</>} name={t("Indicators")} className="menu-btn">
      <h3>{t("On the chart")}</h3>
      {all.length === 0 && <p className="faint">{t("None. Add one below.")}</p>}
      <ul className="on">{all.map((text, i) => <Active key={i} text={text} all={all} change={change} />)}</ul>
      <h3>{t("Add")}</h3>
      <div className="add" role="group" aria-label={t("Add an indicator")}>
        {Object.entries(KINDS).map(([kind, { label, title }]) => (
          <button key={kind} type="button" title={title} aria-label={t("Add {indicator}", { indicator: title })} disabled={full || once(kind)} onClick={() => change([...all, fresh(kind, all)])}>{label}</button>
        ))}
      </div>
      {full && <p className="faint">{t("Twelve at most. Remove one to add another.")}</p>}
    </Popover>
  );
}
