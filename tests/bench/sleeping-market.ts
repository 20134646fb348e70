import { draw, random, Symbol } from "@tradetower/domain/market"
import { pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"

/** What the prices are about, at first. */
const START = 100

export const symbols = Array.from({ length: 100 }, (_, i) => Symbol.make(`S${i}-USD`))
export const market = manualMarket(symbols.map((symbol) => pair(symbol)))

const dice = random(1)
const tick = (index: number) =>
  market.trade(symbols[index % symbols.length] ?? "", (START + (draw(dice) % 200) / 100 - 1).toFixed(2), Date.now())

/** Ticks at an even pace; answers how to stop. */
export const ticking = (aSecond: number): (() => void) => {
  const since = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - since) / 1_000) * aSecond
    while (sent < due) tick(sent++)
  }, 10)
  return () => clearInterval(timer)
}
