/** Asks for the second factor before what needs it, and then goes on with that. */
import { useRef } from "react";
import { Dialog } from "./dialog.jsx";
import { Field, SendForm } from "./form.jsx";
import { outdate } from "./renewed.js";
import { ask } from "./server.js";
import { t } from "./words.js";

const SECURITY = "/settings/security"; // as in robson_app/pages/settings/security.py

export function StepUp({ open, why = "", then = "", body = {}, onClose }) {
  const risen = useRef(false);
  const goOn = async () => {
    risen.current = true;
    outdate();
    if (then) await ask("POST", then, body);
    window.location.reload();
  };
  const close = () => (risen.current ? window.location.reload() : onClose?.());
  return (
    <Dialog open={open} title={t("Confirm with your second factor")} onClose={close}>
      {why && <p>{why}</p>}
      <SendForm to="/api/v1/session/step-up" done={goOn} label={t("Second factor")}>
        <Field label={t("Code of your app")} name="code" autoComplete="one-time-code" minLength={6} maxLength={24} />
        <button type="submit" className="btn primary wide">{t("Confirm")}</button>
      </SendForm>
      <p className="muted small">
        {t("It counts for five minutes. A recovery code opens too, once.")} <a href={SECURITY}>{t("Set a second factor up")}</a>
      </p>
    </Dialog>
  );
}
