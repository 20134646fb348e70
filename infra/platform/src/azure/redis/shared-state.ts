import { type Duration, Effect, Layer } from "effect"
import { LatestPrices } from "../../ports/latest-prices.ts"
import { RateCounters } from "../../ports/rate-counters.ts"
import { Identity } from "../credential.ts"
import type { ServiceSettings } from "../settings.ts"
import { askRedis } from "./connection.ts"
import { redisPrices } from "./latest-prices.ts"
import { redisRates } from "./rate-counters.ts"

/**
 * Rate counters and last prices that processes share through Redis. Contract: `infra/platform/contracts/shared-state.md`.
 * `patience`: how long an answer may take. Default: 250 ms.
 */
export const redisState = (
  redis: ServiceSettings,
  prefix: string,
  patience?: Duration.Duration
): Layer.Layer<RateCounters, never, Identity> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const ask = yield* askRedis(redis, yield* Identity, patience)
      return Layer.mergeAll(
        Layer.succeed(RateCounters, redisRates(ask, prefix)),
        Layer.succeed(LatestPrices, redisPrices(ask, prefix))
      )
    })
  )
