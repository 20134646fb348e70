import type { BotView } from "@tradetower/api/contract"
import type { Trader } from "./trader.ts"

const immediately = { _tag: "IMMEDIATELY" } as const

/** A grid whose levels lie `step` percent apart around a price. */
export const gridAround = (price: number, investment: number, step = 0.5, start: object = immediately) => ({
  _tag: "GRID",
  start,
  investment: String(investment),
  lowPrice: (price * (1 - (step / 100) * 5)).toFixed(2),
  highPrice: (price * (1 + (step / 100) * 5)).toFixed(2),
  gridLevels: 10,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: true,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
})

/** Averaging in, in small steps. */
export const dca = (investment: number, start: object = immediately) => ({
  _tag: "DCA",
  start,
  direction: "LONG",
  investment: String(investment),
  baseOrderAmount: String(investment * 0.4),
  baseOrderType: "MARKET",
  averagingOrdersAmount: String(investment * 0.6),
  averagingOrdersQuantity: 5,
  averagingOrdersStep: "0.4",
  amountMultiplier: "1.1",
  stepMultiplier: "1.1",
  takeProfitPercent: "0.9"
})

/** Makes a bot, on the paper exchange unless said otherwise; it is not started. */
export const makeBot = (
  trader: Trader,
  name: string,
  settings: object,
  symbol = "BTC-USD",
  connection = "paper"
): Promise<BotView> => trader.post<BotView>("/api/v1/bots", { name, connection, symbol, settings })

/** Makes a bot and starts it. */
export const startBot = async (
  trader: Trader,
  name: string,
  settings: object,
  symbol?: string,
  connection?: string
): Promise<BotView> => {
  const bot = await makeBot(trader, name, settings, symbol, connection)
  await trader.post(`/api/v1/bots/${bot.id}/start`)
  return bot
}
