/** Two fingers zoom the time axis; one finger is Plotly's own pan. */
export function listenToPinch(node, { range, zoom }) {
  let begun = null;
  const spanOf = ({ touches: [a, b] }) => {
    const box = node.getBoundingClientRect();
    return { apart: Math.max(20, Math.abs(a.clientX - b.clientX)), middle: (a.clientX + b.clientX) / 2 - box.left };
  };
  const start = (event) => {
    if (event.touches.length !== 2) return;
    begun = { ...spanOf(event), range: range() };
    event.stopPropagation();
  };
  const move = (event) => {
    if (!begun || event.touches.length !== 2) return;
    event.preventDefault();
    event.stopPropagation();
    const now = spanOf(event);
    zoom(begun.range, begun.apart / now.apart, begun.middle, now.middle);
  };
  const end = (event) => {
    if (begun && event.touches.length < 2) begun = null;
  };
  const listening = [["touchstart", start], ["touchmove", move], ["touchend", end], ["touchcancel", end]];
  for (const [name, listen] of listening) node.addEventListener(name, listen, { capture: true, passive: false });
  return () => listening.forEach(([name, listen]) => node.removeEventListener(name, listen, { capture: true }));
}
