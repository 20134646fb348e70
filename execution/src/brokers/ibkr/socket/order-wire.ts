import { Clock, Deferred, Effect } from "effect"
import { type ExchangeUnavailable, OutcomeUnknown } from "../../../exchange.ts"
import { asksForFewer } from "../../../in-turn.ts"
import type { Listings } from "../listings.ts"
import type { Mirror } from "../mirror.ts"
import type { OrderWire, Submission, Submitted } from "../orders.ts"
import { isGone } from "./codes.ts"
import { collect } from "./collect.ts"
import type { Feed } from "./feed.ts"
import { elsewhere, readOnly } from "./gateway-trouble.ts"
import { type LegAnswer, legAnswer } from "./leg-answer.ts"
import type { Link } from "./link.ts"
import type { OrderNumbers } from "./numbers.ts"
import { contractBody, orderBodies } from "./order-body.ts"
import type { Tws } from "./tws.ts"

/** An order of which nothing is told for so long, ms, may be there or not: some are swallowed. */
const ANSWERED_WITHIN = 4_000
/** Why an order ended at once is told with its end, or a little later, ms. */
const GRACE = 60
/** So long nothing is sent where it was too much, ms. */
const PAUSE = 1_000
/** More numbers than this are not tried. */
const TRIES = 3

export interface OrdersOver {
  readonly link: Link
  readonly feed: Feed
  readonly mirror: Mirror
  readonly list: Listings
  readonly numbers: OrderNumbers
}

const unknown = (message: string) => new OutcomeUnknown({ message })
const NO_ANSWER = "IB Gateway said nothing of the order: a dialog may be open there"
type Body = ReturnType<typeof orderBodies>[number]

/** How orders go out through a gateway, each under a number of ours; the broker's own id comes with its answer. */
export const gatewayOrders = ({ feed, link, list, mirror, numbers }: OrdersOver): OrderWire => {
  const now = Clock.currentTimeMillis

  /** A number for an order, and for the one beside it: the one that was kept for it, unless another order has it. */
  const numberFor = Effect.fnUntraced(function* (name: string, tws: Tws, kept: number | undefined) {
    const isFree = (number: number) => {
      const id = feed.idOf(number)
      return (id === undefined || mirror.referenceOf(id) === undefined) && numbers.use(number, name)
    }
    if (kept !== undefined && isFree(kept) && isFree(kept + 1)) return kept
    const number = numbers.next(yield* now, tws)
    numbers.use(number, name)
    numbers.use(number + 1, name)
    return number
  })

  /** Sends orders that belong together, at once, and hears what becomes of each. */
  const sendAll = Effect.fnUntraced(function* (
    tws: Tws,
    { contract, urgency }: Submission,
    bodies: ReadonlyArray<Body>,
    first: number
  ) {
    const legs = yield* Effect.forEach(bodies, (body, at) =>
      Effect.map(Deferred.make<LegAnswer>(), (answer) => ({ body, number: first + at, answer }))
    )
    const refusals = new Map<number, LegAnswer>()
    const leave = tws.hear((told) => {
      for (const { answer, number } of legs) {
        const said = legAnswer(told, number)
        if (said === undefined) continue
        if (said._tag === "Refused") refusals.set(number, said)
        Deferred.doneUnsafe(answer, Effect.succeed(said))
      }
    })
    for (const { number } of legs) feed.submitting(number, true)
    const send = tws.say(urgency, (api) => {
      for (const { body, number } of legs) api.placeOrder(number, contractBody(contract.conid), body.order)
    })
    const lost = Effect.match(tws.lost, {
      onSuccess: (none: never) => none,
      onFailure: ({ message }): LegAnswer => ({ _tag: "Unknown", words: message })
    })
    const answers = Effect.forEach(
      legs,
      ({ answer, body, number }) =>
        Effect.raceFirst(Deferred.await(answer), lost).pipe(
          Effect.timeoutOrElse({
            duration: ANSWERED_WITHIN,
            orElse: () => Effect.succeed<LegAnswer>({ _tag: "Unknown", words: NO_ANSWER })
          }),
          Effect.tap((said) =>
            said._tag === "Taken" && /cancel/i.test(said.word) ? Effect.sleep(GRACE) : Effect.void
          ),
          Effect.map((said) => ({ body, number, said: refusals.get(number) ?? said }))
        ),
      { concurrency: legs.length }
    )
    return yield* Effect.andThen(send, answers).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          leave()
          for (const { number } of legs) feed.submitting(number, false)
        })
      )
    )
  })

  /** Whether an order of that name is there, by all that the gateway lists. */
  const isThere = Effect.fnUntraced(function* (name: string) {
    yield* Effect.mapError(Effect.andThen(list.orders("URGENT"), list.trades("URGENT")), ({ message }) =>
      unknown(message)
    )
    return mirror.whole(name) !== undefined
  })

  const submit = Effect.fn("Ibkr.submit")(function* (
    submission: Submission
  ): Effect.fn.Return<Submitted, ExchangeUnavailable | OutcomeUnknown> {
    const { contract, order, wireId } = submission
    if (contract.market.instrument.kind !== "SPOT")
      return {
        _tag: "Refused",
        words: "futures are traded over its Web API, not through IB Gateway or TWS",
        reason: "INVALID"
      }
    const name = order.clientOrderId
    if (wireId === undefined) return yield* Effect.die(new Error(`no number was kept for ${name}`))
    const tws = yield* link.ready
    let bodies = orderBodies(submission, link.account)
    let number = yield* numberFor(name, tws, Number(wireId))
    const taken: Array<{ readonly orderId: string; readonly word: string; readonly of: string }> = []
    for (let tries = 0; tries < TRIES; tries++) {
      const answers = yield* sendAll(tws, submission, bodies, number)
      const used: Array<Body> = []
      let refused: Extract<LegAnswer, { _tag: "Refused" }> | undefined
      let unclear: string | undefined
      for (const { body, number: under, said } of answers) {
        const orderId = feed.idOf(under)
        if (said._tag === "ReadOnly") return yield* readOnly
        if (said._tag === "TooFast") return yield* asksForFewer("IB Gateway", PAUSE)
        if (said._tag === "Used") used.push(body)
        else if (said._tag === "Unknown") unclear = said.words
        else if (said._tag === "Refused") {
          refused = said
          // It is not there, whatever was told of it before.
          if (orderId !== undefined) mirror.forget(orderId)
        } else if (orderId === undefined) unclear = "taken, and under no id"
        else taken.push({ orderId, word: said.word, of: body.orderRef })
      }
      if (unclear !== undefined) return yield* unknown(unclear)
      if (refused !== undefined) {
        // One leg alone is not what was asked for.
        yield* Effect.mapError(
          cancel(
            taken.map(({ orderId }) => orderId),
            submission.contract.market
          ),
          ({ message }) => unknown(message)
        )
        return refused
      }
      if (used.length === 0) {
        const exitFirst = taken.toSorted((a, b) => a.of.length - b.of.length)
        return { _tag: "Taken", orders: exitFirst.map(({ orderId, word }) => ({ orderId, word })) }
      }
      // What was refused for its number is not there: unless it was, under that very number.
      if (taken.length === 0 && (yield* isThere(name))) return { _tag: "Duplicate" }
      // Where it counts from now.
      yield* Effect.ignore(
        collect(tws, {
          urgency: "URGENT",
          say: (api) => api.reqIds(),
          take: (told) => (told._tag === "nextValidId" ? "END" : undefined)
        })
      )
      bodies = used
      number = yield* numberFor(name, tws, undefined)
    }
    return yield* unknown("IB Gateway takes none of our numbers")
  })

  /** Asks to take one back, and hears that it was asked. */
  const takeBack = Effect.fnUntraced(function* (orderId: string) {
    const tws = yield* link.ready
    const known = feed.numberOf(orderId)
    if (known === undefined || known.clientId !== link.gateway.clientId) return yield* elsewhere(known?.clientId)
    const heard = yield* Deferred.make<void>()
    const leave = tws.hear((told) => {
      const isAnswer =
        told._tag === "orderStatus"
          ? told.number === known.number && /cancel|filled|inactive/i.test(told.status)
          : told._tag === "fault" && told.about === known.number && (told.code === 202 || isGone(told.code))
      if (isAnswer) Deferred.doneUnsafe(heard, Effect.void)
    })
    feed.askedBack(orderId)
    const lost = Effect.mapError(tws.lost, ({ message }) => unknown(message))
    yield* Effect.andThen(
      tws.say("URGENT", (api) => api.cancelOrder(known.number, {})),
      Effect.raceFirst(Deferred.await(heard), lost).pipe(
        Effect.timeoutOrElse({ duration: ANSWERED_WITHIN, orElse: () => Effect.fail(unknown(NO_ANSWER)) })
      )
    ).pipe(Effect.ensuring(Effect.sync(leave)))
  })

  const cancel: OrderWire["cancel"] = (ids) => Effect.forEach(ids, takeBack, { concurrency: 4, discard: true })

  return { submit, cancel }
}
