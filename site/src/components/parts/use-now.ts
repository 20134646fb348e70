import { useEffect, useState } from "react"

/** The page's clock, ticking. */
export const useNow = (every = 1_000): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
