import type { IbkrBook, Stock } from "../ibkr/book.ts"
import type { Token } from "./frames.ts"
import { since } from "./order-messages.ts"

/** Regular hours, in the words of New York: around the clock, or none. */
const hours = (book: IbkrBook): string => {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10).replaceAll("-", "")
  const now = book.now()
  const [today, tomorrow, later] = [day(now), day(now + 86_400_000), day(now + 2 * 86_400_000)]
  return book.faults.closed
    ? `${today}:CLOSED;${later}:0930-${later}:1600`
    : `${day(now - 86_400_000)}:0000-${today}:0000;${today}:0000-${tomorrow}:0000;${tomorrow}:0000-${later}:0000`
}

export const contractData = (version: number, request: number, book: IbkrBook, stock: Stock): ReadonlyArray<Token> => [
  10,
  request,
  stock.ticker,
  "STK",
  "",
  ...since(version, 182, ""),
  0,
  "",
  "SMART",
  "USD",
  stock.ticker,
  "NMS",
  stock.ticker,
  stock.conid,
  "0.0001",
  "",
  "LMT,MKT,STP",
  "AMEX,SMART,NYSE",
  1,
  0,
  stock.name,
  "NYSE",
  "",
  "",
  "",
  "",
  "US/Eastern",
  "",
  hours(book),
  "",
  "",
  0,
  1,
  "",
  "",
  "32,26,32",
  "",
  "COMMON",
  1,
  1,
  100,
  ...since(version, 186, 0)
]
