/** The switches for theme, colours and language. */
import { useEffect, useState } from "react";
import { setLanguage, setPalette, setTheme } from "./looks.js";
import { usePreferences } from "./preferences.jsx";
import { LANGUAGE, LANGUAGES, t } from "./words.js";

/** What the page looks like now, also when the device changes it. */
function useShown() {
  const [value, set] = useState(null);
  useEffect(() => {
    const see = () => set(document.documentElement.classList.contains("light") ? "light" : "dark");
    const observer = new MutationObserver(see);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    see();
    return () => observer.disconnect();
  }, []);
  return value;
}

export function ThemeSwitch() {
  const theme = useShown();
  return (
    <div className="seg" role="group" aria-label={t("Theme")}>
      {["dark", "light"].map((name) => (
        <button key={name} type="button" aria-pressed={theme === name} onClick={() => setTheme(name)}>
          {name === "dark" ? t("Dark") : t("Light")}
        </button>
      ))}
    </div>
  );
}

export function PaletteSwitch() {
  const safe = usePreferences().palette === "safe";
  return (
    <button type="button" className="link" aria-pressed={safe} onClick={() => setPalette(safe ? "standard" : "safe")}>
      {t("Colour-blind safe")}
    </button>
  );
}

export function ThemeButton() {
  const theme = useShown();
  const next = theme === "light" ? "dark" : "light";
  return (
    <button type="button" className="rail-button" aria-label={next === "light" ? t("Switch to the light theme") : t("Switch to the dark theme")} onClick={() => setTheme(next)}>
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z" /></svg>
      <span>{theme === "light" ? t("Dark") : t("Light")}</span>
    </button>
  );
}

/** The other language, for the rail. */
export function LanguageButton() {
  const [name, own] = LANGUAGES.find(([other]) => other !== LANGUAGE);
  return (
    <button type="button" className="rail-button" lang={name} aria-label={own} title={own} onClick={() => setLanguage(name)}>
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18" /></svg>
      <span>{name.slice(0, 2).toUpperCase()}</span>
    </button>
  );
}

/** Each language by its own name; the page loads again in the chosen one. */
export function LanguageSwitch() {
  return (
    <div className="seg" role="group" aria-label={t("Language")}>
      {LANGUAGES.map(([name, own]) => (
        <button key={name} type="button" lang={name} aria-label={own} title={own} aria-pressed={LANGUAGE === name} onClick={() => LANGUAGE === name || setLanguage(name)}>
          {name.slice(0, 2).toUpperCase()}
        </button>
      ))}
    </div>
  );
}
