import { type KeyboardEvent, useMemo, useRef } from "react"
import { fixed } from "../../format/number.ts"
import { type HeatScale, minusPath, ticksAmong, tonePaths } from "@tradetower/domain/simulation"

/** A cell: its column, its row from below. */
export type Cell = readonly [x: number, y: number]

/** One side of a map: what is set there, with its unit, and to which values. */
export interface HeatAxis {
  readonly title: string
  readonly values: ReadonlyArray<string>
  /** Decimals that all values have. */
  readonly decimals: number
}

/** More lines between cells than this would hide them. */
const MOST_LINES = 40
const TICKS = { x: 5, y: 5 } as const

const steps: Readonly<Record<string, Cell>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1]
}

const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at))

const ends = ({ decimals, title, values }: HeatAxis): string =>
  `${title} from ${fixed(values[0] ?? "0", decimals)} to ${fixed(values[values.length - 1] ?? "0", decimals)}`

const Ticks = ({ axis: { decimals, values }, side }: { axis: HeatAxis; side: "x" | "y" }) => (
  <div className={`heat-ticks ${side}`} aria-hidden="true">
    {ticksAmong(values.length, TICKS[side]).map((at) => (
      <span key={at} style={{ [side === "x" ? "left" : "bottom"]: `${((at + 0.5) / values.length) * 100}%` }}>
        {fixed(values[at] ?? "0", decimals)}
      </span>
    ))}
  </div>
)

const linesBetween = (columns: number, rows: number): string =>
  columns > MOST_LINES || rows > MOST_LINES
    ? ""
    : [
        ...Array.from({ length: columns - 1 }, (_, i) => `M${i + 1} 0V${rows}`),
        ...Array.from({ length: rows - 1 }, (_, i) => `M0 ${i + 1}H${columns}`)
      ].join("")

/** A map with its axes; a cell is chosen by pointing or by arrow keys, whoever holds it tells what is in it. */
export const HeatGrid = ({
  title,
  x,
  y,
  cells,
  scale,
  chosen,
  onChoose
}: {
  title: string
  x: HeatAxis
  y: HeatAxis
  /** `[row of y][column of x]`, as the API gives them. */
  cells: ReadonlyArray<ReadonlyArray<string | null>>
  scale: HeatScale
  chosen: Cell | undefined
  onChoose: (cell: Cell) => void
}) => {
  const box = useRef<HTMLDivElement>(null)
  const [columns, rows] = [x.values.length, y.values.length]
  const paths = useMemo(() => [...tonePaths(cells, scale)], [cells, scale])
  const minus = useMemo(() => minusPath(cells), [cells])
  const point = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const area = box.current?.getBoundingClientRect()
    if (area === undefined) return
    const across = within(Math.floor(((clientX - area.left) / area.width) * columns), columns)
    const up = within(rows - 1 - Math.floor(((clientY - area.top) / area.height) * rows), rows)
    if (across !== chosen?.[0] || up !== chosen[1]) onChoose([across, up])
  }
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const [across, up] = chosen ?? [0, 0]
    onChoose(chosen === undefined ? [0, 0] : [within(across + step[0], columns), within(up + step[1], rows)])
  }
  return (
    <figure className="heat">
      <figcaption>{title}</figcaption>
      <small className="soft heat-up" aria-hidden="true">
        ↑ {y.title}
      </small>
      <Ticks axis={y} side="y" />
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- an application: its cells are chosen by key and pointer */}
      <div
        ref={box}
        className="heat-cells"
        role="application"
        tabIndex={0}
        aria-roledescription="heat map"
        aria-label={`${title}: ${ends(x)} across, ${ends(y)} upwards. Arrow keys choose a cell.`}
        onKeyDown={move}
        onPointerMove={point}
        onPointerDown={point}
      >
        <svg viewBox={`0 0 ${columns} ${rows}`} preserveAspectRatio="none" aria-hidden="true">
          {paths.map(([tone, path]) => (
            <path key={String(tone)} d={path} data-tone={tone ?? "none"} />
          ))}
          {scale.diverging && <path className="minus" d={minus} />}
          <path className="lines" d={linesBetween(columns, rows)} />
          {chosen !== undefined && (
            <rect className="chosen" x={chosen[0]} y={rows - 1 - chosen[1]} width="1" height="1" />
          )}
        </svg>
      </div>
      {/* oxlint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <Ticks axis={x} side="x" />
      <small className="soft heat-across" aria-hidden="true">
        {x.title} →
      </small>
    </figure>
  )
}
