/** Where the bundled backtester is put. */
export const bundle = ".build/backtest"
/** What it is made of. */
export const inputs = [
  "domain/src",
  "api/src/backtest",
  "infra/platform/src",
  "infra/local/src/backtest",
  "infra/local/src/arguments.ts",
  "infra/local/src/home.ts",
  "infra/local/bundle-backtest.mjs",
  "execution/src"
]
