import { Effect, Option, Schedule, Schema } from "effect"
import { WebSocket } from "ws"
import type { AlpacaAddresses } from "@tradetower/execution/alpaca"
import { unique } from "./place.ts"

/** A key of a paper account, whose money may be spent. */
export interface PaperKey {
  readonly key: string
  readonly secret: string
}

const Order = Schema.Struct({ id: Schema.String, status: Schema.String })
const Fills = Schema.Array(Schema.Struct({ id: Schema.String, order_id: Schema.String }))
const Position = Schema.Struct({
  qty: Schema.String,
  qty_available: Schema.String,
  current_price: Schema.optionalKey(Schema.String)
})
const Update = Schema.Struct({
  stream: Schema.Literal("trade_updates"),
  data: Schema.Struct({
    event: Schema.String,
    execution_id: Schema.optionalKey(Schema.String),
    order: Schema.Struct({ id: Schema.String })
  })
})
const readUpdate = Schema.decodeUnknownOption(Schema.fromJsonString(Update))

interface Said {
  readonly status: number
  readonly body: unknown
}

/**
 * What is published nowhere, asked of a paper account in the plain words of its protocol: a sentence for each answer. Buys
 * coins for a few dollars and sells them again. `coin`: `"LTC/USD"`; `share`: `"KO"`.
 */
export const openQuestions = (
  { trading }: AlpacaAddresses,
  { key, secret }: PaperKey,
  { coin, share }: { readonly coin: string; readonly share: string }
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const learned: Array<string> = []
      const ask = (method: string, path: string, body?: object): Effect.Effect<Said> =>
        Effect.promise(async () => {
          const answer = await fetch(`${trading.PAPER.rest}${path}`, {
            method,
            headers: { "APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret, "content-type": "application/json" },
            ...(body !== undefined && { body: JSON.stringify(body) })
          })
          const text = await answer.text()
          return { status: answer.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) }
        })
      const place = (order: object) => ask("POST", "/v2/orders", { client_order_id: unique("tt-try"), ...order })
      const idIn = ({ body }: Said) => Option.map(Schema.decodeUnknownOption(Order)(body), ({ id }) => id)
      /** Whether it was taken; what was is taken back. */
      const taken = Effect.fnUntraced(function* (what: string, order: object) {
        const said = yield* place(order)
        const id = idIn(said)
        learned.push(`${what}: ${Option.isSome(id) ? "taken" : `refused, ${said.status} ${JSON.stringify(said.body)}`}`)
        if (Option.isSome(id)) yield* ask("DELETE", `/v2/orders/${id.value}`)
        return Option.isSome(id)
      })

      const executions = new Map<string, string>()
      const socket = yield* Effect.acquireRelease(
        Effect.sync(() => new WebSocket(trading.PAPER.stream)),
        (open) => Effect.sync(() => open.terminate())
      )
      const listens = new Promise<void>((resolve) => {
        socket.on("open", () => socket.send(JSON.stringify({ action: "auth", key, secret })))
        socket.on("message", (raw) => {
          const text = (raw as Buffer).toString("utf8")
          if (text.includes('"authorized"'))
            socket.send(JSON.stringify({ action: "listen", data: { streams: ["trade_updates"] } }))
          if (text.includes('"listening"')) resolve()
          const update = Option.getOrUndefined(readUpdate(text))
          if (update?.data.execution_id !== undefined) executions.set(update.data.order.id, update.data.execution_id)
        })
      })
      yield* Effect.promise(() => listens)

      const bought = yield* place({ symbol: coin, qty: "0.2", side: "buy", type: "market", time_in_force: "ioc" })
      const id = Option.getOrThrow(idIn(bought))
      const since = performance.now()
      const listed = Effect.flatMap(ask("GET", "/v2/account/activities/FILL?direction=desc&page_size=20"), ({ body }) =>
        Effect.fromOption(
          Option.flatMap(Schema.decodeUnknownOption(Fills)(body), (rows) =>
            Option.fromUndefinedOr(rows.find((row) => row.order_id === id))
          )
        )
      )
      const fill = yield* Effect.retry(listed, { schedule: Schedule.spaced("100 millis"), times: 300 })
      learned.push(`a fill is listed after it was asked for: ${Math.round(performance.now() - since)} ms`)
      // It is told a moment later, or earlier.
      yield* Effect.ignore(
        Effect.retry(
          Effect.suspend(() => Effect.fromOption(Option.fromUndefinedOr(executions.get(id)))),
          {
            schedule: Schedule.spaced("100 millis"),
            times: 100
          }
        )
      )
      const same = fill.id.split("::")[1] === executions.get(id)
      learned.push(`the uuid of a listed fill is its execution_id: ${executions.has(id) ? String(same) : "not told"}`)

      const name = coin.replace("/", "")
      const held = yield* ask("GET", `/v2/positions/${name}`)
      const position = Option.getOrUndefined(Schema.decodeUnknownOption(Position)(held.body))
      learned.push(`of 0.2 bought there are ${position?.qty ?? "none"}, free ${position?.qty_available ?? "none"}`)
      const quantity = position?.qty_available ?? "0.2"
      const rests = idIn(
        yield* place({ symbol: coin, qty: "1", side: "buy", type: "limit", time_in_force: "gtc", limit_price: "2" })
      )
      const beside = { symbol: coin, qty: quantity, side: "sell", type: "stop_limit", time_in_force: "gtc" }
      yield* taken("a coin's stop_limit beside a resting limit buy far below its limit", {
        ...beside,
        stop_price: "20",
        limit_price: "19"
      })
      if (Option.isSome(rests)) yield* ask("DELETE", `/v2/orders/${rests.value}`)
      yield* Effect.sleep("1 second")
      const sold = yield* place({ symbol: coin, qty: quantity, side: "sell", type: "market", time_in_force: "ioc" })
      learned.push(`what was bought is sold again: ${sold.status}`)

      const clock = yield* ask("GET", "/v2/clock")
      const isOpen = JSON.stringify(clock.body).includes('"is_open":true')
      learned.push(`the stock market is ${isOpen ? "open: asked again outside its hours this says more" : "closed"}`)
      if (!isOpen)
        yield* taken("a share at market, ioc, outside hours", {
          symbol: share,
          qty: "1",
          side: "buy",
          type: "market",
          time_in_force: "ioc"
        })
      yield* taken("half a share at a limit far below, ioc", {
        symbol: share,
        qty: "0.5",
        side: "buy",
        type: "limit",
        time_in_force: "ioc",
        limit_price: "10"
      })
      return learned
    })
  )
