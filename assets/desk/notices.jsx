/** Results and refusals, read out politely and gone after a while; what failed stays longer. */
import { useEffect, useRef } from "react";
import { t } from "./words.js";

const LIFE = { good: 5000, info: 6000, bad: 12_000 };
const SIGNS = { good: "✓", info: "i", bad: "!" };

function Notice({ number, tone, text, dismiss }) {
  const latest = useRef(dismiss);
  latest.current = dismiss;
  useEffect(() => {
    const timer = setTimeout(() => latest.current?.(number), LIFE[tone] ?? LIFE.info);
    return () => clearTimeout(timer);
  }, [number]);
  return (
    <li className={`notice ${tone}`}>
      <b aria-hidden="true">{SIGNS[tone]}</b>
      <span>{text}</span>
      <button type="button" className="icon-btn" aria-label={t("Dismiss")} onClick={() => latest.current?.(number)}>
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
      </button>
    </li>
  );
}

export function NoticeList({ items = [], onDismiss }) {
  const region = useRef(null);
  useEffect(() => {
    // A popover shown last lies above an open dialog too.
    if (region.current.matches(":popover-open")) region.current.hidePopover();
    region.current.showPopover();
  }, [items.at(-1)?.number]);
  return (
    <div className="notices" ref={region} popover="manual" role="status" aria-label={t("Notices")} aria-live="polite">
      {items.length > 0 && <ul>{items.map((item) => <Notice key={item.number} {...item} dismiss={onDismiss} />)}</ul>}
    </div>
  );
}
