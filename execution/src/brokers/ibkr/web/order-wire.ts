import { Effect, Option, Schema, Semaphore } from "effect"
import { type ExchangeUnavailable, OutcomeUnknown } from "../../../exchange.ts"
import type { Answered } from "@tradetower/platform/wire/ask"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import type { Urgency } from "../../../wire/request-pace.ts"
import { Asks, Prompt, Taken } from "./answers.ts"
import type { OrderWire, Submission, Submitted } from "../orders.ts"
import { orderBody } from "./order-body.ts"
import type { Session } from "./session.ts"
import { SUPPRESSED } from "./suppressed.ts"
import { errorIn, unreached } from "./trouble.ts"

const allowed = new Set(SUPPRESSED)
/** More questions about one order than this nobody answers. */
const MOST = 5

const readAll = Schema.decodeUnknownOption(Schema.NonEmptyArray(Schema.Unknown))
const readTaken = Schema.decodeUnknownOption(Taken)
const readAsks = Schema.decodeUnknownOption(Asks)
const readPrompt = Schema.decodeUnknownOption(Prompt)

type Meaning = Submitted | { readonly _tag: "Asks"; readonly asks: typeof Asks.Type } | { readonly _tag: "Unclear" }

const plain = (words: string): string =>
  words
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 300)

/** What an answer to an order, or to what was asked about one, means. Nothing is guessed. */
export const meaningOf = (answered: Pick<Answered, "body" | "status">): Meaning => {
  if (answered.status >= 500) return { _tag: "Unclear" }
  const error = errorIn(answered)
  if (error !== undefined)
    return /already registered/i.test(error) ? { _tag: "Duplicate" } : { _tag: "Refused", words: plain(error) }
  const prompt = Option.getOrUndefined(Option.flatMap(answered.body, readPrompt))
  if (prompt !== undefined) return { _tag: "Refused", words: plain(prompt.text) }
  const all = Option.getOrUndefined(Option.flatMap(answered.body, readAll))
  if (all === undefined || answered.status >= 300) return { _tag: "Unclear" }
  const [asks] = all.flatMap((one) => Option.toArray(readAsks(one)))
  if (asks !== undefined) return { _tag: "Asks", asks }
  const orders = all.flatMap((one) => Option.toArray(readTaken(one)))
  return orders.length === all.length
    ? {
        _tag: "Taken",
        orders: orders.map(({ order_id, order_status: word }) => ({
          orderId: order_id,
          ...(typeof word === "string" && { word })
        }))
      }
    : { _tag: "Unclear" }
}

/** What never left is not there; what may have left has an unknown outcome. */
const unanswered = (error: NotAnswered): ExchangeUnavailable | OutcomeUnknown =>
  error.sent === "NO" ? unreached : new OutcomeUnknown({ message: error.message })

const orUnknown = <A, E, R>(effect: Effect.Effect<A, E | NotAnswered, R>) =>
  Effect.catchTag(effect as Effect.Effect<A, ExchangeUnavailable | NotAnswered, R>, "NotAnswered", (error) =>
    Effect.fail(unanswered(error))
  )

/**
 * How orders go out over the Web API: what is asked about them is answered, one after another, for a second one takes the
 * first's question away.
 */
export const webOrders = (session: Session) => {
  const oneAtATime = Semaphore.makeUnsafe(1)
  const { account, send } = session

  const answer = (id: string, confirmed: boolean, urgency: Urgency) =>
    send({
      method: "POST",
      path: `/iserver/reply/${encodeURIComponent(id)}`,
      body: JSON.stringify({ confirmed }),
      urgency
    })

  const submit = Effect.fn("Ibkr.submit")(function* ({
    contract,
    order,
    urgency
  }: Submission): Effect.fn.Return<Submitted, ExchangeUnavailable | OutcomeUnknown> {
    const body = orderBody(contract, account, order)
    let answered = yield* orUnknown(
      send({ method: "POST", path: `/iserver/account/${encodeURIComponent(account)}/orders`, body, urgency })
    )
    for (let asked = 0; ; asked++) {
      const meaning = meaningOf(answered)
      if (meaning._tag === "Unclear")
        return yield* new OutcomeUnknown({ message: `Interactive Brokers answered ${answered.status}` })
      if (meaning._tag !== "Asks") return meaning
      const { id, message, messageIds } = meaning.asks
      const ids = messageIds ?? []
      const known = ids.length > 0 && ids.every((one) => allowed.has(one))
      if (!known || asked >= MOST) {
        // Nothing is placed until it is answered: no answer is as good as a no.
        yield* Effect.ignore(answer(id, false, urgency))
        return { _tag: "Refused", words: `${plain(message.join(" "))} (${ids.join(", ")})` }
      }
      answered = yield* orUnknown(answer(id, true, urgency))
    }
  })

  const cancel: OrderWire["cancel"] = (ids, market) =>
    Effect.forEach(
      ids,
      Effect.fnUntraced(function* (orderId) {
        const answered = yield* orUnknown(
          send({
            method: "DELETE",
            path: `/iserver/account/${encodeURIComponent(account)}/order/${encodeURIComponent(orderId)}`,
            ...(market.instrument.kind === "FUTURES" && { query: { manualIndicator: "false" } }),
            urgency: "URGENT"
          })
        )
        // Asked for is not done; one that is not there any more has ended.
        if (answered.status < 500) return
        return yield* new OutcomeUnknown({ message: `Interactive Brokers answered ${answered.status}` })
      }),
      { discard: true }
    )

  /** While no order is on its way. */
  const alone = oneAtATime.withPermits(1)
  return {
    submit: (submission) => alone(submit(submission)),
    cancel,
    alone
  } satisfies OrderWire & { readonly alone: unknown }
}
