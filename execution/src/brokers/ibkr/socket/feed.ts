import type { ClientOrderId } from "@tradetower/domain/ids"
import { type Decimal } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { isOurs } from "@tradetower/domain/order"
import { ofLeg } from "../leg.ts"
import type { HeardTrade } from "../listings.ts"
import type { Mirror } from "../mirror.ts"
import type { Execution, OrderRow } from "../rows.ts"
import { CANCELLED, isGone, isNumberUsed, isReadOnly, isUnsent, isWarning, plainWords } from "./codes.ts"
import { tradeMoment } from "./wire-time.ts"
import { decimalOf, type Told } from "./words.ts"

/** So many of the latest orders and trades are remembered. */
const MOST = 20_000

/** What is told of a trade by itself is the answer to no request. */
const LIVE = -1

/** Where an order can be taken back: under which number, by which client. */
export interface OrderNumber {
  readonly number: number
  readonly clientId: number
}

/** What changed by what was told. */
export interface Change {
  readonly orders: ReadonlyArray<ClientOrderId>
  readonly trades: ReadonlyArray<HeardTrade>
}

const nothing: Change = { orders: [], trades: [] }
const decimal = (value: number | null | undefined): Decimal | undefined =>
  value === undefined || value === null ? undefined : decimalOf(value)

type Of<T extends Told["_tag"]> = Extract<Told, { readonly _tag: T }>

/** The broker itself ended it, by its words for that: not its trader. */
const endedBySystem = (words: string | null | undefined): string | undefined =>
  typeof words === "string" && /system|expire/i.test(words) ? words : undefined

/** What was told of it: a limit's price, a stop's trigger, none at market. */
const rowOf = (
  { contract, order, state }: Of<"openOrder"> | Of<"completedOrder">,
  isCompleted: boolean
): OrderRow | undefined => {
  const { account, action, auxPrice, filledQuantity, lmtPrice, orderRef, orderType, permId, totalQuantity } = order
  if (permId === undefined || permId === null || permId === 0) return undefined
  const isStop = orderType.startsWith("STP")
  const filled = decimal(filledQuantity)
  // One that has ended is for nothing any more: what it was for is not told then.
  const total = isCompleted && totalQuantity === 0 ? filled : decimal(totalQuantity)
  return {
    orderId: String(permId),
    conid: String(contract.conId),
    order_ref: orderRef,
    status: state.status,
    side: action,
    orderType,
    price: decimal(isStop ? auxPrice : lmtPrice),
    totalSize: total,
    account,
    ...(isCompleted && {
      filledQuantity: filled,
      order_cancellation_by_system_reason: endedBySystem(state.completedStatus)
    })
  }
}

const liquidity = { 1: { liquidity: "MAKER" }, 2: { liquidity: "TAKER" } } as const

/** What connections to a gateway tell of an account's orders and trades: all of it goes into the mirror, whoever listens. */
export class Feed {
  readonly #mirror: Mirror
  readonly #account: string
  readonly #clientId: number
  readonly #numbers = new OldestOut<string, OrderNumber>(MOST)
  /** The broker's own ids of our orders, by their numbers. */
  readonly #ids = new OldestOut<number, string>(MOST)
  readonly #executions = new OldestOut<string, Execution>(MOST)
  /** What was told before its trade was. */
  readonly #commissions = new OldestOut<string, string>(MOST)
  /** Taken back by us. */
  readonly #askedBack = new OldestOut<string, true>(MOST)
  /** Trades that were heard of in a list first, until what they cost is told. */
  #listed = new OldestOut<string, true>(MOST)
  readonly #submitting = new Set<number>()
  #noZone = false

  constructor(mirror: Mirror, account: string, clientId: number) {
    this.#mirror = mirror
    this.#account = account
    this.#clientId = clientId
  }

  /** Whether times are told that say nothing: trades of ours can't be counted. */
  get noZone(): boolean {
    return this.#noZone
  }

  /** Under which number an order is known there, by the broker's own id. */
  numberOf(id: string): OrderNumber | undefined {
    return this.#numbers.peek(id)
  }

  /** The broker's own id of an order of ours, by its number. */
  idOf(number: number): string | undefined {
    return this.#ids.peek(number)
  }

  /** It is being sent: what is refused of it is heard by who sends it. */
  submitting(number: number, is: boolean): void {
    if (is) this.#submitting.add(number)
    else this.#submitting.delete(number)
  }

  /** It is taken back by us: its end is no word of the broker's own. */
  askedBack(id: string): void {
    this.#askedBack.set(id, true)
  }

  take(told: Told, now: number): Change {
    switch (told._tag) {
      case "openOrder": {
        const { number, order } = told
        const row = order.account === this.#account ? rowOf(told, false) : undefined
        if (row === undefined) return nothing
        this.#numbered(row.orderId, number, order.clientId ?? 0)
        return this.#order(row, now)
      }
      case "completedOrder": {
        const row = told.order.account === this.#account ? rowOf(told, true) : undefined
        return row === undefined ? nothing : this.#order(row, now)
      }
      case "orderStatus": {
        const id = String(told.permId ?? 0)
        if (id !== "0") this.#numbered(id, told.number, told.clientId ?? 0)
        // What it is of is told with the order itself.
        if (this.#mirror.referenceOf(id) === undefined) return nothing
        return this.#order({ orderId: id, status: told.status, filledQuantity: decimal(told.filled) }, now)
      }
      case "execDetails":
        return this.#trade(told)
      case "commissionReport":
        return this.#commission(told)
      case "fault":
        return this.#fault(told, now)
      default:
        return nothing
    }
  }

  #numbered(id: string, number: number, clientId: number): void {
    if (number <= 0) return
    this.#numbers.set(id, { number, clientId })
    if (clientId === this.#clientId) this.#ids.set(number, id)
  }

  #order(row: OrderRow, now: number): Change {
    const id = this.#mirror.take(row, now)
    return id === undefined ? nothing : { orders: [id], trades: [] }
  }

  #trade({ contract, execution, request }: Of<"execDetails">): Change {
    const { acctNumber, execId, lastLiquidity, orderRef, permId, price, shares, side, time } = execution
    if (acctNumber !== this.#account || !isOurs(ofLeg(orderRef ?? ""))) return nothing
    const at = tradeMoment(time)
    this.#noZone = at === undefined
    if (at === undefined) return nothing
    const row: Execution = {
      execution_id: execId,
      order_ref: orderRef,
      ...(typeof permId === "number" && { order_id: String(permId) }),
      conid: String(contract.conId),
      side,
      size: decimalOf(shares),
      price: decimalOf(price),
      trade_time_r: at,
      account: acctNumber,
      commission: this.#commissions.peek(execId),
      ...(lastLiquidity === 1 || lastLiquidity === 2 ? liquidity[lastLiquidity] : {})
    }
    if (this.#executions.peek(execId) === undefined && request !== LIVE) this.#listed.set(execId, true)
    this.#executions.set(execId, row)
    return this.#traded(row)
  }

  /** Whether trades were listed of which is not told yet what they cost. */
  get lacksCommission(): boolean {
    return this.#listed.size > 0
  }

  /** What they cost is not waited for any more. */
  giveUpCommissions(): void {
    this.#listed = new OldestOut(MOST)
  }

  #commission({ report: { commission, execId } }: Of<"commissionReport">): Change {
    const paid = decimalOf(commission)
    this.#commissions.set(execId, paid)
    const row = this.#executions.peek(execId)
    if (row === undefined) return nothing
    const change = this.#traded({ ...row, commission: paid })
    if (this.#listed.peek(execId) === undefined) return change
    // It is part of what was listed, and no news of a trade that was told before.
    this.#listed.delete(execId)
    return nothing
  }

  #traded(row: Execution): Change {
    const heard = this.#mirror.trade(row)
    return heard === undefined ? nothing : { orders: [], trades: [heard] }
  }

  /** What an error says of an order that is there. */
  #fault({ about, code, text }: Of<"fault">, now: number): Change {
    const id = about < 0 || this.#submitting.has(about) ? undefined : this.idOf(about)
    if (id === undefined || isWarning(code) || isGone(code) || isNumberUsed(code)) return nothing
    if (isUnsent(code) || isReadOnly(code, text) || !this.#mirror.isOpen(id)) return nothing
    if (code !== CANCELLED) return this.#changed(this.#mirror.end(id, "Inactive", plainWords(text)))
    const words = plainWords(text)
    if (words === "" || this.#askedBack.peek(id) === true) return nothing
    return this.#order({ orderId: id, order_cancellation_by_system_reason: words }, now)
  }

  #changed(id: ClientOrderId | undefined): Change {
    return id === undefined ? nothing : { orders: [id], trades: [] }
  }
}
