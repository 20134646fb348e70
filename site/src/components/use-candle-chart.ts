import { type RefObject, useEffect, useState } from "react"
import type { CandleChart } from "../chart/candle-chart.ts"

/** The candle chart in a box, once it is loaded: it comes after the first paint. */
export const useCandleChart = (box: RefObject<HTMLDivElement | null>): CandleChart | undefined => {
  const [chart, setChart] = useState<CandleChart>()
  useEffect(() => {
    let made: CandleChart | undefined
    let gone = false
    const frame = requestAnimationFrame(() => {
      void import("../chart/candle-chart.ts").then(({ makeCandleChart }) => {
        if (gone || box.current === null) return
        made = makeCandleChart(box.current)
        setChart(made)
      })
    })
    return () => {
      gone = true
      cancelAnimationFrame(frame)
      made?.end()
    }
  }, [box])
  return chart
}
