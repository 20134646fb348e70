import { useInfiniteQuery } from "@tanstack/react-query"
import { isZero } from "@tradetower/domain/number"
import type { Bot } from "../../client/contract.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { exact, minuteOf } from "../../format/time.ts"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { Result } from "../parts/Result.tsx"
import { type Chosen, type Entry, ledgerEntries, type Span } from "./ledger-queries.ts"

const acts: Readonly<Record<Entry["kind"], string>> = {
  TRADE: "",
  VOID: "Taken back by the exchange: ",
  LIQUIDATION: "Liquidated: ",
  FEE: "Fee charged later",
  FUNDING: "Funding",
  FUNDS: "Put in"
}

/** What happened, in a few words. */
const saidOf = ({ base, deal, kind, putIn, putInBase, quote }: Entry): string => {
  if (kind === "FUNDS") {
    const amount = putInBase === undefined ? `${trimmed(putIn)} ${quote}` : `${trimmed(putInBase)} ${base}`
    return amount.startsWith("−") ? `Took out ${amount.slice(1)}` : `Put in ${amount}`
  }
  if (deal === undefined) return acts[kind]
  const { price, quantity, side } = deal
  return `${acts[kind]}${side === "BUY" ? "Bought" : "Sold"} ${trimmed(quantity)} ${base} at ${trimmed(price)}`
}

const feeOf = ({ base, fee, funding, kind, quote }: Entry): string => {
  if (kind === "FUNDING") return `${signed(funding)} ${quote}`
  return fee === undefined
    ? "–"
    : fee.of === "BASE"
      ? `${trimmed(fee.amount)} ${base}`
      : `${trimmed(fee.amount, 4)} ${quote}`
}

const Row = ({ entry, bots }: { entry: Entry; bots: ReadonlyArray<Bot> }) => {
  const { at, bot, deal, net, profit, quote, symbol } = entry
  const name = bots.find(({ id }) => id === bot)?.name
  return (
    <tr data-testid="entry">
      <td className="when nowrap soft" title={exact(at)}>
        {minuteOf(at)}
      </td>
      <td className="what">{saidOf(entry)}</td>
      <td className="which nowrap">
        {name === undefined ? "A bot that is gone" : <a href={`/app/bots/?id=${encodeURIComponent(bot)}`}>{name}</a>}
        <small className="soft"> {symbol}</small>
      </td>
      <td className="number amount" data-label="Amount">
        {deal === undefined ? "–" : `${fixed(deal.amount, 2)} ${quote}`}
      </td>
      <td className="number fee" data-label={entry.kind === "FUNDING" ? "Paid" : "Fee"}>
        {feeOf(entry)}
      </td>
      <td className="number profit" data-label="Profit">
        {isZero(profit) ? <span className="soft">–</span> : <Result value={profit} still />}
      </td>
      <td className="number net" data-label="Net">
        <Result value={net} still />
      </td>
    </tr>
  )
}

/** Trades with fee and profit, and what else moved the books; newest first. */
export const Entries = ({ of, when, bots }: { of: Chosen & Span; when: string; bots: ReadonlyArray<Bot> }) => {
  const pages = useInfiniteQuery(ledgerEntries(of))
  const entries = pages.data?.pages.flatMap((page) => page.entries)
  return (
    <section className="panel" aria-labelledby="entries-title">
      <header>
        <h2 id="entries-title">Trades, {when.toLowerCase() === "everything" ? "newest first" : when}</h2>
      </header>
      {entries === undefined ? (
        <Missing what="The trades can't be shown" asked={[pages]} height={240} />
      ) : entries.length === 0 ? (
        <Empty title="Nothing was traded in this time" />
      ) : (
        <>
          <DataTable
            label="Trades"
            look="ledger-entries"
            columns={["Time", "What", "Bot", numbers("Amount"), numbers("Fee"), numbers("Profit"), numbers("Net")]}
          >
            {entries.map((entry) => (
              <Row key={entry.id} entry={entry} bots={bots} />
            ))}
          </DataTable>
          {pages.hasNextPage && (
            <p className="inside">
              <button
                type="button"
                className="button"
                data-testid="more-entries"
                disabled={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                {pages.isFetchingNextPage ? "Reading …" : "Show more"}
              </button>
            </p>
          )}
        </>
      )}
    </section>
  )
}
