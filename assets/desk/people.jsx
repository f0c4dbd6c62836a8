/** Who works at this desk: roles, invitations, and letting somebody go. */
import { useEffect, useState } from "react";
import { Dialog } from "./dialog.jsx";
import { Choice, Field, SendForm } from "./form.jsx";
import { Moment } from "./moment.jsx";
import { notify } from "./notify.js";
import { send } from "./send.js";
import { t } from "./words.js";

const USERS = "/api/v1/users";
const INVITATIONS = "/api/v1/invitations";
const ROLES = [
  ["trader", t("Trader"), t("plans, trades and the kill switch")],
  ["risk", t("Risk"), t("limits and the kill switch")],
  ["viewer", t("Viewer"), t("looks on")],
  ["admin", t("Admin"), t("accounts, people and limits; no trades")],
  ["owner", t("Owner"), t("everything")],
];
const CHOICES = ROLES.map(([role, name, may]) => [role, `${name}: ${may}`]);
const named = (role) => ROLES.find(([name]) => name === role)?.[1] ?? role;
const read = async (path) => (await send(path, undefined, "GET")).said;
const unheard = (error) => (error.code ? error.message : t("The desk does not answer. Look again before you repeat it."));

function Table({ label, heads, children }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => <th key={head} scope="col">{head}</th>)}
            <th scope="col"><span className="unseen">{t("Actions")}</span></th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function Member({ row, change, remove }) {
  const words = { email: row.email };
  return (
    <tr>
      <td><b>{row.email}</b> {row.own && <span className="tag info">{t("you")}</span>}</td>
      <td>{named(row.role)}</td>
      <td>{row.factor ? t("in force") : t("none")}</td>
      <td className="num muted"><Moment at={row.created_at} form="day-time" /></td>
      <td className="r">
        {!row.own && (
          <>
            <button type="button" className="btn ghost s" onClick={change} aria-label={t("Change the role of {email}", words)}>{t("Role …")}</button>
            <button type="button" className="btn ghost s" onClick={remove} aria-label={t("Remove {email}", words)}>{t("Remove …")}</button>
          </>
        )}
      </td>
    </tr>
  );
}

function Asked({ row, withdraw }) {
  return (
    <tr>
      <td><b>{row.email}</b></td>
      <td>{named(row.role)}</td>
      <td className="num muted"><Moment at={row.expires_at} form="day-time" /></td>
      <td className="r">
        <button type="button" className="btn ghost s" onClick={withdraw} aria-label={t("Withdraw the invitation of {email}", { email: row.email })}>{t("Withdraw")}</button>
      </td>
    </tr>
  );
}

function InviteForm({ done }) {
  return (
    <SendForm to={INVITATIONS} done={done} label={t("Invite somebody")}>
      <Field label={t("E-mail")} name="email" type="email" maxLength={254} autoComplete="off" hint={t("A letter with a link goes there; it works once, for 7 days.")} />
      <Choice label={t("Role")} name="role" options={CHOICES} />
      <button type="submit" className="btn wide primary">{t("Send the invitation")}</button>
    </SendForm>
  );
}

function RoleForm({ row, done }) {
  const [role, setRole] = useState(row.role);
  return (
    <SendForm to={`${USERS}/${row.id}/role`} done={done} label={t("Change the role")}>
      <p className="muted">{row.email}</p>
      <Choice label={t("Role")} name="role" options={CHOICES} value={role} pick={setRole} />
      <button type="submit" className="btn wide primary">{t("Change the role")}</button>
      <p className="muted small">{t("Their open sessions end; they sign in again with the new role.")}</p>
    </SendForm>
  );
}

function RemoveForm({ row, done }) {
  return (
    <SendForm to={`${USERS}/${row.id}/remove`} done={done} label={t("Remove somebody")}>
      <p>{t("{email} is signed out everywhere and can never sign in here again. What they did stays in the records, and open positions stay protected.", { email: row.email })}</p>
      <button type="submit" className="btn wide danger">{t("Remove")}</button>
    </SendForm>
  );
}

const FORMS = {
  invite: [InviteForm, () => t("Invite somebody"), () => t("The invitation is on its way.")],
  role: [RoleForm, () => t("Change the role"), () => t("The role is changed.")],
  remove: [RemoveForm, () => t("Remove somebody"), () => t("They are removed.")],
};

function Asking({ asked, close, refresh }) {
  const [Form, title, said] = FORMS[asked?.what ?? "invite"];
  const done = async () => {
    close();
    notify({ text: said() });
    await refresh();
  };
  return (
    <Dialog open={asked !== null} title={title()} onClose={close}>
      <Form row={asked?.row} done={done} />
    </Dialog>
  );
}

export function People() {
  const [rows, setRows] = useState(null);
  const [open, setOpen] = useState([]);
  const [asked, setAsked] = useState(null);
  const [refusal, setRefusal] = useState("");
  const refresh = async () => {
    const [users, invitations] = await Promise.all([read(USERS), read(INVITATIONS)]);
    setRows(users);
    setOpen(invitations);
  };
  const attempt = (work) => work().then(() => setRefusal(""), (error) => setRefusal(error.code === "FORBIDDEN" ? t("Only owners and admins see and invite the people of a desk; a demo has none.") : unheard(error)));
  useEffect(() => void attempt(refresh), []);
  const withdraw = (row) => attempt(async () => {
    await send(`${INVITATIONS}/${row.id}/withdraw`, {});
    await refresh();
  });
  if (rows === null) return <p className={refusal ? "alert info" : "muted"} role="status" aria-busy={!refusal}>{refusal || "…"}</p>;
  return (
    <>
      <section className="panel" aria-label={t("People")}>
        <header>
          <h2>{t("People")}</h2>
          <div className="right"><button type="button" className="btn ghost s" aria-haspopup="dialog" onClick={() => setAsked({ what: "invite" })}>{t("Invite somebody …")}</button></div>
        </header>
        <Table label={t("People")} heads={[t("E-mail"), t("Role"), t("Second factor"), t("Since")]}>
          {rows.map((row) => <Member key={row.id} row={row} change={() => setAsked({ what: "role", row })} remove={() => setAsked({ what: "remove", row })} />)}
        </Table>
        <p className={refusal ? "alert bad" : "hidden"} role="alert">{refusal}</p>
      </section>
      {open.length > 0 && (
        <section className="panel" aria-label={t("Invitations")}>
          <header><h2>{t("Invitations")}</h2><div className="right muted">{t("that nobody came by yet")}</div></header>
          <Table label={t("Invitations")} heads={[t("E-mail"), t("Role"), t("Works until")]}>
            {open.map((row) => <Asked key={row.id} row={row} withdraw={() => withdraw(row)} />)}
          </Table>
        </section>
      )}
      <Asking asked={asked} close={() => setAsked(null)} refresh={() => attempt(refresh)} />
    </>
  );
}
