/** Results and refusals, read out politely and gone after a while; what failed or can be undone stays longer. */
import { useEffect, useRef, useState } from "react";
import { onNotice } from "./notify.js";
import { t } from "./words.js";

const LIFE = { good: 5000, info: 6000, bad: 12_000 };
const TO_UNDO = 20_000;
const SIGNS = { good: "✓", info: "i", bad: "!" };

/** Calls `end` after a time that stands still while the notice is looked at. */
function useLife(ms, held, end) {
  const left = useRef(ms);
  const latest = useRef(end);
  latest.current = end;
  useEffect(() => {
    if (held) return undefined;
    const began = performance.now();
    const timer = setTimeout(() => latest.current(), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1000, left.current - (performance.now() - began));
    };
  }, [held]);
}

function Notice({ tone, text, undo, newest, dismiss, takeBack }) {
  const [held, hold] = useState(false);
  useLife(undo ? TO_UNDO : LIFE[tone] ?? LIFE.info, held, dismiss);
  return (
    <li
      className={`notice ${tone}`} onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)} onBlur={() => hold(false)}
    >
      <b aria-hidden="true">{SIGNS[tone]}</b>
      <span>{text}</span>
      {undo && (
        <button type="button" className="link" data-key={newest ? "u" : undefined} onClick={takeBack}>
          {t("Undo")}
        </button>
      )}
      <button type="button" className="icon-btn" aria-label={t("Dismiss")} onClick={dismiss}>
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
      </button>
    </li>
  );
}

/** Notices that the browser made itself. */
function useOwn() {
  const [own, set] = useState([]);
  useEffect(() => onNotice((notice) => set((before) => [...before, notice].slice(-4))), []);
  return [own, (number) => set((before) => before.filter((notice) => notice.number !== number))];
}

export function NoticeList({ items = [], onDismiss, onUndo }) {
  const [own, drop] = useOwn();
  const region = useRef(null);
  const all = [...items, ...own];
  const newest = all.findLast(({ undo }) => undo)?.number;
  useEffect(() => {
    // A popover shown last lies above an open dialog too.
    if (region.current.matches(":popover-open")) region.current.hidePopover();
    region.current.showPopover();
  }, [items.at(-1)?.number, own.at(-1)?.number]);
  const dismiss = ({ number }) => (typeof number === "string" ? drop(number) : onDismiss?.(number));
  const takeBack = ({ number, undo }) => {
    if (typeof number !== "string") return onUndo?.(number);
    drop(number);
    return undo();
  };
  return (
    <div className="notices" ref={region} popover="manual" role="status" aria-label={t("Notices")} aria-live="polite">
      {all.length > 0 && (
        <ul>
          {all.map((item) => (
            <Notice key={item.number} {...item} newest={item.number === newest} dismiss={() => dismiss(item)} takeBack={() => takeBack(item)} />
          ))}
        </ul>
      )}
    </div>
  );
}
