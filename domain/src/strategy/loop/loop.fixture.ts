import { LoopSettings } from "./settings.ts"

/** A loop of ten orders, two percent apart, around the price of 100. */
export const loop = (change: Partial<Omit<LoopSettings, "_tag">> = {}): LoopSettings =>
  LoopSettings.make({
    start: { _tag: "IMMEDIATELY" },
    investment: "1000" as never,
    lowPrice: "50" as never,
    orderDistance: "2" as never,
    orderCount: 10,
    reinvestProfit: false,
    reinvestProfitPercent: "100" as never,
    exitCurrency: "QUOTE",
    ...change
  })
