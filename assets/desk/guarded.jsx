/**
 * A form whose route may want the second factor first: its code is asked in place, and the same is sent again.
 * Showing it changes the session's cookie, which sockets that are open do not know: the page then loads once more.
 */
import { useEffect, useRef, useState } from "react";
import { Field, SendForm } from "./form.jsx";
import { keepForNextPage } from "./notify.js";
import { outdate } from "./renewed.js";
import { send } from "./send.js";
import { t } from "./words.js";

const STEP_UP = "/api/v1/session/step-up";
const SECURITY = "/settings/security"; // as in robson_app/pages/settings/security.py

export function GuardedForm({ done, said, children, ...rest }) {
  const [asked, ask] = useState(false);
  const shown = useRef(false);
  useEffect(() => () => shown.current && location.reload(), []);
  const before = async ({ code, ...fields }) => {
    if (code) {
      await send(STEP_UP, { code });
      shown.current = true;
      outdate();
      ask(false);
    }
    return fields;
  };
  const refused = (error) => {
    if (error.code !== "SECOND_FACTOR") return error.message;
    ask(true);
    return t("Your second factor is asked for; nothing was done yet. Type the code your app shows now and send again.");
  };
  const finish = (answer) => {
    if (!shown.current) return done(answer);
    keepForNextPage({ text: said });
    return location.reload();
  };
  return (
    <SendForm {...rest} before={before} refused={refused} done={finish}>
      {asked && (
        <Field
          label={t("Code of your app")} name="code" autoComplete="one-time-code" inputMode="numeric" minLength={6} maxLength={24} autoFocus
          hint={<a href={SECURITY}>{t("Set a second factor up")}</a>}
        />
      )}
      {children}
    </SendForm>
  );
}
