import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { decimalsOf } from "@tradetower/domain/number"
import { tradesOf } from "./backtest-queries.ts"
import type { Market } from "../../client/contract.ts"
import { purposeWords } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact } from "../../format/time.ts"
import { SideWord } from "../parts/Chip.tsx"
import { Result } from "../parts/Result.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"

const PAGE = 25

/** Every fill of a backtest, oldest first, a page at a time. */
export const TradesTable = ({ backtestId, instrument }: { backtestId: string; instrument: Market["instrument"] }) => {
  const asked = useQuery(tradesOf(backtestId))
  const [shown, setShown] = useState(PAGE)
  if (asked.data === undefined) return <Missing what="The trades can't be shown" asked={[asked]} height={200} />
  const { trades } = asked.data
  const { base, quote } = instrument
  if (trades.length === 0)
    return (
      <Empty title="It made no trade">
        <p>The price met none of its orders, or its start condition, in this time.</p>
      </Empty>
    )
  return (
    <>
      <DataTable
        label="Trades"
        columns={[
          "Time",
          "Side",
          "Purpose",
          numbers(`Price, ${quote}`),
          numbers(`Quantity, ${base}`),
          numbers(`Fee, ${quote}`),
          numbers(`Profit before fee, ${quote}`)
        ]}
      >
        {trades.slice(0, shown).map(({ at, fee, price, profit, purpose, quantity, side }, i) => (
          <tr key={i}>
            <td className="nowrap soft">{exact(at)}</td>
            <td>
              <SideWord side={side} />
            </td>
            <td>{purposeWords[purpose]}</td>
            <td className="number">{fixed(price, decimalsOf(instrument.tickSize))}</td>
            <td className="number">{fixed(quantity, decimalsOf(instrument.lotSize))}</td>
            <td className="number">{fixed(fee, 2)}</td>
            <td className="number">{profit === undefined ? "" : <Result value={profit} still />}</td>
          </tr>
        ))}
      </DataTable>
      {shown < trades.length && (
        <div className="row tab-tools">
          <button type="button" className="button" onClick={() => setShown(shown + 4 * PAGE)}>
            Show more
          </button>
          <span className="soft">
            {shown} of {trimmed(String(trades.length))}
          </span>
        </div>
      )}
    </>
  )
}
