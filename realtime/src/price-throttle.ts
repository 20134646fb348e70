import { Clock, Effect, type Scope } from "effect"
import type { LiveMessage } from "@tradetower/domain/live"
import type { Group } from "@tradetower/platform"
import { priceInterval } from "./price-interval.ts"
import { Publisher } from "./publish.ts"
import type { RealtimeSettings } from "./settings.ts"

interface Line {
  sentAt: number
  /** The newest message that waits for its turn. */
  waiting: { readonly group: Group; readonly message: LiveMessage } | undefined
  timed: boolean
}

/** Lets the first message of a key through at once and then the newest one each interval. */
export interface Throttle {
  readonly offer: (key: string, group: Group, message: LiveMessage) => Effect.Effect<void>
}

/** A quota that is used up is looked at again after so long, ms. */
const LOOK_AGAIN_MS = 60_000

/** Makes a throttle whose timers end with the scope. */
export const throttle = (settings: RealtimeSettings): Effect.Effect<Throttle, never, Publisher | Scope.Scope> =>
  Effect.gen(function* () {
    const publisher = yield* Publisher
    const scope = yield* Effect.scope
    /** One a market that is followed. */
    const lines = new Map<string, Line>()

    const interval = Effect.fnUntraced(function* () {
      const now = yield* Clock.currentTimeMillis
      const delivered = yield* publisher.deliveredToday
      return { now, wait: priceInterval(settings, { delivered, symbols: lines.size, now }) }
    })

    const send = Effect.fnUntraced(function* (line: Line, now: number) {
      const next = line.waiting
      if (next === undefined) return
      line.waiting = undefined
      line.sentAt = now
      yield* publisher.publish(next.group, next.message)
    })

    const later = (line: Line): Effect.Effect<void> =>
      Effect.gen(function* () {
        while (line.waiting !== undefined) {
          const { now, wait } = yield* interval()
          const due = line.sentAt + wait
          if (due <= now) yield* send(line, now)
          else yield* Effect.sleep(Math.min(due - now, LOOK_AGAIN_MS))
        }
        line.timed = false
      })

    return {
      offer: Effect.fnUntraced(function* (key: string, group: Group, message: LiveMessage) {
        let line = lines.get(key)
        if (line === undefined) {
          line = { sentAt: -Infinity, waiting: undefined, timed: false }
          lines.set(key, line)
        }
        line.waiting = { group, message }
        if (line.timed) return
        const { now, wait } = yield* interval()
        if (line.sentAt + wait <= now) return yield* send(line, now)
        line.timed = true
        yield* Effect.forkIn(later(line), scope)
      })
    }
  })
