import { useInfiniteQuery } from "@tanstack/react-query"
import type { Bot, Market } from "../../client/contract.ts"
import { runs } from "../../client/queries.ts"
import { resultOf } from "../parts/run-result.ts"
import { exact, span } from "../../format/time.ts"
import { StateChip } from "../parts/Chip.tsx"
import { Result } from "../parts/Result.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"

/** Where one run of a bot is shown. */
export const runAddress = (bot: Bot, runId: string): string =>
  `/app/bots/?id=${encodeURIComponent(bot.id)}${runId === bot.run?.id ? "" : `&run=${encodeURIComponent(runId)}`}`

/** A bot's runs, the latest first; each can be opened. */
export const RunsTable = ({ bot, market, now }: { bot: Bot; market: Market | undefined; now: number }) => {
  const asked = useInfiniteQuery(runs(bot.id))
  if (asked.data === undefined) return <Missing what="Its runs can't be shown" asked={[asked]} height={120} />
  const all = asked.data.pages.flat()
  if (all.length === 0) return <Empty title="It has never run" />
  return (
    <>
      <DataTable label="Runs" columns={["Started", "State", numbers("Lasted"), numbers("Fills"), numbers("Result")]}>
        {all.map((one) => {
          // The latest comes fresher over the live connection.
          const run = one.id === bot.run?.id ? bot.run : one
          const { summary } = run
          return (
            <tr key={run.id} data-testid="run-row">
              <td className="nowrap">
                <a href={runAddress(bot, run.id)} data-testid="open-run">
                  {exact(run.startedAt)}
                </a>
              </td>
              <td title={summary.reason}>
                <StateChip run={summary} />
              </td>
              <td className="number">{span((run.endedAt ?? now) - run.startedAt)}</td>
              <td className="number">{summary.fills}</td>
              <td className="number">
                <Result value={resultOf(summary, market?.lastPrice).total} />
              </td>
            </tr>
          )
        })}
      </DataTable>
      {asked.hasNextPage && (
        <div className="row tab-tools">
          <button
            type="button"
            className="button"
            disabled={asked.isFetching}
            onClick={() => void asked.fetchNextPage()}
          >
            Show earlier runs
          </button>
        </div>
      )}
    </>
  )
}
