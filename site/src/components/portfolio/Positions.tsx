import { compare, times } from "@tradetower/domain/number"
import type { Bot, Exchange } from "../../client/contract.ts"
import { trimmed } from "../../format/number.ts"
import { moneyWords } from "../../words/connection-words.ts"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { Empty } from "../parts/Missing.tsx"
import { Money, Result } from "../parts/Result.tsx"
import { accountOfBot, marketOfBot, resultOf } from "../parts/run-result.ts"

/** What running bots hold now, at their average entry, and what it stands at. */
export const Positions = ({ bots, exchanges }: { bots: ReadonlyArray<Bot>; exchanges: ReadonlyArray<Exchange> }) => {
  const held = bots.filter(({ run }) => run?.live === true && compare(run.summary.position, "0") !== 0)
  return (
    <section className="panel" aria-labelledby="positions-title">
      <header>
        <h2 id="positions-title">Positions of running bots</h2>
        <span className="soft">{held.length}</span>
      </header>
      {held.length === 0 ? (
        <Empty title="No bot holds a position" />
      ) : (
        <DataTable
          label="Positions"
          look="holdings"
          columns={["Bot", "Pair", numbers("Holds"), numbers("Average entry"), numbers("Worth"), numbers("Stands at")]}
        >
          {held.map((bot) => {
            const { environment, id, name, run, symbol } = bot
            if (run === undefined) return null
            const { averageEntry, position } = run.summary
            const market = marketOfBot(exchanges, bot)
            const price = market?.lastPrice
            return (
              <tr key={id} data-testid="position">
                <td className="coin">
                  <a href={`/app/bots/?id=${encodeURIComponent(id)}`}>{name}</a>
                </td>
                <td className="which">
                  {symbol}
                  <small className="soft">
                    {" "}
                    {accountOfBot(exchanges, bot)?.label ?? ""}
                    {environment === "LIVE" && ` · ${moneyWords.LIVE.toLowerCase()}`}
                  </small>
                </td>
                <td className="number" data-label="Holds">
                  {trimmed(position)} {market?.instrument.base}
                </td>
                <td className="number" data-label="Entry">
                  {averageEntry === undefined ? "–" : trimmed(averageEntry)}
                </td>
                <td className="number total" data-label="Worth">
                  {price === undefined ? "–" : <Money value={times(position, price)} />}
                </td>
                <td className="number worth" data-label="Stands at">
                  <Result
                    value={resultOf(run.summary, price).position}
                    {...(market !== undefined && { unit: market.instrument.quote })}
                  />
                </td>
              </tr>
            )
          })}
        </DataTable>
      )}
    </section>
  )
}
