import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { downloads } from "./backtest-queries.ts"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"
import { TextField } from "../form/TextField.tsx"

const DAY = 86_400_000
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Fetches candles of a pair from Coinbase. */
export const DownloadForm = () => {
  const client = useQueryClient()
  const [symbol, setSymbol] = useState("BTC-USD")
  const [from, setFrom] = useState(() => dayOf(Date.now() - 365 * DAY))
  const [to, setTo] = useState(() => dayOf(Date.now()))
  const begin = useMutation({
    mutationFn: () =>
      ask("POST /candles/downloads", {
        payload: { symbol: symbol.trim().toUpperCase(), from: Date.parse(from), to: Date.parse(to) + DAY }
      }),
    onSuccess: () => {
      toast("The download has begun")
      void client.invalidateQueries({ queryKey: downloads.queryKey })
    }
  })
  const right = symbol.trim() !== "" && Date.parse(from) <= Date.parse(to)
  return (
    <form
      className="step"
      onSubmit={(event) => {
        event.preventDefault()
        if (right) begin.mutate()
      }}
    >
      <h3>Download from Coinbase</h3>
      <div className="fields">
        <TextField id="download-symbol" label="Pair" value={symbol} onChange={setSymbol} />
        <TextField id="download-from" label="From" type="date" value={from} onChange={setFrom} />
        <TextField id="download-to" label="To" type="date" value={to} onChange={setTo} />
      </div>
      <p className={begin.error === null ? "soft" : "problem"}>
        {begin.error === null
          ? "Candles of a minute. It goes on by itself, also after a restart; what is there is not fetched again."
          : sentenceOf(begin.error)}
      </p>
      <div className="row">
        <button type="submit" className="button" disabled={!right || begin.isPending}>
          Download
        </button>
      </div>
    </form>
  )
}
