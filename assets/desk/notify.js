/** Notices that the page itself makes: results of what the browser did, with the way to undo it. */
const KEPT = "robson.notice";
const listeners = new Set();
let count = 0;

/** Show a notice; `undo` is called when the user takes it back. */
export function notify({ tone = "good", text, undo = null }) {
  count += 1;
  const notice = { number: `own-${count}`, tone, text, undo };
  listeners.forEach((listen) => listen(notice));
}

/** Show a notice on the page that is loaded next in this tab. */
export function keepForNextPage(notice) {
  sessionStorage.setItem(KEPT, JSON.stringify(notice));
}

/** Call `listen` with every notice, first with the one that was kept for this page; returns the way to stop. */
export function onNotice(listen) {
  listeners.add(listen);
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept) notify(JSON.parse(kept));
  return () => listeners.delete(listen);
}
