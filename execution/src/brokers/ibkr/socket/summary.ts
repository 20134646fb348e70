import { Effect, Semaphore } from "effect"
import { type Decimal, isDecimal, sum, zero } from "@tradetower/domain/number"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Held } from "../holdings.ts"
import type { Link } from "./link.ts"
import { ask } from "./listings.ts"
import { decimalOf, type Told } from "./words.ts"

/** What is asked for: of all segments together, and the cash of each currency. */
const TAGS = "NetLiquidation,AvailableFunds,BuyingPower,DayTradesRemaining,$LEDGER:ALL"

type Row = Extract<Told, { readonly _tag: "accountSummary" }>

const amount = (text: string | undefined): Decimal | undefined =>
  text !== undefined && isDecimal(text) ? text : undefined

const heldIn = (rows: ReadonlyArray<Row>, positions: Held["positions"]): Held => {
  // A gateway of a later kind puts this before what is of a currency.
  const named = rows.map((row) => ({ ...row, tag: row.tag.replace(/^\$LEDGER-/, "") }))
  const of = (tag: string) => named.find((row) => row.tag === tag && row.currency !== "BASE")
  const cash = named.flatMap(({ currency, tag, value }) =>
    // BASE is the sum of all.
    (tag === "CashBalance" || tag === "TotalCashBalance") && currency !== "BASE" && isDecimal(value)
      ? [[currency, value] as const]
      : []
  )
  const available = of("AvailableFunds")
  const may = amount(available?.value)
  const left = of("DayTradesRemaining")?.value ?? ""
  return {
    cash: [...new Map(cash)].map(([asset, value]) => ({ asset, amount: value })),
    free: may === undefined || available === undefined ? undefined : { asset: available.currency, amount: may },
    equity: amount(of("NetLiquidation")?.value),
    buyingPower: amount(of("BuyingPower")?.value),
    // -1 is as many as one likes.
    dayTradesLeft: /^\d{1,3}$/.test(left) ? Number(left) : undefined,
    positions
  }
}

/** What an account holds, as a gateway tells it. */
export const summary = (link: Link): Effect.Effect<Held, ExchangeUnavailable> => {
  // Two summaries at a time are the most, and positions have no number.
  const one = Semaphore.makeUnsafe(1)
  return Effect.gen(function* () {
    const tws = yield* link.ready
    let asked = 0
    const rows = yield* ask<Row>(tws, {
      urgency: "URGENT",
      say: (api, request) => {
        asked = request
        api.reqAccountSummary(request, "All", TAGS)
      },
      take: (told, request) =>
        told._tag === "accountSummaryEnd" && told.request === request
          ? "END"
          : told._tag === "accountSummary" && told.request === request && told.account === link.account
            ? { item: told }
            : undefined
    }).pipe(Effect.ensuring(Effect.ignore(tws.say("URGENT", (api) => api.cancelAccountSummary(asked)))))
    const held = yield* ask(tws, {
      urgency: "URGENT",
      say: (api) => api.reqPositions(),
      take: (told) =>
        told._tag === "positionEnd"
          ? "END"
          : told._tag === "position" && told.account === link.account
            ? { item: [String(told.contract.conId), decimalOf(told.position ?? 0)] as const }
            : undefined
    }).pipe(Effect.ensuring(Effect.ignore(tws.say("URGENT", (api) => api.cancelPositions()))))
    const positions = new Map<string, Decimal>()
    // Those of models are told apart.
    for (const [conid, size] of held) positions.set(conid, sum([positions.get(conid) ?? zero, size]))
    return heldIn(rows, positions)
  }).pipe(one.withPermits(1))
}
