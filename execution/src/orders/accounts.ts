import { Clock, Context, Effect, Exit, Layer, Option, Scope, Stream } from "effect"
import { type Connection, type ConnectionId, PAPER_BROKER } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import type { Fill } from "@tradetower/domain/order"
import {
  Accounts as AccountRecords,
  Bus,
  marketNow,
  OneByOne,
  type Secrets,
  Store,
  type StoreUnavailable,
  Users
} from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import { ExchangeUnavailable } from "../exchange.ts"
import { Markets } from "../markets.ts"
import { inBackground, untilItWorks } from "../patience.ts"
import { reconnecting } from "../reconnect.ts"
import { Risk } from "../risk/risk.ts"
import { makeAccountRecords } from "./account-records.ts"
import { makeKeyWorks } from "./key-works.ts"
import { type Failed, needOf, needWords, reasonOf } from "./needs-user.ts"
import { askedAgain } from "./asked-again.ts"
import { Cancels } from "./cancels.ts"
import { HeldOrders } from "./held-orders.ts"
import { makeNotices } from "./notices.ts"
import { makeOrphans } from "./orphans.ts"
import { type OpenAccount, Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"
import { makeUnansweredCancels } from "./unanswered-cancels.ts"

/** Every account in use: opened when first needed, then followed for as long as this process runs. */
export class Accounts extends Context.Service<
  Accounts,
  {
    /** Those of a tenant opened so far. */
    readonly of: (tenantId: TenantId) => Iterable<OpenAccount>
    readonly open: (
      connection: ConnectionId,
      tenantId: TenantId
    ) => Effect.Effect<OpenAccount, ExchangeUnavailable | StoreUnavailable>
    /** Ends an account in use: nothing more is heard of it or written. It is opened anew when it is needed. */
    readonly close: (connection: ConnectionId, tenantId: TenantId) => Effect.Effect<void>
    /** What an account in use has still to tell its bots of the prices so far. */
    readonly unheard: (connection: ConnectionId, tenantId: TenantId) => Effect.Effect<void> | undefined
    /** Its balances are other than before: their record is written in a second, of a broker's within five. */
    readonly changed: (of: OpenAccount) => void
  }
>()("@tradetower/execution/Accounts") {
  static readonly layer = Layer.effect(
    Accounts,
    Effect.suspend(() => make)
  )
}

const DAY = 86_400_000

/** What a broker's account holds is written so often at the most: each time costs requests that its orders may need. */
const WRITTEN_EVERY = "5 seconds"

/** Accounts that are looked at side by side, each hour. */
const LOOKED_AT_ONCE = 16

const make: Effect.Effect<
  Accounts["Service"],
  never,
  Markets | HeldOrders | Reports | Reconciler | Risk | Alarm | Bus | Secrets | Store | Scope.Scope
> = Effect.gen(function* () {
  const markets = yield* Markets
  const held = yield* HeldOrders
  const reports = yield* Reports
  const reconciler = yield* Reconciler
  const risk = yield* Risk
  const notices = yield* makeNotices
  const settleOrphans = yield* makeOrphans
  const unansweredOf = yield* makeUnansweredCancels
  const alarm = yield* Alarm
  const records = yield* makeAccountRecords
  const bus = yield* Bus
  const store = yield* Store
  const keyWorks = yield* makeKeyWorks
  const scope = yield* Effect.scope
  const opened = new Map<TenantId, Map<ConnectionId, OpenAccount>>()
  const known = (id: ConnectionId, tenantId: TenantId) => opened.get(tenantId)?.get(id)
  /** Openings of one account take turns; nobody waits for another's. */
  const openings = new OneByOne()
  /** What an account in use holds on to. */
  const scopes = new WeakMap<OpenAccount, Scope.Closeable>()
  const scopeOf = (of: OpenAccount): Scope.Scope => scopes.get(of) ?? scope
  /** Accounts whose balances changed since they were last written. */
  const stale = new Set<OpenAccount>()

  /**
   * An account is out of reach. Where only the trader can bring it back that is told once a day, however often it is tried
   * meanwhile.
   */
  const failed = Effect.fnUntraced(function* (connection: Connection, error: Failed) {
    const { retryable } = error
    const reason = reasonOf(error, yield* Clock.currentTimeMillis)
    const need = needOf(error)
    if (need === undefined) return yield* records.trouble(connection, { connected: false, reason }, !retryable)
    yield* records.trouble(connection, { connected: false, reason, trouble: need }, true)
    const { id, label, tenantId } = connection
    const day = Math.floor((yield* marketNow) / DAY)
    yield* alarm.tell(tenantId, `${id}:needs-user:${need}:${day}`, "CONNECTION", needWords(need, label, reason))
  })

  const compared = (of: OpenAccount) =>
    inBackground(`comparing the positions of ${of.tenantId} at ${of.connection.id}`, risk.compare(of.account)).pipe(
      Effect.provideService(Bus, bus)
    )

  /** Before its bot hears of a trade: the next order may spend what that brought in. */
  const gained = Effect.fnUntraced(function* (of: OpenAccount, market: Market, fill: Fill) {
    const order = yield* held.find(of.tenantId, fill.clientOrderId)
    if (Option.isSome(order) && !order.value.tradeIds.includes(fill.tradeId))
      risk.traded(of.account, market, order.value.side, fill)
  })

  /** `whole`: its orders and fills were reconciled. */
  const hear = (of: OpenAccount, come: Effect.Effect<void>, whole: Effect.Effect<void>) =>
    of.account.reports.pipe(
      Stream.runForEach((item) =>
        item._tag === "Degraded"
          ? Effect.andThen(
              Effect.logWarning(`the reports of ${of.tenantId} at ${of.connection.label} may be late: ${item.reason}`),
              records.trouble(of.connection, { connected: true, reason: item.reason, trouble: "DEGRADED" })
            )
          : item._tag === "Noticed"
            ? notices.noticed(of, item)
            : item._tag === "Kept"
              ? records.keep(of, item.note)
              : item._tag !== "Reported"
                ? Effect.gen(function* () {
                    yield* come
                    const orphans = yield* reconciler.whole(of)
                    yield* records.whole(of)
                    yield* whole
                    yield* Effect.forkIn(Effect.andThen(keyWorks(of.connection), compared(of)), scopeOf(of))
                    yield* Effect.forkIn(records.charges(of), scopeOf(of))
                    if (orphans.length > 0)
                      yield* Effect.forkIn(
                        inBackground("settling unknown orders", settleOrphans(of, orphans)),
                        scopeOf(of)
                      )
                  })
                : Effect.gen(function* () {
                    const market = of.market(item.symbol)
                    if (market === undefined) return
                    const { filledQuantity, report } = item
                    if (report._tag === "OrderFilled") yield* gained(of, market, report)
                    const isEnd = report._tag === "OrderCancelled" || report._tag === "OrderExpired"
                    if (filledQuantity !== undefined && isEnd)
                      yield* reconciler.ended(of, market, report.clientOrderId, filledQuantity, report)
                    else yield* reports.heard(of.tenantId, market, report)
                    stale.add(of)
                  })
      ),
      Effect.tapError((error) => failed(of.connection, error)),
      Effect.tapError((error) =>
        error.retryable
          ? Effect.logWarning(
              `the reports of ${of.tenantId} at ${of.connection.id} were lost: reconciling once they are back`,
              error
            )
          : Effect.void
      )
    )

  const again = askedAgain<OpenAccount, Failed>({
    isOpen: ({ id, tenantId }) => known(id, tenantId) !== undefined,
    open: ({ id, tenantId }) =>
      Effect.matchEffect(markets.connection(id, tenantId), {
        onFailure: (error) => (error.retryable ? Effect.fail(error) : Effect.succeed(undefined)),
        onSuccess: () => open(id, tenantId)
      }),
    ...notices,
    scope
  })

  const follow = (of: OpenAccount) =>
    again.follow(of, (whole) =>
      reconnecting((come) => hear(of, come, whole)).pipe(
        Effect.andThen(
          records.trouble(of.connection, { connected: false, reason: "its exchange closed the connection" })
        ),
        Effect.andThen(Effect.sleep("1 second")),
        // A stream that ends without a failure was closed by the exchange: connect again.
        Effect.forever
      )
    )

  const openAnew = Effect.fn("Accounts.open")(function* (id: ConnectionId, tenantId: TenantId) {
    const other = known(id, tenantId)
    if (other !== undefined) return other
    const user = yield* store.read(Users, { tenantId }, "user")
    if (Option.isSome(user) && user.value.value.erasure !== undefined)
      return yield* new ExchangeUnavailable({ message: `${tenantId} is being erased`, retryable: false })
    const connection = yield* markets.connection(id, tenantId)
    yield* records.opening(connection)
    // Open for as long as this process trades, or its connection is as it is.
    const own = yield* Scope.fork(scope)
    const { account, exchange, record } = yield* Effect.gen(function* () {
      const exchange = yield* markets.exchange(connection)
      const account = yield* Scope.provide(exchange.open(connection), own)
      const record = yield* untilItWorks("reading the account's record", store.read(AccountRecords, { tenantId }, id))
      return { account, exchange, record }
    }).pipe(
      Effect.tapError((error) => Effect.andThen(failed(connection, error), again.notOpened(connection, error))),
      Effect.onError(() => Scope.close(own, Exit.void))
    )
    const of: OpenAccount = {
      connection,
      tenantId,
      account,
      unheard: () => exchange.unheard?.(tenantId, id),
      cancels: new Cancels(account, unansweredOf(tenantId)),
      market: (symbol) => markets.traded(connection, symbol),
      cursor: Option.getOrUndefined(record)?.value.fillCursor,
      fees: Option.getOrUndefined(record)?.value.fees,
      kept: Option.getOrUndefined(record)?.value.kept
    }
    const others = opened.get(tenantId) ?? new Map<ConnectionId, OpenAccount>()
    opened.set(tenantId, others.set(id, of))
    scopes.set(of, own)
    yield* Effect.forkIn(follow(of), own)
    return of
  })

  const close: Accounts["Service"]["close"] = (id, tenantId) =>
    openings.take(
      `${tenantId}/${id}`,
      Effect.suspend(() => {
        const of = known(id, tenantId)
        const own = of && scopes.get(of)
        const others = opened.get(tenantId)
        others?.delete(id)
        if (others?.size === 0) opened.delete(tenantId)
        if (of !== undefined) stale.delete(of)
        const closed = own === undefined ? Effect.void : Scope.close(own, Exit.void)
        return Effect.andThen(closed, records.forget({ id, tenantId }))
      })
    )

  const open: Accounts["Service"]["open"] = (id, tenantId) => {
    const found = known(id, tenantId)
    return found === undefined ? openings.take(`${tenantId}/${id}`, openAnew(id, tenantId)) : Effect.succeed(found)
  }

  const everyHour = Effect.suspend(() =>
    Effect.forEach(
      [...opened.values()].flatMap((accounts) => [...accounts.values()]),
      (of) =>
        inBackground(`looking at the account ${of.connection.id} of ${of.tenantId}`, reconciler.whole(of)).pipe(
          Effect.andThen(Effect.andThen(compared(of), records.charges(of)))
        ),
      { concurrency: LOOKED_AT_ONCE, discard: true }
    )
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep("1 hour"), everyHour)))

  /** Accounts whose balances are being written, or were just now: one that takes long holds up no other. */
  const writing = new Set<OpenAccount>()
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* Effect.sleep("1 second")
        yield* Effect.forkIn(records.writeTroubles, scope)
        for (const of of [...stale].filter((each) => !writing.has(each))) {
          stale.delete(of)
          writing.add(of)
          const written = records.write(of).pipe(
            Effect.catch((error) =>
              error._tag === "ExchangeUnavailable" && error.cause === "LIMITED"
                ? Effect.andThen(
                    Effect.sleep(error.retryAfter ?? 0),
                    Effect.sync(() => stale.add(of))
                  )
                : Effect.logWarning("balances not written", error)
            ),
            Effect.andThen(Effect.sleep(of.connection.broker === PAPER_BROKER ? 0 : WRITTEN_EVERY)),
            Effect.ensuring(Effect.sync(() => writing.delete(of)))
          )
          yield* Effect.forkIn(written, scopeOf(of))
        }
      })
    )
  )

  return {
    of: (tenantId) => opened.get(tenantId)?.values() ?? [],
    open,
    close,
    unheard: (connection, tenantId) => known(connection, tenantId)?.unheard(),
    changed: (of) => void stale.add(of)
  }
})
