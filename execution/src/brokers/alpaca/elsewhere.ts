import { Effect, Option, Schema } from "effect"
import { isOurs } from "@tradetower/domain/order"
import type { AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { CorporateAction, TradeEvent } from "./answers.ts"
import type { FillList } from "./fill-list.ts"
import { instrumentOf } from "./instruments.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { OrderQuestions } from "./order-questions.ts"
import { type Rest, there } from "./rest.ts"
import { type Executions, voidedBy } from "./voided.ts"

/** What happens to shares themselves: they are other ones afterwards, or more of them, or fewer. */
const KINDS = { SPLIT: "split", SPIN: "spun off from", MA: "merged", NC: "renamed", REORG: "reorganised" } as const
const PAGE = 100
/** Looked back so far the first time, ms: a process may have been away for a long weekend. */
const FAR = 7 * 86_400_000
/** Rows may be listed so much later than they happened, ms; what is told twice counts once. */
const OVERLAP = 3_600_000
const Rows = Schema.Array(Schema.Unknown)
const readAction = Schema.decodeUnknownOption(CorporateAction)
const readTrade = Schema.decodeUnknownOption(TradeEvent)

export interface ElsewhereOf {
  readonly rest: Rest
  readonly known: KnownOrders
  readonly questions: Pick<OrderQuestions, "isForeign">
  readonly fills: Pick<FillList, "fillsOf">
  readonly executions: Executions
}

/**
 * What happened to an account that its stream does not tell, or told while nobody heard: corporate actions, and trades
 * that were taken back or corrected.
 */
export const elsewhereOf = ({ executions, fills, known, questions, rest }: ElsewhereOf) => {
  let actionsUntil: number | undefined
  let tradesUntil: number | undefined
  const from = (until: number | undefined, now: number) => rfc3339(until === undefined ? now - FAR : until - OVERLAP)

  const actions = Effect.fn("Alpaca.corporateActions")(function* (
    now: number
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    const asked = new URLSearchParams({
      activity_types: Object.keys(KINDS).join(","),
      direction: "desc",
      page_size: String(PAGE),
      after: from(actionsUntil, now)
    })
    const rows = yield* there(rest.get(`/v2/account/activities?${asked.toString()}`, Rows))
    actionsUntil = now
    return rows.flatMap((row): ReadonlyArray<AccountNews> => {
      const read = Option.getOrUndefined(readAction(row))
      if (read === undefined || read.status === "canceled") return []
      const { activity_type, date, symbol } = read
      const instrument = instrumentOf(symbol, "us_equity")
      if (instrument === undefined) return []
      // What leaves and what comes are rows of their own: they are one thing that happened.
      const id = `${activity_type}:${symbol}:${date.slice(0, 10)}`
      const text = `shares of ${symbol} were ${KINDS[activity_type]} on ${date.slice(0, 10)}: their number and price are not what bots know.`
      return [{ _tag: "Noticed", id, symbol: instrument.symbol, holds: true, text }]
    })
  })

  const takenBack = Effect.fn("Alpaca.takenBack")(function* (
    now: number
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    // With an end it is no stream: what happened until then is told, and it closes.
    const asked = new URLSearchParams({ since: from(tradesUntil, now), until: rfc3339(now) })
    const answer = yield* rest.get(`/v2beta1/events/activities?${asked.toString()}`, Rows, "USUAL", "EVENTS")
    tradesUntil = now
    const news: Array<AccountNews> = []
    for (const row of Option.getOrElse(answer, () => [])) {
      const trade = Option.getOrUndefined(readTrade(row))
      if (trade === undefined || (yield* questions.isForeign(trade.details.order_id))) continue
      const of = known.of(trade.details.order_id)
      if (of === undefined || !isOurs(of.clientOrderId)) continue
      const { details, executed_at, previous_id, price, qty, ref_id } = trade
      const said = {
        id: ref_id,
        corrected: details.execution_type === "trade_correct",
        orderId: details.order_id,
        execution: previous_id ?? undefined,
        side: details.side === "buy" ? "BUY" : "SELL",
        price: price ?? undefined,
        quantity: qty ?? undefined,
        at: executed_at
      } as const
      news.push(...(yield* voidedBy(said, of, executions, fills)))
    }
    return news
  })

  return (now: number): Effect.Effect<ReadonlyArray<AccountNews>, ExchangeUnavailable> =>
    Effect.zipWith(actions(now), takenBack(now), (some, more) => [...some, ...more])
}
