import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { downloads, venues } from "./backtest-queries.ts"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"
import { PairSearch } from "../form/PairSearch.tsx"
import { TextField } from "../form/TextField.tsx"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Until the request arrives nothing of what is asked for is to be forgotten. */
const MARGIN = 5 * MINUTE
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Fetches candles of a pair from a venue. */
export const DownloadForm = () => {
  const client = useQueryClient()
  const { data: known = [] } = useQuery(venues)
  const [venue, setVenue] = useState("coinbase")
  const [symbol, setSymbol] = useState("BTC-USD")
  const [from, setFrom] = useState(() => dayOf(Date.now() - 365 * DAY))
  const [to, setTo] = useState(() => dayOf(Date.now()))
  /** How far back it tells, where that is no matter of days. */
  const hours = known.find(({ id }) => id === venue)?.candleHours
  const begin = useMutation({
    mutationFn: () => {
      const time =
        hours === undefined
          ? { from: Date.parse(from), to: Date.parse(to) + DAY }
          : { from: Date.now() - hours * HOUR + MARGIN, to: Date.now() }
      return ask("POST /candles/downloads", { payload: { venue, symbol: symbol.trim().toUpperCase(), ...time } })
    },
    onSuccess: () => {
      toast("The download has begun")
      void client.invalidateQueries({ queryKey: downloads.queryKey })
    }
  })
  const right = symbol.trim() !== "" && (hours !== undefined || Date.parse(from) <= Date.parse(to))
  return (
    <form
      className="step"
      onSubmit={(event) => {
        event.preventDefault()
        if (right) begin.mutate()
      }}
    >
      <h3>Download candles</h3>
      <div className="fields">
        <div className="field">
          <label htmlFor="download-venue">Exchange</label>
          <span className="input">
            <select id="download-venue" value={venue} onChange={(event) => setVenue(event.currentTarget.value)}>
              {known.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </span>
        </div>
        <PairSearch id="download-symbol" label="Pair" venue={venue} value={symbol} onChange={setSymbol} />
        {hours === undefined && (
          <>
            <TextField id="download-from" label="From" type="date" value={from} onChange={setFrom} />
            <TextField id="download-to" label="To" type="date" value={to} onChange={setTo} />
          </>
        )}
      </div>
      <p className={begin.error === null ? "soft" : "problem"}>
        {begin.error !== null
          ? sentenceOf(begin.error)
          : hours === undefined
            ? "Candles of a minute. It goes on by itself, also after a restart; what is there is not fetched again."
            : `Candles of a minute. This exchange tells those of the last ${hours} hours only: they are fetched.`}
      </p>
      <div className="row">
        <button type="submit" className="button" disabled={!right || begin.isPending}>
          Download
        </button>
      </div>
    </form>
  )
}
