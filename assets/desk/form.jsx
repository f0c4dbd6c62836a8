/** Forms whose fields go to a route as JSON, with the refusal shown beside them. */
import { useId, useRef, useState } from "react";
import { send } from "./send.js";
import { t } from "./words.js";

export function Field({ label, name, hint, as: Tag = "input", ...rest }) {
  const id = useId();
  return (
    <label className="stack" htmlFor={id}>
      {label}
      <Tag id={id} name={name} className="input" required aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      {hint && <span id={`${id}-hint`} className="faint tiny">{hint}</span>}
    </label>
  );
}

/** One of a few values; uncontrolled without `value`. */
export function Choice({ label, name, options, value, pick }) {
  return (
    <label className="stack">
      {label}
      <select className="input" name={name} value={value} onChange={pick && ((event) => pick(event.target.value))}>
        {options.map(([one, words]) => <option key={one} value={one}>{words}</option>)}
      </select>
    </label>
  );
}

const asItIs = (fields) => fields;

/**
 * `done` hears of the answer; it may return a promise, and the form stays busy until that is settled.
 * `before` may change what is sent, or do something first; `refused` says what a refusal means here.
 */
export function SendForm({ to, method, extra, done, before = asItIs, refused, className = "stack", label, autoComplete, children }) {
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal("");
    try {
      const fields = await before(Object.fromEntries(new FormData(form.current)));
      const answer = await send(to, { ...extra, ...fields }, method);
      form.current?.reset();
      await done(answer);
    } catch (error) {
      setRefusal(error.code ? (refused?.(error) ?? error.message) : t("The desk does not answer. Look again before you repeat it."));
      form.current?.elements[error.field?.replace("body.", "")]?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} className={className} onSubmit={submit} autoComplete={autoComplete} aria-label={label} aria-busy={busy}>
      {children}
      <p className={refusal ? "alert bad" : "hidden"} role="alert">{refusal}</p>
    </form>
  );
}
