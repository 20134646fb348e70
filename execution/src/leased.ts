import { hash } from "node:crypto"
import { Deferred, Effect, type Scope, Stream } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Lease, Leases } from "@tradetower/platform"
import { type Exchange, type ExchangeAccount, ExchangeUnavailable, OutcomeUnknown } from "./exchange.ts"
import { patiently } from "./patience.ts"

/** An account while its lease is ours; `over` fails the moment it is not. */
interface Held {
  readonly account: ExchangeAccount
  readonly lease: Lease
  readonly over: Deferred.Deferred<never, ExchangeUnavailable>
}

const leaseOf = ({ id, tenantId }: Connection): string =>
  `account.${hash("sha256", JSON.stringify([tenantId, id]), "base64url")}`

/**
 * An exchange that lets a key or user in once at a time (`exclusive`), its accounts behind a lease each: opened once that
 * is ours, closed before it is given up, closed at once when it is lost, and opened anew when it is ours again. Meanwhile
 * the account is unavailable, COMPETING; what was on its way has an unknown outcome.
 */
export const leased =
  (leases: Pick<Leases["Service"], "acquire">) =>
  (exchange: Exchange): Exchange =>
    exchange.exclusive === true
      ? { ...exchange, open: (connection) => openLeased(leases, exchange, connection) }
      : exchange

const openLeased = Effect.fn("Leased.open")(function* (
  { acquire }: Pick<Leases["Service"], "acquire">,
  exchange: Exchange,
  connection: Connection
): Effect.fn.Return<ExchangeAccount, ExchangeUnavailable, Scope.Scope> {
  const elsewhere = new ExchangeUnavailable({
    message: `${connection.label} is held by another process here, and its exchange lets one in`,
    retryable: true,
    cause: "COMPETING"
  })
  const first = yield* Deferred.make<ExchangeAccount, ExchangeUnavailable>()
  let held: Held | undefined
  /** Why it is not ours, or not open, meanwhile. */
  let away = elsewhere

  /** From when the lease is ours until it is lost. */
  const turn = Effect.scoped(
    Effect.gen(function* () {
      const lease = yield* acquire(leaseOf(connection)).pipe(
        Effect.mapError(({ message, retryable }) => new ExchangeUnavailable({ message, retryable }))
      )
      const account = yield* exchange.open(connection)
      const over = yield* Deferred.make<never, ExchangeUnavailable>()
      // Before the account closes, which closes before the lease is given up.
      yield* Effect.addFinalizer(() => {
        held = undefined
        return Deferred.fail(over, elsewhere)
      })
      held = { account, lease, over }
      away = elsewhere
      yield* Deferred.succeed(first, account)
      yield* Effect.catch(lease.lost, ({ message }) => Effect.logWarning(message))
    })
  )
  // Who opens it hears of the first failure, who asks later of what keeps it closed; it is tried again while that may help.
  const again = Effect.tapError(turn, (error) => Effect.sync(() => (away = error)))
  const turns = Effect.andThen(turn, Effect.forever(Effect.retry(again, patiently)))
  yield* Effect.forkScoped(Effect.onExit(turns, (exit) => Deferred.done(first, exit)))
  const { cancelAll, fees, margin, nextId, settles, standing } = yield* Deferred.await(first)

  const ask = <A>(question: (account: ExchangeAccount) => Effect.Effect<A, ExchangeUnavailable>) =>
    Effect.suspend(() =>
      held === undefined ? Effect.fail(away) : Effect.raceFirst(question(held.account), Deferred.await(held.over))
    )
  const send = <A, E>(request: (account: ExchangeAccount) => Effect.Effect<A, E>) =>
    Effect.suspend(() => {
      if (held === undefined) return Effect.fail(away)
      const { account, lease, over } = held
      const unknown = Effect.mapError(Deferred.await(over), ({ message }) => new OutcomeUnknown({ message }))
      return Effect.andThen(
        Effect.mapError(lease.held, () => elsewhere),
        Effect.raceFirst(request(account), unknown)
      )
    })
  return {
    settles,
    balances: ask(({ balances }) => balances),
    ...(nextId !== undefined && { nextId: ask((account) => account.nextId ?? nextId) }),
    place: (symbol, order, wireId) => send(({ place }) => place(symbol, order, wireId)),
    cancel: (symbol, order) => send(({ cancel }) => cancel(symbol, order)),
    ...(cancelAll !== undefined && {
      cancelAll: (orders) => send((account) => account.cancelAll?.(orders) ?? Effect.void)
    }),
    ...(fees !== undefined && { fees: ask((account) => account.fees ?? fees) }),
    ...(margin !== undefined && { margin: ask((account) => account.margin ?? margin) }),
    ...(standing !== undefined && { standing: ask((account) => account.standing ?? standing) }),
    find: (order) => ask(({ find }) => find(order)),
    openOrders: ask(({ openOrders }) => openOrders),
    fills: (after) => ask(({ fills }) => fills(after)),
    fillsOf: (order) => ask(({ fillsOf }) => fillsOf(order)),
    positions: ask(({ positions }) => positions),
    reports: Stream.suspend(() =>
      held === undefined
        ? Stream.fail(away)
        : Stream.merge(held.account.reports, Stream.fromEffect(Deferred.await(held.over)), { haltStrategy: "left" })
    )
  }
})
