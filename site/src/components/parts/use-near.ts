import { useEffect, useState } from "react"

/** How near, px: what is scrolled to is there by then. */
const NEAR = 400

/** Calls once when an element is on the screen or near it. Answers how to stop waiting for that. */
export const whenNear = (element: Element, call: () => void): (() => void) => {
  const observer = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      call()
    },
    { rootMargin: `${NEAR}px` }
  )
  observer.observe(element)
  return () => observer.disconnect()
}

/** Whether an element has been on the screen or near it, and what to give it as its `ref`. */
export const useNear = (): readonly [near: boolean, ref: (element: Element | null) => void] => {
  const [element, setElement] = useState<Element | null>(null)
  const [near, setNear] = useState(false)
  useEffect(() => (element === null ? undefined : whenNear(element, () => setNear(true))), [element])
  return [near, setElement]
}
