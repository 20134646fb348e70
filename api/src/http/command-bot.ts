import { Effect } from "effect"
import { type BotId, type Closure, type Decimal, fundsIn } from "@tradetower/domain"
import { CannotWork } from "../../contract/index.ts"
import { findMarket, priced } from "./market-store.ts"
import { findLive, sendCommand } from "./send-command.ts"

const closures: Record<Closure, string> = {
  CLOSE_POSITIONS: "orders cancelled, position closed",
  CANCEL_ORDERS: "orders cancelled, position kept",
  LIQUIDATE: "position closed at any price",
  NONE: "orders and position left as they are"
}

export const stopBot = Effect.fn("api.stopBot")(function* (botId: BotId, closure: Closure) {
  const { address, bot } = yield* findLive(botId)
  const command = { _tag: "Stop" as const, ...address, closure, reason: "Stopped by you." }
  return yield* sendCommand(bot, command, "bot.stop", `${bot.name}: ${closures[closure]}`)
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

/** Adds funds to a live run: quote, or base where the bot counts in base. */
export const addFunds = Effect.fn("api.addFunds")(function* (botId: BotId, amount: Decimal) {
  const { address, bot } = yield* findLive(botId)
  const { market } = priced(yield* findMarket(bot.exchange, bot.symbol))
  const asset = fundsIn(bot.settings)
  if (asset === undefined) {
    const message = `${bot.name} takes no more funds: its amount was fixed at the start; make another bot for more`
    return yield* new CannotWork({ detail: message, errors: [{ field: "amount", message }] })
  }
  if (market.quote(amount) <= 0n) {
    const message = `give an amount of ${market.instrument[asset === "BASE" ? "base" : "quote"]} above 0`
    return yield* new CannotWork({ detail: message, errors: [{ field: "amount", message }] })
  }
  return yield* sendCommand(bot, { _tag: "AddFunds", ...address, amount }, "bot.funds", `${bot.name}: ${amount} more`)
})
