import { Clock, type Duration, Effect, Option, type Scope, Semaphore, Stream } from "effect"
import { runShort, type ExchangeId, type TenantId } from "@tradetower/domain"
import { BotRuns, Connections, type OrderRecord, Store, Users } from "@tradetower/platform"
import type { ExchangeUnavailable, OrderState } from "../exchange.ts"
import type { Markets } from "../markets.ts"
import { patiently, untilItWorks } from "../patience.ts"
import { Cancels } from "./cancels.ts"
import type { HeldOrders } from "./held-orders.ts"
import type { OpenAccount, Reconciler } from "./reconcile.ts"
import type { Reports } from "./reports.ts"

/** Every account in use: opened when first needed, then followed for as long as this process runs. */
export interface Accounts {
  /** Those of a tenant opened so far. */
  readonly of: (tenantId: TenantId) => Iterable<OpenAccount>
  readonly open: (exchange: ExchangeId, tenantId: TenantId) => Effect.Effect<OpenAccount, ExchangeUnavailable>
  /** Its balances are other than before: their record is written within a second. */
  readonly changed: (of: OpenAccount) => void
}

export const makeAccounts = Effect.fn("makeAccounts")(function* (
  markets: Markets,
  held: HeldOrders,
  reports: Reports,
  reconciler: Reconciler,
  /** How long an order that nothing of ours knows may wait for the step that placed it to be carried out again. */
  orphanPatience: Duration.Input
): Effect.fn.Return<Accounts, never, Store | Scope.Scope> {
  const store = yield* Store
  const scope = yield* Effect.scope
  const opened = new Map<TenantId, Map<ExchangeId, OpenAccount>>()
  const known = (exchange: ExchangeId, tenantId: TenantId) => opened.get(tenantId)?.get(exchange)
  const opening = yield* Semaphore.make(1)
  /** Accounts whose balances changed since they were last written. */
  const stale = new Set<OpenAccount>()

  const write = Effect.fnUntraced(function* (of: OpenAccount, connected: boolean) {
    const balances = yield* of.account.balances
    yield* store.upsert(Connections, {
      id: of.exchange,
      tenantId: of.tenantId,
      exchange: of.exchange,
      balances,
      connected,
      ...(of.cursor !== undefined && { fillCursor: of.cursor }),
      updatedAt: yield* Clock.currentTimeMillis
    })
  })

  /**
   * Orders with our mark that no record of ours knows. The step that wanted one is carried out again within a minute
   * (the engine's sweep), finds the order by its id and adopts it; what is left after that and belongs to a run of this
   * tenant is cancelled, because nobody will ever manage it. Anything else may be of another installation: left alone.
   */
  const settleOrphans = Effect.fn("Accounts.settleOrphans")(function* (
    of: OpenAccount,
    orphans: ReadonlyArray<OrderState>
  ) {
    yield* Effect.sleep(orphanPatience)
    const runs = yield* store.query(BotRuns, { tenantId: of.tenantId }, { limit: 1000 })
    const ours = new Set(runs.items.map(({ value }) => runShort(value.id)))
    for (const orphan of orphans) {
      if (Option.isSome(yield* held.find(of.tenantId, orphan.clientOrderId))) continue
      const short = orphan.clientOrderId.split("-")[1] ?? ""
      if (!ours.has(short)) {
        yield* Effect.logWarning(`order ${orphan.clientOrderId} rests at ${of.exchange} and is not ours: left alone`)
        continue
      }
      yield* Effect.logWarning(
        `order ${orphan.clientOrderId} rests at ${of.exchange} for a run that forgot it: cancelled`
      )
      yield* of.cancels.ask(orphan)
    }
  })

  const follow = (of: OpenAccount) =>
    of.account.reports.pipe(
      Stream.runForEach((item) =>
        item._tag === "Connected"
          ? Effect.gen(function* () {
              const orphans = yield* reconciler.whole(of)
              yield* write(of, true)
              if (orphans.length > 0)
                yield* Effect.forkIn(untilItWorks("settling unknown orders", settleOrphans(of, orphans)), scope)
            })
          : Effect.gen(function* () {
              const market = of.market(item.symbol)
              if (market === undefined) return
              if (item.filledQuantity !== undefined)
                yield* reconciler.catchUp(of, market, item.report.clientOrderId, item.filledQuantity)
              yield* reports.heard(of.tenantId, market, item.report)
              stale.add(of)
            })
      ),
      Effect.tapError((error) =>
        Effect.logWarning(
          `the reports of ${of.tenantId} at ${of.exchange} were lost: reconciling once they are back`,
          error
        )
      ),
      Effect.retry(patiently),
      Effect.ignore,
      Effect.andThen(Effect.sleep("1 second")),
      // A stream that ends without a failure was closed by the exchange: connect again.
      Effect.forever
    )

  const openAnew = Effect.fn("Accounts.open")(function* (exchangeId: ExchangeId, tenantId: TenantId) {
    const other = known(exchangeId, tenantId)
    if (other !== undefined) return other
    const exchange = markets.exchange(exchangeId)
    if (exchange === undefined) return yield* Effect.die(new Error(`no adapter for exchange ${exchangeId}`))
    const account = yield* exchange.account(tenantId)
    const connection = yield* untilItWorks(
      "reading the account's record",
      store.read(Connections, { tenantId }, exchangeId)
    )
    const of: OpenAccount = {
      exchange: exchangeId,
      tenantId,
      account,
      cancels: new Cancels(account),
      market: (symbol) => markets.market(exchangeId, symbol),
      cursor: Option.getOrUndefined(connection)?.value.fillCursor
    }
    const others = opened.get(tenantId) ?? new Map<ExchangeId, OpenAccount>()
    opened.set(tenantId, others.set(exchangeId, of))
    yield* Effect.forkIn(follow(of), scope)
    return of
  }, opening.withPermits(1))

  const open: Accounts["open"] = (exchangeId, tenantId) => {
    const found = known(exchangeId, tenantId)
    return found === undefined ? openAnew(exchangeId, tenantId) : Effect.succeed(found)
  }

  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* Effect.sleep("1 second")
        const changed = [...stale]
        stale.clear()
        yield* Effect.forEach(
          changed,
          (of) => write(of, true).pipe(Effect.catch((error) => Effect.logWarning("balances not written", error))),
          { discard: true, concurrency: 4 }
        )
      })
    )
  )

  return { of: (tenantId) => opened.get(tenantId)?.values() ?? [], open, changed: (of) => void stale.add(of) }
})

/** Opens the accounts that have orders out, so that what happened meanwhile is heard at once. */
export const openWhatIsOpen = Effect.fn("openWhatIsOpen")(function* (accounts: Accounts, held: HeldOrders) {
  const orders: ReadonlyArray<OrderRecord> = yield* untilItWorks("reading open orders", held.allOpen)
  const owners = new Map(orders.map(({ exchange, tenantId }) => [`${exchange}/${tenantId}`, { exchange, tenantId }]))
  yield* Effect.forEach(
    owners.values(),
    ({ exchange, tenantId }) => untilItWorks(`opening the account of ${tenantId}`, accounts.open(exchange, tenantId)),
    { concurrency: 16, discard: true }
  )
})

/** Opens the accounts of whoever signs in for the first time, so that their balances are there to be seen. */
export const openForNewcomers = Effect.fn("openForNewcomers")(function* (accounts: Accounts, markets: Markets) {
  const store = yield* Store
  return yield* store.changes(Users, "execution-newcomers", (users) =>
    Effect.forEach(
      users.flatMap(({ tenantId }) => markets.exchanges.map(({ id }) => ({ tenantId, id }))),
      ({ tenantId, id }) =>
        accounts
          .open(id, tenantId)
          .pipe(Effect.catch((error) => Effect.logDebug(`no account of ${tenantId} at ${id} yet`, error))),
      { concurrency: 16, discard: true }
    )
  )
})
