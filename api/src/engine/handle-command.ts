import { Effect, Result, Schema } from "effect"
import { BotCommand } from "@tradetower/domain/messages"
import { Poison } from "@tradetower/platform"
import { beginRun } from "./begin-run.ts"
import { Engine } from "./engine.ts"
import { markBroken } from "./mark-broken.ts"
import { toEvent } from "./to-event.ts"

/** A message as the engine reads it. */
export interface Incoming {
  readonly messageId: string
  readonly body: unknown
  readonly properties: Readonly<Record<string, unknown>>
}

const readCommand = Schema.decodeUnknownResult(BotCommand)

/** Refuses a message that says one tenant outside and another inside. */
export const sameTenant = (message: Incoming, tenantId: string) =>
  message.properties["tenantId"] === tenantId
    ? Effect.void
    : Effect.fail(
        new Poison({
          reason: "WRONG_TENANT",
          message: `the message's tenant is ${String(message.properties["tenantId"])}, its body's ${tenantId}`
        })
      )

/**
 * Carries out one message of `bot-commands`. Fails with `Poison` for what can never work (unreadable, of another
 * tenant, of no run), with something retryable when the store or the bus is away.
 */
export const handleCommand = Effect.fnUntraced(function* (message: Incoming) {
  const read = readCommand(message.body)
  if (Result.isFailure(read))
    return yield* new Poison({ reason: "UNREADABLE", message: `not a bot command: ${read.failure.message}` })
  const command = read.success
  yield* sameTenant(message, command.tenantId)

  const engine = yield* Engine
  const carriedOut =
    command._tag === "Start"
      ? beginRun(command, message.messageId)
      : engine.record(command.tenantId, command.runId, message.messageId, (run) =>
          run.botId === command.botId
            ? toEvent(command, run)
            : Effect.fail(
                new Poison({ reason: "WRONG_BOT", message: `run ${run.runId} is not one of bot ${command.botId}` })
              )
        )
  yield* carriedOut.pipe(
    Effect.catchTag("NoSuchRun", (none) => new Poison({ reason: "NO_SUCH_RUN", message: none.message })),
    Effect.catchTag("RunBroken", (broken) =>
      Effect.andThen(markBroken(command, broken), new Poison({ reason: "RUN_BROKEN", message: broken.message }))
    )
  )
})
