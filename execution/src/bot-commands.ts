import { Effect, Schema } from "effect"
import { derivedOnce } from "@tradetower/domain/derived-once"
import { type BotEvent } from "@tradetower/domain/bot"
import { botEvent } from "@tradetower/domain/strategy"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import type { BotCommand } from "@tradetower/domain/messages"
import type { ExecutionReport } from "@tradetower/domain/order"
import { Bus, type BusUnavailable, type OutgoingMessage } from "@tradetower/platform"
import { patiently } from "./patience.ts"

/** Whose bot a message is for. */
export interface Address {
  readonly tenantId: TenantId
  readonly botId: BotId
  readonly runId: RunId
}

/** Writes a bot's events on a market as they go over the wire and into its run. */
const encoderOf = derivedOnce((market: Market) => {
  const encode = Schema.encodeUnknownSync(botEvent(market))
  // A tagged union of structs always encodes to a JSON object.
  return (event: BotEvent) => encode(event) as unknown as Schema.JsonObject
})

/** Tells a bot that something happened; the same `messageId` again changes nothing. */
export const happened = (
  { botId, runId, tenantId }: Address,
  market: Market,
  event: BotEvent | ExecutionReport,
  messageId: string,
  traceparent?: string
): OutgoingMessage => {
  const body: Extract<BotCommand, { _tag: "Happened" }> = {
    _tag: "Happened",
    tenantId,
    botId,
    runId,
    event: encoderOf(market)(event)
  }
  return {
    messageId,
    sessionId: botId,
    subject: "Happened",
    body,
    properties: { tenantId, ...(traceparent !== undefined && { traceparent }) }
  }
}

/** Sends to bots, again and again until the bus takes it; `patience` may be that of whoever holds a place. */
export const tellBots = (
  messages: ReadonlyArray<OutgoingMessage>,
  patience = patiently
): Effect.Effect<void, BusUnavailable, Bus> =>
  messages.length === 0
    ? Effect.void
    : Effect.flatMap(Bus, (bus) => bus.send("bot-commands", messages)).pipe(Effect.retry(patience))
