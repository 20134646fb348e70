import { hash } from "node:crypto"
import { Clock, Effect, Option, Result, Schema } from "effect"
import { SignalAction } from "@tradetower/domain/bot"
import { readMoment } from "@tradetower/domain/calendar"
import { fieldNames, fieldProblems } from "@tradetower/domain/field-problems"
import { type TenantId, Time } from "@tradetower/domain/ids"
import { SignalEvent } from "@tradetower/domain/messages"
import { spanWords } from "@tradetower/domain/simulation"
import { Bus, noRun, outsideNow, SignalEvents, Store, Telemetry, WebhookGuards } from "@tradetower/platform"
import {
  type AlertTaken,
  Conflict,
  InvalidRequest,
  NotSignedIn,
  TooLarge,
  TooMany,
  TradingViewAlert,
  WEBHOOK_MAX_AGE,
  WEBHOOK_PER_MINUTE
} from "../../../contract/index.ts"
import { Addressees, NO_SUCH_BOT } from "../../engine/addressees.ts"
import { newId } from "../../new-id.ts"
import { AlertRates } from "./alert-rates.ts"
import { WebhookTokens } from "./webhook-tokens.ts"

/**
 * Guards live longer than an alert can be both young enough and not too far ahead, and longer than the bus remembers the
 * ids of messages (ten minutes).
 */
const GUARD_SECONDS = 660

const decodeAlert = Schema.decodeUnknownResult(Schema.fromJsonString(TradingViewAlert))
const encodeSignal = Schema.encodeSync(SignalEvent)

const idOf = (...parts: ReadonlyArray<string>): string => hash("sha256", JSON.stringify(parts), "base64url")

/** Reads an alert, or says which fields are wrong and what would work. */
const readAlert = (body: string): Result.Result<TradingViewAlert, InvalidRequest> => {
  const read = decodeAlert(body)
  if (Result.isSuccess(read)) return Result.succeed(read.success)
  // Looking for the first mistake is faster than for all; those are asked for once there is one.
  return Result.mapError(decodeAlert(body, { errors: "all" }), ({ issue }) => {
    const errors = fieldProblems(issue)
    const named = fieldNames(errors)
    return new InvalidRequest({
      detail:
        named.length === 0
          ? "The body is not a JSON object. Paste the message from the page Signals into the alert."
          : `Look again at ${named.join(", ")}: paste the message from the page Signals into the alert.`,
      errors
    })
  })
}

/** `now` by the clock that who sent it goes by, too. */
const readAge = (alert: TradingViewAlert, now: number): Result.Result<void, InvalidRequest> => {
  const age = now - (readMoment(alert.time) ?? 0)
  if (Math.abs(age) <= WEBHOOK_MAX_AGE) return Result.succeed(undefined)
  const message =
    age > 0
      ? `The alert was sent ${spanWords(age)} ago; it must be at most 60 s old: use {{timenow}}.`
      : `The alert's time lies ${spanWords(-age)} ahead: use {{timenow}}.`
  return Result.fail(new InvalidRequest({ detail: message, errors: [{ field: "time", message }] }))
}

/** Most characters that are kept of what was refused. */
const MOST_TEXT = 2_000

/** What it asks of its bot: what its sender's strategy then holds, where it says so, else its action. */
const askedBy = ({ action, position }: TradingViewAlert): Pick<SignalEvent, "action" | "turned"> => {
  switch (position?.toUpperCase()) {
    case "FLAT":
      return { action: "EXIT" }
    case "LONG":
      return { action: "BUY", turned: true }
    case "SHORT":
      return { action: "SELL", turned: true }
    default:
      return { action: SignalAction.literals.find((one) => one === action.toUpperCase()) ?? "EXIT" }
  }
}

/** Writes down an alert that was refused though its token was right. It touches no bot. */
const writeRefusal = Effect.fnUntraced(function* (
  tenantId: TenantId,
  receivedAt: number,
  reason: string,
  text: string | undefined
) {
  const store = yield* Store
  yield* store.upsert(SignalEvents, {
    id: yield* newId,
    tenantId,
    botRunId: noRun,
    receivedAt,
    test: false,
    fate: "REFUSED",
    decidedAt: receivedAt,
    reason,
    ...(text !== undefined && { text: text.slice(0, MOST_TEXT) })
  })
})

/** Sends an alert on to the engine; the bus drops a second one of the same id, the guard tells that there was one. */
const sendOn = Effect.fnUntraced(function* (tenantId: TenantId, alert: TradingViewAlert, now: number, hasBot: boolean) {
  const store = yield* Store
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const asked = askedBy(alert)
  const time = String(readMoment(alert.time))
  const signalId = idOf(tenantId, alert.bot, asked.action, alert.pair, time, alert.id ?? "")
  const guardId = alert.id === undefined ? signalId : idOf(tenantId, alert.bot, alert.id)
  const traceparent = yield* telemetry.traceparent
  // The guard comes second: after a crash in between, a repeat is sent again, and dropped by the bus.
  yield* bus.send("signal-events", [
    {
      messageId: `signal-${guardId}`,
      // A bot of somebody else's must not wait for alerts that name it.
      sessionId: hasBot ? alert.bot : tenantId,
      subject: "Signal",
      body: encodeSignal({
        tenantId,
        botId: alert.bot,
        signalId,
        ...asked,
        pair: alert.pair,
        receivedAt: Time.make(now)
      }),
      properties: { tenantId, ...(traceparent !== undefined && { traceparent }) }
    }
  ])
  yield* store
    .create(WebhookGuards, { id: guardId, tenantId, at: now }, { ttlSeconds: GUARD_SECONDS })
    .pipe(Effect.catchTag("AlreadyExists", () => seenBefore))
  return signalId
})

const seenBefore = Effect.suspend(
  () => new Conflict({ detail: "This alert was taken before. A repeat needs a new time or id." })
)

/**
 * Takes one TradingView alert. The token comes first, so that nothing is told to whoever hasn't it; then rate, size,
 * shape, age and whether it was seen before. `body` reads the request's body, `undefined` when it is too large.
 */
export const receiveAlert = Effect.fnUntraced(function* (
  token: string,
  body: Effect.Effect<string | undefined, InvalidRequest>
) {
  const tokens = yield* WebhookTokens
  const owned = Effect.flatMap(tokens.tenantOf(token), (owner) =>
    Option.isNone(owner)
      ? Effect.fail(
          new NotSignedIn({ detail: "This webhook address is not valid. Make a new one on the page Signals." })
        )
      : Effect.succeed(owner.value)
  )
  const tenantId = yield* owned
  const now = yield* Clock.currentTimeMillis

  const room = yield* (yield* AlertRates).take(tenantId)
  if (room.wait > 0) {
    const detail = `At most ${WEBHOOK_PER_MINUTE} alerts a minute are taken.`
    if (room.tell) yield* writeRefusal(tenantId, now, detail, undefined)
    return yield* new TooMany({ detail, retryAfter: Math.ceil(room.wait / 1000) })
  }

  let came: string | undefined
  const taken = Effect.gen(function* () {
    const text = yield* body
    came = text
    // A body may take its time: whoever was erased meanwhile, or has another address by now, sends nothing any more.
    yield* owned
    if (text === undefined) return yield* new TooLarge({ detail: "An alert's body may have 16 KB." })
    const alert = yield* Effect.fromResult(readAlert(text))
    yield* Effect.fromResult(readAge(alert, yield* outsideNow))
    const bot = yield* (yield* Store).read(Addressees, { tenantId }, alert.bot)
    const signalId = yield* sendOn(tenantId, alert, now, Option.isSome(bot))
    const taken: AlertTaken = { signalId, ...(Option.isNone(bot) && { fate: "IGNORED", reason: NO_SUCH_BOT }) }
    return taken
  })
  return yield* taken.pipe(
    Effect.tapError((error) =>
      "detail" in error && !(error instanceof NotSignedIn)
        ? writeRefusal(tenantId, now, error.detail, came)
        : Effect.void
    )
  )
})
