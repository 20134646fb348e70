import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { PAPER } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId, Time } from "@tradetower/domain/ids"
import type { LiveMessage } from "@tradetower/domain/live"
import { Symbol, VenueId } from "@tradetower/domain/market"
import type { MarketEvent } from "@tradetower/domain/messages"
import { Decimal } from "@tradetower/domain/number"
import {
  AuditEvents,
  BotEvents,
  BotRuns,
  BotStateTransitions,
  Bus,
  type Group,
  MetricsSnapshots,
  ownsSlot,
  PubSub,
  slotOf,
  stepId,
  type StepRecord,
  Store,
  storeLeases
} from "@tradetower/platform"
import { sharedRealtime, unmetered } from "@tradetower/realtime"
import { pass, rest, until } from "../../execution/src/passing-time.fixture.ts"
import { sharedPlatform } from "../leases/shared-platform.ts"
import { pausable } from "./paused-process.ts"

const SHARES = 2
const venue = VenueId.make("simulated")
const settings = { ...unmetered, minuteOverMs: 10_000 }
/** How often a bot takes a step, ms. */
const EVERY_MS = 2_000
/** Within so long a share has another process, ms. */
const TAKEN_OVER_MS = 15_000
/** Every so many steps a bot changes its state. */
const CHANGES_EVERY = 5

/** Of the names `name(0)`, `name(1)`, ... the first whose slot is in a share. */
const firstIn = <A extends string>(index: number, name: (nth: number) => A, slotted: (name: A) => string): A => {
  for (let nth = 0; ; nth++) if (ownsSlot({ index, of: SHARES }, slotOf(slotted(name(nth))))) return name(nth)
}

/** A trader, and the market their bot trades: of the other share, whose prices go to screens from there. */
const traderOf = (index: number) => ({
  tenantId: TenantId.make(firstIn(index, (nth) => `trader-${nth}`, String)),
  symbol: firstIn(
    1 - index,
    (nth) => Symbol.make(`C${nth}-USD`),
    (symbol) => `${venue}:${symbol}`
  )
})
const traders = [traderOf(0), traderOf(1)] as const
type Trader = (typeof traders)[number]

const stepOf = ({ symbol, tenantId }: Trader, seq: number): StepRecord => ({
  id: stepId(seq),
  tenantId,
  botRunId: RunId.make(`run-of-${tenantId}`),
  botDefinitionId: BotId.make(`bot-of-${tenantId}`),
  kind: "STEP",
  seq,
  at: seq * EVERY_MS,
  connection: PAPER,
  environment: "PAPER",
  venue,
  symbol,
  messageId: `${tenantId}:${seq}`,
  event: { _tag: "TimerDue", at: seq },
  orders: [],
  wake: {},
  transitions:
    seq % CHANGES_EVERY === 0
      ? [{ from: "ACTIVE", to: "PAUSED", trigger: "TimerDue", reason: "", actor: "SYSTEM", at: seq }]
      : [],
  summary: {
    state: "ACTIVE",
    since: 0,
    reason: "",
    invested: Decimal.make("1000"),
    tradingProfit: Decimal.make(String(seq)),
    fees: Decimal.make("0"),
    position: Decimal.make("1"),
    positionCost: Decimal.make("100"),
    fills: seq,
    roundTrips: 0,
    openOrders: 0,
    unknownOrders: 0
  }
})

interface Published {
  readonly by: string
  readonly group: Group
  readonly message: LiveMessage
}
interface Result {
  readonly by: string
  readonly run: string
  readonly at: number
}

/** What came to screens, and what results of minutes were written, by whom. */
const published: Array<Published> = []
const results: Array<Result> = []

/** Realtime as a process of its own beside others at one store, bus and hub. */
const startProcess = Effect.fnUntraced(function* (by: string) {
  const process = pausable()
  const own = process.store(yield* Store)
  const store: Store["Service"] = {
    ...own,
    upsert: (container, value, options) => {
      if (container.name === MetricsSnapshots.name && "tier" in value && value.tier === "1m")
        results.push({ by, run: String(Reflect.get(value, "botRunId")), at: Number(Reflect.get(value, "at")) })
      return own.upsert(container, value, options)
    }
  }
  const hub: PubSub["Service"] = {
    ...(yield* PubSub),
    // What it publishes is of the contract's shape: it encodes it.
    publish: (group, message) =>
      process.through(Effect.sync(() => void published.push({ by, group, message: message as LiveMessage })))
  }
  yield* Effect.forkScoped(
    sharedRealtime({ settings, shares: SHARES, outwards: "ANYWHERE" }).pipe(
      Effect.provide(storeLeases()),
      Effect.provideService(Store, store),
      Effect.provideService(Bus, process.bus(yield* Bus)),
      Effect.provideService(PubSub, hub),
      Effect.provideService(Clock.Clock, process.clock(yield* Clock.Clock))
    )
  )
  // What waits for it would never end.
  yield* Effect.addFinalizer(() => Effect.sync(process.wake))
  return process
})

const hubForTests = Layer.succeed(PubSub, {
  publish: () => Effect.void,
  listeners: () => Effect.succeed(1),
  negotiate: () => Effect.succeed({ url: "", expiresAt: 0 })
})
const world = Layer.unwrap(
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "tradetower-shares-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    ),
    (folder) => Layer.merge(hubForTests, sharedPlatform(folder, { realtime: SHARES }))
  )
)

const stepsSeen = ({ tenantId }: Trader): ReadonlyArray<Published & { readonly seq: number }> =>
  published.flatMap((one) =>
    one.group === `user:${tenantId}:bots` && one.message._tag === "BotStepped" ? [{ ...one, seq: one.message.seq }] : []
  )
const pricesSeen = ({ symbol }: Trader) =>
  published.flatMap((one) =>
    one.group === `market:${venue}:${symbol}` && one.message._tag === "Price" ? [{ ...one, at: one.message.at }] : []
  )
/** What a screen makes of messages that carry a number: an older one changes nothing. */
const shown = (numbers: ReadonlyArray<number>): ReadonlyArray<number> =>
  numbers.reduce<ReadonlyArray<number>>((before, one) => (one > (before.at(-1) ?? 0) ? [...before, one] : before), [])
const upTo = (last: number) => Array.from({ length: last }, (_, nth) => nth + 1)

it.effect(
  "two processes share what there is to tell; one that is gone is followed within 15 s, and one that wakes does nothing more",
  () =>
    Effect.gen(function* () {
      const store = yield* Store
      const bus = yield* Bus
      let last = 0
      /** Each bot takes a step and each market has a price, and two seconds pass. */
      const trade = Effect.gen(function* () {
        last++
        for (const trader of traders) {
          yield* store.create(BotEvents, stepOf(trader, last))
          const price: MarketEvent = {
            _tag: "Price",
            venue,
            symbol: trader.symbol,
            price: Decimal.make("100"),
            at: Time.make(last * EVERY_MS)
          }
          const messageId = `${trader.symbol}:${last}`
          yield* bus.send("market-data", [{ messageId, subject: "Price", body: price, properties: { venue } }])
        }
        yield* TestClock.adjust(EVERY_MS)
        yield* rest
      })
      const heard = (trader: Trader) =>
        stepsSeen(trader).at(-1)?.seq === last && pricesSeen(trader).at(-1)?.at === last * EVERY_MS
      const tradeUntil = (number: number) =>
        Effect.andThen(
          Effect.repeat(trade, { until: () => last >= number }),
          until(
            "all has come to screens",
            Effect.sync(() => traders.every(heard))
          )
        )

      const processes = new Map([
        ["first", yield* startProcess("first")],
        ["second", yield* startProcess("second")]
      ])
      yield* pass(20)
      yield* tradeUntil(35)
      for (const trader of traders) expect(stepsSeen(trader).map(({ seq }) => seq)).toEqual(upTo(35))
      // Each market's prices come from one of them, each once: those of the other share's traders are of its own.
      const tellers = traders.map((trader) => new Set(stepsSeen(trader).map(({ by }) => by)))
      const priced = traders.map((trader) => new Set(pricesSeen(trader).map(({ by }) => by)))
      expect(tellers.map((by) => by.size)).toEqual([1, 1])
      expect(new Set(tellers.flatMap((by) => [...by])).size).toBe(2)
      expect(priced).toEqual(tellers.toReversed())
      for (const trader of traders) expect(pricesSeen(trader).map(({ at }) => at / EVERY_MS)).toEqual(upTo(35))

      const [dead = ""] = tellers[0] ?? []
      processes.get(dead)?.pause()
      const [orphan, other] = traders
      const [died, told] = [last, stepsSeen(orphan).length]
      yield* Effect.repeat(trade, { until: () => stepsSeen(orphan).length > told })
      expect((last - died) * EVERY_MS).toBeLessThanOrEqual(TAKEN_OVER_MS)
      yield* tradeUntil(65)
      expect(shown(stepsSeen(orphan).map(({ seq }) => seq))).toEqual(upTo(65))
      expect(stepsSeen(other).map(({ seq }) => seq)).toEqual(upTo(65))

      processes.get(dead)?.wake()
      yield* tradeUntil(100)
      for (const trader of traders) {
        const { botDefinitionId, botRunId, tenantId } = stepOf(trader, 0)
        expect(shown(stepsSeen(trader).map(({ seq }) => seq))).toEqual(upTo(100))
        const runs = yield* store.query(BotRuns, { tenantId, botDefinitionId })
        expect(runs.items.map(({ value: { seq, summary } }) => [seq, summary.fills])).toEqual([[100, 100]])
        const changes = yield* store.query(BotStateTransitions, { tenantId, botRunId })
        const audit = yield* store.query(AuditEvents, { tenantId })
        expect([changes.items.length, audit.items.length]).toEqual([100 / CHANGES_EVERY, 100 / CHANGES_EVERY])
        const minutes = results.filter(({ run }) => run === botRunId).map(({ at }) => at / 60_000)
        expect(new Set(minutes).size).toBe(minutes.length)
        // The minute in which its share was taken over may be missing.
        expect(minutes).toEqual(trader === other ? [0, 1, 2] : expect.arrayContaining([0, 2]))
      }
    }).pipe(Effect.scoped, Effect.provide(world))
)
