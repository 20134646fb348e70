import { Effect, Option } from "effect"
import { type ForeseenChange, foreseeChange } from "@tradetower/domain/bot"
import type { BotId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import type { BotSettings } from "@tradetower/domain/strategy"
import { marketNow } from "@tradetower/platform"
import { type ChangeForeseen, Conflict } from "../../../contract/index.ts"
import { loadRun } from "../../engine/load-run.ts"
import { findBot, liveRunOf } from "./bot-store.ts"
import { refuseKept } from "./change-bot.ts"
import { checkSettings } from "./check-settings.ts"
import { findMarket, priced } from "../exchanges/market-store.ts"

const viewOf = (market: Market, { cancels, resting, state, trades }: ForeseenChange): ChangeForeseen => ({
  state: state.life,
  reason: state.reason,
  entered: state.entered,
  cancels,
  trades: trades.map(({ quantity, side }) => ({ side, quantity: market.quantityText(quantity) })),
  resting: resting
    .filter(({ price }) => price > 0)
    .map(({ isNew, price, purpose, quantity, side }) => ({
      side,
      purpose,
      price: market.priceText(price),
      quantity: market.quantityText(quantity),
      isNew
    }))
})

/** What new settings would make a running bot do at the last price; nothing is written, sent or traded. */
export const foreseeChangeOf = Effect.fn("api.foreseeChange")(function* (botId: BotId, settings: BotSettings) {
  const { value: bot } = yield* findBot(botId)
  const runId = yield* liveRunOf(bot)
  if (Option.isNone(runId))
    return yield* new Conflict({ detail: `${bot.name} is not running: the settings hold from its next start.` })
  yield* refuseKept(bot.settings, settings, true)
  yield* checkSettings({ ...bot, settings, before: bot.settings })
  const loaded = yield* loadRun(bot.tenantId, runId.value).pipe(
    Effect.catchTag("RunBroken", () =>
      Effect.fail(new Conflict({ detail: `${bot.name} is held: its records don't add up. Stop it and start it anew.` }))
    )
  )
  const { price } = priced(yield* findMarket(bot.venue, bot.symbol))
  if (Option.isNone(loaded) || price === undefined || price === 0)
    return yield* new Conflict({ detail: `${bot.name} is only just starting. Try again in a moment.` })
  const { run } = loaded.value
  const at = yield* marketNow
  const foreseen = yield* Effect.try({
    try: () => foreseeChange(run.config, run.state, settings, price, at),
    catch: () => new Conflict({ detail: `${bot.name} would fail on it. Stop it and start it anew.` })
  })
  return viewOf(run.config.market, foreseen)
})
