/** A modal dialog on the browser's own: it traps the focus, closes on Esc, and gives the focus back. */
import { useEffect, useId, useRef } from "react";
import { t } from "./words.js";

export function Dialog({ open, title, onClose, className = "", children }) {
  const node = useRef(null);
  const heading = useId();
  useEffect(() => {
    const dialog = node.current;
    if (open && !dialog.open) {
      dialog.showModal();
      dialog.querySelector(".content :is(input, textarea, select)")?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={node} className={className} aria-labelledby={heading}
      onClose={() => open && onClose?.()}
      onClick={(event) => event.target === node.current && node.current.close()}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" className="icon-btn" aria-label={t("Close")} onClick={() => node.current.close()}>
          <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
        </button>
      </header>
      {open && <div className="content" tabIndex={0}>{children}</div>}
    </dialog>
  );
}
