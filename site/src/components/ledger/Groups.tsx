import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { isZero } from "@tradetower/domain/number"
import type { Bot, Exchange } from "../../client/contract.ts"
import { exchanges } from "../../client/queries.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { dateAndMinute } from "../../format/time.ts"
import { strategyWord } from "../../words/words.ts"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { Result } from "../parts/Result.tsx"
import { type Chosen, type Group, type Grouping, ledgerSums, type Span, type Sums } from "./ledger-queries.ts"

const groupings = [
  ["bot", "Bot"],
  ["pair", "Pair"],
  ["strategy", "Strategy"],
  ["run", "Run"],
  ["connection", "Connection"]
] as const satisfies ReadonlyArray<readonly [Grouping, string]>

/** What a group is called. */
const titleOf = (
  by: Grouping,
  { bot, key, startedAt }: Group,
  bots: ReadonlyArray<Bot>,
  known: ReadonlyArray<Exchange> | undefined
): string => {
  const named = (id: string): string => bots.find((one) => one.id === id)?.name ?? "A bot that is gone"
  switch (by) {
    case "bot":
      return named(key)
    case "run":
      return `${named(bot ?? "")}, since ${dateAndMinute(startedAt ?? 0)}`
    case "strategy":
      // A key of this grouping is a strategy's name.
      return strategyWord(key as Parameters<typeof strategyWord>[0])
    case "connection":
      return known?.flatMap(({ accounts }) => accounts).find(({ id }) => id === key)?.label ?? key
    default:
      return key
  }
}

const Figures = ({ of, funding }: { of: Sums["totals"][number]; funding: boolean }) => (
  <>
    <td className="number" data-label="Trades">
      {trimmed(String(of.trades))}
    </td>
    <td className="number" data-label="Profit">
      <Result value={of.profit} still />
    </td>
    <td className="number" data-label="Fees">
      {fixed(of.fees, 2)}
    </td>
    {funding && (
      <td className="number" data-label="Funding">
        {signed(of.funding)}
      </td>
    )}
    <td className="number" data-label="Net">
      <Result value={of.net} unit={of.currency} still />
    </td>
  </>
)

/** Profit, fees and net of a span, by bot or whatever else; they add up to what stands below. */
export const Groups = ({ of, bots }: { of: Chosen & Span; bots: ReadonlyArray<Bot> }) => {
  const [by, setBy] = useState<(typeof groupings)[number][0]>("bot")
  const sums = useQuery(ledgerSums(by, of))
  const { data: known } = useQuery(exchanges)
  const funding = sums.data?.totals.some((total) => !isZero(total.funding)) === true
  const title = groupings.find(([one]) => one === by)?.[1] ?? ""
  return (
    <section className="panel" aria-labelledby="groups-title">
      <header>
        <h2 id="groups-title">By {title.toLowerCase()}</h2>
        <span className="spread" />
        <div className="segments wrap" role="group" aria-label="Add up by">
          {groupings.map(([one, name]) => (
            <button key={one} type="button" aria-pressed={one === by} onClick={() => setBy(one)}>
              {name}
            </button>
          ))}
        </div>
      </header>
      {sums.data === undefined ? (
        <Missing what="The sums can't be shown" asked={[sums]} height={160} />
      ) : sums.data.groups.length === 0 ? (
        <Empty title="Nothing in this time" />
      ) : (
        <DataTable
          label={`By ${title.toLowerCase()}`}
          look="figures-table"
          columns={[
            title,
            numbers("Trades"),
            numbers("Profit"),
            numbers("Fees"),
            ...(funding ? [numbers("Funding paid")] : []),
            numbers("Net")
          ]}
        >
          {sums.data.groups
            .toSorted((a, b) => Number(b.net) - Number(a.net))
            .map((group) => (
              <tr key={`${group.key} ${group.currency}`} data-testid="group" data-net={group.net}>
                <th scope="row">{titleOf(by, group, bots, known)}</th>
                <Figures of={group} funding={funding} />
              </tr>
            ))}
          {sums.data.totals.map((total) => (
            <tr key={total.currency} className="total" data-testid="total" data-net={total.net}>
              <th scope="row">Together</th>
              <Figures of={total} funding={funding} />
            </tr>
          ))}
        </DataTable>
      )}
    </section>
  )
}
