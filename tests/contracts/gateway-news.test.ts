import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { gatewayRule as rule } from "./gateway-rule.ts"
import { eventually } from "./place.ts"

const tags = (news: ReadonlyArray<{ readonly _tag: string }>) => news.map(({ _tag }) => _tag)

for (const [code, how] of [
  [1101, "with what was missed"],
  [1102, "without a loss"]
] as const)
  rule(
    `a gateway that is blind takes no orders and says so; what filled meanwhile is known once it sees, ${how}`,
    (at) =>
      Effect.gen(function* () {
        const trader = at.trader()
        const ada = yield* at.heard(trader)
        const { gateway } = yield* at.serverOf(trader)
        const order = at.buy()
        yield* ada.place(order)
        const { cursor } = yield* ada.account.fills(undefined)
        gateway.notice(1100, "Connectivity between IB and Trader Workstation has been lost.")
        yield* eventually(
          Effect.sync(() => tags(ada.news)),
          (all) => all.includes("Degraded")
        )
        const sent = gateway.cameAt.size
        expect(yield* Effect.flip(ada.place(at.buy()))).toMatchObject({ _tag: "ExchangeUnavailable", retryable: true })
        expect(yield* Effect.flip(ada.find(at.buy()))).toMatchObject({ _tag: "ExchangeUnavailable" })
        expect(gateway.cameAt.size).toBe(sent)
        yield* at.gatewayFault({ mute: true })
        yield* at.trade("89")
        yield* at.gatewayFault({ mute: false })
        gateway.notice(code, "Connectivity between IB and Trader Workstation has been restored.")
        yield* eventually(
          Effect.sync(() => tags(ada.news)),
          (all) => all.includes("Restored")
        )
        expect((yield* ada.account.fills(cursor)).fills.map(({ report }) => report.clientOrderId)).toEqual([
          order.clientOrderId
        ])
        yield* ada.place(at.buy())
      })
  )

rule("a fill that is told while the gateway is blind is told", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    const order = at.buy()
    yield* ada.place(order)
    ;(yield* at.serverOf(trader)).gateway.notice(2110, "Connectivity between Trader Workstation and server is broken.")
    yield* at.trade("89")
    expect((yield* ada.said(order, 2)).map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderFilled"])
  })
)

rule("what a trade cost, told before it, is its fee; told never, an estimate", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard(at.trader())
    const feeOf = Effect.fnUntraced(function* () {
      const order = at.buy()
      yield* ada.place(order)
      yield* at.trade("89")
      const [, filled] = yield* ada.said(order, 2)
      yield* at.trade("100")
      return filled?.report._tag === "OrderFilled" ? filled.report.fee : undefined
    })
    yield* at.gatewayFault({ commissionFirst: true })
    const told = yield* feeOf()
    yield* at.gatewayFault({ commissionFirst: false, commissionNever: true })
    // The fixed tariff: at least a dollar an order.
    expect(yield* feeOf()).toEqual(told)
  })
)

rule("a trade that is corrected is voided and told anew, also where that was missed", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    const { gateway } = yield* at.serverOf(trader)
    const order = at.buy()
    yield* ada.place(order)
    yield* at.trade("89")
    yield* ada.said(order, 2)
    at.book.correct(gateway.user, "89.5")
    const said = yield* ada.said(order, 4)
    expect(said.slice(-2).map(({ report }) => report._tag)).toEqual(["FillVoided", "OrderFilled"])
  })
)

rule("what is told twice, or late, is told once and in its order", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard(at.trader())
    yield* at.fault({ doubleEvents: 1, endBeforeTrade: true })
    const order = at.buy()
    yield* ada.place(order)
    yield* at.trade("89")
    yield* ada.said(order, 2)
    yield* at.trade("88")
    expect((yield* ada.said(order, 2)).map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderFilled"])
  })
)

rule("a connection that says nothing any more is dead, though nobody closed it", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard(at.trader())
    yield* at.gatewayFault({ halfOpen: true })
    yield* eventually(ada.ended, Boolean)
    yield* at.gatewayFault({ halfOpen: false })
    yield* ada.listenAgain
    yield* ada.place(at.buy())
  })
)

rule("a client id that somebody else has is not taken from them, and no other one is tried", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    const { gateway } = yield* at.serverOf(trader)
    yield* at.gatewayFault({ clientIdTaken: true })
    gateway.cut()
    yield* eventually(ada.ended, Boolean)
    expect(yield* Effect.flip(ada.place(at.buy()))).toMatchObject({ cause: "COMPETING", needsUser: true })
    const begun = gateway.asked.filter((kind) => kind === "71").length
    yield* Effect.flip(ada.place(at.buy()))
    expect(gateway.asked.filter((kind) => kind === "71").length - begun).toBeLessThanOrEqual(1)
  })
)

rule("times without their zone are not guessed: nothing is counted, and what to set is said", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard(at.trader())
    const order = at.buy()
    yield* ada.place(order)
    yield* at.gatewayFault({ noZone: true })
    yield* at.trade("89")
    const answer = yield* eventually(
      Effect.result(ada.account.fillsOf(at.sent(order))),
      ({ _tag }) => _tag === "Failure"
    )
    expect(answer).toMatchObject({ failure: { needsUser: true } })
    expect(JSON.stringify(answer)).toContain("UTC")
  })
)
