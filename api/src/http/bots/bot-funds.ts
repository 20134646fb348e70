import { Effect, Option } from "effect"
import type { BotId } from "@tradetower/domain/ids"
import { amountWords } from "@tradetower/domain/market"
import { compare, type Decimal } from "@tradetower/domain/number"
import { fundsIn } from "@tradetower/domain/strategy"
import { CannotWork } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { readRun } from "./bot-store.ts"
import { committing } from "./free-funds.ts"
import { findMarket, priced } from "../exchanges/market-store.ts"
import { findLive, sendCommand } from "./send-command.ts"

const refused = (message: string) => new CannotWork({ detail: message, errors: [{ field: "amount", message }] })

/** The live run of a bot whose funds are to change, and the asset they are in: base where the bot counts in base. */
const findFunded = Effect.fnUntraced(function* (botId: BotId, amount: Decimal) {
  const { address, bot } = yield* findLive(botId)
  const { market } = priced(yield* findMarket(bot.venue, bot.symbol))
  const { base, quote } = market.instrument
  const counted = fundsIn(bot.settings)
  const asset = counted === "BASE" ? base : quote
  if (counted !== undefined && market.quote(amount) <= 0n) return yield* refused(`give an amount of ${asset} above 0`)
  return { address, bot, asset, fixed: counted === undefined }
})

/** Adds funds to a live run. */
export const addFunds = Effect.fn("api.addFunds")(function* (botId: BotId, amount: Decimal) {
  const { address, asset, bot, fixed } = yield* findFunded(botId, amount)
  if (fixed)
    return yield* refused(
      `${bot.name} takes no more funds: its amount was fixed at the start; make another bot for more`
    )
  const commandId = yield* newId
  const said = `${bot.name}: ${amountWords(amount, asset)} more`
  return yield* committing(
    bot.connection,
    [{ asset, amount }],
    "amount",
    { botId, runId: address.runId, commandId },
    sendCommand(bot, { _tag: "AddFunds", ...address, amount }, "bot.funds", said, commandId)
  )
})

/** Takes funds out of a live run: at most what it can give back now (FUNDS-6). */
export const takeFunds = Effect.fn("api.takeFunds")(function* (botId: BotId, amount: Decimal) {
  const { address, asset, bot } = yield* findFunded(botId, amount)
  const run = yield* readRun(bot, address.runId)
  if (Option.isSome(run) && run.value.summary.state === "CLOSING")
    return yield* refused(`${bot.name} is closing: all it has is free once it has ended`)
  const most = Option.match(run, { onNone: () => undefined, onSome: ({ summary }) => summary.takeable })
  if (most === undefined)
    return yield* refused(
      Option.isNone(run)
        ? `${bot.name} is only just starting; try again in a moment`
        : `${bot.name} gives no funds back while it runs: stop it to have them`
    )
  if (compare(amount, most) > 0)
    return yield* refused(
      `at most ${amountWords(most, asset)} can be taken out now: the rest is tied up in what it holds; stop it to have all of it`
    )
  const said = `${bot.name}: ${amountWords(amount, asset)} taken out`
  return yield* sendCommand(bot, { _tag: "TakeFunds", ...address, amount }, "bot.take-funds", said)
})
