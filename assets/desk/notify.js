/** Notices that the page itself makes: results of what the browser did, with the way to undo it. */
const listeners = new Set();
let count = 0;

/** Show a notice; `undo` is called when the user takes it back. */
export function notify({ tone = "good", text, undo = null }) {
  count += 1;
  const notice = { number: `own-${count}`, tone, text, undo };
  listeners.forEach((listen) => listen(notice));
}

/** Call `listen` with every notice; returns the way to stop. */
export function onNotice(listen) {
  listeners.add(listen);
  return () => listeners.delete(listen);
}
