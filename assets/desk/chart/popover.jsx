/** A small panel under its button, on the browser's own popover: Esc and a click elsewhere close it, the focus comes back. */
import { useId, useRef, useState } from "react";

const MARGIN = 8; // px to the window's edge

export function Popover({ label, name, className = "", children }) {
  const [open, setOpen] = useState(false);
  const [button, panel] = [useRef(null), useRef(null)];
  const id = useId();
  const toggled = (event) => {
    const shown = event.newState === "open";
    setOpen(shown);
    if (!shown) return;
    const { left, bottom } = button.current.getBoundingClientRect();
    const { style, offsetWidth } = panel.current;
    style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - offsetWidth - MARGIN))}px`;
    style.top = `${bottom + 6}px`;
    style.maxHeight = `${window.innerHeight - bottom - 6 - MARGIN}px`;
    panel.current.querySelector("button, input, select")?.focus();
  };
  return (
    <>
      <button ref={button} type="button" className={className} aria-haspopup="dialog" aria-expanded={open} popoverTarget={id}>{label}</button>
      <div ref={panel} id={id} popover="auto" role="dialog" aria-label={name} className="chart-menu" onToggle={toggled}>
        {open && children}
      </div>
    </>
  );
}
