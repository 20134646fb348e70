import { type RefObject, useEffect, useLayoutEffect, useState } from "react"
import type { CandleChart, ChartContent } from "../../chart/candle-chart.ts"
import { pause } from "../../client/page-time.ts"
import { whenNear } from "./use-near.ts"

/**
 * Draws the candle chart in a box, as soon as the box is near the screen and there is something to draw; answers whether
 * it stands. What draws it is loaded by then, set up in a task of its own, and painted once, in the next.
 */
export const useCandleChart = (box: RefObject<HTMLDivElement | null>, content: ChartContent | undefined): boolean => {
  const [chart, setChart] = useState<CandleChart>()
  const ready = content !== undefined
  const [wanted, setWanted] = useState(ready)
  if (ready && !wanted) setWanted(true)
  useEffect(() => {
    let made: CandleChart | undefined
    let gone = false
    const element = box.current
    if (element === null || !wanted) return
    const stopWaiting = whenNear(element, () => {
      void import("../../chart/candle-chart.ts").then(async ({ makeCandleChart }) => {
        await pause()
        if (gone) return
        made = makeCandleChart(element)
        await pause()
        if (!gone) setChart(made)
      })
    })
    return () => {
      gone = true
      stopWaiting()
      made?.end()
    }
  }, [box, wanted])
  // Before the browser paints, else a new chart is painted empty first. It draws only what differs from before.
  useLayoutEffect(() => {
    if (content !== undefined) chart?.show(content)
  })
  return chart !== undefined
}
