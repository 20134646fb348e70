import { type RefObject, useEffect, useState } from "react"
import type { CandleChart } from "../../chart/candle-chart.ts"
import { whenNear } from "./use-near.ts"

/**
 * The candle chart in a box, once it is loaded: when the box comes near the screen, after the first paint, and there is
 * something to draw (`ready`), so that it is drawn once.
 */
export const useCandleChart = (box: RefObject<HTMLDivElement | null>, ready: boolean): CandleChart | undefined => {
  const [chart, setChart] = useState<CandleChart>()
  const [wanted, setWanted] = useState(ready)
  if (ready && !wanted) setWanted(true)
  useEffect(() => {
    let made: CandleChart | undefined
    let gone = false
    const element = box.current
    if (element === null || !wanted) return
    const stopWaiting = whenNear(element, () => {
      void import("../../chart/candle-chart.ts").then(({ makeCandleChart }) => {
        if (gone) return
        made = makeCandleChart(element)
        setChart(made)
      })
    })
    return () => {
      gone = true
      stopWaiting()
      made?.end()
    }
  }, [box, wanted])
  return chart
}
