import { Clock, Effect, Option } from "effect"
import { type AccountRecord, Accounts as AccountRecords, OneByOne, Store } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import type { OpenAccount } from "./reconcile.ts"
import { type AccountName, LossPatience, Standings, type Trouble } from "./standings.ts"

/** Writes the records of accounts: what they hold, and how they stand (EXEC-32). */
export const makeAccountRecords = Effect.gen(function* () {
  const store = yield* Store
  const standings = new Standings(yield* LossPatience)
  /** Writings of one account's record take turns: none brings back what was before another. */
  const writings = new OneByOne()

  const write = Effect.fnUntraced(function* (of: OpenAccount) {
    const balances = yield* of.account.balances
    const margin = of.account.margin && (yield* of.account.margin)
    const { id } = of.connection
    const since = standings.since(of.connection)
    const written = Effect.gen(function* () {
      yield* store.upsert(AccountRecords, {
        id,
        tenantId: of.tenantId,
        balances,
        ...(margin !== undefined && { margin }),
        ...(of.fees !== undefined && { fees: of.fees }),
        ...standings.of(of.connection),
        ...(since !== undefined && { since }),
        ...(of.cursor !== undefined && { fillCursor: of.cursor }),
        ...(of.kept !== undefined && { kept: of.kept }),
        updatedAt: yield* Clock.currentTimeMillis
      })
    })
    yield* writings.take(`${of.tenantId}/${id}`, written)
  })

  /** Writes what is in the way of an account; what it holds stays as it was told, if it ever was. */
  const writeTrouble = ({ id, tenantId }: AccountName) =>
    writings.take(
      `${tenantId}/${id}`,
      Effect.gen(function* () {
        const before = yield* store.read(AccountRecords, { tenantId }, id)
        const standing = standings.of({ id, tenantId })
        // It is whole again, which is written with what it holds; or it was removed.
        if (standing.reason === undefined) return
        const known = Option.getOrUndefined(before)?.value
        const { balances, fees, fillCursor, kept, margin } = known ?? {}
        // As an earlier process left it: it was not whole in between.
        const left = known?.connected === standing.connected ? known.since : undefined
        const since = left ?? standings.since({ id, tenantId })
        yield* store.upsert(AccountRecords, {
          id,
          tenantId,
          ...standing,
          ...(since !== undefined && { since }),
          ...(balances !== undefined && { balances }),
          ...(margin !== undefined && { margin }),
          ...(fees !== undefined && { fees }),
          ...(fillCursor !== undefined && { fillCursor }),
          ...(kept !== undefined && { kept }),
          updatedAt: yield* Clock.currentTimeMillis
        })
      })
    )

  /** Writes more of an account whose record is there; where there is none yet, that is written with it. */
  const also = ({ connection: { id }, tenantId }: OpenAccount, more: Pick<AccountRecord, "fees" | "kept">) =>
    writings.take(
      `${tenantId}/${id}`,
      Effect.gen(function* () {
        const known = Option.getOrUndefined(yield* store.read(AccountRecords, { tenantId }, id))?.value
        if (known !== undefined) yield* store.upsert(AccountRecords, { ...known, ...more })
      })
    )

  /** Asks what an account is charged, and writes it; while it does not say, what it said before stays (EXEC-42). */
  const charges = (of: OpenAccount) =>
    Effect.gen(function* () {
      if (of.account.fees === undefined) return
      of.fees = yield* of.account.fees
      yield* also(of, { fees: of.fees })
    }).pipe(Effect.catch((error) => Effect.logWarning(`${of.connection.label} does not say what it charges`, error)))

  return {
    write,
    charges,
    /** Keeps what its adapter has to know when it is opened again. */
    keep: (of: OpenAccount, note: string) =>
      Effect.suspend(() => {
        of.kept = note
        return also(of, { kept: note })
      }),
    /** Its orders and fills are reconciled: it stands as it should. */
    whole: (of: OpenAccount) =>
      Effect.suspend(() => {
        standings.whole(of.connection)
        return write(of)
      }),
    opening: (of: AccountName) => Effect.map(Clock.currentTimeMillis, (now) => standings.opening(of, now)),
    /** Something is in its way; `atOnce`: waiting does not help. */
    trouble: (of: AccountName, trouble: Trouble, atOnce = false) =>
      Effect.map(Clock.currentTimeMillis, (now) => standings.trouble(of, trouble, now, atOnce)),
    /** It is in use no more: ends once nothing is being written of it, and nothing is afterwards. */
    forget: (of: AccountName) =>
      Effect.suspend(() => {
        standings.whole(of)
        return writings.take(`${of.tenantId}/${of.id}`, Effect.void)
      }),
    /** Writes how those stand of whom that is due, side by side. */
    writeTroubles: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.forEach(
        standings.due(now),
        (of) => inBackground(`writing how ${of.id} of ${of.tenantId} stands`, writeTrouble(of)),
        { concurrency: "unbounded", discard: true }
      )
    )
  }
})
