import { isOpen } from "../ibkr/order.ts"
import type { Token } from "./frames.ts"
import { contractData } from "./contract-message.ts"
import { commissionReport, execDetails, fault } from "./messages.ts"
import { completedOrder } from "./order-messages.ts"
import type { Client, Gateway } from "./gateway.ts"

const DAY = 86_400_000
/** Rules of prices: by the exchange. */
const rules: Readonly<Record<string, ReadonlyArray<Token>>> = {
  26: [0, "0.0001", 1, "0.01"],
  32: [0, "0.01"]
}

/** Trades since midnight, of one client. */
const executions = (gateway: Gateway, client: Client, request: number, clientId: number): void => {
  const midnight = Math.floor(gateway.book.now() / DAY) * DAY
  for (const execution of gateway.user.account.executions) {
    const order = gateway.order(execution.order_id)
    if (order === undefined || execution.trade_time_r < midnight) continue
    const of = gateway.of(order)
    if (of.clientId !== clientId) continue
    client.say(...execDetails(gateway.version, request, execution, of, gateway.faults.noZone))
    if (execution.commission !== undefined && !gateway.faults.commissionNever)
      client.say(...commissionReport(execution))
  }
  client.say(55, 1, request)
}

const contracts = (gateway: Gateway, client: Client, request: number, conid: string, ticker: string): void => {
  const found = gateway.book.stocks.filter((stock) =>
    conid === "" || conid === "0" ? stock.ticker === ticker : stock.conid === Number(conid)
  )
  if (found.length === 0)
    return client.say(...fault(request, 200, "No security definition has been found for the request"))
  // One contract comes more than once.
  for (const stock of [...found, ...found]) client.say(...contractData(gateway.version, request, gateway.book, stock))
  client.say(52, 1, request)
}

const summary = (gateway: Gateway, client: Client, request: number): void => {
  const { cash, options } = gateway.user.account
  const say = (tag: string, value: Token, currency: string) =>
    client.say(63, 1, request, options.number, tag, value, currency)
  say("NetLiquidation", cash, "USD")
  say("AvailableFunds", cash, "USD")
  say("BuyingPower", cash, "USD")
  say("DayTradesRemaining", -1, "")
  say("CashBalance", cash, "BASE")
  say("$LEDGER-CashBalance", cash, "USD")
  client.say(64, 1, request)
}

const positions = (gateway: Gateway, client: Client): void => {
  const { options, positions: held } = gateway.user.account
  for (const account of [options.number, ...gateway.others])
    for (const { conid, ticker } of gateway.book.stocks) {
      const size = account === options.number ? (held.get(conid) ?? "0") : "7"
      if (size === "0") continue
      client.say(61, 3, account, conid, ticker, "STK", "", 0, "", "", "NYSE", "USD", ticker, ticker, size, "10.5")
    }
  client.say(62, 1)
}

const MINUTE = 60_000
/** Bars of a minute that end with that moment: each at the last price. */
const bars = (gateway: Gateway, client: Client, request: number, conid: number, end: string, seconds: number): void => {
  const [, y = "", m = "", d = "", time = ""] = /^(\d{4})(\d\d)(\d\d)-(.*)$/.exec(end) ?? []
  const to = Date.parse(`${y}-${m}-${d}T${time}Z`)
  const price = gateway.book.last.get(conid) ?? "50"
  const rows: Array<Token> = []
  for (let at = Math.ceil((to - seconds * 1_000) / MINUTE) * MINUTE; at < to; at += MINUTE)
    rows.push(at / 1_000, price, price, price, price, 100, price, 1)
  client.say(17, request, "", "", rows.length / 8, ...rows)
}

/** What a gateway answers to questions, by the number of their kind. */
export const answerQuestion = (gateway: Gateway, client: Client, kind: string, rest: ReadonlyArray<string>): void => {
  const { account } = gateway.user
  const part = (nth: number): string => rest[nth] ?? ""
  switch (kind) {
    case "8":
      return client.say(9, 1, gateway.highest + 1)
    case "49":
      return client.say(49, 1, Math.floor(gateway.book.now() / 1_000))
    case "5":
    case "16":
      if (gateway.faults.readOnly)
        return client.say(
          ...fault(
            -1,
            321,
            "Error validating request.-'bN' : cause - The API interface is currently in Read-Only mode."
          )
        )
      for (const order of account.orders) if (isOpen(order)) gateway.sayOrder(client, order)
      return client.say(53, 1)
    case "99":
      for (const order of account.orders)
        if (!isOpen(order)) client.say(...completedOrder(gateway.version, order, gateway.of(order)))
      return client.say(102)
    case "7":
      return executions(gateway, client, Number(part(1)), Number(part(2)))
    case "9":
      return contracts(gateway, client, Number(part(1)), part(2), part(3))
    case "91":
      return client.say(93, part(0), (rules[part(0)] ?? []).length / 2, ...(rules[part(0)] ?? []))
    case "61":
      return positions(gateway, client)
    case "62":
      return summary(gateway, client, Number(part(1)))
    case "20":
      return bars(gateway, client, Number(part(0)), Number(part(1)), part(14), Number.parseInt(part(16), 10))
    case "1": {
      const [request, conid] = [Number(part(1)), Number(part(2))]
      if (gateway.faults.dataElsewhere)
        return client.say(...fault(request, 10_197, "No market data during competing live session"))
      client.lines.set(request, conid)
      client.say(58, 1, request, gateway.faults.delayed ? 3 : 1)
      if (gateway.faults.delayed)
        client.say(
          ...fault(request, 10_167, "Requested market data is not subscribed. Displaying delayed market data.")
        )
      const last = gateway.book.last.get(conid)
      if (last !== undefined) gateway.sayPrice(client, request, last)
      return
    }
    case "2":
      return void client.lines.delete(Number(part(1)))
  }
}
