/** A new password, against the secret of a mailed link. */
import { useState } from "react";
import { Field, SendForm } from "./form.jsx";
import { t } from "./words.js";

export function NewPassword({ back }) {
  const [token] = useState(() => window.location.hash.slice(1));
  const [done, setDone] = useState(false);
  const chosen = () => {
    window.history.replaceState(null, "", window.location.pathname);
    setDone(true);
  };
  if (done) {
    return (
      <section className="panel sign-in" aria-label={t("A new password")}>
        <p role="status">{t("The new password holds, and every session that was open has ended. Sign in with it.")}</p>
        <a className="btn primary" href={back}>{t("Sign in")}</a>
      </section>
    );
  }
  if (token.length !== 43) {
    return (
      <section className="panel sign-in" aria-label={t("A new password")}>
        <p role="alert" className="alert bad">{t("This link is not whole; nothing was changed. Open it from the letter again, or ask for a new one.")}</p>
        <a className="btn ghost wide" href={back}>{t("Ask for a new one")}</a>
      </section>
    );
  }
  return (
    <section className="panel sign-in" aria-label={t("A new password")}>
      <SendForm to="/api/v1/session/new-password" extra={{ token }} done={chosen} label={t("A new password")}>
        <Field label={t("New password")} name="password" type="password" minLength={12} maxLength={128} autoComplete="new-password" hint={t("At least 12 characters; a few words in a row are easy to keep.")} />
        <button type="submit" className="btn primary wide">{t("Set the password")}</button>
      </SendForm>
    </section>
  );
}
