import { Deferred, Effect, Schema } from "effect"
import type { IBApi } from "@stoqey/ib/dist/api/api.js"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Urgency } from "../../../wire/request-pace.ts"
import { noAnswer } from "./gateway-trouble.ts"
import type { Tws } from "./tws.ts"
import type { Told } from "./words.ts"

/** An answer that takes longer than this is none, ms: some requests are never answered. */
const WITHIN = 8_000

/** The gateway turned a request away, in its words. */
export class RequestRefused extends Schema.TaggedError<RequestRefused>()("RequestRefused", {
  code: Schema.Int,
  message: Schema.String
}) {}

export type Taken<A> = { readonly item: A } | "END" | undefined

export interface Question<A> {
  readonly urgency?: Urgency
  readonly within?: number
  readonly say: (api: IBApi, request: number) => void
  /** What belongs to the answer, and its end. */
  readonly take: (told: Told, request: number) => Taken<A>
}

/** Asks a gateway and collects what belongs to the answer, until its end. */
export const collect = Effect.fnUntraced(function* <A>(
  tws: Tws,
  { say, take, urgency = "USUAL", within = WITHIN }: Question<A>
): Effect.fn.Return<ReadonlyArray<A>, ExchangeUnavailable | RequestRefused> {
  const request = tws.request()
  const items: Array<A> = []
  const done = yield* Deferred.make<void, RequestRefused>()
  const leave = tws.hear((told) => {
    if (told._tag === "fault" && told.about === request && told.code < 2_000)
      return void Deferred.doneUnsafe(done, Effect.fail(new RequestRefused({ code: told.code, message: told.text })))
    const taken = take(told, request)
    if (taken === "END") Deferred.doneUnsafe(done, Effect.void)
    else if (taken !== undefined) items.push(taken.item)
  })
  const answered = Effect.raceFirst(Deferred.await(done), tws.lost).pipe(
    Effect.timeoutOrElse({ duration: within, orElse: () => Effect.fail(noAnswer) })
  )
  return yield* Effect.andThen(
    tws.say(urgency, (api) => say(api, request)),
    answered
  ).pipe(Effect.as(items), Effect.ensuring(Effect.sync(() => leave())))
})
