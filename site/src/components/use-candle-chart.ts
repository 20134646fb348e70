import { type RefObject, useEffect, useState } from "react"
import type { CandleChart } from "../chart/candle-chart.ts"
import { whenNear } from "./use-near.ts"

/** The candle chart in a box, once it is loaded: when the box comes near the screen, after the first paint. */
export const useCandleChart = (box: RefObject<HTMLDivElement | null>): CandleChart | undefined => {
  const [chart, setChart] = useState<CandleChart>()
  useEffect(() => {
    let made: CandleChart | undefined
    let gone = false
    const element = box.current
    if (element === null) return
    const stopWaiting = whenNear(element, () => {
      void import("../chart/candle-chart.ts").then(({ makeCandleChart }) => {
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
  }, [box])
  return chart
}
