import { Effect, Option } from "effect"
import { type Closure, closesPosition } from "@tradetower/domain/bot"
import type { BotId } from "@tradetower/domain/ids"
import { Conflict } from "../../../contract/index.ts"
import { findBot, liveRunOf, readRun } from "./bot-store.ts"
import { addressOf, findLive, sendCommand } from "./send-command.ts"

const closures: Record<Closure, string> = {
  CLOSE_POSITIONS: "orders cancelled, position closed",
  CANCEL_ORDERS: "orders cancelled, position kept",
  LIQUIDATE: "position closed at any price",
  NONE: "orders and position left as they are"
}

/** Stops a live run, or closes what an ended one kept (CLOSE-7). */
export const stopBot = Effect.fn("api.stopBot")(function* (botId: BotId, closure: Closure) {
  const { address, bot, kept } = yield* findStoppable(botId, closure)
  const reason = kept ? "What it had kept was closed by you." : "Stopped by you."
  return yield* sendCommand(
    bot,
    { _tag: "Stop", ...address, closure, reason },
    "bot.stop",
    `${bot.name}: ${closures[closure]}`
  )
})

/** The bot's live run, or its last one while that keeps something which the closure would close. */
const findStoppable = Effect.fnUntraced(function* (botId: BotId, closure: Closure) {
  const { value: bot } = yield* findBot(botId)
  const runId = bot.currentRunId
  if (runId === undefined || Option.isSome(yield* liveRunOf(bot))) return { ...(yield* findLive(botId)), kept: false }
  const run = yield* readRun(bot, runId)
  if (Option.isNone(run) || run.value.kept !== true) return { ...(yield* findLive(botId)), kept: false }
  if (closesPosition(closure)) return { bot, address: addressOf(bot, runId), kept: true }
  return yield* new Conflict({
    detail: `${bot.name} has ended and left this on the exchange. It can be closed: CLOSE_POSITIONS or LIQUIDATE.`
  })
})

export const pauseBot = Effect.fn("api.pauseBot")(function* (botId: BotId) {
  const { address, bot } = yield* findLive(botId)
  return yield* sendCommand(bot, { _tag: "Pause", ...address, reason: "Paused by you." }, "bot.pause", bot.name)
})

export const resumeBot = Effect.fn("api.resumeBot")(function* (botId: BotId) {
  const { address, bot } = yield* findLive(botId)
  return yield* sendCommand(bot, { _tag: "Resume", ...address }, "bot.resume", bot.name)
})

export const enterBot = Effect.fn("api.enterBot")(function* (botId: BotId) {
  const { address, bot } = yield* findLive(botId)
  return yield* sendCommand(bot, { _tag: "Enter", ...address }, "bot.enter", `${bot.name} enters by hand`)
})
