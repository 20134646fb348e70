import { useMutation } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { dateOf } from "../../format/time.ts"
import { saveFile } from "../parts/save-file.ts"
import { type Come, ledgerFile } from "./ledger-file.ts"
import type { Chosen, Format, Span } from "./ledger-queries.ts"
import { type Period, periodWords } from "./period.ts"

const formats = [
  ["plain", "Spreadsheet"],
  ["koinly", "Koinly"],
  ["cointracking", "CoinTracking"]
] as const satisfies ReadonlyArray<readonly [Format, string]>

/** The share of a span that has come. */
const shareOf = ({ upTo }: Come, { from, to }: Span): number | undefined =>
  upTo === undefined || from === undefined || to === undefined ? undefined : (upTo - from) / (to - from)

/** What is shown, as a file. */
export const Files = ({ of, period, span }: { of: Chosen & Span; period: Period; span: Span | undefined }) => {
  const [come, setCome] = useState<Come>({ rows: 0 })
  const ending = useRef<AbortController>(undefined)
  useEffect(() => () => ending.current?.abort(), [])
  const bring = useMutation({
    mutationFn: (format: Format) => {
      ending.current = new AbortController()
      setCome({ rows: 0 })
      return ledgerFile(format, of, setCome, ending.current.signal)
    },
    onSuccess: (file, format) => {
      const money = of.environment === "LIVE" ? "real" : "paper"
      saveFile(file, ["tradingtower", format, money, ...(period === "" ? [] : [period])].join("-").concat(".csv"))
    }
  })
  const cancelled = bring.isError && ending.current?.signal.aborted === true
  return (
    <section className="panel" aria-labelledby="files-title">
      <header>
        <h2 id="files-title">As a file, {period === "" ? "everything" : periodWords(period)}</h2>
      </header>
      <div className="inside stack">
        <p className="soft">
          What is chosen above, oldest first, times in UTC. Koinly’s and CoinTracking’s have what moved on the account
          only: what was put into a bot stayed there. They reckon profit by the method of your country.
        </p>
        {bring.isPending ? (
          <div className="row" data-testid="file-progress">
            <label className="file-come">
              {counted(come.rows, "row")}
              {come.upTo === undefined ? " …" : `, up to ${dateOf(come.upTo)} …`}
              <progress max={1} value={shareOf(come, span ?? of)} />
            </label>
            <button type="button" className="button" onClick={() => ending.current?.abort()}>
              Cancel
            </button>
          </div>
        ) : (
          <div className="row">
            {formats.map(([format, title]) => (
              <button
                key={format}
                type="button"
                className="button"
                data-testid={`file-${format}`}
                onClick={() => bring.mutate(format)}
              >
                {title}
              </button>
            ))}
          </div>
        )}
        {cancelled ? (
          <p role="status">Cancelled: there is no file.</p>
        ) : (
          bring.error !== null && (
            <p className="problem">It broke off, and there is no file: {sentenceOf(bring.error)}</p>
          )
        )}
      </div>
    </section>
  )
}
