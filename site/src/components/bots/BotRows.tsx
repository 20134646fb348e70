import { lazy, Suspense } from "react"
import { BotCells, type Pick } from "./BotCells.tsx"
import type { Row } from "./rows.ts"

/** More than these are drawn only where they are on the screen; what does it is fetched by who has so many. */
const DRAWN = 100
const VirtualRows = lazy(() => import("./VirtualRows.tsx"))

interface Rows {
  readonly rows: ReadonlyArray<Row>
  readonly now: number
  readonly chosen: ReadonlySet<string>
  readonly pick: Pick
}

const PlainRows = ({ rows, now, chosen, pick }: Rows) => (
  <tbody>
    {rows.map((row) => (
      <tr key={row.bot.id} data-testid="bot-row">
        <BotCells row={row} now={now} chosen={chosen.has(row.bot.id)} pick={pick} />
      </tr>
    ))}
  </tbody>
)

/** The rows of a table of bots, however many. */
export const BotRows = (props: Rows) =>
  props.rows.length <= DRAWN ? (
    <PlainRows {...props} />
  ) : (
    <Suspense fallback={<PlainRows {...props} rows={props.rows.slice(0, DRAWN)} />}>
      <VirtualRows {...props} />
    </Suspense>
  )
