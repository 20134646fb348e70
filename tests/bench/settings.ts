import { Schema } from "effect"
import { BotSettings } from "@tradetower/domain/strategy"

const read = Schema.decodeUnknownSync(BotSettings)

/** A bot that enters once, when its start condition says so, and then only waits for a far target. */
export const entersOnce = (start: object, investment = "100"): BotSettings =>
  read({
    _tag: "DCA",
    start,
    direction: "LONG",
    investment,
    baseOrderAmount: investment,
    baseOrderType: "MARKET",
    averagingOrdersAmount: "0",
    averagingOrdersQuantity: 0,
    averagingOrdersStep: "1",
    amountMultiplier: "1",
    stepMultiplier: "1",
    takeProfitPercent: "900"
  })
