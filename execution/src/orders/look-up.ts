import { Clock, Effect, Option, Random } from "effect"
import type { Market } from "@tradetower/domain/market"
import type { OrderLookUp } from "@tradetower/domain/order"
import { marketNow, type OrderRecord } from "@tradetower/platform"
import type { Time } from "@tradetower/domain/ids"
import { ExchangeUnavailable } from "../exchange.ts"
import { ANSWER_WITHIN, isDisk, pauseAfter } from "../patience.ts"
import { HeldOrders } from "./held-orders.ts"
import { sentOrder, untold } from "./order-record.ts"
import { type OpenAccount, Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"

/** The pause after the first look, and the longest, ms: twice as long each time, or as late as the exchange asks for. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 5_000
/** A pause as long as this is told, ms: shorter ones are over before anybody could read of them. */
const TOLD_FROM = 1_000
/** The longest that was told before and is kept to, ms. */
const KEPT_TO = 60_000

/** An order whose fate is unknown, where it was sent. */
export interface Unknown {
  readonly of: OpenAccount
  readonly market: Market
  readonly record: OrderRecord
}

/** One that is only told of: its market is not known while its account can't be opened. */
export type Noted = Pick<Unknown, "record"> & Partial<Pick<Unknown, "market">>

/** What a look found: the order, which is taken for our own then; that it is MISSING; or why nobody knows. */
type Found =
  | { readonly _tag: "ADOPTED" | "MISSING" }
  | { readonly _tag: OrderLookUp["found"]; readonly says?: string; readonly retryAfter?: number | undefined }

/** Looks orders of unknown outcome up, and keeps in their records what is known and when they are looked up again. */
export const makeLookUps = Effect.gen(function* () {
  const held = yield* HeldOrders
  const reports = yield* Reports
  const reconciler = yield* Reconciler

  /** Looks once. `missingFrom`: one that is not there by then (ms) never arrived. */
  const look = Effect.fn("Orders.lookUp")(function* ({ market, of, record }: Unknown, missingFrom: number) {
    const asked = of.account.find(sentOrder(record)).pipe(
      Effect.timeoutOrElse({
        duration: ANSWER_WITHIN,
        orElse: () => Effect.fail(new ExchangeUnavailable({ message: "it gives no answer", retryable: true }))
      }),
      Effect.result
    )
    const answer = yield* asked
    if (answer._tag === "Failure") {
      const error = answer.failure
      if (!error.retryable || isDisk(error)) return yield* error
      return { _tag: "NO_ANSWER", says: error.message, retryAfter: error.retryAfter } satisfies Found
    }
    if (Option.isSome(answer.success)) {
      if (answer.success.value.status === "UNKNOWN") return { _tag: "UNDECIDED" } satisfies Found
      yield* reconciler.adopt(of, market, record, answer.success.value)
      return { _tag: "ADOPTED" } satisfies Found
    }
    const missing = (yield* Clock.currentTimeMillis) >= missingFrom
    return { _tag: missing ? "MISSING" : "UNLISTED" } satisfies Found
  })

  /** Keeps how an order is being looked up, for its trader to see; one that is known by now keeps nothing. */
  const note = Effect.fnUntraced(function* ({ market, record }: Noted, lookUp: OrderLookUp) {
    const { id, status, tenantId } = record
    if (status === "PENDING" && market !== undefined) {
      const at = (yield* marketNow) as Time
      yield* reports.answered(tenantId, market, { _tag: "OrderOutcomeUnknown", at, clientOrderId: id })
    }
    yield* held.change(tenantId, id, (known) => (untold(known) ? { ...known, lookUp } : undefined))
  })

  /**
   * Looks until it is known whether the order is there: true when it is, or when its exchange told of it meanwhile.
   * `sentAt`: when it was last sent, as far as that is known.
   */
  const untilKnown = Effect.fnUntraced(function* (order: Unknown, sentAt: number, ifMissing: OrderLookUp["ifMissing"]) {
    const { of, record } = order
    const missingFrom = sentAt + of.account.settles
    const before = record.lookUp
    // Its command came again: it is looked up when that was said.
    if (before !== undefined) yield* Effect.sleep(Math.min(KEPT_TO, Math.max(0, before.next - sentAt)))
    for (let looks = (before?.looks ?? 0) + 1; ; looks++) {
      const current = Option.getOrUndefined(yield* held.find(of.tenantId, record.id, record.botRunId))
      if (current !== undefined && !untold(current)) return true
      const found = yield* look(order, missingFrom)
      if (found._tag === "ADOPTED" || found._tag === "MISSING") return found._tag === "ADOPTED"
      const at = yield* Clock.currentTimeMillis
      const grown = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (looks - 1)) * (0.8 + 0.4 * (yield* Random.next))
      const wanted = found._tag === "UNLISTED" ? Math.min(grown, missingFrom - at) : pauseAfter(found, grown)
      const pause = Math.max(1, Math.ceil(wanted))
      if (pause >= TOLD_FROM)
        yield* note(order, {
          looks,
          at,
          found: found._tag,
          ...(found.says !== undefined && { says: found.says }),
          next: at + pause,
          missingFrom,
          ifMissing
        })
      yield* Effect.sleep(pause)
    }
  })

  return { look, note, untilKnown }
})
