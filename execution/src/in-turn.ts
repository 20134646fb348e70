import { Clock, Context, Effect } from "effect"
import { ExchangeUnavailable } from "./unavailable.ts"
import { URGENT_REST, type Urgency } from "./wire/request-pace.ts"

/** Whoever is asked, by name, wants to be left alone for so long, ms. */
export const asksForFewer = (name: string, wait: number): ExchangeUnavailable =>
  new ExchangeUnavailable({
    message: `${name} asks for fewer requests`,
    retryable: true,
    retryAfter: Math.ceil(wait),
    cause: "LIMITED"
  })

/** It was too much: nobody asks for so long, ms, and what is urgent tries again sooner. */
export const restFor = Effect.fnUntraced(function* (
  {
    name,
    pace
  }: { readonly name: string; readonly pace: { readonly rest: (now: number, pause: number, urgent: number) => void } },
  urgency: Urgency,
  pause: number
): Effect.fn.Return<never, ExchangeUnavailable> {
  pace.rest(yield* Clock.currentTimeMillis, pause, URGENT_REST)
  return yield* asksForFewer(name, urgency === "URGENT" ? Math.min(pause, URGENT_REST) : pause)
})

/** How urgent is what is asked within an effect, where the question itself does not say. */
export const Asking = Context.Reference<Urgency>("@tradetower/execution/Asking", { defaultValue: () => "USUAL" })

/** For which bot is asked within an effect, where it is for one: bots of one key share its pace (FairShare). */
export const AskingFor = Context.Reference<string>("@tradetower/execution/AskingFor", { defaultValue: () => "" })

/** Whose turns these are, and how far away one may be that is waited for, ms: whoever asks has more to do. */
export interface Turns {
  readonly name: string
  readonly pace: {
    readonly turn: (now: number, patience: number, urgency: Urgency, whose?: string) => number
  }
  readonly patience: number
}

/** Ends when the next request may be made. `kind`: of what kind it is, where one is not to wait for another. */
export const inTurn = Effect.fnUntraced(function* (
  { name, pace, patience }: Turns,
  urgency: Urgency,
  kind: string = ""
): Effect.fn.Return<void, ExchangeUnavailable> {
  const bot: string = yield* AskingFor
  const whose = bot === "" ? kind : `${kind} ${bot}`
  const wait = pace.turn(yield* Clock.currentTimeMillis, patience, urgency, whose)
  if (wait > patience) return yield* asksForFewer(name, wait)
  if (wait > 0) yield* Effect.sleep(wait)
})
