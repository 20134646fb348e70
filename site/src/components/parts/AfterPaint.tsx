import { type ReactNode, useEffect, useState } from "react"

/** What comes below: made once what is above has been painted, so that a page never works for long in one go. */
export const AfterPaint = ({ children }: { children: ReactNode }) => {
  const [now, setNow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setNow(true))
    return () => clearTimeout(timer)
  }, [])
  return now ? children : null
}
