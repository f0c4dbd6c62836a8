/** How one signs in, and where one is signed in. Passwords and codes go to the API; no page's state ever holds them. */
import { useEffect, useState } from "react";
import { Factor } from "./factor.jsx";
import { Field, SendForm } from "./form.jsx";
import { Moment } from "./moment.jsx";
import { outdate } from "./renewed.js";
import { send } from "./send.js";
import { t } from "./words.js";

const SESSION = "/api/v1/session";
const ask = async (path) => (await send(`${SESSION}${path}`, undefined, "GET")).said;

function Panel({ title, right, children, body = true }) {
  return (
    <section className="panel" aria-label={title}>
      <header><h2>{title}</h2>{right && <div className="right">{right}</div>}</header>
      {body ? <div className="body stack narrow">{children}</div> : children}
    </section>
  );
}

function Password({ login }) {
  const [open, setOpen] = useState(false);
  const changed = () => {
    outdate();
    window.location.reload();
  };
  return (
    <Panel title={t("Password")} right={login.email}>
      <p className="muted">{t("Set")} <Moment at={login.password_at} form="day-time" /></p>
      {open ? (
        <SendForm to={`${SESSION}/password`} done={changed} label={t("Change the password")}>
          <Field label={t("Password so far")} name="password" type="password" maxLength={128} autoComplete="current-password" autoFocus />
          <Field label={t("New password")} name="new_password" type="password" minLength={12} maxLength={128} autoComplete="new-password" hint={t("At least 12 characters; a few words in a row are easy to keep.")} />
          <div className="row">
            <button type="submit" className="btn primary">{t("Change it")}</button>
            <button type="button" className="btn ghost" onClick={() => setOpen(false)}>{t("Leave it as it is")}</button>
          </div>
          <p className="muted small">{t("Sessions that are open elsewhere end with it.")}</p>
        </SendForm>
      ) : (
        <button type="button" className="btn ghost" onClick={() => setOpen(true)}>{t("Change the password …")}</button>
      )}
    </Panel>
  );
}

function Session({ row, end }) {
  return (
    <tr>
      <td><b>{row.device}</b> {row.own && <span className="tag info">{t("this one")}</span>}</td>
      <td className="num">{row.address}</td>
      <td className="num muted"><Moment at={row.last_used} form="day-time" /></td>
      <td className="r">{!row.own && <button type="button" className="btn ghost s" onClick={end}>{t("End it")}</button>}</td>
    </tr>
  );
}

function Sessions() {
  const [rows, setRows] = useState([]);
  const [refusal, setRefusal] = useState("");
  const read = () => ask("/all").then(setRows);
  const attempt = (work) => work().then(() => setRefusal(""), (error) => setRefusal(error.code ? error.message : t("The desk does not answer. Look again before you repeat it.")));
  useEffect(() => void attempt(read), []);
  const end = (path) => attempt(async () => {
    await send(`${SESSION}/all/${path}`);
    await read();
  });
  const others = rows.some(({ own }) => !own) && (
    <button type="button" className="btn ghost s" onClick={() => end("end-others")}>{t("End all others")}</button>
  );
  return (
    <Panel title={t("Sessions")} right={others} body={false}>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("Sessions")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("Device")}</th><th scope="col">{t("Network address")}</th><th scope="col">{t("Last seen")}</th>
              <th scope="col"><span className="unseen">{t("Actions")}</span></th>
            </tr>
          </thead>
          <tbody>{rows.map((row) => <Session key={row.id} row={row} end={() => end(`${row.id}/end`)} />)}</tbody>
        </table>
      </div>
      <p className={refusal ? "alert bad" : "hidden"} role="alert">{refusal}</p>
    </Panel>
  );
}

export function Security() {
  const [login, setLogin] = useState(null);
  const [refusal, setRefusal] = useState("");
  useEffect(() => {
    const refused = (error) => setRefusal(error.code === "FORBIDDEN" ? t("A demo has no password and no second factor: nobody can sign in to it again. Sign up on the first page for a desk of your own.") : error.code ? error.message : t("The desk does not answer. Look again before you repeat it."));
    ask("/login").then(setLogin, refused);
  }, []);
  if (refusal) return <p className="alert info" role="status">{refusal}</p>;
  if (login === null) return <p className="muted" role="status" aria-busy="true">…</p>;
  return (
    <>
      <Password login={login} />
      <Panel title={t("Second factor")}><Factor login={login} /></Panel>
      <Sessions />
    </>
  );
}
