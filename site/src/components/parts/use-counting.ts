import { useEffect, useRef, useState } from "react"
import { cut, fromUnits } from "@tradetower/domain/number"
import { round } from "../../format/decimal.ts"

const DURATION = 240
/** Between two numbers shown on the way (ms): each is a layout and a paint of the page. */
const PACE = 48

const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches

/** Counts a decimal smoothly from what was shown to what is now, in whole units of its last decimal. */
export const useCounting = (value: string, decimals: number): string => {
  const target = round(value, decimals)
  const [shown, setShown] = useState(target)
  const from = useRef(target)
  useEffect(() => {
    const start = cut(from.current, decimals)
    const end = cut(target, decimals)
    if (start === end || still() || document.hidden) {
      from.current = target
      setShown(target)
      return
    }
    const began = performance.now()
    let frame = 0
    let next = 0
    const paint = (now: number) => {
      if (now < next) {
        frame = requestAnimationFrame(paint)
        return
      }
      next = now + PACE
      const share = Math.min(1, (now - began) / DURATION)
      const eased = BigInt(Math.round((1 - (1 - share) ** 3) * 1_000))
      const units = start + ((end - start) * eased) / 1_000n
      const text = round(fromUnits(units, decimals), decimals)
      from.current = text
      setShown(text)
      if (share < 1) frame = requestAnimationFrame(paint)
    }
    frame = requestAnimationFrame(paint)
    return () => cancelAnimationFrame(frame)
  }, [target, decimals])
  return shown
}
