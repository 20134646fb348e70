import { Clock, Effect, Option, Result, Schema } from "effect"
import { type RunId, Time } from "@tradetower/domain/ids"
import { SignalEvent } from "@tradetower/domain/messages"
import { isGone, marketNow, noRun, Poison, SignalEvents, type SignalRecord, Store } from "@tradetower/platform"
import { Addressees, NO_SUCH_BOT } from "./addressees.ts"
import { Engine } from "./engine.ts"
import { type Incoming, sameTenant } from "./handle-command.ts"
import { markBroken } from "./mark-broken.ts"
import { isSamePair } from "./same-pair.ts"
import { askedOf, uselessness } from "./signal-use.ts"

const readSignal = Schema.decodeUnknownResult(SignalEvent)

type Fate = Pick<SignalRecord, "fate" | "reason" | "seq" | "botRunId">
const ignored = (reason: string, botRunId: RunId = noRun): Fate => ({ fate: "IGNORED", reason, botRunId })

/** Carries one message of `signal-events` to its bot, and writes down what became of it. */
export const handleSignal = Effect.fnUntraced(function* (message: Incoming) {
  const read = readSignal(message.body)
  if (Result.isFailure(read))
    return yield* new Poison({ reason: "UNREADABLE", message: `not a signal: ${read.failure.message}` })
  const signal = read.success
  const { botId, tenantId } = signal
  yield* sameTenant(message, tenantId)

  const store = yield* Store
  const engine = yield* Engine
  /** What it asks of its bot, once the bot is known. */
  let asked = signal.action
  const decide = Effect.gen(function* () {
    const definition = yield* store.read(Addressees, { tenantId }, botId)
    if (Option.isNone(definition)) return ignored(NO_SUCH_BOT)
    const { currentRunId: runId, name, symbol } = definition.value.value
    if (signal.pair !== undefined && !isSamePair(signal.pair, symbol))
      return ignored(`${name} trades ${symbol}, not ${signal.pair}.`)
    if (runId === undefined) return ignored(`${name} is not running.`)
    const at = Time.make(yield* marketNow)
    const event = { _tag: "SignalReceived" as const, at, signalId: signal.signalId }
    return yield* engine
      .record(tenantId, runId, `signal-${signal.signalId}`, (run) => {
        const action = askedOf(run, signal)
        asked = action
        const reason = uselessness(run, name, action)
        return Effect.succeed(reason === undefined ? { ...event, action } : { _tag: "Declined" as const, reason })
      })
      .pipe(
        Effect.map((outcome): Fate => {
          if (outcome._tag === "Declined") return ignored(outcome.reason, runId)
          const seq = outcome._tag === "Repeated" ? outcome.seq : outcome.stepped.record.seq
          return { fate: "MATCHED", botRunId: runId, seq }
        }),
        Effect.catchTag("NoSuchRun", () => Effect.succeed(ignored(`${name} is not running.`))),
        Effect.catchTag("RunBroken", (broken) =>
          Effect.as(
            markBroken({ tenantId, botId, runId }, broken),
            ignored(`${name} is held: its records don't add up.`, runId)
          )
        )
      )
  })
  const fate = yield* decide
  if (fate.reason === NO_SUCH_BOT && (yield* isGone(tenantId))) return
  yield* store
    .create(SignalEvents, {
      id: signal.signalId,
      tenantId,
      botDefinitionId: botId,
      receivedAt: signal.receivedAt,
      action: asked,
      ...(signal.pair !== undefined && { pair: signal.pair }),
      test: signal.test ?? false,
      decidedAt: yield* Clock.currentTimeMillis,
      ...fate
    })
    .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
})
