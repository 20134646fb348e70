import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { useLayoutEffect, useRef, useState } from "react"
import { BotCells, type Pick } from "./BotCells.tsx"
import type { Row } from "./rows.ts"

/** A row's height before it was measured, px; and how many lie ready beyond the screen. */
const ROW = 57
const AHEAD = 8

/** Of very many bots the rows that are on the screen, and room for the others. */
export default function VirtualRows({
  rows,
  now,
  chosen,
  pick
}: {
  rows: ReadonlyArray<Row>
  now: number
  chosen: ReadonlySet<string>
  pick: Pick
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const box = body.current?.getBoundingClientRect()
    if (box !== undefined) setTop(box.top + scrollY)
  }, [])
  // oxlint-disable-next-line react/incompatible-library -- what it gives is used here only, anew at each drawing
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.bot.id ?? index,
    overscan: AHEAD,
    scrollMargin: top
  })
  const items = virtual.getVirtualItems()
  const before = (items[0]?.start ?? top) - top
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top)
  return (
    <tbody ref={body} data-testid="virtual-rows">
      {before > 0 && <tr className="room" aria-hidden="true" style={{ height: before }} />}
      {items.map(({ index, key }) => {
        const row = rows[index]
        if (row === undefined) return null
        return (
          <tr key={key} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2} data-testid="bot-row">
            <BotCells row={row} now={now} chosen={chosen.has(row.bot.id)} pick={pick} />
          </tr>
        )
      })}
      {after > 0 && <tr className="room" aria-hidden="true" style={{ height: after }} />}
    </tbody>
  )
}
