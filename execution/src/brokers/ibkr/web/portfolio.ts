import { Effect, Option, Schema } from "effect"
import { type Decimal, sum, zero } from "@tradetower/domain/number"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Held } from "../holdings.ts"
import { FundsAnswer, LedgerAnswer, PositionRow } from "./answers.ts"
import type { Session } from "./session.ts"
import { there, unreadable } from "./trouble.ts"

/** Positions of a page: a shorter one is the last. */
const PAGE = 100
const Rows = Schema.Array(Schema.Unknown)
const Accounts = Schema.Array(Schema.Unknown)
const readPosition = Schema.decodeUnknownOption(PositionRow)

/** `"825,208 USD"`; undefined of `"Unlimited"` and the like. */
const amountIn = (text: string | null | undefined) => {
  const [, amount, asset] = /^(-?[\d,]+(?:\.\d+)?) ([A-Z]{3})$/.exec(text ?? "") ?? []
  return amount === undefined || asset === undefined
    ? undefined
    : { amount: amount.replaceAll(",", "") as Decimal, asset }
}

const heldIn = (
  ledger: typeof LedgerAnswer.Type,
  funds: (typeof FundsAnswer.Type)["total"],
  positions: Held["positions"]
): Held => ({
  // BASE is the sum of all, in the account's own currency.
  cash: Object.entries(ledger).flatMap(([asset, { cashbalance }]) =>
    asset === "BASE" ? [] : [{ asset, amount: cashbalance }]
  ),
  free: amountIn(funds.current_available),
  excess: amountIn(funds.current_excess),
  equity: ledger["BASE"]?.netliquidationvalue ?? ledger["USD"]?.netliquidationvalue,
  buyingPower: amountIn(funds.buying_power)?.amount,
  dayTradesLeft: /^\d{1,3}$/.test(funds.day_trades_left ?? "") ? Number(funds.day_trades_left) : undefined,
  positions
})

/** What an account holds, as the Web API tells it. */
export const portfolio = (session: Session): Effect.Effect<Held, ExchangeUnavailable> => {
  const path = `/portfolio/${encodeURIComponent(session.account)}`
  /** Of which session the accounts were asked for: else nothing of a portfolio is told. */
  let introduced = -1

  const introduce = Effect.gen(function* () {
    if (introduced === session.count()) return
    yield* session.read({ path: "/portfolio/accounts", slot: "accounts", urgency: "URGENT" }, Accounts)
    introduced = session.count()
  })

  const positions = Effect.gen(function* () {
    // They are kept there for minutes otherwise.
    yield* Effect.ignore(session.send({ method: "POST", path: `${path}/positions/invalidate` }))
    const all = new Map<string, Decimal>()
    for (let page = 0; ; page++) {
      const rows = yield* there(session.read({ path: `${path}/positions/${page}` }, Rows))
      for (const row of rows) {
        const read = Option.getOrUndefined(readPosition(row))
        if (read === undefined) return yield* unreadable
        all.set(read.conid, sum([all.get(read.conid) ?? zero, read.position]))
      }
      if (rows.length < PAGE) return all
    }
  })

  const funds = `/iserver/account/${encodeURIComponent(session.account)}/summary/available_funds`
  const asked = Effect.all(
    {
      ledger: there(session.read({ path: `${path}/ledger` }, LedgerAnswer)),
      total: Effect.map(there(session.read({ path: funds }, FundsAnswer)), ({ total }) => total),
      positions
    },
    { concurrency: 3 }
  )
  return Effect.andThen(
    introduce,
    Effect.map(asked, ({ ledger, positions: held, total }) => heldIn(ledger, total, held))
  )
}
