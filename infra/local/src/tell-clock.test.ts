import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { TenantId } from "@tradetower/domain/ids"
import { AuditEvents, Notifications, Store, Users } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { clockNotices, type Reading, tellClock } from "./tell-clock.ts"

const HOUR = 3_600_000
const noon = Date.UTC(2026, 10, 22, 12)
const before: Reading = { at: noon, ahead: 0, ran: 500, up: 9_000 }
/** Two seconds later, and so much more by some of the clocks. */
const later = (more: Partial<Reading>): Reading => ({
  at: before.at + 2_000 + (more.at ?? 0),
  ahead: more.ahead ?? 0,
  ran: before.ran + 2_000 + (more.ran ?? 0),
  up: before.up + 2_000 + (more.up ?? 0)
})
const texts = (after: Reading, from = before) => clockNotices(from, after).map(({ text }) => text)
const slept =
  /slept, or kept TradingTower from running, for 2 days 12 hours until \d\d:\d\d\. Bots did nothing meanwhile/

describe("what is told of the computer's clock", () => {
  it("is how far it was set back, and that bots go on", () => {
    expect(texts(later({ ahead: HOUR }))).toEqual([
      expect.stringMatching(
        /clock was set back by 1 hour at \d\d:\d\d\. Bots go on: .* own time, 1 hour ahead of the clock\. Alerts are taken by the clock as it is now\.$/
      )
    ])
  })

  it("is how long it slept, whichever of its clocks counted that", () => {
    const away = 60 * HOUR
    for (const more of [
      { at: away, up: away },
      { at: away, ran: away },
      { at: away, ran: away, up: away }
    ])
      expect(texts(later(more))).toEqual([expect.stringMatching(slept)])
  })

  it("is, where it was only set forward, not that bots rested", () => {
    expect(texts(later({ at: 60 * HOUR }))).toEqual([
      expect.stringMatching(/clock was set forward by 2 days 12 hours at \d\d:\d\d\. Bots went on/)
    ])
  })

  it("is both, where it slept and was set", () => {
    expect(texts(later({ at: 70 * HOUR, up: 60 * HOUR }))).toEqual([
      expect.stringMatching(slept),
      expect.stringMatching(/set forward by 10 hours/)
    ])
  })

  it("is nothing while it goes on, or stays set back", () => {
    expect(texts(later({ at: 500, ahead: 3 }))).toEqual([])
    expect(texts(later({ ahead: HOUR }), { ...before, ahead: HOUR })).toEqual([])
  })

  it.effect("reaches everybody once, in Activity and on the screen, whether or not they have a bot", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const tenants = ["ada", "ben"].map((name) => TenantId.make(name))
      for (const tenantId of tenants)
        yield* store.create(Users, {
          id: "user",
          tenantId,
          name: tenantId,
          identityProvider: "test",
          createdAt: noon,
          tradingHalted: false
        })
      const said: Array<string> = []
      const readings = [before, later({ at: 60 * HOUR, up: 60 * HOUR })]
      const last = readings[1] ?? before
      const onward = (count: number): Reading => ({
        at: last.at + count * 2_000,
        ahead: 0,
        ran: last.ran + count * 2_000,
        up: last.up + count * 2_000
      })
      let reads = 0
      const read = () => readings[reads++] ?? onward(reads - readings.length)
      yield* Effect.forkScoped(tellClock(read, (line) => said.push(line)))
      const told = Effect.forEach(tenants, (tenantId) =>
        Effect.all([store.query(AuditEvents, { tenantId }), store.query(Notifications, { tenantId })])
      )
      for (let looks = 0; looks < 5 || (yield* told).some(([, { items }]) => items.length === 0); looks++) {
        yield* TestClock.adjust("2 seconds")
        yield* Effect.promise(() => new Promise((resume) => setTimeout(resume, 4)))
      }
      expect(said).toEqual([expect.stringMatching(slept)])
      for (const [events, notifications] of yield* told) {
        expect(events.items.map(({ value }) => [value.action, value.detail])).toEqual([["system.clock", said[0]]])
        expect(notifications.items.map(({ value }) => [value.read, value.text])).toEqual([[false, said[0]]])
      }
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
