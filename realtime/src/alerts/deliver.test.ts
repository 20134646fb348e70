import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import {
  AlertChannels,
  AlertQueues,
  claimedLink,
  isSigned,
  linkKeyOf,
  Notifications,
  queryAll,
  renewLinkKey,
  Store,
  Users
} from "@tradetower/platform"
import { ada, ben, channelOf, fill, grid, noting, telegram } from "./alerts.fixture.ts"
import { type AlertMessage, NotDelivered } from "./channel.ts"
import { makeChannelBook } from "./channel-book.ts"
import { makeDelivery } from "./deliver.ts"

/** What goes out, and what is in its way. */
const outbox = (says: () => NotDelivered | undefined = () => undefined) => {
  const sent: Array<AlertMessage & { readonly channel: string; readonly tenant: string }> = []
  const layer = noting((message, channel) =>
    Effect.suspend(() => {
      const no = says()
      if (no !== undefined) return Effect.fail(no)
      sent.push({ ...message, channel: channel.id, tenant: channel.tenantId })
      return Effect.void
    })
  )
  return { sent, layer }
}

const begun = Effect.fnUntraced(function* (...channels: ReadonlyArray<ReturnType<typeof channelOf>>) {
  const store = yield* Store
  const book = yield* makeChannelBook
  for (const channel of channels) {
    yield* store.upsert(AlertChannels, channel)
    book.heard(channel)
  }
  return yield* makeDelivery(book)
})

it.effect("the first fill goes out at once, those of the next five minutes as one, and none twice", () => {
  const { layer, sent } = outbox()
  return Effect.gen(function* () {
    const { tell } = yield* begun(channelOf("c1", telegram))
    yield* tell([fill("1")])
    yield* TestClock.adjust("1 second")
    expect(sent.map(({ lines }) => lines)).toEqual([["fill 1"]])
    for (const id of ["2", "3", "1", "2"]) yield* tell([fill(id)])
    yield* TestClock.adjust("4 minutes")
    expect(sent).toHaveLength(1)
    yield* TestClock.adjust("1 minute")
    expect(sent.slice(1).map(({ lines }) => lines)).toEqual([["00:00 fill 2", "00:00 fill 3"]])
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
  }).pipe(Effect.scoped, Effect.provide(layer))
})

it.effect("each channel tells of the kinds, and of each bot, as was chosen", () => {
  const { layer, sent } = outbox()
  return Effect.gen(function* () {
    const { tell } = yield* begun(
      channelOf("fills", telegram, { kinds: ["FILL"] }),
      channelOf("risk", telegram, { kinds: ["RISK"], byBot: [{ botId: grid, kinds: ["ERROR"] }] }),
      channelOf("bens", telegram, { tenantId: ben })
    )
    yield* tell([
      fill("1"),
      fill("2", { kind: "RISK" }),
      fill("3", { kind: "ERROR" }),
      { ...fill("4", { kind: "RISK" }), botDefinitionId: undefined }
    ])
    yield* TestClock.adjust("1 second")
    expect(sent.map(({ channel, lines }) => `${channel}: ${lines.join()}`).toSorted()).toEqual([
      "fills: fill 1",
      "risk: fill 3",
      "risk: fill 4"
    ])
  }).pipe(Effect.scoped, Effect.provide(layer))
})

it.effect("in quiet hours only what may pass goes out, the rest when they end by the trader's clocks", () => {
  const { layer, sent } = outbox()
  return Effect.gen(function* () {
    const store = yield* Store
    const quietHours = { from: "22:00", to: "07:00", pass: ["RISK" as const] }
    yield* store.create(Users, {
      id: "user",
      tenantId: ada,
      name: "Ada",
      identityProvider: "local",
      createdAt: 0,
      tradingHalted: false,
      preferences: { timeZone: "Europe/Berlin", quietHours }
    })
    // 01:30 in Berlin, half an hour before its clocks are set forward.
    yield* TestClock.setTime(Date.parse("2026-03-29T00:30:00Z"))
    const { tell } = yield* begun(channelOf("c1", telegram))
    yield* tell([fill("1"), fill("2", { kind: "RISK" })])
    yield* TestClock.adjust("1 second")
    expect(sent.map(({ lines }) => lines)).toEqual([["fill 2"]])
    yield* TestClock.setTime(Date.parse("2026-03-29T04:59:59Z"))
    expect(sent).toHaveLength(1)
    yield* TestClock.setTime(Date.parse("2026-03-29T05:00:00Z"))
    expect(sent.slice(1).map(({ lines }) => lines)).toEqual([["fill 1"]])
  }).pipe(Effect.scoped, Effect.provide(layer))
})

it.effect("what fails is tried again after longer and longer pauses, and what can't work never", () => {
  let no: NotDelivered | undefined = new NotDelivered({ reason: "busy", retryable: true })
  let tries = 0
  const { layer, sent } = outbox(() => {
    tries += 1
    return no
  })
  return Effect.gen(function* () {
    const store = yield* Store
    const { tell } = yield* begun(channelOf("c1", telegram))
    yield* tell([fill("1")])
    for (const [wait, after] of [
      ["1 second", 1],
      ["14 seconds", 2],
      ["29 seconds", 2],
      ["1 second", 3],
      ["59 seconds", 3],
      ["1 second", 4]
    ] as const) {
      yield* TestClock.adjust(wait)
      expect(tries).toBe(after)
    }
    no = undefined
    yield* TestClock.adjust("2 minutes")
    expect(sent.map(({ lines }) => lines)).toEqual([["fill 1"]])

    no = new NotDelivered({ reason: "Telegram knows no bot by this token", retryable: false })
    yield* tell([fill("2", { kind: "STOP" })])
    yield* TestClock.adjust("1 second")
    const before = tries
    yield* tell([fill("3", { kind: "ERROR" })])
    yield* TestClock.adjust("2 days")
    expect(tries).toBe(before)
    const channel = Option.getOrThrow(yield* store.read(AlertChannels, { tenantId: ada }, "c1")).value
    expect(channel.trouble?.text).toContain("knows no bot")
    const [told] = yield* queryAll(Notifications, { tenantId: ada })
    expect([told?.kind, told?.text]).toEqual(["SYSTEM", expect.stringContaining("No alerts reach you by c1 any more")])
  }).pipe(Effect.scoped, Effect.provide(layer))
})

it.effect("what hangs of one tenant's lets another's through, and what a process left the next one sends", () => {
  const hanging = noting((_, { tenantId }) => (tenantId === ada ? Effect.never : Effect.sync(() => void bens++)))
  let bens = 0
  return Effect.gen(function* () {
    const many = Array.from({ length: 40 }, (_, i) => fill(`${i}`, { botDefinitionId: undefined, kind: "ERROR" }))
    const delivery = yield* begun(
      ...Array.from({ length: 40 }, (_, i) => channelOf(`a${i}`, telegram)),
      channelOf("b", telegram, { tenantId: ben })
    )
    yield* delivery.tell([...many, fill("b", { tenantId: ben })])
    yield* TestClock.adjust("1 second")
    expect(bens).toBe(1)
    const left = yield* queryAll(AlertQueues, { tenantId: ada })
    expect(left).toHaveLength(40)

    const { layer, sent } = outbox()
    yield* Effect.gen(function* () {
      const next = yield* begun(channelOf("a1", telegram))
      for (const queue of left.filter(({ channel }) => channel === "a1")) yield* next.takeUp(queue)
      yield* TestClock.adjust("1 second")
      expect(sent.map(({ lines }) => lines.length)).toEqual([21])
    }).pipe(Effect.scoped, Effect.provide(layer))
  }).pipe(Effect.scoped, Effect.provide(hanging))
})

it.effect("a message of risk carries Resume, Stop and the kill switch, signed for its tenant and bot alone", () => {
  const { layer, sent } = outbox()
  return Effect.gen(function* () {
    yield* renewLinkKey(ada)
    yield* renewLinkKey(ben)
    const { tell } = yield* begun(channelOf("c1", telegram))
    yield* tell([fill("1", { kind: "RISK" })])
    yield* TestClock.adjust("1 second")
    const texts = sent[0]?.links.map(({ url }) => url.split("#")[1] ?? "") ?? []
    expect(sent[0]?.links.map(({ title }) => title)).toEqual(["Resume", "Stop", "Kill switch"])
    expect(texts.map(claimedLink)).toMatchObject([
      { action: "RESUME", tenantId: ada, botId: grid },
      { action: "STOP", tenantId: ada, botId: grid },
      { action: "KILL", tenantId: ada }
    ])
    const [adas, bens] = [yield* linkKeyOf(ada), yield* linkKeyOf(ben)]
    for (const text of texts) expect([isSigned(adas, text), isSigned(bens, text)]).toEqual([true, false])
    yield* renewLinkKey(ada)
    for (const text of texts) expect(isSigned(yield* linkKeyOf(ada), text)).toBe(false)
  }).pipe(Effect.scoped, Effect.provide(layer))
})
