/** Command palette, symbol search and the keyboard map: one component a page. */
import { useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "./dialog.jsx";
import { listenToKeys, MAP } from "./keys.js";
import { setLanguage, togglePalette, toggleTheme } from "./looks.js";
import { usePreferences } from "./preferences.jsx";
import { starredFirst, StarShape, toggleStar } from "./star.jsx";
import { LANGUAGE, LANGUAGES, t } from "./words.js";

const OPEN = "robson:open"; // document event: detail "palette" | "symbols" | "keys"

const LOOKS = [
  { label: t("Switch between dark and light"), run: toggleTheme },
  { label: t("Switch the colour-blind-safe colours"), run: togglePalette },
  ...LANGUAGES.filter(([name]) => name !== LANGUAGE).map(([name, own]) => ({ label: t("Switch the language to {language}", { language: own }), run: () => setLanguage(name) })),
];

function matches(command, words) {
  const text = `${command.label} ${command.hint ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function Search({ commands, label, close }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef(null);
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return commands.filter((command) => matches(command, words)).slice(0, 40);
  }, [text, commands]);
  const current = Math.min(at, found.length - 1);
  const run = (command) => {
    close();
    command?.run();
  };
  const key = (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way && found.length) {
      event.preventDefault();
      setAt((current + way + found.length) % found.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.shiftKey && found[current]?.symbol) return toggleStar(found[current].symbol);
      run(found[current]);
    }
    return undefined;
  };
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <>
      <input
        className="input" role="combobox" aria-expanded="true" aria-controls="commands" aria-label={label} placeholder={label}
        aria-activedescendant={found.length ? `command-${current}` : undefined} maxLength={60} value={text}
        onChange={(event) => { setText(event.target.value); setAt(0); }} onKeyDown={key}
      />
      <ul id="commands" className="commands" role="listbox" aria-label={t("Results")} ref={list}>
        {found.map((command, i) => (
          <li
            key={command.label} id={`command-${i}`} role="option" aria-selected={i === current}
            onMouseMove={() => setAt(i)} onClick={() => run(command)}
          >
            <span>{command.label}{command.starred && <span className="unseen">, {t("on your watch-list")}</span>}</span>
            {command.symbol && (
              <span className="star" aria-hidden="true" onClick={(event) => { event.stopPropagation(); toggleStar(command.symbol); }}>
                <StarShape on={command.starred} />
              </span>
            )}
            {command.hint && <kbd>{command.hint}</kbd>}
          </li>
        ))}
        {!found.length && <li className="muted" role="option" aria-selected="false">{t("Nothing is called that.")}</li>}
      </ul>
    </>
  );
}

function KeyMap() {
  return MAP.map(([title, keys]) => (
    <section key={title}>
      <h3 className="muted small">{title}</h3>
      <dl className="key-map">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>{key.split(" ").map((part) => <kbd key={part}>{part}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

const TITLES = { palette: t("What do you want to do?"), symbols: t("Find a symbol"), keys: t("Keyboard") };

export function Commands({ pages = [], symbols = [] }) {
  const [shown, show] = useState("");
  const navigate = useNavigate();
  const { watch_list: starred } = usePreferences();
  useEffect(() => {
    const open = (event) => show(event.detail);
    document.addEventListener(OPEN, open);
    const stop = listenToKeys(show);
    return () => {
      document.removeEventListener(OPEN, open);
      stop();
    };
  }, []);
  const trade = useMemo(
    () => starredFirst(symbols, starred).map((symbol) => ({
      label: symbol, symbol, starred: starred.includes(symbol), run: () => navigate(`/trade/${symbol.replace("/", "-")}`),
    })),
    [JSON.stringify([symbols, starred])],
  );
  const all = useMemo(() => {
    if (!shown) return [];
    const go = pages.map(({ label, href, keys }) => ({ label: t("Go to {page}", { page: label }), hint: keys, run: () => navigate(href) }));
    const press = [...document.querySelectorAll("[data-command]")].map((node) => ({ label: node.dataset.command, hint: node.dataset.key, run: () => node.click() }));
    const map = { label: t("Show the keyboard map"), hint: "?", run: () => show("keys") };
    return [...go, ...press, ...LOOKS, map, ...trade.map((item) => ({ ...item, label: t("Trade {symbol}", { symbol: item.label }) }))];
  }, [shown, trade]);
  const close = () => show("");
  return (
    <Dialog open={shown !== ""} title={TITLES[shown] ?? ""} onClose={close} className="top-sheet">
      {shown === "keys" ? <KeyMap /> : <Search commands={shown === "symbols" ? trade : all} label={TITLES[shown]} close={close} />}
    </Dialog>
  );
}

/** Opens one of the above; children are what is shown on it. */
export function Opener({ what, label, className = "", children }) {
  return (
    <button type="button" className={className} aria-label={label} aria-haspopup="dialog" onClick={() => document.dispatchEvent(new CustomEvent(OPEN, { detail: what }))}>
      {children}
    </button>
  );
}
