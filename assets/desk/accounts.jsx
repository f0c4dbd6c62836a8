/** Forms for venue accounts. What is typed goes to its route and nowhere else: no page's state, frame or log holds it. */
import { useState } from "react";
import { Choice, Field, SendForm } from "./form.jsx";
import { GuardedForm } from "./guarded.jsx";
import { t } from "./words.js";

const ACCOUNTS = "/api/v1/accounts";
const QUOTES = ["USDT", "USDC", "FDUSD", "USD", "EUR", "BRL", "BTC"];
const BLOCKS = new Set(["coinbase"]); // their secret is a private key of several lines, which a password field would join
const HIDDEN = { type: "password", autoComplete: "off", spellCheck: false, "data-1p-ignore": true, "data-lpignore": "true", minLength: 8, maxLength: 4096 };

function Secrets({ passphrase, block }) {
  return (
    <>
      <Field label={t("API key")} name="api_key" {...HIDDEN} />
      {block ? <Field label={t("Secret")} name="secret" {...HIDDEN} as="textarea" rows={3} className="input veiled" /> : <Field label={t("Secret")} name="secret" {...HIDDEN} />}
      {passphrase && <Field label={t("Passphrase")} name="passphrase" {...HIDDEN} />}
    </>
  );
}

function Submit({ children, tone = "primary" }) {
  return <button type="submit" className={`btn wide ${tone}`}>{children}</button>;
}

export function ConnectForm({ venues, onDone }) {
  const [name, setName] = useState(venues[0].name);
  const [kind, setKind] = useState("testnet");
  const venue = venues.find((one) => one.name === name);
  const chosen = venue.testnet ? kind : "live";
  return (
    <SendForm to={ACCOUNTS} done={() => onDone?.()} label={t("Connect an account")} autoComplete="off">
      <Field label={t("Name")} name="name" maxLength={40} autoComplete="off" placeholder={t("as you will find it in the switcher")} />
      <div className="two">
        <Choice label={t("Venue")} name="venue" value={name} pick={setName} options={venues.map((one) => [one.name, one.words])} />
        <Choice
          label={t("Money")} name="kind" value={chosen} pick={setKind}
          options={[...(venue.testnet ? [["testnet", t("Testnet: coins worth nothing")]] : []), ["live", t("Live: real money")]]}
        />
      </div>
      <div className="two">
        <Choice label={t("Quote currency")} name="quote" options={QUOTES.map((quote) => [quote, quote])} />
        <Field label={t("Capital to risk from")} name="allocated" inputMode="decimal" pattern="[0-9]+([.][0-9]+)?" autoComplete="off" placeholder="10000" hint={t("from 100; sizes and limits are shares of it")} />
      </div>
      <Secrets key={name} passphrase={venue.passphrase} block={BLOCKS.has(name)} />
      {chosen === "live" && <p className="alert">{t("A live account stays locked until you arm it by words and second factor.")}</p>}
      <Submit>{t("Seal the keys and test them")}</Submit>
    </SendForm>
  );
}

export function KeysForm({ account, passphrase, block, onDone }) {
  return (
    <SendForm to={`${ACCOUNTS}/${account}/keys`} done={() => onDone?.()} label={t("Change keys")} autoComplete="off">
      <Secrets passphrase={passphrase} block={block} />
      <Submit>{t("Seal the keys and test them")}</Submit>
    </SendForm>
  );
}

export function ArmForm({ account, phrase, onDone }) {
  return (
    <GuardedForm to={`${ACCOUNTS}/${account}/arm`} done={() => onDone?.()} said={t("Real money is armed on this account.")} label={t("Arm real money")}>
      <Field label={t("Type {phrase}", { phrase })} name="acknowledgement" pattern={phrase} title={phrase} maxLength={100} autoComplete="off" />
      <Submit tone="danger">{t("Arm real money")}</Submit>
    </GuardedForm>
  );
}
