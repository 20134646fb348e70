import { type LayoutChoice, pairInName } from "@tradetower/domain/market"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { sendFile } from "../../client/ask.ts"
import { catalogue } from "./backtest-queries.ts"
import { Problem, sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import type { FirstLines } from "../../worker/asks.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import { TextField } from "../form/TextField.tsx"
import { tooLarge } from "./import-limit.ts"
import { importedPair } from "./imported-pair.ts"
import { ImportPreview } from "./ImportPreview.tsx"
import { InstrumentFields, nothingSaid, stepsProblem } from "./InstrumentFields.tsx"
import { LayoutFields } from "./LayoutFields.tsx"
import { useSettled } from "./use-settled.ts"

const isParquet = (file: File): boolean => /\.parquet$/i.test(file.name)

/** What is looked at to show a file's first rows, bytes. */
const LOOKED_AT = 65_536
const firstLines = async (file: File, said: LayoutChoice): Promise<FirstLines> => {
  const bytes = await file.slice(0, LOOKED_AT).arrayBuffer()
  return askWorker("firstLines", { bytes, cut: file.size > LOOKED_AT, said }, [bytes]).catch((error: unknown) => ({
    columns: [],
    rows: [],
    told: "",
    problem: sentenceOf(error)
  }))
}

/** As the API takes it: `BTC-USD`, `BTC-PERP`. */
const PAIR = /^[A-Z0-9][A-Z0-9._]{0,19}-[A-Z0-9][A-Z0-9._]{0,19}$/

/** Brings a file of candles. */
export const ImportForm = () => {
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [symbol, setSymbol] = useState("")
  const [shown, setLines] = useState<FirstLines>()
  const [said, setSaid] = useState<LayoutChoice>({})
  const [instrument, setInstrument] = useState(nothingSaid)
  /** A field for files can't be emptied, only be another. */
  const [round, setRound] = useState(0)
  const pair = symbol.trim().toUpperCase()
  const unnamed = file !== undefined && !PAIR.test(pair)
  const rename = (name: string) => {
    setSymbol(name)
    bring.reset()
  }
  const unread = (file === undefined ? undefined : tooLarge(file)) ?? shown?.problem ?? stepsProblem(instrument)
  const show = async (chosen: File, layout: LayoutChoice) => {
    setSaid(layout)
    setLines(isParquet(chosen) ? undefined : await firstLines(chosen, layout))
  }
  const begin = (chosen?: File) => {
    setFile(chosen)
    setLines(undefined)
    setSaid({})
    setInstrument(nothingSaid)
    setSymbol(chosen === undefined ? "" : (pairInName(chosen.name) ?? ""))
  }
  const optionsOf = (chosen: File) => ({
    ...said,
    format: isParquet(chosen) ? ("parquet" as const) : ("csv" as const),
    columns: said.columns?.join(","),
    assetClass: instrument.assetClass || undefined,
    tickSize: instrument.tickSize || undefined,
    lotSize: instrument.lotSize || undefined
  })
  const ready = file !== undefined && !unnamed && unread === undefined && (shown !== undefined || isParquet(file))
  const asked = JSON.stringify([file?.name, file?.size, file?.lastModified, pair, said, instrument])
  // Each look takes the whole file: not one for each letter.
  const settled = useSettled(asked)
  const look = useQuery({
    queryKey: ["look", asked],
    enabled: ready && settled === asked,
    retry: false,
    refetchOnWindowFocus: false,
    gcTime: 0,
    queryFn: ({ signal }) =>
      file === undefined
        ? Promise.reject(new Error("no file is chosen"))
        : sendFile("POST /candles/look/:symbol", { params: { symbol: pair }, query: optionsOf(file), file, signal })
  })
  const bring = useMutation({
    mutationFn: ({ chosen, replace }: { readonly chosen: File; readonly replace: boolean }) =>
      sendFile("POST /candles/import/:symbol", {
        params: { symbol: pair },
        query: { ...optionsOf(chosen), replace: replace ? "true" : undefined },
        file: chosen
      }),
    onSuccess: ({ count, instrument: known, symbol: name }) => {
      const taken = known.assetClass === "EQUITY" ? "a US stock" : "crypto"
      toast(`${counted(count, "candle")} of ${name} are in, as ${taken} with a tick of ${known.tickSize}`, "up")
      begin()
      setRound(round + 1)
      importedPair.set(name)
      void client.invalidateQueries({ queryKey: catalogue.queryKey })
    }
  })
  // Whoever gives it another name is not asked again.
  const taken = bring.error instanceof Problem && bring.error.status === 409
  return (
    <form
      className="step"
      onSubmit={(event) => {
        event.preventDefault()
        if (file !== undefined && ready && !look.isPending) bring.mutate({ chosen: file, replace: false })
      }}
    >
      <h3>Bring your own</h3>
      <div className="fields">
        <div className="field">
          <label htmlFor="import-file">File (CSV or Parquet)</label>
          <input
            key={round}
            id="import-file"
            type="file"
            accept=".csv,.parquet"
            data-testid="import-file"
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0]
              begin(chosen)
              if (chosen !== undefined) void show(chosen, {})
              bring.reset()
            }}
          />
        </div>
        <TextField id="import-symbol" label="Called" placeholder="BTC-USD" value={symbol} onChange={rename} />
        <InstrumentFields said={instrument} guessed={look.data?.instrument} onChange={setInstrument} />
      </div>
      {file !== undefined && (
        <>
          {shown !== undefined && (
            <ImportPreview
              lines={shown}
              isRead={look.data !== undefined}
              onChange={(columns) => void show(file, { ...said, columns })}
            />
          )}
          <LayoutFields inText={!isParquet(file)} said={said} onChange={(layout) => void show(file, layout)} />
          <p className={look.isError ? "problem" : "soft"} role="status" data-testid="import-reading">
            {!ready
              ? ""
              : look.data !== undefined
                ? `${counted(look.data.count, "candle")} of ${look.data.timeframe}. ${look.data.told.join("; ")}.`
                : look.isError
                  ? sentenceOf(look.error)
                  : "Reading …"}
          </p>
        </>
      )}
      <p
        className={bring.error === null && !unnamed && unread === undefined ? "soft" : "problem"}
        data-testid="import-problem"
      >
        {bring.error !== null
          ? sentenceOf(bring.error)
          : unnamed
            ? "Say what it is of, as BASE-QUOTE: BTC-USD, or BTC-PERP for a perpetual future."
            : (unread ??
              "As Binance, Coinbase, Kraken, TradingView or Yahoo export it, or with the columns timestamp, open, high, low, close, volume. A line that can't be used is named.")}
      </p>
      <div className="row">
        <button type="submit" className="button" disabled={!ready || look.isPending || bring.isPending}>
          {bring.isPending ? "Reading …" : "Import"}
        </button>
        {file !== undefined && taken && (
          <button
            type="button"
            className="button"
            disabled={bring.isPending}
            onClick={() => bring.mutate({ chosen: file, replace: true })}
          >
            Replace
          </button>
        )}
      </div>
    </form>
  )
}
