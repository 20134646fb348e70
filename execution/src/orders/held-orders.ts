import { Context, Effect, Layer, Option, Stream } from "effect"
import type { ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import type { ConnectionId } from "@tradetower/domain/connection"
import { OldestOut } from "@tradetower/domain/oldest-out"
import {
  everyDocument,
  everyTenant,
  type OrderRecord,
  Orders,
  Store,
  type Stored,
  type StoreUnavailable
} from "@tradetower/platform"

/** How many orders that ended are kept at hand: their last reports may come again. */
const KEPT = 2_000

/** The orders as we hold them, in the store, with the open ones at hand. Nobody else writes them. */
export class HeldOrders extends Context.Service<
  HeldOrders,
  {
    /** Cheaper when the run is known. */
    readonly find: (
      tenantId: TenantId,
      clientOrderId: ClientOrderId,
      runId?: RunId
    ) => Effect.Effect<Option.Option<OrderRecord>, StoreUnavailable>
    /** Writes a new order; one with its id that is there already is answered instead, as it is. */
    readonly createOrFind: (record: OrderRecord) => Effect.Effect<OrderRecord | undefined, StoreUnavailable>
    /**
     * Changes an order by a pure function, which may be asked again when someone else was quicker; nothing to change is
     * `undefined`. `first` runs before the write, with what will be written. Answers the order after it, if changed.
     */
    readonly change: <E = never, R = never>(
      tenantId: TenantId,
      clientOrderId: ClientOrderId,
      next: (record: OrderRecord) => OrderRecord | undefined,
      first?: (record: OrderRecord) => Effect.Effect<void, E, R>
    ) => Effect.Effect<Option.Option<OrderRecord>, E | StoreUnavailable, R>
    /** Open orders of one account. */
    readonly open: (
      connection: ConnectionId,
      tenantId: TenantId
    ) => Effect.Effect<ReadonlyArray<OrderRecord>, StoreUnavailable>
    /** Open orders of all a tenant's accounts. */
    readonly openOf: (tenantId: TenantId) => Effect.Effect<ReadonlyArray<OrderRecord>, StoreUnavailable>
    /** Open orders of everyone, for the start. */
    readonly allOpen: Effect.Effect<ReadonlyArray<OrderRecord>, StoreUnavailable>
    /** Orders of everyone that no exchange has answered yet. */
    readonly unanswered: Effect.Effect<ReadonlyArray<OrderRecord>, StoreUnavailable>
  }
>()("@tradetower/execution/HeldOrders") {
  static readonly layer = Layer.effect(
    HeldOrders,
    Effect.suspend(() => make)
  )
}

const nameOf = (tenantId: TenantId, clientOrderId: ClientOrderId) => `${tenantId}/${clientOrderId}`

const make: Effect.Effect<HeldOrders["Service"], never, Store> = Effect.gen(function* () {
  const store = yield* Store
  const open = new Map<string, Stored<OrderRecord>>()
  const ended = new OldestOut<string, Stored<OrderRecord>>(KEPT)

  const keep = (stored: Stored<OrderRecord>): void => {
    const name = nameOf(stored.value.tenantId, stored.value.id)
    if (stored.value.open) {
      open.set(name, stored)
      return
    }
    open.delete(name)
    ended.set(name, stored)
  }

  const load = Effect.fnUntraced(function* (tenantId: TenantId, clientOrderId: ClientOrderId, runId?: RunId) {
    const found =
      runId === undefined
        ? (yield* store.query(Orders, { tenantId }, { where: { id: clientOrderId }, limit: 1 })).items[0]
        : Option.getOrUndefined(yield* store.read(Orders, { tenantId, botRunId: runId }, clientOrderId))
    if (found !== undefined) keep(found)
    return found
  })
  const stored = Effect.fnUntraced(function* (tenantId: TenantId, clientOrderId: ClientOrderId, runId?: RunId) {
    const name = nameOf(tenantId, clientOrderId)
    return open.get(name) ?? ended.get(name) ?? (yield* load(tenantId, clientOrderId, runId))
  })

  const change: HeldOrders["Service"]["change"] = Effect.fnUntraced(function* (tenantId, clientOrderId, next, first) {
    let before = yield* stored(tenantId, clientOrderId)
    for (;;) {
      const after = before === undefined ? undefined : next(before.value)
      if (before === undefined || after === undefined) return Option.none()
      if (first !== undefined) yield* first(after)
      const version = yield* store
        .replace(Orders, after, before.version)
        .pipe(Effect.catchTag("VersionMismatch", () => Effect.undefined))
      if (version !== undefined) {
        keep({ value: after, version })
        return Option.some(after)
      }
      before = yield* load(tenantId, clientOrderId, before.value.botRunId)
    }
  })

  const all = Effect.fnUntraced(function* (
    key: { readonly tenantId: TenantId } | ReturnType<typeof everyTenant>,
    where: { readonly open?: true; readonly connection?: ConnectionId; readonly status?: OrderRecord["status"] }
  ) {
    const found: Array<OrderRecord> = []
    yield* Stream.runForEach(everyDocument(store, Orders, key, { where: { ...where } }), (item) =>
      Effect.sync(() => {
        if (!open.has(nameOf(item.value.tenantId, item.value.id))) keep(item)
        found.push(item.value)
      })
    )
    return found
  })

  return {
    find: (tenantId, clientOrderId, runId) =>
      Effect.map(stored(tenantId, clientOrderId, runId), (found) => Option.fromUndefinedOr(found?.value)),
    createOrFind: (record) =>
      store.create(Orders, record).pipe(
        Effect.map((version) => {
          keep({ value: record, version })
          return undefined
        }),
        Effect.catchTag("AlreadyExists", () =>
          Effect.map(stored(record.tenantId, record.id, record.botRunId), (found) => found?.value)
        )
      ),
    change,
    open: (connection, tenantId) => all({ tenantId }, { open: true, connection }),
    openOf: (tenantId) => all({ tenantId }, { open: true }),
    allOpen: all(everyTenant("execution: orders that were open"), { open: true }),
    unanswered: Effect.map(
      Effect.forEach(["PENDING", "UNKNOWN"] as const, (status) =>
        all(everyTenant("execution: orders whose fate is unknown"), { status })
      ),
      (found) => found.flat()
    )
  }
})
