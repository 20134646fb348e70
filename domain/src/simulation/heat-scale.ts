/** Tones on each side of the middle one. */
export const TONES = 6

/** Which value of a sweep's map has which tone: the same in all maps that share it. */
export interface HeatScale {
  readonly low: number
  readonly high: number
  /** True where both signs occur: then the middle tone is zero, and both sides are equally strong. */
  readonly diverging: boolean
  /** True where more is worse, as of a drawdown. */
  readonly worse: boolean
}

/** A scale over the values there are; `undefined` where there are none. */
export const heatScale = (values: ReadonlyArray<number>, worse: boolean): HeatScale | undefined => {
  if (values.length === 0) return undefined
  const low = values.reduce((least, value) => Math.min(least, value))
  const high = values.reduce((most, value) => Math.max(most, value))
  return { low, high, diverging: low < 0 && high > 0, worse }
}

/** A value's tone, from -6 (the worst) over 0 to 6 (the best). */
export const toneOf = ({ diverging, high, low, worse }: HeatScale, value: number): number => {
  if (diverging) return Math.round((value / Math.max(-low, high)) * TONES)
  const share = high === low ? 1 : (value - low) / (high - low)
  if (low < 0) return Math.round((share - 1) * TONES) || 0
  return Math.round(share * TONES) * (worse ? -1 : 1) || 0
}

/** All tones of a scale, lowest value first. */
export const tonesOf = (scale: HeatScale): ReadonlyArray<number> => {
  const [first, last] = [toneOf(scale, scale.low), toneOf(scale, scale.high)]
  const by = Math.sign(last - first)
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => first + i * by)
}

/**
 * The cells of each tone as one SVG path in cells, the first row at the bottom; `undefined` is the tone of cells without
 * a value. Neighbours are one piece, so that a map of thousands has no seams.
 */
export const tonePaths = (
  cells: ReadonlyArray<ReadonlyArray<string | null>>,
  scale: HeatScale
): ReadonlyMap<number | undefined, string> => {
  const paths = new Map<number | undefined, string>()
  cells.forEach((row, at) => {
    const y = cells.length - 1 - at
    const tones = row.map((value) => (value === null ? undefined : toneOf(scale, Number(value))))
    for (let x = 0, end = 0; x < tones.length; x = end) {
      while (end < tones.length && tones[end] === tones[x]) end++
      paths.set(tones[x], `${paths.get(tones[x]) ?? ""}M${x} ${y}h${end - x}v1h${x - end}z`)
    }
  })
  return paths
}

/** A minus sign in each cell below zero, as one SVG path: losses are not told by colour alone. */
export const minusPath = (cells: ReadonlyArray<ReadonlyArray<string | null>>): string =>
  cells
    .flatMap((row, at) =>
      row.map((value, x) => (Number(value ?? 0) < 0 ? `M${x + 0.3} ${cells.length - at - 0.5}h0.4` : ""))
    )
    .join("")

/** Which of so many values get a tick: at most `most`, evenly spread, both ends among them. */
export const ticksAmong = (count: number, most: number): ReadonlyArray<number> => {
  const ticks = Math.min(count, most)
  return ticks < 2
    ? Array.from({ length: ticks }, () => 0)
    : Array.from({ length: ticks }, (_, i) => Math.round((i * (count - 1)) / (ticks - 1)))
}
