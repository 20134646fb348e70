import type { CandleColumn } from "@tradetower/domain/market"
import { TableScroll } from "../parts/TableScroll.tsx"
import type { FirstLines } from "../../worker/asks.ts"

const words: Readonly<Record<CandleColumn, string>> = {
  timestamp: "Time",
  clock: "Time of day",
  open: "Open",
  high: "High",
  low: "Low",
  close: "Close",
  volume: "Volume",
  "-": "Not used"
}
const known = Object.keys(words) as ReadonlyArray<CandleColumn>

/** A file's first rows, under what each column is taken for, which can be set. */
export const ImportPreview = ({
  lines: { columns, rows, told },
  isRead,
  onChange
}: {
  lines: FirstLines
  /** The whole file was read, and what is told of it says this, too. */
  isRead: boolean
  onChange: (columns: ReadonlyArray<CandleColumn>) => void
}) => (
  <>
    {!isRead && (
      <p className="soft" data-testid="import-layout">
        {told}
      </p>
    )}
    <TableScroll label="First rows of the file">
      <table className="table" data-testid="import-preview">
        <thead>
          <tr>
            {columns.map((column, place) => (
              // Columns have no name of their own: their place is what they are.
              <th scope="col" key={place}>
                <span className="input">
                  <select
                    aria-label={`Column ${place + 1}`}
                    value={column}
                    onChange={(event) =>
                      onChange(columns.with(place, known.find((name) => name === event.currentTarget.value) ?? "-"))
                    }
                  >
                    {known.map((name) => (
                      <option key={name} value={name}>
                        {words[name]}
                      </option>
                    ))}
                  </select>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {columns.map((_, place) => (
                <td className="number nowrap" key={place}>
                  {row[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  </>
)
