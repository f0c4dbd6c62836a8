"""Runs in an environment of the peers: crossing averages of 20 and 50 on the same bars, fee 0.1 %, rates as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

_SHORT = 60_000


def main(path: str) -> None:
    """Print million bars a second of each peer that is there."""
    columns = np.load(path)
    index = pd.date_range("2025-01-01", periods=columns.shape[1], freq="min")
    frame = pd.DataFrame(dict(zip(("Open", "High", "Low", "Close"), columns, strict=True)), index=index)
    rates: dict[str, float] = {}
    for name, run, count in (
        ("vectorbt from_signals", _vectorbt, len(frame)),
        ("vectorbt with stats()", _vectorbt_stats, len(frame)),
        ("backtesting.py", _backtesting, _SHORT),
        ("backtrader", _backtrader, _SHORT),
    ):
        try:
            rates[name] = count / _best(run, frame.iloc[:count]) / 1e6
        except ImportError as missing:
            sys.stderr.write(f"{name} is not there: {missing}\n")
    sys.stdout.write(json.dumps(rates) + "\n")


def _best(run: Callable[[Any], None], frame: Any) -> float:
    run(frame)
    spent = []
    for _ in range(3):
        began = perf_counter()
        run(frame)
        spent.append(perf_counter() - began)
    return median(spent)


def _crossings(close: Any) -> tuple[Any, Any]:
    above = close.rolling(20).mean() > close.rolling(50).mean()
    return above & ~above.shift(1, fill_value=False), ~above & above.shift(1, fill_value=False)


def _vectorbt(frame: Any) -> Any:
    import vectorbt as vbt

    return vbt.Portfolio.from_signals(frame["Close"], *_crossings(frame["Close"]), fees=0.001, freq="1min")


def _vectorbt_stats(frame: Any) -> None:
    _vectorbt(frame).stats()


def _backtesting(frame: Any) -> None:
    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    class Cross(Strategy):
        def init(self) -> None:
            close = self.data.Close
            self.fast = self.I(lambda x: pd.Series(x).rolling(20).mean(), close)
            self.slow = self.I(lambda x: pd.Series(x).rolling(50).mean(), close)

        def next(self) -> None:
            if crossover(self.fast, self.slow):
                self.buy()
            elif crossover(self.slow, self.fast):
                self.position.close()

    Backtest(frame, Cross, cash=10_000_000, commission=0.001).run()


def _backtrader(frame: Any) -> None:
    import backtrader as bt

    class Cross(bt.SignalStrategy):
        def __init__(self) -> None:
            averages = bt.ind.SMA(period=20), bt.ind.SMA(period=50)
            self.signal_add(bt.SIGNAL_LONG, bt.ind.CrossOver(*averages))

    cerebro = bt.Cerebro()
    cerebro.addstrategy(Cross)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame.assign(Volume=1)))
    cerebro.broker.setcommission(commission=0.001)
    cerebro.run()


if __name__ == "__main__":
    main(sys.argv[1])
