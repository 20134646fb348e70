import { minus, times } from "@tradetower/domain/number"
import { MARGIN } from "../futures-money.ts"
import type { IbkrBook, Stock, User } from "./book.ts"
import { isOpen, listed, type Order, statusOf } from "./order.ts"

/*
 * What the stand-in answers to questions, as Interactive Brokers writes it: numbers as numbers at one place and as text at
 * another.
 */

/** Orders of this session, and those good till cancelled of earlier ones. */
export const ordersAnswer = (book: IbkrBook, { account, session }: User) => ({
  orders: account.orders
    .filter((order) => order.session === session || (order.tif === "GTC" && isOpen(order)))
    .map((order) => ({
      ...listed(order, account.options.number),
      ...(book.faults.unknownStatus && { status: "Reconsidered" })
    })),
  snapshot: true
})

export const statusAnswer = (order: Order | undefined) =>
  order === undefined
    ? ([503, { error: "Service Unavailable", statusCode: 503 }] as const)
    : ([200, statusOf(order)] as const)

export const tradesAnswer = (book: IbkrBook, { account }: User, days: number) =>
  account.executions.filter(({ trade_time_r }) => trade_time_r > book.now() - days * 86_400_000).toReversed()

const row = (currency: string, cash: string) => ({
  acctcode: "",
  cashbalance: Number(cash),
  currency,
  exchangerate: 1,
  netliquidationvalue: Number(cash),
  settledcash: Number(cash),
  secondkey: currency
})
export const ledgerAnswer = ({ account }: User) => ({
  BASE: row("BASE", account.cash),
  USD: row("USD", account.cash)
})

const sentence = (amount: string): string => `${Math.floor(Number(amount)).toLocaleString("en-US")} USD`

/** In whole dollars, as sentences; what orders promise is not taken away. */
export const fundsAnswer = ({ last }: IbkrBook, { account }: User) => {
  const { available, excess } = account.funds(last)
  return {
    total: {
      current_available: sentence(available),
      current_excess: sentence(excess),
      buying_power: sentence(available),
      leverage: "n/a",
      day_trades_left: "Unlimited"
    },
    securities: { current_available: sentence(account.cash) }
  }
}

/** What an order would change: by night the broker wants twice as much behind it. */
export const whatIfAnswer = ({ last, stocks }: IbkrBook, { conid, quantity }: Readonly<Record<string, unknown>>) => {
  const future = stocks.find((one) => one.conid === conid)?.future
  const worth = times(times(String(quantity), future?.multiplier ?? "1"), last.get(Number(conid)) ?? "0")
  const change = sentence(times(times(worth, MARGIN), "2"))
  return { amount: { amount: sentence(worth) }, initial: { current: "0 USD", change, after: change }, error: null }
}

/** Contracts of products. */
export const futuresAnswer = ({ stocks }: IbkrBook, symbols: ReadonlyArray<string>) =>
  Object.fromEntries(
    symbols.map((symbol) => [
      symbol,
      stocks.flatMap(({ conid, future, ticker }) =>
        future === undefined || ticker !== symbol
          ? []
          : [
              {
                symbol,
                conid,
                expirationDate: Number(future.ends),
                ltd: Number(future.ends),
                longFuturesCutOff: Number(future.ends),
                shortFuturesCutOff: Number(future.ends)
              }
            ]
      )
    ])
  )

export const positionsAnswer = ({ stocks }: IbkrBook, { account }: User, page: number) =>
  [...account.positions]
    .filter(([, held]) => Number(held) !== 0)
    .slice(page * 100, page * 100 + 100)
    .map(([conid, held]) => ({
      acctId: account.options.number,
      conid,
      position: Number(held),
      currency: "USD",
      assetClass: "STK",
      ticker: stocks.find((stock) => stock.conid === conid)?.ticker ?? null,
      multiplier: 0
    }))

/** Companies of a ticker: the one in the US, and others elsewhere. */
export const stocksAnswer = ({ stocks }: IbkrBook, symbols: ReadonlyArray<string>) =>
  Object.fromEntries(
    symbols.map((symbol) => [
      symbol,
      stocks
        .filter(({ future, ticker }) => future === undefined && ticker === symbol)
        .map(({ conid, name }) => ({
          name,
          assetClass: "STK",
          contracts: [
            { conid: conid + 1_000_000, exchange: "MEXI", isUS: false },
            { conid, exchange: "NYSE", isUS: true }
          ]
        }))
    ])
  )

export const rulesAnswer = ({ conid, future, name, ticker }: Stock, account: string) => ({
  con_id: conid,
  symbol: ticker,
  instrument_type: future === undefined ? "STK" : "FUT",
  multiplier: future?.multiplier ?? null,
  currency: "USD",
  company_name: name,
  exchange: future === undefined ? "SMART" : "CME",
  rules: {
    canTradeAcctIds: [account],
    orderTypes: ["limit", "market", "stop", "stop_limit"],
    sizeIncrement: 100,
    priceMagnifier: null,
    incrementRules:
      future === undefined
        ? [
            { lowerEdge: 0, increment: 0.0001 },
            { lowerEdge: 1, increment: 0.01 }
          ]
        : [{ lowerEdge: 0, increment: Number(future.tick) }],
    increment: future === undefined ? 0.01 : Number(future.tick)
  }
})

const HOUR = 3_600
/** Hours of the days around: open now, or some hours ago and from then on again. */
export const scheduleAnswer = ({ faults }: IbkrBook) => {
  const now = Math.floor(Date.now() / 1_000)
  const day = (from: number, to: number) => ({
    liquid_hours: [{ opening: from, closing: to }],
    extended_hours: [{ opening: from - HOUR, closing: to + HOUR, cancel_daily_orders: true }]
  })
  return {
    exchange_time_zone: "US/Eastern",
    schedules: faults.closed
      ? { "20261126": day(now - 9 * HOUR, now - HOUR), "20261127": day(now + 5 * HOUR, now + 12 * HOUR) }
      : { "20261127": day(now - HOUR, now + 6 * HOUR), "20261129": { extended_hours: [] } }
  }
}

/** Bars of a minute, the newest 1,000 of what is asked for at the most. */
export const historyAnswer = ({ last, now }: IbkrBook, query: URLSearchParams) => {
  const price = Number(last.get(Number(query.get("conid"))) ?? "100")
  const [day = "", time = ""] = (query.get("startTime") ?? "").split("-")
  const from = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time}Z`)
  const [, count = "1", unit = "h"] = /^(\d+)(min|h|d)$/.exec(query.get("period") ?? "1h") ?? []
  const minutes = Number(count) * { min: 1, h: 60, d: 1_440 }[unit as "min" | "h" | "d"]
  const until = Math.min(from + minutes * 60_000, now())
  const data = []
  for (let t = Math.ceil(from / 60_000) * 60_000; t < until; t += 60_000)
    data.push({ t, o: price, h: price + 0.5, l: price - 0.5, c: price + 0.1, v: 12.5 })
  return { data: data.slice(-1_000), points: data.length, priceFactor: 100, volumeFactor: 100, mktDataDelay: 0 }
}

/** A price as the stream writes it. */
export const priceRow = (book: IbkrBook, conid: number, price: string, size: string) => ({
  topic: `smd+${conid}`,
  conid,
  _updated: book.now(),
  "31": price,
  "84": minus(price, "0.01"),
  "86": price,
  "7059": size,
  "6509": "RpB"
})
