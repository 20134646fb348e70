import { eventOf } from "../bot/event.ts"
import type { Market } from "../market/market.ts"
import { BotSettings } from "./settings.ts"

/** Everything that can happen to a bot on a market, whatever its strategy: read and written with the journal. */
export const botEvent = (market: Market) => eventOf(market, BotSettings)
