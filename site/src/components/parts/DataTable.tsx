import type { ReactNode } from "react"
import { TableScroll } from "./TableScroll.tsx"

/** A column by its title; `look` as its cells have it, `unseen` where only who can't see needs to be told. */
export type Column = string | { readonly title: string; readonly look?: string; readonly unseen?: true }

/** A table with its heads, scrolling within itself; `children`: its rows. */
export const DataTable = ({
  label,
  columns,
  look = "",
  children
}: {
  label: string
  columns: ReadonlyArray<Column>
  look?: string
  children: ReactNode
}) => (
  <TableScroll label={label}>
    <table className={`table ${look}`.trim()}>
      <thead>
        <tr>
          {columns.map((column, place) => {
            const {
              title,
              look: cell,
              unseen
            }: Exclude<Column, string> = typeof column === "string" ? { title: column } : column
            return (
              // Two may be called the same: a column's place is what it is.
              <th scope="col" key={place} className={cell}>
                {unseen === true ? <span className="unseen">{title}</span> : title}
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </TableScroll>
)

/** A column of numbers. */
export const numbers = (title: string, look = "number"): Column => ({ title, look })
