/** One animation frame for everything that the stream changes on screen, and writing that touches only what differs. */
const LONGEST_WAIT = 250; // ms that what is in no hurry waits for a price to come along

const jobs = new Set();
let frame = 0;
let timer = 0;

function run() {
  clearTimeout(timer);
  frame = timer = 0;
  const due = [...jobs];
  jobs.clear();
  for (const job of due) job();
}

const now = () => (frame ||= requestAnimationFrame(run));

/** Call `job` in the next frame, once however often it is asked for. */
export function paint(job) {
  jobs.add(job);
  now();
}

/** Call `job` in the frame of the next price, or after a quarter of a second. */
export function paintWithNext(job) {
  jobs.add(job);
  if (!frame) timer ||= setTimeout(now, LONGEST_WAIT);
}

/** Do not call `job` any more. */
export const forget = (job) => jobs.delete(job);

/** Make `text` the words of an element; its text node stays the same one. */
export function write(element, text) {
  const { firstChild } = element;
  if (firstChild === null || firstChild !== element.lastChild || firstChild.nodeType !== Node.TEXT_NODE) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/** Set the attributes that differ. */
export function mark(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}
