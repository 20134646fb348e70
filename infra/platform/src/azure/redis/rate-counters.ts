import { randomUUID } from "node:crypto"
import { Clock, Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { RateCounters, RateLimit } from "../../ports/rate-counters.ts"
import { ProcessRates } from "../../rates/process-rates.ts"
import type { AskRedis, RedisClient } from "./connection.ts"

/**
 * Counts over all processes: of each tenant when its last were, as long as they count. One that turns out to be too many
 * is taken out again: of several at once none may be let pass where one could, but never one too many.
 */
export const redisRates = (ask: AskRedis, prefix: string): RateCounters["Service"] => {
  // All that passes here is counted here, too: it may be away at any time, also between two that ask at once.
  const own = new ProcessRates(true)
  const us = randomUUID()
  let counted = 0

  const keyOf = ({ name }: RateLimit, tenantId: TenantId) => `${prefix}rate:${name}:{${encodeURIComponent(tenantId)}}`

  const takeThere = async (client: RedisClient, key: string, { most, withinMs }: RateLimit, now: number) => {
    const member = `${us}:${++counted}`
    const [, , count, [oldest]] = await client
      .multi()
      .zRemRangeByScore(key, "-inf", now - withinMs)
      .zAdd(key, { score: now, value: member })
      .zCard(key)
      .zRangeWithScores(key, 0, 0)
      .pExpire(key, withinMs)
      .execTyped()
    if (count <= most) return 0
    await client.zRem(key, member)
    return Math.max(1, (oldest?.score ?? now) + withinMs - now)
  }

  return {
    take: (limit, tenantId, elsewhere) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const wait = yield* ask((client) => takeThere(client, keyOf(limit, tenantId), limit, now))
        if (Option.isNone(wait)) return yield* own.take(limit, tenantId, elsewhere)
        return wait.value === 0 ? own.also(limit, tenantId, now) : wait.value
      }),
    forget: (limit, tenantId) =>
      Effect.suspend(() => {
        own.forget(limit, tenantId)
        return Effect.asVoid(ask((client) => client.del(keyOf(limit, tenantId))))
      })
  }
}
