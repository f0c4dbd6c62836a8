/** Forms whose fields go to a route as JSON, with the refusal shown beside them. */
import { useId, useRef, useState } from "react";
import { send } from "./send.js";
import { t } from "./words.js";

export function Field({ label, name, hint, ...rest }) {
  const id = useId();
  return (
    <label className="stack" htmlFor={id}>
      {label}
      <input id={id} name={name} className="input" required aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      {hint && <span id={`${id}-hint`} className="faint tiny">{hint}</span>}
    </label>
  );
}

/** `done` hears of the answer; it may return a promise, and the form stays busy until that is settled. */
export function SendForm({ to, method, extra, done, className = "stack", label, children }) {
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal("");
    try {
      await done(await send(to, { ...extra, ...Object.fromEntries(new FormData(form.current)) }, method));
    } catch (error) {
      setRefusal(error.code ? error.message : t("The desk does not answer. Look again before you repeat it."));
      form.current?.elements[error.field?.replace("body.", "")]?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} className={className} onSubmit={submit} aria-label={label} aria-busy={busy}>
      {children}
      <p className={refusal ? "alert bad" : "hidden"} role="alert">{refusal}</p>
    </form>
  );
}
