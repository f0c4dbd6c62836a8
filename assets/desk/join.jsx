/** Coming in by an invitation: the secret of a mailed link, and a password of one's own. */
import { useEffect, useState } from "react";
import { Field, SendForm } from "./form.jsx";
import { send } from "./send.js";
import { t } from "./words.js";

const SESSION = "/api/v1/session";

function Panel({ children }) {
  return <section className="panel sign-in" aria-label={t("Come in")}>{children}</section>;
}

export function Join({ desk, back }) {
  const [token] = useState(() => window.location.hash.slice(1));
  const [welcome, setWelcome] = useState(null);
  const [refusal, setRefusal] = useState(() => (token.length === 43 ? "" : t("This link is not whole; nothing was done. Open it from the letter again.")));
  useEffect(() => {
    if (refusal) return;
    const refused = (error) => setRefusal(error.code ? error.message : t("The desk does not answer. Load this page again."));
    send(`${SESSION}/invitation`, { token }).then((answer) => setWelcome(answer.said), refused);
  }, []);
  if (refusal) {
    return (
      <Panel>
        <p role="alert" className="alert bad">{refusal}</p>
        <a className="btn ghost wide" href={back}>{t("To the first page")}</a>
      </Panel>
    );
  }
  if (welcome === null) return <Panel><p className="muted" role="status" aria-busy="true">…</p></Panel>;
  return (
    <Panel>
      <p>{t("You are asked into the desk of {tenant}. You will sign in as {email}.", welcome)}</p>
      <SendForm to={`${SESSION}/join`} extra={{ token }} done={() => window.location.replace(desk)} label={t("Come in")}>
        <input type="hidden" autoComplete="username" value={welcome.email} readOnly />
        <Field label={t("A password of your own")} name="password" type="password" minLength={12} maxLength={128} autoComplete="new-password" autoFocus hint={t("At least 12 characters; a few words in a row are easy to keep.")} />
        <button type="submit" className="btn primary wide">{t("Come in")}</button>
      </SendForm>
    </Panel>
  );
}
