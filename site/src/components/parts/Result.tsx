import { type ReactNode, useEffect, useRef, useState } from "react"
import { fixed, signAt, signed } from "../../format/number.ts"
import { useCounting } from "./use-counting.ts"

const tones = { "-1": "down", "0": "", "1": "up" } as const
const arrows = { "-1": "▼", "0": "", "1": "▲" } as const

/** A result: sign, arrow and colour; percent beside the money. It counts when it changes. */
export const Result = ({
  value,
  percent,
  unit,
  decimals = 2,
  still = false,
  testid
}: {
  value: string
  percent?: string | undefined
  unit?: string
  decimals?: number
  /** Shows at once what it has become: for what follows a hand. */
  still?: boolean
  testid?: string
}) => {
  const counted = useCounting(value, decimals)
  const shown = still ? value : counted
  const sign = signAt(shown, decimals)
  return (
    <span className={`figure ${tones[sign]}`} data-testid={testid} data-value={value}>
      {sign !== 0 && (
        <span className="arrow" aria-hidden="true">
          {arrows[sign]}
        </span>
      )}
      {signed(shown, decimals)}
      {unit !== undefined && <span className="unit"> {unit}</span>}
      {percent !== undefined && (
        <span className="percent">
          {" "}
          ({signed(percent)}
          {"\u202f"}%)
        </span>
      )}
    </span>
  )
}

/** A percent with its sign, arrow and colour. */
export const Percent = ({ value }: { value: string | undefined }) => {
  if (value === undefined) return <span className="soft">–</span>
  const sign = signAt(value, 2)
  return (
    <span className={`figure ${tones[sign]}`}>
      {sign !== 0 && (
        <span className="arrow" aria-hidden="true">
          {arrows[sign]}
        </span>
      )}
      {signed(value)}
      {"\u202f"}%
    </span>
  )
}

/** Anything that glows for half a second when it becomes something else. */
export const Glow = ({ of, children }: { of: string | number; children: ReactNode }) => {
  const [changes, setChanges] = useState(0)
  const before = useRef(of)
  useEffect(() => {
    if (before.current === of) return
    before.current = of
    setChanges((count) => count + 1)
  }, [of])
  return (
    <span key={changes} className={changes > 0 ? "glow" : undefined}>
      {children}
    </span>
  )
}

/** An amount of money with its unit. */
export const Money = ({ value, unit, decimals = 2 }: { value: string; unit?: string; decimals?: number }) => (
  <span className="figure">
    {fixed(value, decimals)}
    {unit !== undefined && <span className="unit"> {unit}</span>}
  </span>
)
