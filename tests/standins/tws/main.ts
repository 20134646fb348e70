import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { parseArgs } from "node:util"
import { IbkrBook } from "../ibkr/book.ts"
import type { Faults } from "../ibkr/faults.ts"
import { movePrices, stocksOf } from "../ibkr/moving-prices.ts"
import { wholeBooks } from "../ibkr/whole-book.ts"
import type { GatewayFaults } from "./faults.ts"
import { type GatewayServer, serveGateway } from "./server.ts"

/*
 * Gateways of Interactive Brokers as a process of its own, one for each account that is added. Prints one line with where it
 * is told what to do, and ends when its input closes.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    ahead: { type: "string", default: "0" },
    "tick-millis": { type: "string", default: "150" },
    step: { type: "string", default: "0.15" },
    within: { type: "string", default: "1.8" },
    stocks: { type: "string", default: "4" }
  }
})
const seed = Number(values.seed)
const book = new IbkrBook(seed, stocksOf(Number(values.stocks)), Number(values.ahead))
const gateways: Array<GatewayServer> = []
const trade = (conid: number, price: string, fills = true): void => {
  if (fills) book.trade(conid, price)
  else book.last.set(conid, price)
  for (const { gateway } of gateways) gateway.trade(conid, price)
}
movePrices(
  book,
  { seed, millis: Number(values["tick-millis"]), step: Number(values.step), within: Number(values.within) },
  trade
)

/** How long after a price that is told now an order for it comes in, ms: both as they are on the wire. */
const measure = (conid: number, price: string): Promise<unknown> =>
  new Promise((resolve) => {
    for (const { gateway } of gateways)
      gateway.orderCame = (of, at) => {
        if (of === conid) resolve({ millis: at - since })
      }
    trade(conid, price, false)
    const since = performance.now()
  })

/** What is said to it, each with what it needs. */
interface Said {
  readonly cash: string
  readonly number: string
  readonly conid: number
  readonly price: string
  readonly code: number
  readonly still: boolean
  readonly inBook: Partial<Faults>
  readonly atGateways: Partial<GatewayFaults>
}

const does: Readonly<Record<string, (said: Said) => unknown>> = {
  "/gateways": async ({ cash, number }) => {
    const server = await serveGateway({ book, user: book.add(number, { number, cash, isPaper: true }) })
    gateways.push(server)
    return { port: server.port }
  },
  "/faults": ({ atGateways, inBook }) => {
    book.faults = { ...book.faults, ...inBook }
    for (const { gateway } of gateways) gateway.faults = { ...gateway.faults, ...atGateways }
  },
  "/still": ({ still }) => void (book.isStill = still),
  "/price": ({ conid, price }) => trade(conid, price),
  "/measure": ({ conid, price }) => measure(conid, price),
  "/blind": ({ code }) => {
    for (const { gateway } of gateways) gateway.notice(code, "Connectivity")
  },
  "/book": () => wholeBooks(book)
}

const control = createServer((request, response) => {
  void text(request)
    // It is said by this process's own kind.
    .then((body) => does[request.url ?? ""]?.(JSON.parse(body) as Said))
    .then((answer) => response.end(JSON.stringify(answer ?? {})))
})
await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve))
// A server on a port has such an address.
console.log(`tws http://127.0.0.1:${(control.address() as AddressInfo).port}`)
process.stdin.resume().on("end", () => process.exit(0))
