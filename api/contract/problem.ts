import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { Fault, RehearsalRow } from "@tradetower/domain/rehearsal"

/** One value that was refused: `field` is its path (`settings.lowPrice`), `message` says what would work. */
export const FieldProblem = Schema.Struct({ field: Schema.String, message: Schema.String })
export type FieldProblem = typeof FieldProblem.Type

/** What every refusal carries (RFC 9457): `detail` is a sentence for the reader, `errors` names fields. */
const members = { detail: Schema.String, errors: Schema.optionalKey(Schema.Array(FieldProblem)) }

const type = <const Name extends string>(name: Name) => `/api/v1/docs#problem-${name}` as const

/** 400: the request is not shaped as the contract says. */
export class InvalidRequest extends HttpApiError.Problem<InvalidRequest>()(
  "InvalidRequest",
  { type: type("invalid-request"), status: 400, title: "The request can't be read" },
  members
) {}

/** 401: nobody is signed in. */
export class NotSignedIn extends HttpApiError.Problem<NotSignedIn>()(
  "NotSignedIn",
  { type: type("not-signed-in"), status: 401, title: "Sign in first" },
  members
) {}

/** 404: there is no such thing among what the signed-in trader owns. */
export class NotFound extends HttpApiError.Problem<NotFound>()(
  "NotFound",
  { type: type("not-found"), status: 404, title: "Not found" },
  members
) {}

/** 409: it can't be done in the present state. */
export class Conflict extends HttpApiError.Problem<Conflict>()(
  "Conflict",
  { type: type("conflict"), status: 409, title: "Not now" },
  members
) {}

/**
 * 409: a bot that trades real money would go on with what it does not come through. `rows` are its rehearsal; `faults` is
 * what of it was never waived, to be named in `waive` where that is accepted.
 */
export class NotPassed extends HttpApiError.Problem<NotPassed>()(
  "NotPassed",
  { type: type("not-passed"), status: 409, title: "Not passed in rehearsal" },
  { ...members, faults: Schema.Array(Fault), rows: Schema.Array(RehearsalRow) }
) {}

/** 422: readable, but it can't work; `errors` says what would. */
export class CannotWork extends HttpApiError.Problem<CannotWork>()(
  "CannotWork",
  { type: type("cannot-work"), status: 422, title: "These values can't work" },
  members
) {}

/** 413: the body is larger than the limit. */
export class TooLarge extends HttpApiError.Problem<TooLarge>()(
  "TooLarge",
  { type: type("too-large"), status: 413, title: "Too large" },
  members
) {}

/** 429: too many; `retryAfter`, as the header `Retry-After`, says in how many seconds to come again. */
export class TooMany extends HttpApiError.Problem<TooMany>()(
  "TooMany",
  { type: type("too-many"), status: 429, title: "Too many requests" },
  { ...members, retryAfter: Schema.Int }
) {}

/** 500: a defect of ours. `traceId` finds it in the logs; nothing else is told. */
export class Unexpected extends HttpApiError.Problem<Unexpected>()(
  "Unexpected",
  { type: type("unexpected"), status: 500, title: "Something went wrong" },
  { ...members, traceId: Schema.String }
) {}

/** 503: a part we need can't be reached just now; a repeat may work. */
export class Unavailable extends HttpApiError.Problem<Unavailable>()(
  "Unavailable",
  { type: type("unavailable"), status: 503, title: "Not available just now" },
  { ...members, traceId: Schema.String }
) {}
