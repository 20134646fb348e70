import { ClientOrderId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { compare, type Decimal, larger, sum, zero } from "@tradetower/domain/number"
import { isOurs, type Side } from "@tradetower/domain/order"
import type { OrderState } from "../../exchange.ts"
import { ofLeg } from "./leg.ts"
import { hasEnded, statusOf, together } from "./order-state.ts"
import type { Execution, OrderRow } from "./rows.ts"

/** So many of the latest orders and trades are remembered: more than may rest, with those that ended lately. */
const MOST = 20_000

/** An order as the broker has it, by its own id: of what cancels another, one leg. */
export interface Leg {
  readonly orderId: string
  /** Our own id of it, or what it is called here where somebody else placed it. */
  readonly reference: string
  readonly conid: string
  readonly side: Side
  readonly word: string
  readonly endedBySystem?: string
  /** Limit or trigger; none at market. */
  readonly price?: Decimal
  readonly total: Decimal
  readonly filled: Decimal
  /** When it was first heard of, or placed, ms. */
  readonly placedAt: number
}

/** An order of ours with all that belongs to it. */
export interface Whole {
  readonly clientOrderId: ClientOrderId
  readonly legs: ReadonlyArray<Leg>
  readonly status: OrderState["status"]
  /** What was filled of it by the broker's word. */
  readonly filled: Decimal
}

/** A trade, and whether it corrects one that was told before. */
export interface Trade {
  /** What it is known by, whatever was corrected of it. */
  readonly prefix: string
  readonly correction: number
  /** The order that it is of; of one by which the broker closed a position itself, that of ours which traded there last. */
  readonly clientOrderId: ClientOrderId
  readonly liquidates: boolean
  readonly execution: Execution
}

const sideOf = (word: string): Side => (/^b/i.test(word) ? "BUY" : "SELL")
const given = <A>(value: A | null | undefined, before: A): A => value ?? before
/** A price as it is written, without the thousands' commas; none where it is none. */
const priceIn = (text: string | null | undefined): Decimal | undefined =>
  typeof text === "string" && /^\d[\d,]*(\.\d+)?$/.test(text) ? (text.replaceAll(",", "") as Decimal) : undefined

const orNothing = <K extends string, A>(name: K, value: A | null | undefined) =>
  (value === undefined || value === null ? {} : { [name]: value }) as { readonly [_ in K]?: A }

/** What an order's prefix and correction are: the last two digits of an execution's id count its corrections. */
export const tradeIn = (execution: Execution, last?: ClientOrderId): Trade | undefined => {
  const own = ofLeg(execution.order_ref ?? "")
  const liquidates = !isOurs(own) && execution.liquidation_trade === "1"
  const reference = liquidates ? (last ?? "") : own
  if (!isOurs(reference)) return undefined
  const dot = execution.execution_id.lastIndexOf(".")
  const suffix = execution.execution_id.slice(dot + 1)
  const isCounted = dot > 0 && /^\d{1,4}$/.test(suffix)
  return {
    prefix: isCounted ? execution.execution_id.slice(0, dot) : execution.execution_id,
    correction: isCounted ? Number(suffix) : 0,
    clientOrderId: ClientOrderId.make(reference),
    liquidates,
    execution
  }
}

/**
 * What is known of an account's orders and trades, whoever told it: the list, the stream, or the answer to an order. The
 * stream tells only what changed, and either may tell old news late: what was filled never becomes less, and what has
 * ended stays so.
 */
export class Mirror {
  readonly #legs = new OldestOut<string, Leg>(MOST)
  readonly #byReference = new OldestOut<string, ReadonlyArray<string>>(MOST)
  readonly #open = new Set<string>()
  readonly #trades = new Map<string, Trade>()
  /** Of a contract: which order of ours traded last. */
  readonly #lastOf = new OldestOut<string, ClientOrderId>(MOST)
  readonly #tradesOf = new OldestOut<string, ReadonlyArray<string>>(MOST)
  readonly account: string

  constructor(account: string) {
    this.account = account
  }

  /** Takes in what was told of an order; answers our id where it is one of ours. */
  take(row: OrderRow, now: number): ClientOrderId | undefined {
    const { account, acct, orderId } = row
    if ((account ?? acct ?? this.account) !== this.account) return undefined
    const before = this.#legs.peek(orderId)
    const named = typeof row.order_ref === "string" && row.order_ref !== "" ? row.order_ref : undefined
    // Whoever placed it elsewhere gave it no name.
    const reference = named ?? before?.reference ?? `other-${orderId}`
    const type = given(row.origOrderType ?? row.orderType, "")
    const price =
      before?.price ?? (/^(mkt|market)/i.test(type) ? undefined : (priceIn(row.price) ?? priceIn(row.auxPrice)))
    const filled = larger(before?.filled ?? zero, given(row.filledQuantity, zero))
    // Nothing of ours is ever changed; what cancels another in part makes it smaller, which is not what was asked for.
    const total = before?.total ?? row.totalSize ?? sum([filled, given(row.remainingQuantity, zero)])
    const ended = before !== undefined && hasEnded(statusOf(before.word, before.endedBySystem))
    return this.#keep({
      orderId,
      reference,
      conid: given(row.conid, before?.conid ?? ""),
      side: row.side === undefined || row.side === null ? (before?.side ?? "BUY") : sideOf(row.side),
      word: ended ? before.word : given(row.status, before?.word ?? "PendingSubmit"),
      ...orNothing("endedBySystem", row.order_cancellation_by_system_reason ?? before?.endedBySystem),
      ...orNothing("price", price),
      total,
      filled,
      placedAt: before?.placedAt ?? row.lastExecutionTime_r ?? now
    })
  }

  /** What an order is called there, where it is known. */
  referenceOf(orderId: string): string | undefined {
    return this.#legs.peek(orderId)?.reference
  }

  /** One that is there was refused after all, or is not listed any more: why, in words. `word`: the broker's for such an end. */
  end(orderId: string, word: string, why: string): ClientOrderId | undefined {
    const leg = this.#legs.peek(orderId)
    return leg && this.#keep({ ...leg, word, endedBySystem: why })
  }

  /** One that was refused as it came is not there, and never was. */
  forget(orderId: string): void {
    const of = ofLeg(this.referenceOf(orderId) ?? "")
    this.#legs.delete(orderId)
    this.#open.delete(orderId)
    this.#byReference.set(
      of,
      (this.#byReference.get(of) ?? []).filter((id) => id !== orderId)
    )
  }

  /** One that was placed from here. */
  placed(leg: Leg): void {
    const before = this.#legs.peek(leg.orderId)
    // The stream may have told of it before it was answered.
    this.#keep(
      before === undefined
        ? leg
        : { ...leg, ...orNothing("endedBySystem", before.endedBySystem), word: before.word, filled: before.filled }
    )
  }

  #keep(leg: Leg): ClientOrderId | undefined {
    const { orderId, reference } = leg
    this.#legs.set(orderId, leg)
    if (hasEnded(statusOf(leg.word, leg.endedBySystem))) this.#open.delete(orderId)
    else this.#open.add(orderId)
    const of = ofLeg(reference)
    const ids = this.#byReference.get(of) ?? []
    if (!ids.includes(orderId)) this.#byReference.set(of, [...ids, orderId])
    return isOurs(of) ? ClientOrderId.make(of) : undefined
  }

  /** Takes in a trade; answers it where it is new or corrects one, with what it corrects. */
  trade(execution: Execution): { readonly trade: Trade; readonly before?: Trade } | undefined {
    if ((execution.account ?? execution.accountCode ?? this.account) !== this.account) return undefined
    const { conid } = execution
    const trade = tradeIn(execution, this.#lastOf.peek(conid ?? ""))
    if (trade === undefined) return undefined
    if (typeof conid === "string" && !trade.liquidates) this.#lastOf.set(conid, trade.clientOrderId)
    const before = this.#trades.get(trade.prefix)
    if (before !== undefined && before.correction > trade.correction) return undefined
    const isCommission = before?.correction === trade.correction
    if (isCommission && (hasCommission(before) || !hasCommission(trade))) return undefined
    this.#trades.set(trade.prefix, trade)
    const [oldest] = this.#trades.keys()
    if (this.#trades.size > MOST && oldest !== undefined) this.#trades.delete(oldest)
    const known = this.#tradesOf.get(trade.clientOrderId) ?? []
    if (!known.includes(trade.prefix)) this.#tradesOf.set(trade.clientOrderId, [...known, trade.prefix])
    return { trade, ...(before !== undefined && { before }) }
  }

  tradesOf(id: ClientOrderId): ReadonlyArray<Trade> {
    return (this.#tradesOf.get(id) ?? []).flatMap((prefix) => this.#trades.get(prefix) ?? [])
  }

  /** Whether an order is known to be ours, by the broker's id. */
  isOurs(orderId: string): boolean {
    return isOurs(ofLeg(this.referenceOf(orderId) ?? ""))
  }

  /** Whether it is not known to have ended. */
  isOpen(orderId: string): boolean {
    return this.#open.has(orderId)
  }

  whole(id: string): Whole | undefined {
    const legs = (this.#byReference.get(id) ?? [])
      .flatMap((orderId) => this.#legs.peek(orderId) ?? [])
      .filter(({ reference }) => ofLeg(reference) === id)
    const [first, ...others] = [...legs].sort((a, b) => a.reference.length - b.reference.length)
    if (first === undefined) return undefined
    const ordered = [first, ...others]
    const clientOrderId = ClientOrderId.make(id)
    // Either may come first: what is told of an order, or of its trades.
    const filled = larger(sum(ordered.map((leg) => leg.filled)), this.#traded(clientOrderId))
    const status = together(ordered.map(({ endedBySystem, word }) => statusOf(word, endedBySystem)))
    const isFull = compare(first.total, zero) > 0 && compare(filled, first.total) >= 0
    return { clientOrderId, legs: ordered, status: isFull ? "FILLED" : status, filled }
  }

  /** All that are not known to have ended, ours or not. */
  get open(): ReadonlyArray<Leg> {
    return [...this.#open].flatMap((orderId) => this.#legs.peek(orderId) ?? [])
  }

  /** All trades of ours that are known. */
  get trades(): Iterable<Trade> {
    return this.#trades.values()
  }

  /** Whether all that was filled of it is there as trades. */
  isWhole({ clientOrderId, filled }: Whole): boolean {
    return compare(this.#traded(clientOrderId), filled) >= 0
  }

  #traded(id: ClientOrderId): Decimal {
    return sum(this.tradesOf(id).flatMap(({ execution, liquidates }) => (liquidates ? [] : [execution.size])))
  }
}

export const hasCommission = ({ execution: { commission } }: Trade): boolean =>
  typeof commission === "string" && commission !== ""
