import { Deferred, Effect, Fiber, type Scope } from "effect"
import { expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Bus, type Delivery, type OwnTenant, Poison, receiveAll } from "@tradetower/platform"
import { message } from "../messages.ts"
import { eventually } from "../place.ts"
import { busOf, serving, settingsOf } from "./service-bus.ts"

const own = (tenant: string, leaving = false): OwnTenant => ({ tenantId: TenantId.make(tenant), leaving })
const listed = [own("ada")]
const shared = { topic: "order-commands", subscription: "execution" } as const
const adas = { topic: "order-commands", subscription: "execution-ada" } as const

/** Commands of one bot of a tenant, in order. */
const orders = (tenantId: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    message(`${tenantId}-${from + i}`, `bot of ${tenantId}`, { properties: { tenantId } })
  )
const send = (tenantId: string, from: number, count: number) =>
  Effect.flatMap(Bus, (bus) => bus.send("order-commands", orders(tenantId, from, count)))
const count = (from: typeof shared | typeof adas) =>
  Effect.flatMap(Bus, (bus) => Effect.map(bus.count(from), ({ active }) => active))

/** Works on everything there is for `execution` until nothing waits anywhere; answers with what was handled, in order. */
const workOff = (handle: (each: Delivery) => Effect.Effect<void, unknown> = () => Effect.void) =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const seen: Array<Delivery> = []
    const work = receiveAll("order-commands", "execution", (each) => {
      seen.push(each)
      return handle(each)
    })
    const fiber = yield* Effect.forkChild(work)
    for (const { subscription, topic } of bus.subscriptions)
      yield* eventually(bus.count({ topic, subscription }), ({ active }) => active === 0)
    yield* Fiber.interrupt(fiber)
    return seen
  })
const idsOf = (seen: ReadonlyArray<Delivery>) => new Set(seen.map(({ messageId }) => messageId))

const onBus =
  (service: Parameters<typeof settingsOf>[0], ownTenants: ReadonlyArray<OwnTenant>) =>
  <A, E>(test: Effect.Effect<A, E, Bus | Scope.Scope>) =>
    Effect.provide(Effect.scoped(test), busOf(settingsOf(service), { ownTenants }))

it.live("what a listed tenant is sent waits in its own subscription, everybody else's in the shared one", () =>
  Effect.gen(function* () {
    const service = yield* serving({ own: listed })
    yield* Effect.gen(function* () {
      yield* send("ada", 0, 3)
      yield* send("ben", 0, 2)
      expect([yield* count(adas), yield* count(shared)]).toEqual([3, 2])
      const seen = yield* workOff()
      const where = (tenantId: string) =>
        new Set(
          seen.flatMap(({ properties, subscription }) => (properties["tenantId"] === tenantId ? subscription : []))
        )
      expect([where("ada"), where("ben")]).toEqual([new Set(["execution-ada"]), new Set(["execution"])])
      expect(seen).toHaveLength(5)
    }).pipe(onBus(service, listed))
  }).pipe(Effect.scoped)
)

it.live("BUS-4 a listed tenant that has taken every place takes none of anybody else's", () =>
  Effect.gen(function* () {
    const service = yield* serving({ own: listed })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const sessions = (tenantId: string, many: number) =>
        Array.from({ length: many }, (_, i) =>
          message(`${tenantId}${i}`, `${tenantId}${i}`, { properties: { tenantId } })
        )
      yield* bus.send("order-commands", sessions("ada", 5))
      const begun = yield* Deferred.make<void>()
      let served = 0
      const stuck = new Set<string>()
      yield* Effect.forkScoped(
        receiveAll(
          "order-commands",
          "execution",
          ({ messageId, properties }) => {
            if (properties["tenantId"] !== "ada") return Effect.sync(() => void served++)
            stuck.add(messageId)
            return Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)
          },
          { concurrency: 1 }
        )
      )
      yield* Deferred.await(begun)
      yield* bus.send("order-commands", sessions("ben", 5))
      yield* eventually(
        Effect.sync(() => served),
        (all) => all === 5
      )
      expect(stuck.size).toBe(1)
    }).pipe(onBus(service, listed))
  }).pipe(Effect.scoped)
)

it.live(
  "a tenant that is put on the list loses nothing: what waits in the shared subscription is worked on there",
  () =>
    Effect.gen(function* () {
      const service = yield* serving()
      yield* send("ada", 0, 5).pipe(onBus(service, []))
      service.setUp(listed)
      const seen = yield* Effect.andThen(send("ada", 5, 5), workOff()).pipe(onBus(service, listed))
      expect(seen.map(({ messageId }) => messageId).toSorted()).toEqual(
        orders("ada", 0, 10).map(({ messageId }) => messageId)
      )
    }).pipe(Effect.scoped)
)

it.live("one that leaves the list loses nothing, though its subscription is taken away once it is empty", () =>
  Effect.gen(function* () {
    const service = yield* serving({ own: listed })
    yield* send("ada", 0, 5).pipe(onBus(service, listed))
    service.setUp([own("ada", true)])
    const seen = yield* Effect.andThen(send("ada", 5, 5), workOff()).pipe(onBus(service, [own("ada", true)]))
    expect(idsOf(seen)).toEqual(new Set(orders("ada", 0, 10).map(({ messageId }) => messageId)))
    // While it leaves, what it is sent comes by both.
    expect(seen).toHaveLength(15)
    service.setUp([])
    const after = yield* Effect.andThen(send("ada", 10, 5), workOff()).pipe(onBus(service, []))
    expect(idsOf(after)).toEqual(new Set(orders("ada", 10, 5).map(({ messageId }) => messageId)))
  }).pipe(Effect.scoped)
)

it.live("what is given up is dead in its own subscription, among those that are looked through", () =>
  Effect.gen(function* () {
    const service = yield* serving({ own: listed })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      yield* send("ada", 0, 1)
      yield* workOff(() => Effect.fail(new Poison({ reason: "TEST", message: "never" })))
      const known = bus.subscriptions.map(({ subscription, topic }) => `${topic}/${subscription}`)
      expect(known).toContain("order-commands/execution-ada")
      const [letter] = yield* bus.deadLetters(adas, 5)
      expect(letter).toMatchObject({ reason: "TEST", message: { ...adas, messageId: "ada-0" } })
      expect(yield* bus.deadLetters(shared, 5)).toEqual([])
    }).pipe(onBus(service, listed))
  }).pipe(Effect.scoped)
)

it.live("a subscription of one who is not on the list is refused", () =>
  Effect.gen(function* () {
    const service = yield* serving({ own: listed })
    const error = yield* Effect.flip(count(adas)).pipe(onBus(service, []))
    expect(error).toMatchObject({ _tag: "BusUnavailable", retryable: false })
  }).pipe(Effect.scoped)
)
