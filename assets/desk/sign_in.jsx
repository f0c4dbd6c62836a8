/** The way in for who has a desk or wants one: address and password, then the second factor where there is one. */
import { useEffect, useState } from "react";
import { Field, SendForm } from "./form.jsx";
import { t } from "./words.js";

const SESSION = "/api/v1/session";

function Submit({ children }) {
  return <button type="submit" className="btn ghost wide strong">{children}</button>;
}

function Password({ fresh }) {
  return (
    <Field
      label={t("Password")} name="password" type="password" maxLength={128} minLength={fresh ? 12 : undefined}
      autoComplete={fresh ? "new-password" : "current-password"}
    />
  );
}

function Email() {
  return <Field label={t("E-mail")} name="email" type="email" maxLength={254} autoComplete="username" placeholder="name@example.com" />;
}

function Entry({ fresh, done }) {
  return (
    <SendForm to={`${SESSION}/${fresh ? "sign-up" : "sign-in"}`} done={done} label={fresh ? t("Sign up") : t("Sign in")}>
      <div className="two"><Email /><Password fresh={fresh} /></div>
      <Submit>{fresh ? t("Sign up") : t("Sign in")}</Submit>
    </SendForm>
  );
}

function Code({ done }) {
  return (
    <SendForm to={`${SESSION}/second-factor`} done={done} label={t("Second factor")}>
      <Field label={t("Code of your app")} name="code" autoComplete="one-time-code" minLength={6} maxLength={24} autoFocus />
      <Submit>{t("Sign in")}</Submit>
    </SendForm>
  );
}

function Forgotten() {
  const [sent, setSent] = useState(false);
  if (sent) return <p role="status">{t("If somebody signs in with this address, a letter with a link is on its way. It works once, for 30 minutes.")}</p>;
  return (
    <SendForm to={`${SESSION}/forgotten`} done={() => setSent(true)} label={t("Forgotten password")}>
      <Email />
      <Submit>{t("Mail me a link")}</Submit>
    </SendForm>
  );
}

function Tabs({ fresh, choose }) {
  return (
    <div className="seg" role="group" aria-label={t("Sign in or sign up")}>
      <button type="button" aria-pressed={!fresh} onClick={() => choose(false)}>{t("Sign in")}</button>
      <button type="button" aria-pressed={fresh} onClick={() => choose(true)}>{t("Sign up")}</button>
    </div>
  );
}

export function SignIn({ signUp, next }) {
  const [fresh, choose] = useState(false);
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const [asked, ask] = useState(false);
  const [forgotten, forget] = useState(false);
  const enter = ({ status }) => (status === 202 ? ask(true) : window.location.assign(next));
  return (
    <section className="panel sign-in" aria-label={t("Your own desk")} data-ready={ready}>
      {signUp && !asked && !forgotten && <Tabs fresh={fresh} choose={choose} />}
      {asked ? <Code done={enter} /> : forgotten ? <Forgotten /> : <Entry key={String(fresh)} fresh={fresh} done={enter} />}
      <p className="between small">
        {!forgotten && <span className="muted">{asked ? t("A recovery code opens too, once.") : fresh ? t("At least 12 characters. You get a paper account of 10,000 USDT.") : t("Second factor is asked next, if you set one up")}</span>}
        {!asked && !fresh && <button type="button" className="link" onClick={() => forget(!forgotten)}>{forgotten ? t("Back to signing in") : t("Forgotten password?")}</button>}
      </p>
    </section>
  );
}
