/** What stands in a page's place when one of its scripts failed. It uses nothing of the page: that is what broke. */
import { useEffect, useRef } from "react";
import { t } from "./words.js";

export function Broken({ said }) {
  const heading = useRef(null);
  useEffect(() => heading.current.focus(), []);
  return (
    <main className="broken" role="alert">
      <section className="panel">
        <h1 ref={heading} tabIndex={-1}>{t("This page stopped working.")}</h1>
        <p>{t("A script in your browser failed, so what the page would show now cannot be trusted. The failure itself sent and cancelled nothing; what you had done before stands, and the engine keeps guarding open positions and their stops.")}</p>
        <p className="muted">{t("Reload to go on. If it happens again, open another screen and tell us what is written below.")}</p>
        <div className="row">
          <button type="button" className="btn primary" onClick={() => location.reload()}>{t("Reload")}</button>
          <a className="btn ghost" href="/desk">{t("Open the desk")}</a>
        </div>
        <details>
          <summary className="muted small">{t("What failed")}</summary>
          <pre className="mono small">{said}</pre>
        </details>
      </section>
    </main>
  );
}
