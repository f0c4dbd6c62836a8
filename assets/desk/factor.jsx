/** The second factor: set up with a picture and a first code; later renewed or taken away against a code. */
import { useState } from "react";
import { Dialog } from "./dialog.jsx";
import { Field, SendForm } from "./form.jsx";
import { Moment } from "./moment.jsx";
import { outdate } from "./renewed.js";
import { t } from "./words.js";

const FACTOR = "/api/v1/session/factor";
const reload = () => window.location.reload();

function Code({ label = t("Code of your app") }) {
  return <Field label={label} name="code" autoComplete="one-time-code" minLength={6} maxLength={24} autoFocus />;
}

function Back({ onClick }) {
  return <button type="button" className="btn ghost" onClick={onClick}>{t("Leave it as it is")}</button>;
}

/** Recovery codes are known to nobody once this is closed. */
function Recovery({ codes }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(codes.join("\n")).then(() => setCopied(true), () => {});
  const grouped = (code) => code.match(/.{4}/g).join("-");
  return (
    <Dialog open={codes.length > 0} title={t("Your recovery codes")} onClose={reload}>
      <p>{t("Each opens once, when the app is lost. Keep them where the app is not. They are shown this once.")}</p>
      <ul className="codes num">{codes.map((code) => <li key={code}>{grouped(code)}</li>)}</ul>
      <div className="two">
        <button type="button" className="btn ghost" onClick={copy}>{copied ? t("Copied") : t("Copy")}</button>
        <button type="button" className="btn primary" onClick={reload}>{t("I have kept them")}</button>
      </div>
    </Dialog>
  );
}

function SetUp({ enrolled }) {
  const [step, setStep] = useState("idle");
  const [offer, setOffer] = useState(null);
  if (step === "idle") {
    return (
      <>
        <p className="muted">{t("A code of an app on your phone, asked when you sign in and before real money moves. Without it no account trades with real money.")}</p>
        <button type="button" className="btn primary" onClick={() => setStep("password")}>{t("Set it up")}</button>
      </>
    );
  }
  if (offer === null) {
    return (
      <SendForm to={FACTOR} done={({ said }) => setOffer(said)} label={t("Set a second factor up")}>
        <Field label={t("Password")} name="password" type="password" maxLength={128} autoComplete="current-password" autoFocus />
        <div className="row">
          <button type="submit" className="btn primary">{t("Go on")}</button>
          <Back onClick={() => setStep("idle")} />
        </div>
      </SendForm>
    );
  }
  return (
    <div className="offer">
      <img className="qr" src={`data:image/svg+xml,${encodeURIComponent(offer.qr)}`} alt={t("Picture of the secret, for the camera of an authenticator app")} />
      <div className="stack">
        <p>{t("Take the picture with an authenticator app, or type the secret there:")}</p>
        <code className="secret num">{offer.secret.match(/.{4}/g).join(" ")}</code>
        <SendForm to={`${FACTOR}/confirm`} done={enrolled} label={t("Confirm the second factor")}>
          <Code label={t("The code it shows now")} />
          <div className="row">
            <button type="submit" className="btn primary">{t("Put it in force")}</button>
            <Back onClick={() => { setOffer(null); setStep("idle"); }} />
          </div>
          <p className="muted small">{t("Sessions that are open elsewhere end with it.")}</p>
        </SendForm>
      </div>
    </div>
  );
}

function InForce({ login, enrolled }) {
  const [step, setStep] = useState("idle");
  const idle = () => setStep("idle");
  const risen = () => {
    outdate();
    reload();
  };
  return (
    <>
      <p><span className="tag long">{t("in force")}</span> <span className="muted">{t("since")} <Moment at={login.factor_at} form="day-time" /></span></p>
      <p className={login.recovery_left < 3 ? "alert" : "muted"}>{t("Recovery codes left: {n}", { n: login.recovery_left })}</p>
      {step === "confirm" && (
        <SendForm to="/api/v1/session/step-up" done={risen} label={t("Confirm with your second factor")}>
          <p>{t("Then what needs it works for five minutes: arming an account, and executing with real money.")}</p>
          <Code label={t("Code of your app, or a recovery code")} />
          <div className="row"><button type="submit" className="btn primary">{t("Confirm")}</button><Back onClick={idle} /></div>
        </SendForm>
      )}
      {step === "renew" && (
        <SendForm to={`${FACTOR}/recovery`} done={enrolled} label={t("New recovery codes")}>
          <Code />
          <div className="row"><button type="submit" className="btn primary">{t("Replace the codes")}</button><Back onClick={idle} /></div>
        </SendForm>
      )}
      {step === "remove" && (
        <SendForm to={`${FACTOR}/remove`} done={risen} label={t("Remove the second factor")}>
          <p className="alert">{t("Your password alone opens the desk then, and no account can trade with real money.")}</p>
          <Code label={t("Code of your app, or a recovery code")} />
          <div className="row"><button type="submit" className="btn danger">{t("Remove it")}</button><Back onClick={idle} /></div>
        </SendForm>
      )}
      {!["confirm", "renew", "remove"].includes(step) && (
        <div className="row wrap">
          <button type="button" className="btn ghost" onClick={() => setStep("confirm")}>{t("Confirm it now …")}</button>
          <button type="button" className="btn ghost" onClick={() => setStep("renew")}>{t("New recovery codes …")}</button>
          <button type="button" className="btn ghost" onClick={() => setStep("remove")}>{t("Remove …")}</button>
        </div>
      )}
    </>
  );
}

export function Factor({ login }) {
  const [codes, setCodes] = useState([]);
  const enrolled = ({ said }) => {
    outdate();
    setCodes(said.recovery);
  };
  return (
    <>
      {login.factor_at ? <InForce login={login} enrolled={enrolled} /> : <SetUp enrolled={enrolled} />}
      <Recovery codes={codes} />
    </>
  );
}
