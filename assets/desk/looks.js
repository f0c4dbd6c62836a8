/** Theme and colours, kept in this browser. The theme's storage key is the one that the page's first script reads. */
const PALETTE = "robson.palette";

export function setTheme(theme) {
  const root = document.documentElement;
  localStorage.setItem("theme", theme);
  root.classList.remove("dark", "light");
  root.classList.add(theme);
  root.style.colorScheme = theme;
}

export const toggleTheme = () => setTheme(document.documentElement.classList.contains("light") ? "dark" : "light");

export function setPalette(name) {
  if (name) localStorage.setItem(PALETTE, name);
  else localStorage.removeItem(PALETTE);
  applyPalette();
}

export function applyPalette() {
  const name = localStorage.getItem(PALETTE);
  if (name) document.documentElement.dataset.palette = name;
  else delete document.documentElement.dataset.palette;
}

if (typeof window !== "undefined") applyPalette();
