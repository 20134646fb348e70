import { Effect, Option, Schema } from "effect"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { isOurs } from "@tradetower/domain/order"
import type { ExchangeUnavailable, OrderState, SentOrder, UnreadOrder } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { unreadOrder } from "../unread-order.ts"
import { clientIdIn, type LegAnswer, mayBeOurs, OrderAnswer, OrderName, OrderPlace } from "./answers.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { Whole } from "./order-state.ts"
import { readable, type Rest, there, unreadable } from "./rest.ts"

/** Rows of a page of orders. */
const PAGE = 500
/** Orders of the owner's own that are remembered as such. */
const STRANGERS = 10_000
/** So often an order is followed from one that took its place to the next: nobody changes one more often. */
const FOLLOWED = 100
const Rows = Schema.Array(Schema.Unknown)
const readOrder = Schema.decodeUnknownOption(OrderAnswer)
const readName = Schema.decodeUnknownOption(OrderName)
const readPlace = Schema.decodeUnknownOption(OrderPlace)

/** An order as it was answered, and as it stands. */
export interface Listed {
  readonly answer: OrderAnswer
  readonly whole: Whole
}

export type OrderQuestions = ReturnType<typeof orderQuestions>

/** What Alpaca is asked of an account's orders. */
export const orderQuestions = (rest: Rest, known: KnownOrders) => {
  const strangers = new OldestOut<string, true>(STRANGERS)

  const learned = (answer: OrderAnswer, heirs: ReadonlyArray<LegAnswer> = []): Option.Option<Listed> =>
    Option.map(Option.fromUndefinedOr(known.learn(answer, heirs)), (whole) => ({ answer, whole }))

  const byId = (id: string) => rest.get(`/v2/orders/${encodeURIComponent(id)}?nested=true`, OrderAnswer)
  const byClientId = (id: string) =>
    rest.get(`/v2/orders:by_client_order_id?client_order_id=${encodeURIComponent(id)}`, OrderAnswer)

  /** What took the place of an order, or of a part of it, at Alpaca: changed by its owner, or for a dividend or a split. */
  const heirsOf = Effect.fnUntraced(function* ({ legs, ...own }: OrderAnswer) {
    const heirs: Array<LegAnswer> = []
    for (const part of [own, ...(legs ?? [])]) {
      let last: LegAnswer | undefined = part
      for (let times = 0; times < FOLLOWED && last?.status === "replaced"; times++) {
        const { replaced_by }: LegAnswer = last
        const next: Option.Option<OrderAnswer> =
          typeof replaced_by === "string" ? yield* byId(replaced_by) : Option.none()
        // It is named, so it is there.
        if (typeof replaced_by === "string" && Option.isNone(next)) return yield* unreadable
        last = Option.getOrUndefined(next)
        if (last !== undefined) heirs.push(last)
      }
    }
    return heirs
  })

  /** An order of ours with all that belongs to it; none that Alpaca does not know. */
  const order = Effect.fn("Alpaca.order")(function* ({
    clientOrderId,
    exchangeOrderId
  }: Partial<Pick<SentOrder, "clientOrderId" | "exchangeOrderId">>): Effect.fn.Return<
    Option.Option<Listed>,
    ExchangeUnavailable
  > {
    const named = exchangeOrderId === undefined ? Option.none() : yield* byId(exchangeOrderId)
    const found = Option.isSome(named) || clientOrderId === undefined ? named : yield* byClientId(clientOrderId)
    if (Option.isNone(found)) return Option.none()
    const { id, legs, order_class } = found.value
    const bare = order_class === "oco" && (legs ?? []).length === 0
    const answer = bare ? Option.getOrElse(yield* byId(id), () => found.value) : found.value
    const listed = learned(answer, yield* heirsOf(answer))
    // Whatever is there under an id of ours was asked for in what is counted here.
    return Option.isNone(listed) ? yield* unreadable : listed
  })

  /** The order of ours whose place another one took, with all that did. */
  const replacedBy = Effect.fnUntraced(function* ({
    id,
    replaces
  }: Pick<LegAnswer, "id" | "replaces">): Effect.fn.Return<Option.Option<Listed>, ExchangeUnavailable> {
    let before = replaces
    for (let times = 0; times < FOLLOWED && typeof before === "string" && !isStranger(id); times++) {
      const of = known.of(before)
      if (of !== undefined) return isOurs(of.clientOrderId) ? yield* order(of) : Option.none()
      const found: Option.Option<OrderAnswer> = yield* byId(before)
      if (Option.isNone(found)) break
      if (isOurs(found.value.client_order_id)) return yield* order({ exchangeOrderId: found.value.id })
      before = found.value.replaces
    }
    strangers.set(id, true)
    return Option.none()
  })

  /** Whether an order was found to be none of ours, and none that can be counted here. */
  const isStranger = (id: string): boolean => strangers.get(id) !== undefined

  /**
   * Whether an order, by Alpaca's id, is surely none of ours. One that can be counted here is known from then on; of one
   * that can't, its name decides.
   */
  const isForeign = Effect.fn("Alpaca.isForeign")(function* (
    id: string
  ): Effect.fn.Return<boolean, ExchangeUnavailable> {
    if (isStranger(id)) return true
    const before = known.of(id)
    if (before !== undefined) return !before.several && !isOurs(before.clientOrderId)
    const answer = yield* rest.get(`/v2/orders/${encodeURIComponent(id)}?nested=true`, Schema.Unknown)
    if (Option.isNone(answer)) return false
    const name = readName(answer.value)
    if (Option.isNone(name)) return false
    const { client_order_id, order_class, replaces } = name.value
    if (typeof replaces === "string" && Option.isSome(yield* replacedBy({ id, replaces }))) return false
    const listed = Option.flatMap(readOrder(answer.value), (order) => learned(order))
    if (isOurs(client_order_id)) return Option.isNone(listed) ? yield* unreadable : false
    // Either leg of one of ours has a name of Alpaca's own.
    if (order_class === "oco") return false
    strangers.set(id, true)
    return true
  })

  /** A page of orders, the latest first. One of somebody else's that can't be read or counted here is none of ours. */
  const page = Effect.fnUntraced(function* (
    status: "open" | "all",
    until: string | undefined,
    unread: Array<UnreadOrder>
  ): Effect.fn.Return<
    { readonly rows: ReadonlyArray<Listed>; readonly ids: ReadonlyArray<string>; readonly next: string | undefined },
    ExchangeUnavailable
  > {
    const before = until === undefined ? "" : `&until=${encodeURIComponent(until)}`
    const all = yield* there(
      rest.get(`/v2/orders?status=${status}&limit=${PAGE}&nested=true&direction=desc${before}`, Rows)
    )
    const rows: Array<Listed> = []
    const ids: Array<string> = []
    const heirs: Array<OrderAnswer> = []
    let at: string | null | undefined
    let counted = 0
    for (const row of all) {
      const place = Option.getOrUndefined(readPlace(row))
      at = place?.submitted_at ?? place?.created_at ?? at
      counted += 1 + (place?.legs ?? []).length
      if (place !== undefined) ids.push(place.id)
      const read = Option.getOrUndefined(readOrder(row))
      if (typeof read?.replaces === "string") {
        heirs.push(read)
        continue
      }
      const listed = read === undefined ? Option.none() : learned(read)
      if (Option.isSome(listed)) rows.push(listed.value)
      // What rests under an id of ours is not forgotten.
      else if (status === "open" && mayBeOurs(row)) unread.push(unreadOrder(clientIdIn(row)))
    }
    // Among all there ever were those are left to whoever needs one.
    for (const heir of status === "open" ? heirs : []) {
      const before = yield* replacedBy(heir).pipe(
        Effect.catchIf(
          (error) => error === unreadable,
          () => {
            unread.push(unreadOrder(known.of(heir.replaces ?? "")?.clientOrderId))
            return Effect.succeedNone
          }
        )
      )
      rows.push(...Option.toArray(Option.isSome(before) ? before : learned(heir)))
    }
    return { rows, ids, next: counted < PAGE || typeof at !== "string" ? undefined : later(at) }
  })

  /** Orders, the latest first, until there are no more or these are enough. */
  const orders = Effect.fn("Alpaca.orders")(function* (
    status: "open" | "all",
    enough: (rows: ReadonlyMap<string, Listed>, pages: number) => boolean = () => false,
    unread: Array<UnreadOrder> = []
  ): Effect.fn.Return<ReadonlyArray<Listed>, ExchangeUnavailable> {
    const found = new Map<string, Listed>()
    const seen = new Set<string>()
    let until: string | undefined
    for (let pages = 1; ; pages++) {
      const { ids, next, rows } = yield* page(status, until, unread)
      const before = seen.size
      for (const id of ids) seen.add(id)
      for (const row of rows) found.set(row.answer.id, row)
      if (next === undefined || seen.size === before || enough(found, pages)) return [...found.values()]
      until = next
    }
  })

  /** Every order that rests, as the port has it. */
  const openOrders = Effect.gen(function* () {
    const unread: Array<UnreadOrder> = []
    const listed = yield* orders("open", undefined, unread)
    return [...listed.map(({ whole }) => whole.state), ...unread]
  })

  return { isForeign, isStranger, openOrders, order, orders }
}

/** Just after a moment: what is listed until then has what happened at it, too. */
const later = (moment: string): string => rfc3339(Date.parse(moment) + 1)

/** Reads the answer to an order that was placed. */
export const placedOrder = (body: Option.Option<unknown>): Effect.Effect<OrderAnswer, ExchangeUnavailable> =>
  readable(OrderAnswer, body)

/** An order's state, as its exchange's word for it; its end only once its fills are `listed`. */
export const stateWith = (state: OrderState, listed: boolean): OrderState => {
  if (listed) return state
  const { reason: _, ...open } = state
  return { ...open, status: "OPEN" }
}
