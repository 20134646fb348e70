/** Where the bundled backtester is put. */
export const bundle = ".build/backtest"
/** What it is made of. */
export const inputs = [
  "domain/src",
  "infra/platform/src",
  "backtest/src",
  "api/contract",
  "infra/local/bundle.mjs",
  "infra/local/bundle-backtest.mjs",
  "infra/local/bundled-threads.mjs",
  "execution/src"
]
