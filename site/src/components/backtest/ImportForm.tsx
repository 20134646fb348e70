import { type CandleColumn, pairInName } from "@tradetower/domain"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { sendFile } from "../../client/ask.ts"
import { catalogue } from "../../client/backtest-queries.ts"
import { Problem, sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import { TextField } from "../form/TextField.tsx"
import { brought } from "./brought.ts"
import { type FirstLines, firstLines } from "./first-lines.ts"
import { ImportPreview } from "./ImportPreview.tsx"

const isParquet = (file: File): boolean => /\.parquet$/i.test(file.name)

/** As the API takes it: `BTC-USD`, `BTC-PERP`. */
const PAIR = /^[A-Z0-9][A-Z0-9._]{0,19}-[A-Z0-9][A-Z0-9._]{0,19}$/

/** Brings a file of candles. */
export const ImportForm = () => {
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [symbol, setSymbol] = useState("")
  const [lines, setLines] = useState<FirstLines | string>()
  const [said, setSaid] = useState<ReadonlyArray<CandleColumn>>()
  const [assetClass, setAssetClass] = useState("")
  const pair = symbol.trim().toUpperCase()
  const unnamed = file !== undefined && !PAIR.test(pair)
  const rename = (name: string) => {
    setSymbol(name)
    bring.reset()
  }
  const shown = typeof lines === "object" ? lines : undefined
  const unread = typeof lines === "string" ? lines : shown?.problem
  const show = async (chosen: File, columns?: ReadonlyArray<CandleColumn>) => {
    setSaid(columns)
    setLines(isParquet(chosen) ? undefined : await firstLines(chosen, columns))
  }
  const bring = useMutation({
    mutationFn: ({ chosen, replace }: { readonly chosen: File; readonly replace: boolean }) =>
      sendFile("POST /candles/import/:symbol", {
        params: { symbol: pair },
        query: {
          format: isParquet(chosen) ? "parquet" : "csv",
          columns: said?.join(","),
          assetClass: assetClass === "" ? undefined : assetClass,
          replace: replace ? "true" : undefined
        },
        file: chosen
      }),
    onSuccess: ({ count, instrument, symbol: name }) => {
      const taken = instrument.assetClass === "EQUITY" ? "a US stock" : "crypto"
      toast(`${counted(count, "candle")} of ${name} are in, as ${taken} with a tick of ${instrument.tickSize}`, "up")
      setFile(undefined)
      setLines(undefined)
      brought.set(name)
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
        if (file !== undefined && !unnamed && unread === undefined) bring.mutate({ chosen: file, replace: false })
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
              setLines(undefined)
              if (chosen !== undefined) {
                setSymbol(pairInName(chosen.name) ?? "")
                void show(chosen)
              }
              bring.reset()
            }}
          />
        </div>
        <TextField id="import-symbol" label="Called" placeholder="BTC-USD" value={symbol} onChange={rename} />
        <div className="field">
          <label htmlFor="import-class">Taken for</label>
          <span className="input">
            <select id="import-class" value={assetClass} onChange={(event) => setAssetClass(event.currentTarget.value)}>
              <option value="">What its name and numbers tell</option>
              <option value="CRYPTO">Crypto</option>
              <option value="EQUITY">A US stock</option>
            </select>
          </span>
        </div>
      </div>
      {shown !== undefined && file !== undefined && (
        <ImportPreview lines={shown} onChange={(columns) => void show(file, columns)} />
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
        <button
          type="submit"
          className="button"
          disabled={file === undefined || unnamed || unread !== undefined || bring.isPending}
        >
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
