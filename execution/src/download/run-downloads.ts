import { Effect, Result, Schema } from "effect"
import {
  type Blobs,
  Bus,
  type BusUnavailable,
  consume,
  JobMessage,
  Poison,
  type Store,
  type Telemetry
} from "@tradetower/platform"
import type { Venues } from "../venues/public-venues.ts"
import { downloadCandles } from "./download-candles.ts"

const read = Schema.decodeUnknownResult(JobMessage)
const encode = Schema.encodeSync(JobMessage)

/** Does the downloads of `candle-jobs`, one at a time, so that rate limits are kept; until interrupted. */
export const runDownloads = (
  venues: Venues["Service"]
): Effect.Effect<never, BusUnavailable, Bus | Store | Blobs | Telemetry> =>
  Effect.flatMap(Bus, (bus) =>
    bus.receive(
      { topic: "candle-jobs", subscription: "execution" },
      consume(
        "downloads",
        Effect.fnUntraced(function* ({ body, properties }) {
          const message = read(body)
          if (Result.isFailure(message))
            return yield* new Poison({ reason: "UNREADABLE", message: `not a job: ${message.failure.message}` })
          const { id, part, tenantId } = message.success
          if (properties["tenantId"] !== tenantId)
            return yield* new Poison({ reason: "WRONG_TENANT", message: "the message's tenant is not its body's" })
          const more = yield* downloadCandles(venues, { id, tenantId, part })
          if (!more) return
          yield* bus.send("candle-jobs", [
            {
              messageId: `${id}:${part + 1}`,
              sessionId: id,
              subject: "DOWNLOAD",
              body: encode({ tenantId, id, part: part + 1 }),
              properties: { tenantId }
            }
          ])
        })
      ),
      { concurrency: 1 }
    )
  )
