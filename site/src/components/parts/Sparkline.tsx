interface Point {
  readonly at: number
  readonly value: number
}

const pathOf = (points: ReadonlyArray<Point>, width: number, height: number) => {
  const first = points[0]?.at ?? 0
  const length = (points[points.length - 1]?.at ?? 1) - first || 1
  const values = points.map(({ value }) => value)
  const low = Math.min(...values, 0)
  const high = Math.max(...values, 0)
  const range = high - low || 1
  const y = (value: number) => 2 + (1 - (value - low) / range) * (height - 4)
  const line = points
    .map(
      ({ at, value }, i) =>
        `${i === 0 ? "M" : "L"}${(((at - first) / length) * width).toFixed(1)} ${y(value).toFixed(1)}`
    )
    .join("")
  return { line, zero: y(0) }
}

/** A small curve of results around zero. Drawn, so it may use floats. */
export const Sparkline = ({
  points,
  width = 96,
  height = 28,
  label,
  filled = false
}: {
  points: ReadonlyArray<Point>
  width?: number
  height?: number
  label: string
  filled?: boolean
}) => {
  if (points.length < 2) return <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" />
  const { line, zero } = pathOf(points, width, height)
  const tone = (points[points.length - 1]?.value ?? 0) < 0 ? "down" : "up"
  return (
    <svg
      className={`sparkline ${tone}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {filled && <path d={`${line}L${width} ${zero}L0 ${zero}Z`} className="area" />}
      <line x1="0" x2={width} y1={zero} y2={zero} className="zero" />
      <path d={line} className="curve" />
    </svg>
  )
}
