import { describe, expect, it } from "vitest"
import type { Decimal } from "../number/decimal.ts"
import { dca, grid, marketWith } from "../simulation/run.fixture.ts"
import { TwapSettings } from "../strategy/twap/settings.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { marketOf } from "../market/market.ts"
import { instrumentBy, marketBy } from "../terms/instrument-under.ts"
import type { TermsName } from "../terms/list.ts"
import { failedFaults, type Fault, faults, rehearse } from "./index.ts"
import { rehearseFault } from "./rehearse.ts"
import type { RehearsalOf } from "./rehearsal-of.ts"

const d = (text: string) => text as Decimal
const bot = dca({ stopLossPercent: d("5") })
const bare = dca()
/** Buys nothing at the market's price. */
const tooDear = TwapSettings.make({
  start: { _tag: "IMMEDIATELY" },
  side: "BUY",
  totalAmount: d("10"),
  duration: 60,
  frequency: 30,
  priceLimit: d("1")
})

const of = (settings: BotSettings, terms?: TermsName): RehearsalOf => {
  const market = terms === undefined ? marketWith({}) : marketBy(terms, marketWith({}))
  return {
    market,
    settings,
    ...(terms !== undefined && { terms }),
    price: market.roundPrice("100", "DOWN"),
    at: 1_700_000_040_000,
    seed: 1
  }
}
const row = (fault: Fault, settings: BotSettings, terms?: TermsName) => rehearseFault(of(settings, terms), fault)

describe("a rehearsal", () => {
  it("REHEARSE-1 plays every fault, and the same again gives the same rows", () => {
    const rows = rehearse(of(bot, "coinbase"))
    expect(rows.map(({ fault }) => fault)).toEqual(faults)
    expect(rehearse(of(bot, "coinbase"))).toEqual(rows)
    expect(rehearse({ ...of(bot, "coinbase"), seed: 2 })).not.toEqual(rows)
  })

  it("REHEARSE-1 enters at once, whatever the bot would wait for", () => {
    const waits = { ...bot, start: { _tag: "MANUAL" as const } }
    expect(rehearse(of(waits, "coinbase"))).toEqual(rehearse(of(bot, "coinbase")))
  })

  it("REHEARSE-10 passes a bot whose stop is kept by the exchange under every fault", () => {
    expect(failedFaults(rehearse(of(bot, "coinbase")))).toEqual([])
  })

  it.each(faults)(
    "REHEARSE-2 REHEARSE-10 tells that nothing protects a bot without a stop, and judges the rest: %s",
    (fault) => {
      const { bare: told, passed, unprotectedSeconds, why } = row(fault, bare, "coinbase")
      expect(unprotectedSeconds).toBeGreaterThan(100)
      expect([told, passed]).toEqual([true, true])
      expect(why).toBe(
        `It has no stop for what it holds: nothing protects that, in a rehearsal as in life (${unprotectedSeconds} s here). Every order is accounted for, and its books are the account's.`
      )
    }
  )

  it("REHEARSE-2 REHEARSE-10 says for how long a grid with a stop is unprotected while it is down, why, and how to pass", () => {
    const guarded = grid({ stopLossPrice: d("80") })
    expect(row("CRASH", guarded, "coinbase")).toMatchObject({
      bare: false,
      passed: false,
      unprotectedSeconds: 90,
      why: "What it held was unprotected for 90 s. Coinbase keeps no stop beside this bot's other orders, so the bot alone watched it, and was cut off. It keeps one with a single exit for all that it holds: so this passes. Else waive it by name."
    })
    expect(row("CRASH", guarded, "alpaca").why).toContain(
      "It keeps one with no exit beside it and no order of the other side beside it: so this passes."
    )
  })

  it("REHEARSE-10 says of a bot that trades nothing that it could not be rehearsed", () => {
    const { passed, why } = row("GAP", tooDear)
    expect(passed).toBe(false)
    expect(why).toContain("It traded nothing although the price went 10 % up and down")
  })

  it("REHEARSE-1 goes to a stock's regular session", () => {
    const stock = marketOf(instrumentBy("alpaca", marketWith({ assetClass: "EQUITY" }).instrument))
    const sunday = Date.UTC(2026, 10, 29)
    const shares = { ...bot, investment: d("100000"), baseOrderAmount: d("10000"), averagingOrdersAmount: d("80000") }
    const rows = rehearse({ ...of(shares, "alpaca"), market: stock, at: sunday })
    expect(failedFaults(rows)).toEqual([])
  })

  it("REHEARSE-3 TERMS-18 tells of a stop for parts of shares that no broker keeps beside their exit", () => {
    const { instrument } = marketWith({ assetClass: "EQUITY" })
    const parts = marketOf(instrumentBy("alpaca", instrument, 1, "FRACTIONS"))
    const split = { ...bot, fractions: true }
    const { passed, why } = rehearseFault(
      { ...of(split, "alpaca"), market: parts, at: Date.UTC(2026, 10, 29) },
      "CRASH"
    )
    expect([passed, why]).toEqual([
      false,
      expect.stringContaining("a single exit for all that it holds, in whole shares")
    ])
  })
})

describe("a crash", () => {
  it("REHEARSE-3 finds the order that was on its way, and hears what it missed", () => {
    const { did, happened, passed, unprotectedSeconds } = row("CRASH", bot, "coinbase")
    expect(happened).toBe(
      "The process was killed with an order on its way and started again after 90 s. The price went from 99.30 to 97.00, and 2 trades went unheard."
    )
    expect([passed, unprotectedSeconds]).toEqual([true, 60])
    const [moved] = did.filter(({ after }) => after > 90)
    expect(moved?.why).toBe("Takes profit at 99.79, 1.00 % from the average entry.")
  })

  it("REHEARSE-3 leaves a bot unprotected for as long as it is down whose stop only it watches", () => {
    const { passed, unprotectedSeconds, why } = row("CRASH", bot, "alpaca")
    expect([passed, unprotectedSeconds]).toEqual([false, 90])
    expect(why).toContain("What it held was unprotected for 90 s. Alpaca keeps no stop beside this bot's other orders")
  })

  it("REHEARSE-3 REHEARSE-10 tells what was bought beside a stop that stands, and allows it", () => {
    const { passed, unprotectedSeconds, why } = row("CRASH", grid({ stopLossPrice: d("80") }))
    expect([passed, unprotectedSeconds]).toEqual([true, 90])
    expect(why).toContain(
      "Its stop at the exchange stood; what was bought beside it while nothing was heard had none for 90 s."
    )
  })
})

describe("a broken stream", () => {
  it("REHEARSE-4 pauses the bot, which books afterwards what it did not hear", () => {
    const { did, happened, passed, unprotectedSeconds } = row("STREAM", bot, "coinbase")
    expect([passed, unprotectedSeconds]).toEqual([true, 65])
    expect(did.map(({ after, rule, state }) => [after, rule ?? state])).toEqual([
      [0, "PAUSED"],
      [90, "ACTIVE"],
      [90, "DCA-4"],
      [90, "DCA-4"]
    ])
    expect(happened).toBe(
      "For 90 s neither prices nor trades were told. The price went from 100.00 to 97.50, and 3 trades went unheard."
    )
  })

  it("REHEARSE-4 leaves a bot unprotected whose stop only it watches", () => {
    expect(row("STREAM", bot, "alpaca")).toMatchObject({ passed: false, unprotectedSeconds: 90 })
  })
})

describe("requests put off", () => {
  it("REHEARSE-5 delay every order by 5 s, and the bot watches meanwhile", () => {
    const { did, happened, passed, watchedSeconds } = row("RATE_LIMIT", bot, "coinbase")
    expect(happened).toBe("Each request was answered with 429 and taken 5 s later, from the first on: 16 in all.")
    expect(did.slice(0, 3).map(({ after, rule, state }) => [after, rule ?? state])).toEqual([
      [1, "ACTIVE"],
      [1, "DCA-1"],
      [6, "DCA-4"]
    ])
    expect([passed, watchedSeconds]).toEqual([true, 25])
  })
})

describe("partial fills", () => {
  it("REHEARSE-6 are each protected as they come", () => {
    const { did, happened, more, passed } = row("PARTIAL_FILL", bot)
    expect(happened).toContain("14 trades in all.")
    expect(did.slice(0, 4).map(({ rule }) => rule)).toEqual(Array.from({ length: 4 }, () => "EXIT-7"))
    expect([more > 10, passed]).toEqual([true, true])
  })
})

describe("a refused stop", () => {
  it("REHEARSE-7 is watched by the bot, which closes when the price comes to it", () => {
    const { did, happened, passed, watchedSeconds } = row("STOP_REFUSED", bot, "coinbase")
    expect(happened).toBe(
      "The exchange refused the stop 7 times; then the price went to 92.09, past the stop at 95.00."
    )
    expect(did.slice(-4).map(({ rule, state }) => rule ?? state)).toEqual(["CLOSING", "CLOSE-1", "CLOSE-2", "STOPPED"])
    expect([passed, watchedSeconds > 100]).toEqual([true, true])
  })

  it("REHEARSE-7 REHEARSE-10 leaves a bot beyond its stop that goes to ERROR over it", () => {
    const { passed, why } = row("STOP_REFUSED", bot)
    expect(passed).toBe(false)
    expect(why).toContain("The price is beyond its stop, and it still holds what it held.")
    expect(why).toContain("At the end it needs you: The exchange refused the protective stop")
  })
})

describe("a gap", () => {
  it("REHEARSE-8 is sold into by the stop at the exchange", () => {
    const { did, happened, passed } = row("GAP", bot, "coinbase")
    expect(happened).toBe(
      "The price jumped from 100.00 to 92.15, over the stop at 95.00, and nobody traded in between."
    )
    expect(passed).toBe(true)
    expect(did.find(({ state }) => state === "CLOSING")?.why).toBe("The protective stop was filled at 92.15.")
  })

  it("REHEARSE-8 is sold into by the bot that finds itself beyond its stop", () => {
    const { did, passed } = row("GAP", bot, "alpaca")
    expect(passed).toBe(true)
    expect(did.find(({ state }) => state === "CLOSING")?.why).toContain("stop")
    expect(did.map(({ rule }) => rule)).toContain("CLOSE-2")
  })
})

describe("a halt", () => {
  it("REHEARSE-9 refuses what comes too late; the bot waits, and is protected anew when it goes on", () => {
    const { did, happened, passed, unprotectedSeconds, watchedSeconds } = row("HALT", bot)
    expect(happened).toBe(
      "The market took no orders for 5 minutes, refused 2 that came too late, and went on at 96.41 instead of 98.50."
    )
    expect([passed, unprotectedSeconds, watchedSeconds]).toEqual([true, 0, 302])
    expect(did.find(({ state }) => state !== undefined)?.why).toBe("Waits for the market: trading is halted.")
    expect(did.at(-1)).toMatchObject({ after: 306, rule: "EXIT-7" })
  })
})
