import { Effect, Option, Redacted, Schema } from "effect"
import type { TastytradeAddresses } from "@tradetower/execution/tastytrade"
import { unique } from "./place.ts"

/** A grant of a sandbox account, whose money may be spent. */
export interface SandboxKey {
  readonly refreshToken: string
  readonly clientSecret: string
  readonly accountNumber: string
}

interface Said {
  readonly status: number
  readonly body: unknown
}

const Token = Schema.Struct({ access_token: Schema.String })
const Id = Schema.Union([Schema.String, Schema.Finite])
const Placed = Schema.Struct({ data: Schema.Struct({ order: Schema.Struct({ id: Id }) }) })
const Failed = Schema.Struct({
  error: Schema.Struct({
    code: Schema.optionalKey(Schema.String),
    errors: Schema.optionalKey(Schema.Array(Schema.Struct({ code: Schema.optionalKey(Schema.String) })))
  })
})
const Orders = Schema.Struct({
  data: Schema.Struct({
    items: Schema.Array(
      Schema.Struct({
        id: Id,
        status: Schema.String,
        "external-identifier": Schema.optionalKey(Schema.NullOr(Schema.String)),
        legs: Schema.Array(
          Schema.Struct({
            fills: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Struct({ "fill-id": Schema.String }))))
          })
        )
      })
    )
  })
})
const Rows = Schema.Struct({
  data: Schema.Struct({
    items: Schema.Array(Schema.Struct({ "exec-id": Schema.optionalKey(Schema.NullOr(Schema.String)) }))
  })
})

/** Only its code, of what was refused: its words may name the account. */
const codeOf = ({ body }: Said): string => {
  const error = Option.getOrUndefined(Schema.decodeUnknownOption(Failed)(body))?.error
  return [error?.code, ...(error?.errors ?? []).map(({ code }) => code)].filter(Boolean).join(" / ")
}

/**
 * What is published nowhere, asked of a sandbox account in the plain words of its protocol: a sentence for each answer.
 * `share`: bought and sold again, one of it.
 */
export const openQuestions = (
  { trading }: TastytradeAddresses,
  { accountNumber, clientSecret, refreshToken }: SandboxKey,
  share: string
) =>
  Effect.gen(function* () {
    const learned: Array<string> = []
    const { rest, version = "20261012" } = trading.PAPER
    const send = (
      method: string,
      path: string,
      body?: object,
      headers: Record<string, string> = {}
    ): Effect.Effect<Said> =>
      Effect.promise(async () => {
        const answer = await fetch(`${rest}${path}`, {
          method,
          headers: { "user-agent": "TradingTower/0.2.0", "content-type": "application/json", ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) })
        })
        const text = await answer.text()
        const read = Option.liftThrowable((json: string): unknown => JSON.parse(json))(text)
        return { status: answer.status, body: Option.getOrUndefined(read) }
      })
    const signedIn = yield* send("POST", "/oauth/token", {
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_secret: clientSecret
    })
    const token = Redacted.make(Schema.decodeUnknownSync(Token)(signedIn.body).access_token)
    const bearer = { authorization: `Bearer ${Redacted.value(token)}` }
    const account = `/accounts/${encodeURIComponent(accountNumber)}`
    const ask = (method: string, path: string, body?: object) =>
      send(method, `${account}${path}`, body, { ...bearer, "accept-version": version })
    const leg = (action: string) => ({ "instrument-type": "Equity", symbol: share, quantity: "1", action })
    const far = (id: string, more: object = {}) => ({
      "order-type": "Limit",
      "time-in-force": "Day",
      price: "1.00",
      "price-effect": "Debit",
      "external-identifier": id,
      legs: [leg("Buy to Open")],
      ...more
    })
    const idIn = ({ body }: Said) =>
      Option.map(Schema.decodeUnknownOption(Placed)(body), ({ data }) => String(data.order.id))
    const verdict = (said: Said) =>
      Option.isSome(idIn(said)) ? "taken" : `refused, ${said.status} ${codeOf(said)}`.trim()
    const takeBack = (said: Said) =>
      Option.match(idIn(said), {
        onNone: () => Effect.void,
        onSome: (id) => Effect.asVoid(ask("DELETE", `/orders/${id}`))
      })
    const live = Effect.map(ask("GET", "/orders/live?per-page=200"), ({ body }) =>
      Option.match(Schema.decodeUnknownOption(Orders)(body), { onNone: () => [], onSome: ({ data }) => data.items })
    )

    for (const served of ["20250813", "20261012", undefined]) {
      const path = `${account}/orders/live`
      const said = yield* send("GET", path, undefined, {
        ...bearer,
        ...(served !== undefined && { "accept-version": served })
      })
      learned.push(`version ${served ?? "unsaid"}: ${said.status}`)
    }
    const twice = unique("tt-try")
    const both = [yield* ask("POST", "/orders", far(twice)), yield* ask("POST", "/orders", far(twice))]
    const same = (yield* live).filter((order) => order["external-identifier"] === twice).length
    learned.push(`the same identifier sent twice: ${both.map(verdict).join(", ")}; orders under it: ${same}`)
    for (const said of both) yield* takeBack(said)
    const bounded = yield* ask("POST", "/orders", {
      ...far(unique("tt-try")),
      "order-type": "Marketable Limit",
      "time-in-force": "IOC"
    })
    learned.push(`a marketable limit, immediate or cancel: ${verdict(bounded)}`)
    yield* takeBack(bounded)

    const market = (action: string, strict = false) => ({
      "order-type": "Market",
      "time-in-force": "Day",
      "external-identifier": unique("tt-try"),
      legs: [leg(action)],
      ...(strict && { "advanced-instructions": { "strict-position-effect-validation": true } })
    })
    const bought = yield* ask("POST", "/orders", market("Buy to Open"))
    learned.push(`one share at market: ${verdict(bought)}`)
    const id = Option.getOrUndefined(idIn(bought))
    if (id === undefined) return learned
    const filled = yield* Effect.gen(function* () {
      for (let look = 0; look < 50; look++) {
        const order = (yield* live).find((one) => String(one.id) === id)
        if (order?.status === "Filled") return order
        yield* Effect.sleep("200 millis")
      }
      return undefined
    })
    const late = yield* ask("DELETE", `/orders/${id}`)
    learned.push(`cancelling what is over: ${late.status} ${codeOf(late)}`.trim())
    const sold = yield* ask("POST", "/orders", market("Sell to Close", true))
    learned.push(`sold straight after its fill: ${verdict(sold)}`)
    const beside = [
      yield* ask("POST", "/orders", {
        ...far(unique("tt-try"), { price: "100000.00", "price-effect": "Credit", legs: [leg("Sell to Close")] }),
        "time-in-force": "GTC"
      }),
      yield* ask("POST", "/orders", {
        "order-type": "Stop",
        "time-in-force": "GTC",
        "stop-trigger": "0.50",
        "external-identifier": unique("tt-try"),
        legs: [leg("Sell to Close")]
      })
    ]
    learned.push(`an exit and a stop for the same share: ${beside.map(verdict).join(", ")}`)
    for (const said of beside) yield* takeBack(said)
    const fill = filled?.legs[0]?.fills?.[0]?.["fill-id"]
    const rows = yield* ask("GET", "/transactions?types[]=Trade&per-page=50")
    const booked: ReadonlyArray<string | null | undefined> = Option.match(Schema.decodeUnknownOption(Rows)(rows.body), {
      onNone: () => [],
      onSome: ({ data }) => data.items.map((row) => row["exec-id"])
    })
    learned.push(
      `a booked trade's exec-id is its fill-id: ${fill === undefined ? "not filled" : booked.includes(fill)}`
    )
    return learned
  })
