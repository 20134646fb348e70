import { Clock, Effect, Option, Result, Schema } from "effect"
import { type RunId, SignalEvent, Time } from "@tradetower/domain"
import { BotDefinitions, marketNow, noRun, Poison, SignalEvents, type SignalRecord, Store } from "@tradetower/platform"
import { Engine, type Outcome } from "./engine.ts"
import { type Incoming, sameTenant } from "./handle-command.ts"
import { markBroken } from "./mark-broken.ts"
import { addressOf } from "./send-orders.ts"

const readSignal = Schema.decodeUnknownResult(SignalEvent)

/** `COINBASE:BTCUSD`, `BTC/USD` and `BTC-USD` are the same pair. */
const plain = (pair: string): string =>
  pair
    .replace(/^.*:/, "")
    .replace(/[^A-Za-z0-9]/g, "")
    .toUpperCase()

type Fate = Pick<SignalRecord, "fate" | "reason" | "seq" | "orders" | "botRunId">
const ignored = (reason: string, botRunId: RunId = noRun): Fate => ({ fate: "IGNORED", reason, botRunId })

const fateOf = (outcome: Outcome, botRunId: RunId): Fate => {
  switch (outcome._tag) {
    case "Recorded":
      return {
        fate: "MATCHED",
        botRunId,
        seq: outcome.stepped.record.seq,
        orders: outcome.stepped.record.orders.map((action) => addressOf(action).clientOrderId)
      }
    case "Repeated":
      return { fate: "MATCHED", botRunId, seq: outcome.seq }
    case "Ignored":
      return ignored("The bot was not waiting for this signal.", botRunId)
  }
}

/** Carries one message of `signal-events` to its bot, and writes down what became of it. */
export const handleSignal = Effect.fn("engine.signal")(function* (message: Incoming) {
  const read = readSignal(message.body)
  if (Result.isFailure(read))
    return yield* new Poison({ reason: "UNREADABLE", message: `not a signal: ${read.failure.message}` })
  const signal = read.success
  const { botId, tenantId } = signal
  yield* sameTenant(message, tenantId)

  const store = yield* Store
  const engine = yield* Engine
  const decide = Effect.gen(function* () {
    const definition = yield* store.read(BotDefinitions, { tenantId }, botId)
    if (Option.isNone(definition)) return ignored("You have no bot with this id.")
    const { currentRunId: runId, name, symbol } = definition.value.value
    if (signal.pair !== undefined && plain(signal.pair) !== plain(symbol))
      return ignored(`${name} trades ${symbol}, not ${signal.pair}.`)
    if (runId === undefined) return ignored(`${name} is not running.`)
    const at = Time.make(yield* marketNow)
    const event = { _tag: "SignalReceived" as const, at, signalId: signal.signalId, action: signal.action }
    return yield* engine
      .record(tenantId, runId, message.messageId, () => Effect.succeed(event), { skipUnchanged: true })
      .pipe(
        Effect.map((outcome) => fateOf(outcome, runId)),
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
  yield* store
    .create(SignalEvents, {
      id: signal.signalId,
      tenantId,
      botDefinitionId: botId,
      receivedAt: signal.receivedAt,
      action: signal.action,
      ...(signal.pair !== undefined && { pair: signal.pair }),
      test: signal.test ?? false,
      decidedAt: yield* Clock.currentTimeMillis,
      ...fate
    })
    .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
})
