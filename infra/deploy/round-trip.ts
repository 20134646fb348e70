import { randomUUID } from "node:crypto"
import { Clock, Effect, Exit, Redacted, Schema } from "effect"
import { AlertTaken, BotView, ExchangeView, MeView } from "@tradetower/api/contract"
import { OrderView } from "@tradetower/domain/live"
import { ask, expectStatus } from "./ask.ts"
import { type Check, Wrong } from "./check.ts"

/** Somebody's session with the site, for whom a bot is made; a person of its own, not a trader. */
export interface Visitor {
  readonly site: string
  /** The request header `cookie` of who has signed in. */
  readonly session: Redacted.Redacted
  /** How long a paper order may take to be placed and filled, and to be gone again, ms each. */
  readonly patience: number
}

/** What bots of this check are called; what an earlier one left is put away. */
const NAME = "Smoke test"
/** Between two looks. */
const PAUSE = "1 second"

const final = (why: string) => new Wrong({ why, mayPass: false })

const Token = Schema.Struct({ path: Schema.String })

/** Asks for an alert, buys at market with it, and lays out orders below and above. Amounts in quote. */
const settings = {
  _tag: "DCA",
  start: { _tag: "TRADINGVIEW", action: "BUY" },
  direction: "LONG",
  investment: "100",
  baseOrderAmount: "40",
  baseOrderType: "MARKET",
  averagingOrdersAmount: "60",
  averagingOrdersQuantity: 2,
  averagingOrdersStep: "5",
  amountMultiplier: "1",
  stepMultiplier: "1",
  takeProfitPercent: "20"
}

/** The API, as somebody who has signed in. */
const apiOf = ({ patience, session, site }: Visitor) => {
  const headers = { cookie: Redacted.value(session) }
  const request = <A>(method: string, path: string, status: number, answer: Schema.Decoder<A>, body?: unknown) =>
    ask(`${site}/api/v1${path}`, { method, headers, body }).pipe(
      Effect.flatMap((answered) => expectStatus(answered, status)),
      Effect.flatMap(({ text }) =>
        Schema.decodeUnknownEffect(Schema.fromJsonString(answer))(text === "" ? "null" : text).pipe(
          Effect.mapError(({ message }) => final(`${method} ${path} answered something else: ${message}`))
        )
      )
    )
  const bot = (id: string) => request("GET", `/bots/${id}`, 200, BotView)
  const orders = (id: string) => request("GET", `/bots/${id}/orders`, 200, Schema.Array(OrderView))
  /** Looks until something holds; what may pass is looked past. */
  const until = Effect.fnUntraced(function* <A>(
    what: string,
    look: Effect.Effect<A, Wrong>,
    holds: (seen: A) => boolean,
    seen: (value: A) => string
  ) {
    const end = (yield* Clock.currentTimeMillis) + patience
    for (;;) {
      const value = yield* Effect.result(look)
      if (value._tag === "Success" && holds(value.success)) return value.success
      if (value._tag === "Failure" && !value.failure.mayPass) return yield* value.failure
      if ((yield* Clock.currentTimeMillis) >= end) {
        const last = value._tag === "Success" ? seen(value.success) : value.failure.why
        return yield* final(`${what} not within ${patience / 1_000} s; seen last: ${last}`)
      }
      yield* Effect.sleep(PAUSE)
    }
  })
  return { request, bot, orders, until }
}
type Api = ReturnType<typeof apiOf>

const stateOf = ({ run }: BotView): string =>
  run === undefined ? "never started" : `${run.summary.state}: ${run.summary.reason}`
const ordersIn = (orders: ReadonlyArray<OrderView>): string =>
  orders.length === 0 ? "no order" : orders.map(({ purpose, status }) => `${purpose} ${status}`).join(", ")

/** Ends a bot of ours with all it holds, and deletes it, or archives one that has traded. */
const putAway = Effect.fnUntraced(function* (api: Api, id: string) {
  const { run } = yield* api.bot(id)
  if (run?.live === true) {
    yield* api.request("POST", `/bots/${id}/stop`, 202, Schema.Unknown, { closure: "CLOSE_POSITIONS" })
    yield* api.until(
      "the bot has ended, with nothing left",
      api.bot(id),
      (bot) => bot.run?.live === false && bot.run.summary.openOrders === 0,
      stateOf
    )
  }
  const { run: last } = yield* api.bot(id)
  if (last === undefined || last.summary.fills === 0) yield* api.request("DELETE", `/bots/${id}`, 204, Schema.Unknown)
  else yield* api.request("POST", `/bots/${id}/archive`, 200, Schema.Unknown)
})

/** Refuses an account that somebody trades with: the new webhook address would void theirs. */
const asVisitor = Effect.fnUntraced(function* (api: Api) {
  const { tradingHalted } = yield* api
    .request("GET", "/me", 200, MeView)
    .pipe(
      Effect.mapError((wrong) =>
        wrong.mayPass ? wrong : final(`the session lets nobody in (${wrong.why}): sign in, and copy the cookie again`)
      )
    )
  if (tradingHalted) return yield* final("the kill switch is on: let it go, and ask again")
  const bots = (yield* api.request("GET", "/bots", 200, Schema.Array(BotView))).filter(
    ({ archivedAt }) => archivedAt === undefined
  )
  const others = bots.filter(({ name }) => !name.startsWith(NAME))
  if (others.length > 0)
    return yield* final(
      `${others[0]?.name} trades here, whose alerts would lose their address: sign in as somebody of its own`
    )
  for (const { id } of bots) yield* putAway(api, id)
})

/** A pair that has a price, and a paper account there. */
const whereToTrade = Effect.fnUntraced(function* (api: Api) {
  const exchanges = yield* api.request("GET", "/exchanges", 200, Schema.Array(ExchangeView))
  for (const { accounts, markets } of exchanges) {
    const account = accounts.find(({ environment }) => environment === "PAPER")
    const market = markets.find(({ lastPrice, symbol }) => lastPrice !== undefined && symbol.endsWith("-USD"))
    if (account !== undefined && market !== undefined) return { connection: account.id, symbol: market.symbol }
  }
  return yield* new Wrong({
    why: "no pair that a paper account trades has a price: does execution sleep (alwaysOn)?",
    mayPass: true
  })
})

/** What an alert does that the bot waits for: an order is filled, others rest, and a stop takes those back. */
const trade = Effect.fnUntraced(function* (api: Api, site: string, botId: string, symbol: string) {
  const waits = ({ run }: BotView) => run?.summary.state === "WAITING"
  yield* api.until("the bot waits for its alert", api.bot(botId), waits, stateOf)
  const { path } = yield* api.request("POST", "/signals/token", 201, Token)
  const time = new Date(yield* Clock.currentTimeMillis).toISOString()
  const sent = yield* ask(site + path, {
    method: "POST",
    body: { bot: botId, action: "BUY", pair: symbol, time, id: randomUUID() }
  }).pipe(
    Effect.flatMap((answer) => expectStatus(answer, 202)),
    Effect.mapError(({ why }) => final(`the alert was refused: ${why}`))
  )
  const taken = yield* Effect.mapError(
    Schema.decodeUnknownEffect(Schema.fromJsonString(AlertTaken))(sent.text),
    ({ message }) => final(`the webhook answered something else: ${message}`)
  )
  if (taken.fate !== undefined)
    return yield* final(`the alert was taken and ignored: ${taken.reason ?? "no reason was given"}`)
  const laidOut = (orders: ReadonlyArray<OrderView>) =>
    orders.some(({ status }) => status === "FILLED") && orders.some(({ open }) => open)
  yield* api.until("an order is filled and others rest", api.orders(botId), laidOut, ordersIn)
  yield* api.request("POST", `/bots/${botId}/stop`, 202, Schema.Unknown, { closure: "CLOSE_POSITIONS" })
  const gone = (orders: ReadonlyArray<OrderView>) =>
    orders.some(({ status }) => status === "CANCELLED") && orders.every(({ open }) => !open)
  yield* api.until("what rested is taken back", api.orders(botId), gone, ordersIn)
})

/** An alert to a bot made for it becomes a paper order that is filled; then the bot is put away, whatever came of it. */
export const roundTrip = (visitor: Visitor): Check => ({
  what: "an alert is taken, and its paper orders are filled, laid out and taken back",
  ask: Effect.gen(function* () {
    const api = apiOf(visitor)
    yield* asVisitor(api)
    const { connection, symbol } = yield* whereToTrade(api)
    const name = `${NAME} ${randomUUID().slice(0, 8)}`
    const bot = yield* api.request("POST", "/bots", 201, BotView, { name, connection, symbol, settings, start: true })
    const outcome = yield* Effect.exit(trade(api, visitor.site, bot.id, symbol))
    const left = yield* Effect.result(putAway(api, bot.id))
    if (Exit.isFailure(outcome)) {
      const failed = outcome.cause.reasons.find((reason) => reason._tag === "Fail")?.error
      if (failed === undefined) return yield* outcome
      const rest = left._tag === "Failure" ? `; its bot ${name} is still there: ${left.failure.why}` : ""
      return yield* final(failed.why + rest)
    }
    if (left._tag === "Failure") return yield* final(`the bot ${name} could not be put away: ${left.failure.why}`)
  })
})
