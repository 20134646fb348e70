import { randomBytes } from "node:crypto"
import { Cause, Effect, Layer, Schema, type Types } from "effect"
import { HttpEffect, HttpServerError, HttpServerRequest, HttpServerRespondable, HttpServerResponse } from "effect/http"
import { HttpApiError, type HttpApiEndpoint } from "effect/http-api"
import { fieldNames, fieldProblems, NO_TEXT, problemText } from "@tradetower/domain/field-problems"
import { DiskTrouble, diskWords } from "@tradetower/platform"
import {
  type FieldProblem,
  InvalidRequest,
  Problems,
  TooMany,
  Unavailable,
  Unexpected
} from "../../../contract/index.ts"
import { isAway } from "./away.ts"
import { bodyProblem } from "./body-shape.ts"

const slots: Record<string, string> = {
  Payload: "body",
  Query: "query",
  Params: "address",
  Headers: "headers"
}

/** In an address all is text, once; what is there again comes as a list. */
const once = ({ field, message }: FieldProblem): FieldProblem => ({
  field,
  message: message === NO_TEXT ? "is there more than once: give it once" : message
})

const invalid = (error: HttpApiError.HttpApiSchemaError): InvalidRequest => {
  const found = fieldProblems(error.cause.issue)
  const errors = error.kind === "Query" ? found.map(once) : found
  const named = fieldNames(errors)
  const slot = slots[error.kind] ?? "request"
  const [only] = errors
  return new InvalidRequest({
    detail:
      named.length === 0
        ? `The ${slot} can't be read; see errors.`
        : errors.length === 1 && only !== undefined
          ? `In the ${slot}, ${problemText(only)}`
          : `Look again at ${named.join(", ")} in the ${slot}.`,
    errors
  })
}

/** The body did not come whole: its sender went away, or it is longer than the host takes. */
const isCutOff = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some(
    (reason) =>
      reason._tag === "Die" &&
      HttpServerError.isHttpServerError(reason.defect) &&
      reason.defect.reason._tag === "RequestParseError"
  )
export const cutOff = new InvalidRequest({
  detail: "The body ended before all of it was there, or is longer than this takes. Send it again, or less.",
  errors: []
})

/** The trace a failure is logged under; a chance one where nothing is traced. */
export const traceId = Effect.map(Effect.option(Effect.currentSpan), (span) =>
  span._tag === "Some" ? span.value.traceId : randomBytes(16).toString("hex")
)

const comesBack = (error: unknown): boolean => isAway(error) && error.retryable

const isDiskTrouble = Schema.is(Schema.Struct({ disk: DiskTrouble }))

/** What keeps the disk from being written, when that is why. */
const diskTroubleIn = (cause: Cause.Cause<unknown>) =>
  cause.reasons
    .map((reason) => (reason._tag === "Fail" ? reason.error : reason._tag === "Die" ? reason.defect : undefined))
    .find(isDiskTrouble)?.disk

/** Logs what was not foreseen, once, under a trace id, which is all that is told of it. */
export const unforeseen = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>, where: string) {
  const id = yield* traceId
  const away = cause.reasons.some(
    (reason) =>
      (reason._tag === "Fail" && comesBack(reason.error)) || (reason._tag === "Die" && comesBack(reason.defect))
  )
  const disk = diskTroubleIn(cause)
  yield* Effect.logError(`${where} failed`, cause).pipe(Effect.annotateLogs({ traceId: id }))
  return away
    ? new Unavailable({
        detail:
          disk === undefined ? "A part of the system can't be reached. Try again in a few seconds." : diskWords[disk],
        traceId: id
      })
    : new Unexpected({
        detail: "This is our fault, and it was logged. Name the trace id if you ask about it.",
        traceId: id
      })
})

/** Refuses a JSON body that is too much to be decoded, before it is. */
const judged = Effect.fnUntraced(function* ({ payload }: HttpApiEndpoint.Top) {
  if (!payload.has("application/json")) return
  const request = yield* HttpServerRequest.HttpServerRequest
  const text = yield* Effect.orDie(request.text)
  const problem = bodyProblem(text)
  if (problem === undefined) return
  return yield* new InvalidRequest({ detail: `In the body, ${problemText(problem)}`, errors: [problem] })
})

/** When to come again, as a header of its own. */
export const retryAfterOf = ({ retryAfter }: TooMany) => ({ "retry-after": String(retryAfter) })

/** Says in a header when to come again, too, where the answer is that there were too many. */
const withRetryAfter = (failure: unknown) =>
  failure instanceof TooMany
    ? HttpEffect.appendPreResponseHandler((_, response) =>
        Effect.succeed(HttpServerResponse.setHeaders(response, retryAfterOf(failure)))
      )
    : Effect.void

/** One of our problems, or an answer of another form that the endpoint declares. */
const isForeseen = ({ error }: HttpApiEndpoint.Top, failure: unknown): boolean =>
  HttpServerRespondable.isRespondable(failure) || [...error].some((declared) => Schema.is(declared)(failure))

/** Problem details for all that goes wrong: what endpoints declare passes, the rest is one of three. */
export const ProblemsLive = Layer.succeed(Problems, (respond, { endpoint, group }) =>
  Effect.catchCause(
    Effect.andThen(judged(endpoint), respond),
    (
      cause
    ): Effect.Effect<
      never,
      Types.unhandled | InvalidRequest | Unexpected | Unavailable,
      HttpServerRequest.HttpServerRequest
    > => {
      const failure = cause.reasons.find((reason) => reason._tag === "Fail")?.error as unknown
      if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
      if (HttpApiError.HttpApiSchemaError.is(failure) && failure.kind in slots) return Effect.fail(invalid(failure))
      if (failure !== undefined && !Cause.hasDies(cause) && isForeseen(endpoint, failure))
        return Effect.andThen(withRetryAfter(failure), Effect.failCause(cause))
      if (isCutOff(cause)) return Effect.fail(cutOff)
      return Effect.flatMap(unforeseen(cause, `${group.identifier}.${endpoint.identifier}`), Effect.fail)
    }
  )
)
