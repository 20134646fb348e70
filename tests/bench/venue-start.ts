import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Clock, Effect, Exit, Scope } from "effect"
import { Symbol } from "@tradetower/domain/market"
import { paperExchange, Venues } from "@tradetower/execution"
import { startSystem } from "@tradetower/local"
import { Markets, queryAll } from "@tradetower/platform"
import { type ExchangesStandIn, exchangesStandIn, krakenPair } from "../../execution/src/venues/ccxt/ccxt.fixture.ts"
import { pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"
import { kraken } from "../system/with-kraken.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/**
 * How long the product takes from its start to the first price of its own market: plain, and beside a venue that lists
 * 2,000 instruments of which 20 are followed; in turns, in fresh folders.
 */
const LISTED = 2_000
const FOLLOWED = 20
const TIMES = 5

const followedPairs = Array.from({ length: FOLLOWED }, (_, i) => Symbol.make(`C${i * 90}-USD`))

/** ms until the first market has a price, and until all that are followed have one. */
const start = async (standIn: ExchangesStandIn, withVenue: boolean) => {
  const base = mkdtempSync(join(tmpdir(), "tradetower-"))
  const own = manualMarket([pair("BTC-USD")])
  const began = performance.now()
  const system = await startSystem({
    demo: true,
    folder: join(base, "world"),
    configFolder: join(base, "config"),
    venues: { ccxt: standIn.instead },
    trading: Effect.gen(function* () {
      const venue = (yield* Venues).get(kraken)
      const more = withVenue && venue !== undefined ? [{ ...venue, onDemand: { always: followedPairs } }] : []
      return {
        exchanges: Effect.forEach([own.data, ...more], (one) => paperExchange(one)),
        time: { now: Clock.currentTimeMillis }
      }
    })
  })
  await onOffer(await signIn(system.url, "ada"), () => own.trade("BTC-USD", "60000", Date.now()))
  const ready = performance.now() - began
  if (withVenue)
    await until(
      "all that are followed have a price",
      () => system.run(queryAll(Markets, { venue: kraken }, { where: { followed: true } })),
      (all) => all.filter(({ lastPrice }) => lastPrice !== undefined).length === FOLLOWED
    )
  const all = performance.now() - began
  await system.stop()
  rmSync(base, { recursive: true, force: true })
  return { ready, all }
}

const scope = Scope.makeUnsafe()
const standIn = await Effect.runPromise(Scope.provide(exchangesStandIn, scope))
for (let i = 0; i < LISTED; i++) {
  standIn.ways.pairs.set(`C${i}USD`, krakenPair(`C${i}`, "ZUSD"))
  standIn.ways.prices.set(`C${i}USD`, "12.5")
}
// What is compiled and loaded at a first start is no part of either.
await start(standIn, true)
const [plain, beside, priced]: [Array<number>, Array<number>, Array<number>] = [[], [], []]
for (let i = 0; i < TIMES; i++) {
  plain.push((await start(standIn, false)).ready)
  const { all, ready } = await start(standIn, true)
  beside.push(ready)
  priced.push(all)
}
await Effect.runPromise(Scope.close(scope, Exit.void))

const [alone, together, after] = [plain, beside, priced].map((samples) => quantile(samples, 0.5))
report([
  atMost(
    "start beside a venue of 2,000 instruments, 20 followed, over the plain start (medians)",
    (together ?? NaN) / (alone ?? NaN),
    1.1,
    "",
    `${Math.round(together ?? NaN)} ms against ${Math.round(alone ?? NaN)} ms; all 20 have a price after ${Math.round(after ?? NaN)} ms`
  )
])
