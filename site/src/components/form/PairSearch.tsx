import { useQuery } from "@tanstack/react-query"
import { useDeferredValue, useState } from "react"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { pairs } from "./pair-query.ts"

/** A pair of a venue that may list thousands: suggestions come while it is typed. */
export const PairSearch = ({
  id,
  label,
  venue,
  value,
  onChange
}: {
  id: string
  label: string
  venue: string
  value: string
  onChange: (value: string) => void
}) => {
  const text = useDeferredValue(value.trim())
  /** Nobody is asked before somebody looks for a pair. */
  const [looking, setLooking] = useState(false)
  const asked = useQuery({ ...pairs(venue, text), enabled: looking })
  const { data } = asked
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="input">
        <input
          id={id}
          type="search"
          list={`${id}-found`}
          autoComplete="off"
          maxLength={40}
          value={value}
          aria-describedby={`${id}-help`}
          onFocus={() => setLooking(true)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <datalist id={`${id}-found`}>
          {data?.found.map(({ symbol }) => (
            <option key={symbol} value={symbol}>
              {symbol}
            </option>
          ))}
        </datalist>
      </span>
      <p className={asked.error === null ? "help" : "problem"} id={`${id}-help`} role="status">
        {asked.error !== null
          ? sentenceOf(asked.error)
          : data === undefined
            ? looking
              ? "Looking …"
              : "Pairs are suggested while you type."
            : data.total === 0
              ? "No such pair there: type a coin such as BTC or, where shares trade, a ticker."
              : counted(data.total, "pair")}
      </p>
    </div>
  )
}
