import { pairInName } from "@tradetower/domain"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask, sendFile } from "../../client/ask.ts"
import { catalogue, downloads } from "../../client/backtest-queries.ts"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import { TextField } from "../form/TextField.tsx"
import { brought } from "./brought.ts"

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

/** As the API takes it: `BTC-USD`, `BTC-PERP`. */
const PAIR = /^[A-Z0-9][A-Z0-9._]{0,19}-[A-Z0-9][A-Z0-9._]{0,19}$/

/** Brings a file of candles. */
export const ImportForm = () => {
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [symbol, setSymbol] = useState("")
  const pair = symbol.trim().toUpperCase()
  const unnamed = file !== undefined && !PAIR.test(pair)
  const bring = useMutation({
    mutationFn: (chosen: File) =>
      sendFile("POST /candles/import/:symbol", {
        params: { symbol: pair },
        query: { format: /\.parquet$/i.test(chosen.name) ? "parquet" : "csv" },
        file: chosen
      }),
    onSuccess: ({ count, symbol: name }) => {
      toast(`${counted(count, "candle")} of ${name} are in`, "up")
      setFile(undefined)
      brought.set(name)
      void client.invalidateQueries({ queryKey: catalogue.queryKey })
    }
  })
  return (
    <form
      className="step"
      onSubmit={(event) => {
        event.preventDefault()
        if (file !== undefined && !unnamed) bring.mutate(file)
      }}
    >
      <h3>Bring your own</h3>
      <div className="fields">
        <div className="field">
          <label htmlFor="import-file">File (CSV or Parquet)</label>
          <input
            id="import-file"
            type="file"
            accept=".csv,.parquet"
            data-testid="import-file"
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0]
              setFile(chosen)
              if (chosen !== undefined) setSymbol(pairInName(chosen.name) ?? "")
              bring.reset()
            }}
          />
        </div>
        <TextField id="import-symbol" label="Called" placeholder="BTC-USD" value={symbol} onChange={setSymbol} />
      </div>
      <p className={bring.error === null && !unnamed ? "soft" : "problem"} data-testid="import-problem">
        {bring.error !== null
          ? sentenceOf(bring.error)
          : unnamed
            ? "Say what it is of, as BASE-QUOTE: BTC-USD, or BTC-PERP for a perpetual future."
            : "Columns timestamp, open, high, low, close, volume; times in ms, ascending. A line that can't be used is named."}
      </p>
      <div className="row">
        <button type="submit" className="button" disabled={file === undefined || unnamed || bring.isPending}>
          {bring.isPending ? "Reading …" : "Import"}
        </button>
      </div>
    </form>
  )
}
