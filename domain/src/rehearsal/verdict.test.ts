import { describe, expect, it } from "vitest"
import { assetOf, openOrders } from "../exchange/account.ts"
import { cancel } from "../exchange/cancel.ts"
import { place } from "../exchange/place.ts"
import { ClientOrderId, type Time } from "../ids.ts"
import type { Decimal } from "../number/decimal.ts"
import { dca, marketWith } from "../simulation/run.fixture.ts"
import type { TermsName } from "../terms/list.ts"
import { marketBy } from "../terms/instrument-under.ts"
import type { Played } from "./scenes.ts"
import { type Stage, stageOf } from "./stage.ts"
import { verdictOf } from "./verdict.ts"

const d = (text: string) => text as Decimal

/** A bot that holds something, beside its stop. */
const holding = (terms: TermsName = "coinbase", assetClass: "CRYPTO" | "EQUITY" = "CRYPTO"): Stage => {
  const market = marketBy(terms, marketWith({ assetClass }))
  const amounts = { investment: d("100000"), baseOrderAmount: d("10000"), averagingOrdersAmount: d("80000") }
  const settings = dca({ ...amounts, stopLossPercent: d("5") })
  const stage = stageOf({
    market,
    settings,
    terms,
    price: market.roundPrice("100", "DOWN"),
    at: 1_700_000_040_000,
    seed: 1
  })
  stage.tick(stage.price)
  stage.strike()
  return stage
}
const verdict = (stage: Stage, change: Partial<Played> = {}) =>
  verdictOf({ stage, happened: "", entered: true, beyondStop: false, wrong: [], ...change })
const first = ({ run: { account } }: Stage) => {
  const [order] = openOrders(account)
  if (order === undefined) throw new Error("nothing rests")
  return order.request
}

describe("the verdict of a rehearsal", () => {
  it("REHEARSE-10 passes a bot whose orders and books are the exchange's", () => {
    expect(verdict(holding())).toEqual({
      passed: true,
      why: "Protected throughout. Every order is accounted for, and its books are the account's."
    })
  })

  it("REHEARSE-10 finds an order that the exchange does not have", () => {
    const stage = holding()
    cancel(stage.run.account, first(stage).clientOrderId, stage.now)
    expect(verdict(stage).why).toContain("The exchange does not have 1 of the orders it waits for.")
  })

  it("REHEARSE-10 finds an order that the bot does not know", () => {
    const stage = holding()
    const { market } = stage.config
    place(
      stage.run.account,
      market,
      {
        clientOrderId: ClientOrderId.make("tt-strange"),
        side: "BUY",
        type: "LIMIT",
        price: market.roundPrice("50", "DOWN"),
        quantity: first(stage).quantity,
        timeInForce: "GTC",
        reduceOnly: false,
        purpose: "GRID"
      },
      stage.now
    )
    expect(verdict(stage).why).toContain("It does not know 1 of the orders that rest at the exchange.")
  })

  it("REHEARSE-10 finds an order that was placed twice", () => {
    const stage = holding("tastytrade", "EQUITY")
    place(stage.run.account, stage.config.market, first(stage), stage.now)
    expect(verdict(stage).why).toContain("It placed 1 of its orders twice.")
  })

  it("REHEARSE-10 finds books that are not the account's", () => {
    const stage = holding()
    assetOf(stage.run.account, "USD").free = 0
    expect(verdict(stage).why).toContain("Its books are not the account's: cash is")
  })

  it("REHEARSE-10 finds a bot that is held at its end", () => {
    const stage = holding()
    stage.tell({ _tag: "ExchangeLost", at: stage.now as Time, reason: "no answer" })
    expect(verdict(stage).why).toContain("At the end it is paused: The exchange cannot be reached: no answer")
  })

  it("REHEARSE-2 counts what is held while nobody can act on its stop, and allows 10 s at a stretch", () => {
    const stage = holding()
    for (const { request } of openOrders(stage.run.account))
      if (request.stopPrice !== undefined || request.type === "STOP")
        cancel(stage.run.account, request.clientOrderId, stage.now)
    stage.line.sees = false
    stage.tick(undefined, 10)
    expect(verdict(stage).why).not.toContain("was unprotected for 10 s.")
    stage.tick(undefined, 1)
    expect(verdict(stage).why).toContain(
      "What it held was unprotected for 11 s. Coinbase keeps no stop beside this bot's other orders"
    )
  })

  it("REHEARSE-3 says so where the state read back is another", () => {
    expect(verdict(holding(), { wrong: ["It is another."] })).toEqual({ passed: false, why: "It is another." })
  })
})
