import { Schema } from "effect"
import { gridAround } from "../system/bots.ts"

/** One request that names something of somebody's. */
export interface Naming {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** What belongs to somebody, by the names of the paths' parameters. */
export interface Owned {
  readonly botId: string
  readonly runId: string
  readonly backtestId: string
  readonly otherId: string
  readonly sweepId: string
  readonly downloadId: string
  readonly connectionId: string
  readonly channelId: string
}

/** One operation of the API, as its OpenAPI document describes it. */
export interface Operation {
  readonly method: string
  readonly path: string
  /** Its address with the names of its parts in braces, the names of its query, and a body its owner may send. */
  readonly template: string
  readonly queries: ReadonlyArray<string>
  readonly body?: (botId: string) => unknown
  /** Whether its path names a bot, or anything else that belongs to somebody. */
  readonly namesSomething: boolean
  /** Every way this operation can be asked about something of somebody's: in its path, its query, its body. */
  readonly naming: (ids: Owned) => ReadonlyArray<Naming>
  /** What this test doesn't know about it. */
  readonly problem?: string
}

const Parameter = Schema.Struct({ name: Schema.String, in: Schema.String })
const Item = Schema.Struct({
  parameters: Schema.optionalKey(Schema.Array(Parameter)),
  requestBody: Schema.optionalKey(Schema.Unknown)
})
const Document = Schema.Struct({ paths: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.Unknown)) })
const readDocument = Schema.decodeUnknownSync(Document)
const readItem = Schema.decodeUnknownSync(Item)

const settings = gridAround(60_000, 2_000)
/** A way to be reached, at a server that is nowhere. */
export const mailChannel = {
  _tag: "EMAIL",
  label: "Mail",
  host: "mail.invalid",
  port: 587,
  security: "STARTTLS",
  from: "a@example.com",
  to: "b@example.com"
}
/** A body that would be accepted of the owner, for each operation that takes one. */
const bodies: Readonly<Record<string, (botId: string) => unknown>> = {
  "POST /api/v1/bots": () => ({ name: "Another", connection: "paper", symbol: "BTC-USD", settings }),
  "PATCH /api/v1/bots/{botId}": () => ({ name: "Mine now" }),
  "POST /api/v1/bots/{botId}/foresee-change": () => ({ settings }),
  "POST /api/v1/bots/{botId}/stop": () => ({ closure: "CLOSE_POSITIONS" }),
  "POST /api/v1/bots/{botId}/funds": () => ({ amount: "100" }),
  "POST /api/v1/bots/{botId}/funds/take": () => ({ amount: "100" }),
  "POST /api/v1/bots/{botId}/rehearsal/waive": () => ({ faults: ["CRASH"] }),
  "POST /api/v1/notifications/read": () => ({ upTo: 4_000_000_000_000 }),
  "PUT /api/v1/risk-limits": () => ({
    ordersPerMinute: 600,
    maxOrderNotional: "5000",
    maxLeverage: 5,
    onBreach: "PAUSE"
  }),
  "POST /api/v1/backtests": () => ({ venue: "simulated", symbol: "BTC-USD", settings }),
  "POST /api/v1/sweeps": () => ({
    venue: "simulated",
    symbol: "BTC-USD",
    settings,
    axes: [{ field: "gridLevels", from: "10", to: "12", step: "1" }]
  }),
  "POST /api/v1/candles/downloads": () => ({ symbol: "BTC-USD", from: 1_700_000_000_000, to: 1_700_000_600_000 }),
  // A file's bytes: what another imported under the same name is tried in the API's own tests.
  "POST /api/v1/candles/import/{symbol}": () => "timestamp,open,high,low,close,volume",
  "POST /api/v1/candles/look/{symbol}": () => "timestamp,open,high,low,close,volume",
  "POST /api/v1/signals/foresee": (botId) => ({ botId, action: "BUY" }),
  "POST /api/v1/signals/test": (botId) => ({ botId, action: "BUY" }),
  "POST /api/v1/connections": () => ({
    label: "Another",
    broker: "paper",
    environment: "PAPER",
    venue: "simulated",
    terms: "paper"
  }),
  "PATCH /api/v1/connections/{connectionId}": () => ({ label: "Mine now" }),
  "PUT /api/v1/connections/{connectionId}/secret": () => ({ secret: { key: "mine now" } }),
  "POST /api/v1/alerts/channels": () => mailChannel,
  "PATCH /api/v1/alerts/channels/{channelId}": () => ({ label: "Mine now" }),
  "PUT /api/v1/preferences": () => ({ timeZone: "UTC" }),
  "POST /api/v1/links/look": () => ({ link: "none" }),
  "POST /api/v1/links/use": () => ({ link: "none" }),
  "POST /api/v1/realtime/negotiate": () => ({})
}
/** Operations whose body names a bot. */
const bodyNames = new Set(["POST /api/v1/signals/test", "POST /api/v1/signals/foresee"])
/** Path parameters that belong to nobody: the same for every tenant. */
const shared = new Map([
  ["venue", "simulated"],
  ["symbol", "BTC-USD"]
])

const isOwned = (name: string, ids: Owned): name is keyof Owned => name in ids
const filled = (path: string, ids: Owned): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => shared.get(name) ?? (isOwned(name, ids) ? ids[name] : `{${name}}`))
const nobodys: Owned = {
  botId: "",
  runId: "",
  backtestId: "",
  otherId: "",
  sweepId: "",
  downloadId: "",
  connectionId: "",
  channelId: ""
}

/** Every operation a signed-in trader has; webhooks have a door (and a test) of their own. */
export const operationsOf = (openapi: unknown): ReadonlyArray<Operation> =>
  Object.entries(readDocument(openapi).paths)
    .filter(([path]) => !path.includes("/webhooks/"))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([verb, raw]) => {
        const item = readItem(raw)
        const method = verb.toUpperCase()
        const key = `${method} ${path}`
        const owned = [...path.matchAll(/\{(\w+)\}/g)].some(([, name]) => !shared.has(name ?? ""))
        const queries = item.parameters?.filter((one) => one.in === "query").map((one) => one.name) ?? []
        const body = bodies[key]
        return {
          method,
          path: filled(path, nobodys),
          template: path,
          queries,
          ...(body !== undefined && { body }),
          namesSomething: owned,
          naming: (ids) => {
            const { botId, runId } = ids
            const request = { method, path: filled(path, ids), ...(body && { body: body(botId) }) }
            const byQuery = queries
              .filter((name) => name === "bot" || (name === "run" && owned))
              .map((name) => ({ ...request, path: `${request.path}?${name}=${name === "bot" ? botId : runId}` }))
            return owned || bodyNames.has(key) ? [request, ...byQuery] : byQuery
          },
          ...(item.requestBody !== undefined &&
            body === undefined && { problem: `${key} takes a body: say in this test what a valid one is` })
        } satisfies Operation
      })
    )
