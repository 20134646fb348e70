import { hash } from "node:crypto"
import { Effect, Option } from "effect"
import { type OrderRecord, OrderTrades, Store, type StoreUnavailable } from "@tradetower/platform"
import { NAMED_TRADES } from "./order-record.ts"

/** What an order's record has no room to name: it stays as small however many trades fill the order. */
export interface OlderTrades {
  /** Whether a trade that the record doesn't name was counted before. */
  readonly counted: (record: OrderRecord, tradeId: string) => Effect.Effect<boolean, StoreUnavailable>
  /** Before a record is written: keeps the trade that the next one will push out of it. */
  readonly keep: (record: OrderRecord) => Effect.Effect<void, StoreUnavailable>
}

const documentOf = ({ botRunId, id: orderId, tenantId }: OrderRecord, tradeId: string) => ({
  id: hash("sha256", JSON.stringify([orderId, tradeId]), "base64url"),
  tenantId,
  botRunId,
  orderId,
  tradeId
})

export const makeOlderTrades: Effect.Effect<OlderTrades, never, Store> = Effect.gen(function* () {
  const store = yield* Store
  const full = ({ tradeIds }: OrderRecord) => tradeIds.length >= NAMED_TRADES
  return {
    counted: (record, tradeId) => {
      if (!full(record) || record.tradeIds.includes(tradeId)) return Effect.succeed(false)
      const { botRunId, id, tenantId } = documentOf(record, tradeId)
      return Effect.map(store.read(OrderTrades, { tenantId, botRunId }, id), Option.isSome)
    },
    keep: (record) => {
      const [oldest] = record.tradeIds
      if (!full(record) || oldest === undefined) return Effect.void
      return Effect.asVoid(store.upsert(OrderTrades, documentOf(record, oldest)))
    }
  }
})
