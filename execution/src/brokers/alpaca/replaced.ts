import { isOurs } from "@tradetower/domain/order"
import type { AccountNews } from "../../exchange.ts"
import type { Whole } from "./order-state.ts"

/** What its trader has to know of an order that was changed at Alpaca: each change once. */
export const changesOf = ({ clientOrderId, market, parts, state }: Whole): ReadonlyArray<AccountNews> =>
  parts.flatMap(({ id, limit_price, qty, replaces, stop_price }) => {
    if (typeof replaces !== "string" || !isOurs(clientOrderId)) return []
    const { base, symbol } = market.instrument
    const { price, quantity, side } = state
    const asked = `${side} ${market.quantityText(quantity)} ${base}${price === undefined ? "" : ` at ${market.priceText(price)}`}`
    const there = `${qty ?? "some"} at ${limit_price ?? stop_price ?? "market"}`
    const text = `order ${clientOrderId} (${asked}) was changed there: ${there} rests in its place. What that fills counts as the bot's.`
    return [{ _tag: "Noticed", id: `replaced:${id}`, symbol, holds: false, text }]
  })
