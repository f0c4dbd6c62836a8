/** Saves the chart as a picture: Plotly's part, the overlay, and the price lines, one over the other. */
import { number } from "../format.js";

const TONES = { entry: "accent", stop: "down", target: "up", good: "up" };

function load(source) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the picture of the chart could not be made"));
    image.src = source;
  });
}

function drawLine(pen, line, { projection, colours, options }) {
  const y = projection.y(line.price);
  const right = projection.x0 + projection.width;
  pen.strokeStyle = pen.fillStyle = colours[TONES[line.spec.tone] ?? "muted"];
  pen.lineWidth = 1.4;
  pen.beginPath();
  pen.moveTo(projection.x0, y);
  pen.lineTo(right, y);
  pen.stroke();
  pen.font = "500 10.5px 'Inter Variable', Inter, sans-serif";
  pen.fillText(line.spec.label, 8, y - 5);
  pen.fillRect(right, y - 9, 70, 18);
  pen.fillStyle = colours.bg;
  pen.textAlign = "center";
  pen.fillText(number(line.price, options.digits), right + 35, y + 4);
  pen.textAlign = "left";
}

function standalone(picture, width, height) {
  const copy = picture.cloneNode(true);
  for (const [name, value] of Object.entries({ xmlns: "http://www.w3.org/2000/svg", width, height })) copy.setAttribute(name, value);
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

export async function screenshot(engine, symbol, timeframe) {
  const { clientWidth: width, clientHeight: height } = engine.plot;
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.drawImage(await load(await engine.plotly.toImage(engine.plot, { format: "png", width, height, scale: 2 })), 0, 0, width, height);
  for (const picture of engine.overlay.pictures) pen.drawImage(await load(standalone(picture, width, height)), 0, 0, width, height);
  for (const line of engine.lines.lines.values()) drawLine(pen, line, engine);
  const link = document.createElement("a");
  link.download = `${symbol.replace("/", "-")}-${timeframe}.png`;
  link.href = canvas.toDataURL("image/png");
  link.click();
}
