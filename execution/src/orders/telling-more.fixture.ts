import { Effect, type Queue, Stream } from "effect"
import type { AccountNews, Exchange, ExchangeAccount, ExchangeUnavailable } from "../exchange.ts"

/** An exchange whose accounts tell what a test puts into `later`, too; `change`: what else is other of them. */
export const tellingMore = (
  exchange: Exchange,
  later: Queue.Queue<AccountNews>,
  change: (account: ExchangeAccount) => Partial<ExchangeAccount> = () => ({})
): Exchange => ({
  ...exchange,
  open: (connection) =>
    Effect.map(exchange.open(connection), (account) => {
      // A queue that nobody ends fails with nothing.
      const more: Stream.Stream<AccountNews, ExchangeUnavailable> = Stream.fromQueue(later)
      return { ...account, ...change(account), reports: Stream.merge(account.reports, more) }
    })
})
