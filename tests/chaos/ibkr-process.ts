import { plus } from "@tradetower/domain/number"
import type { BotView, ConnectableView, ConnectionView, MarketView } from "@tradetower/api/contract"
import { type Faults, noFaults } from "../standins/ibkr/faults.ts"
import { newUser } from "../standins/ibkr/keys.ts"
import { aheadToOpen } from "../standins/open-hours.ts"
import { startIbkr } from "../standins/ibkr/start.ts"
import type { WholeBook } from "../standins/ibkr/whole-book.ts"
import { dca, gridAround } from "../system/bots.ts"
import { type Trader, until } from "../system/trader.ts"
import type { ExchangeBook } from "./audit.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { type Enter, tenants } from "./traders.ts"

const trouble: Partial<Faults> = {
  cutAnswers: 0.04,
  answer503: 0.02,
  answer500: 0.02,
  loseOrders: 0.03,
  loseTrades: 0.03,
  doubleEvents: 0.1,
  cutStreamBeforeFill: 0.03,
  endBeforeTrade: true,
  offTheCent: true
}
/** Some prices stay off the cent. */
const calm: Partial<Faults> = { ...noFaults, offTheCent: true }

const STOP_LEG = ".S"
const tickerOf = (conid: string): string => `S${String.fromCharCode(65 + Number(conid) - 1_000)}`
const statuses: Readonly<Record<string, string>> = { Filled: "FILLED", Cancelled: "CANCELLED" }

/** An account's book in the words of the audit. */
export const inOurWords = ({ cash, executions, opening, orders, positions }: WholeBook): ExchangeBook => ({
  opening: { USD: opening },
  totals: Object.fromEntries([
    ["USD", cash] as const,
    ...Object.entries(positions).map(([conid, held]) => [tickerOf(conid), held] as const)
  ]),
  orders: orders
    .filter(({ reference }) => !reference.endsWith(STOP_LEG))
    .map(({ filled, reference, status }) => ({
      clientOrderId: reference,
      status: statuses[status] ?? "OPEN",
      filledQuantity: orders
        .filter((leg) => leg.reference === `${reference}${STOP_LEG}`)
        .reduce((sum, leg) => plus(sum, leg.filled), filled)
    })),
  fills: executions.map(({ execution_id, order_ref }) => ({
    tradeId: execution_id.slice(0, execution_id.lastIndexOf(".")),
    clientOrderId: order_ref.endsWith(STOP_LEG) ? order_ref.slice(0, -STOP_LEG.length) : order_ref
  }))
})

/** Adds an account of paper money there. */
const addAccount = async (trader: Trader, broker: string, secret: object): Promise<ConnectionView> => {
  await until(
    "Interactive Brokers is on offer",
    () => trader.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some((one) => one.broker === broker)
  )
  return trader.post<ConnectionView>("/api/v1/connections", {
    broker,
    venue: "ibkr",
    terms: "ibkr",
    environment: "PAPER",
    label: "At IBKR",
    secret
  })
}

/** A bot a stock: there is one position each. */
const botsFor = (price: (symbol: string) => Promise<number>) =>
  [
    ["SA", async (symbol: string) => gridAround(await price(symbol), 5_000, 0.4)],
    ["SB", async (symbol: string) => gridAround(await price(symbol), 5_000, 0.4)],
    ["SC", async () => dca(3_000)],
    ["SD", async () => dca(3_000)]
  ] as const

/** Everybody's accounts there, and their bots. `secretOf`: what an account is added with. */
export const startBotsAt =
  (broker: string, secretOf: ReadonlyMap<string, object>) =>
  async (enter: Enter): Promise<void> => {
    for (const [tenant, secret] of secretOf) {
      const trader = await enter(tenant)
      const { id } = await addAccount(trader, broker, secret)
      const priceOf = async (symbol: string) => {
        const path = `/api/v1/exchanges/ibkr/markets/${symbol}/follow`
        const market = await until(
          `a price of ${symbol}`,
          async () => (await trader.ask("POST", path)).body as Partial<MarketView>,
          ({ lastPrice }) => lastPrice !== undefined
        )
        return Number(market.lastPrice)
      }
      for (const [symbol, settings] of botsFor(priceOf)) {
        await priceOf(symbol)
        await trader.post<BotView>("/api/v1/bots", {
          name: `${symbol} of ${tenant}`,
          connection: id,
          symbol,
          start: true,
          settings: await settings(symbol)
        })
      }
    }
  }

/** Interactive Brokers as a process that outlives every kill: cut answers, lost and doubled events, cut streams. */
export const startAtIbkr = async (seed: number): Promise<ExchangeProcess> => {
  const ahead = aheadToOpen(Date.now())
  const ibkr = await startIbkr({ seed, ahead, "list-each": 40, "per-second": 1_000, ban: 100 })
  const users = new Map<string, ReturnType<typeof newUser> & { readonly number: string }>(
    tenants.map((tenant, nth) => [tenant, { number: `DU${1_000_000 + nth}`, ...newUser(nth) }] as const)
  )
  for (const { consumer, number } of users.values()) await ibkr.add(consumer, number, "100000")
  await ibkr.setFaults(calm)

  return {
    environment: { IBKR: JSON.stringify({ rest: ibkr.rest, stream: ibkr.stream, ahead }) },
    startBots: startBotsAt("ibkr", new Map([...users].map(([tenant, { secret }]) => [tenant, secret]))),
    rest: async () => {
      await ibkr.setFaults(calm)
      await ibkr.stand(true)
    },
    goOn: async (withTrouble) => {
      await ibkr.stand(false)
      await ibkr.setFaults(withTrouble ? { ...calm, ...trouble } : calm)
    },
    book: async (tenant) => {
      const found = (await ibkr.book())[users.get(tenant)?.number ?? ""]
      if (found === undefined) throw new Error(`Interactive Brokers has no account of ${tenant}`)
      return inOurWords(found)
    },
    stop: ibkr.stop
  }
}
