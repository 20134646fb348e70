/** A line through points, as an SVG path. */
export const pathOf = (points: ReadonlyArray<readonly [x: number, y: number]>): string =>
  points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")

/** Which line is which, below a chart. */
export const Key = ({ look, children }: { look: string; children: string }) => (
  <span className="key">
    <i className={look} aria-hidden="true" />
    {children}
  </span>
)
