import { useQuery } from "@tanstack/react-query"
import type { Bot } from "../../client/contract.ts"
import { runs } from "../../client/queries.ts"
import { resultOf } from "../../client/result.ts"
import { exact, span } from "../../format/time.ts"
import { StateChip } from "../Chip.tsx"
import { Result } from "../Result.tsx"
import { Empty, Failed, Loading } from "../States.tsx"
import { TableScroll } from "../TableScroll.tsx"

/** A bot's runs, the latest first. */
export const Runs = ({ bot, now }: { bot: Bot; now: number }) => {
  const asked = useQuery(runs(bot.id))
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="Its runs can't be shown" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={120} />
    )
  if (asked.data.length === 0) return <Empty title="It has never run" />
  return (
    <TableScroll label="Runs">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Lasted
            </th>
            <th scope="col" className="number">
              Fills
            </th>
            <th scope="col" className="number">
              Trading, after fees
            </th>
          </tr>
        </thead>
        <tbody>
          {asked.data.map((run) => {
            // The live run comes fresher over the live connection.
            const { summary } = run.id === bot.run?.id ? bot.run : run
            return (
              <tr key={run.id}>
                <td className="nowrap">{exact(run.startedAt)}</td>
                <td title={summary.reason}>
                  <StateChip run={summary} />
                </td>
                <td className="number">{span((run.endedAt ?? now) - run.startedAt)}</td>
                <td className="number">{summary.fills}</td>
                <td className="number">
                  <Result value={resultOf(summary, undefined).total} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableScroll>
  )
}
