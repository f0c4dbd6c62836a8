/** Inputs whose value the server may change while they are not being edited, and which tell it of edits with a pause. */
import { useEffect, useRef, useState } from "react";
import { editable, grouped, typed } from "./format.js";

const PAUSE = 250;

/**
 * A number as plain decimal text. Arrow keys move it one `step`, with shift ten.
 * `value` is shown while the field is not being edited; `onEdit(text)` hears of edits.
 */
export function NumberField({ label, value = "", step = "0.01", placeholder = "", invalid = false, hint = "", onEdit, ...rest }) {
  const [text, setText] = useState(null); // null: not being edited
  const timer = useRef(0);
  const latest = useRef(onEdit);
  latest.current = onEdit;
  useEffect(() => () => clearTimeout(timer.current), []);

  const tell = (next) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current?.(typed(next)), PAUSE);
  };
  const edit = (next) => {
    setText(next);
    tell(next);
  };
  const nudge = (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") event.currentTarget.blur();
    if (!way) return;
    event.preventDefault();
    const digits = step.includes(".") ? step.length - step.indexOf(".") - 1 : 0;
    const from = Number(text === null ? value || "0" : typed(text));
    if (Number.isFinite(from)) edit(editable((from + way * (event.shiftKey ? 10 : 1) * Number(step)).toFixed(digits)));
  };
  return (
    <input
      {...rest} inputMode="decimal" autoComplete="off" spellCheck={false} maxLength={40}
      aria-label={label} aria-invalid={invalid} title={hint} placeholder={placeholder}
      value={text ?? grouped(value)} onFocus={(event) => event.currentTarget.select()} onChange={(event) => edit(event.target.value)} onKeyDown={nudge} onBlur={() => setText(null)}
    />
  );
}

/** Seconds left until a wall-clock moment (ISO text), counted down in the browser; `onEnd` is called once. */
export function Countdown({ until, onEnd }) {
  const [left, setLeft] = useState(null);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    if (!until) return setLeft(null);
    const end = Date.parse(until);
    let ended = false;
    const count = () => {
      const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
      setLeft(seconds);
      if (seconds > 0 || ended) return;
      ended = true;
      latest.current?.();
    };
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [until]);
  if (left === null) return null;
  const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return <span className={left <= 30 ? "num risk" : "num"} role="timer">{text}</span>;
}
