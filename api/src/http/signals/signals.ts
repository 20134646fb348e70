import { Clock, Effect, Option, Schema } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { SignalAction } from "@tradetower/domain/bot"
import { type BotId, Time } from "@tradetower/domain/ids"
import { SignalEvent } from "@tradetower/domain/messages"
import { BotDefinitions, Bus, queryAll, SignalEvents, type SignalRecord, Store, Telemetry } from "@tradetower/platform"
import { Api, Conflict, CurrentPrincipal, type SignalView } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { makeToken } from "./webhook-token.ts"
import { WebhookTokens } from "./webhook-tokens.ts"
import { audit } from "../../audit.ts"
import { findBot, liveRunOf } from "../bots/bot-store.ts"
import { foreseeAlert } from "./foresee-alert.ts"
import { serving } from "../server/serve.ts"
import { wayOn } from "./signal-way.ts"
import { readUser, updateUser } from "../me/user-store.ts"

const encodeSignal = Schema.encodeSync(SignalEvent)

const signalView = Effect.fnUntraced(function* (signal: SignalRecord, names: ReadonlyMap<BotId, string>) {
  const botId = signal.botDefinitionId
  const name = botId === undefined ? undefined : names.get(botId)
  const way = [
    { stage: "RECEIVED" as const, at: signal.receivedAt },
    { stage: signal.fate, at: signal.decidedAt },
    ...(yield* wayOn(signal))
  ]
  const view: SignalView = {
    id: signal.id,
    receivedAt: signal.receivedAt,
    ...(botId !== undefined && { botId }),
    ...(name !== undefined && { botName: name }),
    ...(signal.action !== undefined && { action: signal.action }),
    ...(signal.pair !== undefined && { pair: signal.pair }),
    test: signal.test,
    stage: way.at(-1)?.stage ?? "RECEIVED",
    ...(signal.reason !== undefined && { reason: signal.reason }),
    ...(signal.text !== undefined && { text: signal.text }),
    way
  }
  return view
})

const list = Effect.fn("api.signals")(function* (limit: number) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const { value: user } = yield* readUser(tenantId)
  const page = yield* store.query(
    SignalEvents,
    { tenantId },
    { orderBy: { field: "receivedAt", direction: "DESC" }, limit }
  )
  const names = new Map((yield* queryAll(BotDefinitions, { tenantId })).map(({ id, name }) => [id, name]))
  return {
    ...(user.webhook !== undefined && { addressMadeAt: user.webhook.madeAt }),
    signals: yield* Effect.forEach(page.items, ({ value }) => signalView(value, names), { concurrency: 8 })
  }
})

const newToken = Effect.fn("api.newToken")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const { hash, token } = yield* makeToken(tenantId)
  const madeAt = yield* Clock.currentTimeMillis
  yield* audit({ tenantId, action: "signals.token", detail: "a new one; what was there before is void" })
  yield* updateUser(tenantId, (user) => ({ ...user, webhook: { hash, madeAt } }))
  yield* (yield* WebhookTokens).forget(tenantId)
  return { path: `/api/v1/webhooks/tradingview/${token}`, madeAt }
})

/** Sends what an accepted alert sends, marked as a test. */
const test = Effect.fn("api.testSignal")(function* (botId: BotId, action: SignalAction) {
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const { value: bot } = yield* findBot(botId)
  if (Option.isNone(yield* liveRunOf(bot)))
    return yield* new Conflict({ detail: `${bot.name} is not running. Start it first.` })
  const signalId = yield* newId
  const traceparent = yield* telemetry.traceparent
  yield* audit({
    tenantId: bot.tenantId,
    action: "signals.test",
    detail: `${action} to ${bot.name}`,
    botDefinitionId: botId
  })
  yield* bus.send("signal-events", [
    {
      messageId: `signal-${signalId}`,
      sessionId: botId,
      subject: "Signal",
      body: encodeSignal({
        tenantId: bot.tenantId,
        botId,
        signalId,
        action,
        pair: bot.symbol,
        test: true,
        receivedAt: Time.make(yield* Clock.currentTimeMillis)
      }),
      properties: { tenantId: bot.tenantId, ...(traceparent !== undefined && { traceparent }) }
    }
  ])
  return { signalId }
})

export const SignalsLive = HttpApiBuilder.group(
  Api,
  "signals",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const tokens = yield* WebhookTokens
    return handlers.handleAll({
      list: ({ query }) => serve(list(query.limit ?? 50)),
      token: () => serve(Effect.provideService(newToken(), WebhookTokens, tokens)),
      foresee: ({ payload }) => serve(foreseeAlert(payload.botId, payload.action)),
      test: ({ payload }) => serve(test(payload.botId, payload.action))
    })
  })
)
