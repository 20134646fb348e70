import { useState } from "react"

/** Which of so many points along a chart is being read, by pointer or by arrow keys; the last when none is. */
export const useReading = (count: number) => {
  const [at, setAt] = useState<number>()
  const within = (point: number): number => Math.max(0, Math.min(count - 1, point))
  const follow = (event: { clientX: number; currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setAt(within(Math.round(((event.clientX - left) / width) * (count - 1))))
  }
  return {
    /** Undefined while nobody points. */
    pointed: at,
    point: at ?? count - 1,
    /** For the element that holds the chart. */
    handlers: {
      onKeyDown: ({ key }: { key: string }) => {
        const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0
        if (by !== 0) setAt(within((at ?? count - 1) + by))
      },
      onPointerMove: follow,
      onPointerDown: follow,
      onPointerLeave: () => setAt(undefined)
    }
  }
}
