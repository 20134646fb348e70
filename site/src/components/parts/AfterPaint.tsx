import { type ReactNode, useEffect, useState } from "react"

/** On a page that is not shown nothing is painted: it goes on after so long, ms. */
const UNPAINTED = 100

/**
 * What comes below: made once what is above has been painted, so that a page never works for long in one go. `height`: kept
 * until then, px, where what stands below that is not to seem near.
 */
export const AfterPaint = ({ height, children }: { height?: number; children: ReactNode }) => {
  const [now, setNow] = useState(false)
  useEffect(() => {
    let timer = setTimeout(() => setNow(true), UNPAINTED)
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer)
      timer = setTimeout(() => setNow(true))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
  return now ? children : height === undefined ? null : <div style={{ height }} />
}
