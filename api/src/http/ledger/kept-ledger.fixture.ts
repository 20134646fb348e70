import { Effect } from "effect"
import { type Environment, PAPER } from "@tradetower/domain/connection"
import { BotId, ClientOrderId, RunId, TradeId } from "@tradetower/domain/ids"
import { addSums, type LedgerEntry, noBooks, noSums } from "@tradetower/domain/ledger"
import { Symbol, VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import {
  Ledger,
  LEDGER_RUNS,
  type LedgerEntryRecord,
  ledgerEntryId,
  ledgerMonth,
  type LedgerRunRecord,
  Store
} from "@tradetower/platform"
import { tenant } from "../../testing.ts"

/** A trade whose position closes with a profit, and whose fee is in quote. */
export const sale = (profit: string, fee = "0.5"): LedgerEntry => ({
  kind: "TRADE",
  clientOrderId: ClientOrderId.make("tt-1-GRID-1"),
  tradeId: TradeId.make("T1"),
  deal: { side: "SELL", price: Decimal.make("110"), quantity: Decimal.make("2"), amount: Decimal.make("220") },
  fee: { of: "QUOTE", amount: Decimal.make(fee) },
  profit: Decimal.make(profit),
  fees: Decimal.make(fee),
  funding: Decimal.make("0"),
  putIn: Decimal.make("0")
})

export interface Kept {
  readonly run: string
  readonly bot?: string
  readonly symbol?: string
  readonly environment?: Environment
  readonly strategy?: string
  readonly quote?: string
  readonly entries: ReadonlyArray<{ readonly at: number; readonly entry: LedgerEntry }>
}

/** A run's records as they lie in the ledger: its entries, and where its books stand. */
export const recordsOf = ({
  bot = "bot",
  entries,
  environment = "PAPER",
  quote = "USD",
  run,
  strategy = "GRID",
  symbol = "BTC-USD"
}: Kept): ReadonlyArray<LedgerEntryRecord | LedgerRunRecord> => {
  const of = {
    tenantId: tenant("ada"),
    botRunId: RunId.make(run),
    botDefinitionId: BotId.make(bot),
    connection: PAPER,
    environment,
    venue: VenueId.make("simulated"),
    symbol: Symbol.make(symbol),
    strategy,
    base: "BTC",
    quote,
    futures: false
  }
  let sums = noSums
  const records = entries.map(({ at, entry }, index): LedgerEntryRecord => {
    sums = addSums(sums, { ...entry, trades: entry.kind === "TRADE" ? 1 : 0 })
    const seq = index + 1
    const id = ledgerEntryId({ ...of, at, seq })
    return { ...of, id, kind: "ENTRY", part: ledgerMonth(at), seq, at, entry, sums }
  })
  const startedAt = entries[0]?.at ?? 0
  const at = entries.at(-1)?.at ?? 0
  const books = { ...noBooks, sums }
  return [...records, { ...of, id: run, kind: "RUN", part: LEDGER_RUNS, seq: records.length, at, startedAt, books }]
}

/** Writes a run into the ledger. */
export const keepRun = (kept: Kept) =>
  Effect.flatMap(Store, (store) =>
    Effect.forEach(recordsOf(kept), (record) => store.upsert(Ledger, record), { concurrency: 64, discard: true })
  )
