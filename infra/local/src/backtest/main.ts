/** Where backtests from the shell were before 0.2.0: scripts that name this file go on. */
import "@tradetower/backtest/shell"
