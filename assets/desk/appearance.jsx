/** The settings of the look: each applies at once and follows the user to every browser. */
import { useEffect, useState } from "react";
import { setLanguage, setPalette, setTheme } from "./looks.js";
import { Moment } from "./moment.jsx";
import { choose } from "./preferences.js";
import { usePreferences } from "./preferences.jsx";
import { LANGUAGE, LANGUAGES, t } from "./words.js";

function Choice({ label, hint, options, value, pick }) {
  return (
    <fieldset className="setting">
      <legend>{label}</legend>
      <div className="seg">
        {options.map(([name, words]) => (
          <button key={name} type="button" lang={label === t("Language") ? name : undefined} aria-pressed={value === name} onClick={() => pick(name)}>{words}</button>
        ))}
      </div>
      {hint && <p className="muted small">{hint}</p>}
    </fieldset>
  );
}

function Now() {
  const [now, set] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => set(new Date().toISOString()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <Moment at={now} form="day-seconds" className="num" />;
}

function Zone() {
  const { time_zone: chosen } = usePreferences();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), ...(chosen ? [chosen] : [])])];
  return (
    <div className="setting">
      <label className="stack">
        {t("Time zone")}
        <select className="input" value={chosen} onChange={(event) => choose({ time_zone: event.target.value })}>
          <option value="">{t("This browser's own: {zone}", { zone: own })}</option>
          {zones.map((name) => <option key={name} value={name}>{name.replaceAll("_", " ")}</option>)}
        </select>
      </label>
      <p className="muted small">{t("Every time on the desk is told in this zone; UTC shows when you point at it. Days and months of the rules begin at 00:00 UTC.")} <Now /></p>
    </div>
  );
}

export function Appearance() {
  const { theme, palette, sound } = usePreferences();
  return (
    <div className="stack settings-form">
      <Choice label={t("Theme")} value={theme} pick={setTheme} options={[["system", t("As the device")], ["dark", t("Dark")], ["light", t("Light")]]} />
      <Choice
        label={t("Colours")} value={palette} pick={setPalette} options={[["standard", t("Green and red")], ["safe", t("Colour-blind safe")]]}
        hint={t("Gain and loss are never told by colour alone.")}
      />
      <Choice label={t("Language")} value={LANGUAGE} pick={(name) => name !== LANGUAGE && setLanguage(name)} options={LANGUAGES} />
      <Zone />
      <Choice
        label={t("Sound")} value={sound ? "on" : "off"} pick={(value) => choose({ sound: value === "on" })} options={[["on", t("On")], ["off", t("Off")]]}
        hint={t("A short sound when an order fills, a part is sold, or a position closes; from the first time you touch the page.")}
      />
    </div>
  );
}
