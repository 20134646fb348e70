import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { MarketEvent } from "@tradetower/domain/messages"
import { Bus, type BusUnavailable, marketNow, type OutgoingMessage } from "@tradetower/platform"

/** What was sent, in few characters: the same news has the same id, whichever process sends it. */
const digest = (body: MarketEvent): string =>
  createHash("sha256").update(JSON.stringify(body)).digest("base64url").slice(0, 16)

/** Sends market data to whoever shows it. One that gets lost is followed by the next. */
export const publish = (events: ReadonlyArray<MarketEvent>): Effect.Effect<void, BusUnavailable, Bus> =>
  events.length === 0
    ? Effect.void
    : Effect.gen(function* () {
        const bus = yield* Bus
        const at = yield* marketNow
        const messages = events.map((body): OutgoingMessage => {
          const symbol = "symbol" in body ? body.symbol : ""
          const messageId = `${body._tag}:${symbol}:${at}:${digest(body)}`
          // What happens on one market stays in order where the bus can keep it.
          const sessionId = `${body.venue}:${symbol}`
          return { messageId, sessionId, subject: body._tag, body, properties: { venue: body.venue } }
        })
        yield* bus.send("market-data", messages)
      })
