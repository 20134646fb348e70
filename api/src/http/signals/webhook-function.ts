import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions"
import { Effect, Exit } from "effect"
import { HttpServerRespondable, HttpServerResponse } from "effect/http"
import type { Bus, Store, Telemetry } from "@tradetower/platform"
import { TooMany } from "../../../contract/index.ts"
import { retryAfterOf, unforeseen } from "../server/problems.ts"
import type { AlertRates } from "./alert-rates.ts"
import { readBody } from "./read-body.ts"
import { receiveAlert } from "./receive-alert.ts"
import type { WebhookTokens } from "./webhook-tokens.ts"

export type WebhookNeeds = Store | Bus | Telemetry | WebhookTokens | AlertRates

const problem = { "content-type": "application/problem+json", "cache-control": "no-store" }
const json = { "content-type": "application/json", "cache-control": "no-store" }

/** A problem as an answer; what is no problem of the contract is logged and answered as 500 or 503. */
const refuse = Effect.fnUntraced(function* (error: HttpServerRespondable.Respondable) {
  const response = HttpServerResponse.toWeb(yield* HttpServerRespondable.toResponse(error))
  const body = yield* Effect.promise(() => response.text())
  const retry = error instanceof TooMany ? retryAfterOf(error) : {}
  const init: HttpResponseInit = { status: response.status, headers: { ...problem, ...retry }, body }
  return init
})

/** The webhook's function: lean, without router or middleware, because alerts come in bursts. */
export const webhookFunction =
  (run: <A, E>(effect: Effect.Effect<A, E, WebhookNeeds>) => Promise<Exit.Exit<A, unknown>>): HttpHandler =>
  async (request: HttpRequest) => {
    const answer = receiveAlert(request.params["token"] ?? "", readBody(request)).pipe(
      Effect.map((taken): HttpResponseInit => ({ status: 202, headers: json, body: JSON.stringify(taken) })),
      Effect.catchCause((cause) => {
        const failed = cause.reasons.find((reason) => reason._tag === "Fail")?.error
        return HttpServerRespondable.isRespondable(failed)
          ? refuse(failed)
          : Effect.flatMap(unforeseen(cause, "webhooks.tradingview"), refuse)
      })
    )
    const exit = await run(Effect.withSpan(answer, "webhooks.tradingview", { captureStackTrace: false }))
    return Exit.isSuccess(exit) ? exit.value : { status: 503, headers: problem }
  }
