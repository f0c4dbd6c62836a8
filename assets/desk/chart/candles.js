/** Candles as columns: history as it came, plus the live candle that ticks build. No drawing, no network here. */
export const SECONDS = { "1m": 60, "5m": 300, "15m": 900, "1h": 3600, "4h": 14400, "1d": 86400 };
export const TIMEFRAMES = Object.keys(SECONDS);
const MOST = 3000;

export class Candles {
  constructor(timeframe) {
    this.width = SECONDS[timeframe] * 1000;
    this.clear();
  }

  clear() {
    this.time = [];
    this.open = [];
    this.high = [];
    this.low = [];
    this.close = [];
    this.volume = [];
    this.live = null;
  }

  get length() {
    return this.time.length;
  }

  /** Take the answer of /api/v1/market/candles (decimal strings). */
  load(columns) {
    this.clear();
    this.time = columns.time;
    for (const name of ["open", "high", "low", "close", "volume"]) this[name] = columns[name].map(Number);
    if (columns.forming) this.live = toNumbers(columns.forming);
  }

  /** Put older candles in front. */
  prepend(columns) {
    const first = this.time[0] ?? Infinity;
    const kept = columns.time.filter((time) => time < first).length;
    this.time = columns.time.slice(0, kept).concat(this.time);
    for (const name of ["open", "high", "low", "close", "volume"]) {
      this[name] = columns[name].slice(0, kept).map(Number).concat(this[name]);
    }
    return kept;
  }

  /** Apply one trade; returns how many candles it closed. */
  tick(price, quantity, at) {
    const start = Math.floor(at / this.width) * this.width;
    const live = this.live;
    if (live && start < live.time) return 0; // late: its candle is history
    if (!live && this.length && start <= this.time[this.length - 1]) return 0;
    if (live && start === live.time) {
      live.high = Math.max(live.high, price);
      live.low = Math.min(live.low, price);
      live.close = price;
      live.volume += quantity;
      return 0;
    }
    const closed = live ? this.#close(start) : 0;
    this.live = { time: start, open: price, high: price, low: price, close: price, volume: quantity };
    return closed;
  }

  #close(next) {
    let { time, open, high, low, close, volume } = this.live;
    let closed = 0;
    while (time < next && closed < MOST) {
      this.#push(time, open, high, low, close, volume);
      open = high = low = close; // what follows until the next trade is flat
      volume = 0;
      time += this.width;
      closed += 1;
    }
    this.#forgetOldest();
    return closed;
  }

  #push(time, open, high, low, close, volume) {
    this.time.push(time);
    this.open.push(open);
    this.high.push(high);
    this.low.push(low);
    this.close.push(close);
    this.volume.push(volume);
  }

  #forgetOldest() {
    const excess = this.length - MOST;
    if (excess > 0) for (const name of ["time", "open", "high", "low", "close", "volume"]) this[name].splice(0, excess);
  }

  /** Index of the candle nearest to a time; the live one is `length`. */
  nearest(time) {
    const first = this.time[0] ?? this.live?.time;
    if (first === undefined) return -1;
    const last = this.length - (this.live ? 0 : 1);
    return Math.max(0, Math.min(last, this.#search(time)));
  }

  #search(time) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time[middle] + this.width / 2 < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(index) {
    if (index === this.length) return this.live;
    const [time, open, high, low] = [this.time[index], this.open[index], this.high[index], this.low[index]];
    return time === undefined ? null : { time, open, high, low, close: this.close[index], volume: this.volume[index] };
  }

  /** Lowest and highest price between two times, or null. */
  extent(from, to) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < this.length; i += 1) {
      if (this.time[i] < from - this.width || this.time[i] > to) continue;
      low = Math.min(low, this.low[i]);
      high = Math.max(high, this.high[i]);
    }
    if (this.live && this.live.time <= to) {
      low = Math.min(low, this.live.low);
      high = Math.max(high, this.live.high);
    }
    return low <= high ? [low, high] : null;
  }
}

const toNumbers = (candle) => ({
  time: candle.time,
  open: Number(candle.open),
  high: Number(candle.high),
  low: Number(candle.low),
  close: Number(candle.close),
  volume: Number(candle.volume),
});

/** Heikin-Ashi columns of candles: smoothed bodies, not prices that traded. */
export function heikinAshi({ open, high, low, close }) {
  const smooth = { open: [], high: [], low: [], close: [] };
  for (let i = 0; i < close.length; i += 1) {
    const next = heikinAshiNext(smooth.open[i - 1], smooth.close[i - 1], open[i], high[i], low[i], close[i]);
    for (const name of ["open", "high", "low", "close"]) smooth[name].push(next[name]);
  }
  return smooth;
}

/** One Heikin-Ashi candle after another one (undefined for the first). */
export function heikinAshiNext(lastOpen, lastClose, open, high, low, close) {
  const smoothClose = (open + high + low + close) / 4;
  const smoothOpen = lastOpen === undefined ? (open + close) / 2 : (lastOpen + lastClose) / 2;
  return {
    open: smoothOpen,
    close: smoothClose,
    high: Math.max(high, smoothOpen, smoothClose),
    low: Math.min(low, smoothOpen, smoothClose),
  };
}
