import { createHash } from "node:crypto"
import { Effect } from "effect"
import { ConnectionId, PAPER, PAPER_BROKER } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import type { BotSettings } from "@tradetower/domain/strategy"
import type { TermsName } from "@tradetower/domain/terms"
import { BotDefinitions, Bus, Connections, type OutgoingMessage, Store, Users } from "@tradetower/platform"
import { simulated } from "../system/instruments.ts"

/** A tenant with one bot, and the token of its webhook. */
export interface Enlisted {
  readonly tenantId: TenantId
  readonly botId: BotId
  readonly symbol: Symbol
  readonly token: string
}

const AT_ONCE = 200

/**
 * Puts tenants straight into the store, `botsEach` bots each, and has the engine start every bot. Signing in by the
 * thousand would measure the sign-in. The bots are shared out among the tenant's paper account and one more for each of `rules`.
 */
export const enlist = Effect.fn("enlist")(function* (
  tenants: number,
  botsEach: number,
  settings: BotSettings,
  symbols: ReadonlyArray<Symbol>,
  rules: ReadonlyArray<TermsName> = []
): Effect.fn.Return<ReadonlyArray<Enlisted>, unknown, Store | Bus> {
  const store = yield* Store
  const bus = yield* Bus
  const now = Date.now()
  const all: Array<Enlisted> = []
  const starts: Array<OutgoingMessage> = []
  for (let t = 0; t < tenants; t++) {
    const tenantId = TenantId.make(`tenant-${t}`)
    const token = `${Buffer.from(tenantId).toString("base64url")}.${createHash("sha256").update(tenantId).digest("base64url")}`
    const hash = createHash("sha256").update(token).digest("hex")
    yield* store.upsert(Users, {
      id: "user",
      tenantId,
      name: tenantId,
      identityProvider: "bench",
      createdAt: now,
      tradingHalted: false,
      webhook: { hash, madeAt: now }
    })
    const accounts = [PAPER]
    for (const terms of rules) {
      const id = ConnectionId.make(`by-${terms}`)
      accounts.push(id)
      yield* store.upsert(Connections, {
        id,
        tenantId,
        broker: PAPER_BROKER,
        environment: "PAPER",
        venue: simulated,
        terms,
        label: id,
        createdAt: now
      })
    }
    for (let b = 0; b < botsEach; b++) {
      const number = t * botsEach + b
      const symbol = symbols[number % symbols.length] ?? symbols[0]
      if (symbol === undefined) return []
      const botId = BotId.make(`bot-${number}`)
      const runId = RunId.make(`run-${number}`)
      yield* store.upsert(BotDefinitions, {
        id: botId,
        tenantId,
        name: botId,
        connection: accounts[b % accounts.length] ?? PAPER,
        environment: "PAPER",
        venue: simulated,
        symbol,
        settings,
        currentRunId: runId,
        startRequestedAt: now,
        createdAt: now
      })
      all.push({ tenantId, botId, symbol, token })
      starts.push({
        messageId: `start-${number}`,
        sessionId: botId,
        subject: "Start",
        body: { _tag: "Start", tenantId, botId, runId, actor: "TRADER" },
        properties: { tenantId }
      })
    }
  }
  for (let i = 0; i < starts.length; i += AT_ONCE) yield* bus.send("bot-commands", starts.slice(i, i + AT_ONCE))
  return all
})
