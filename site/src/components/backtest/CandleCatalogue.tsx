import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import { addressOfPair } from "../../client/pair-here.ts"
import { exchanges } from "../../client/queries.ts"
import { catalogue, downloads, goesOn } from "./backtest-queries.ts"
import type { Download, Series } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { counted, trimmed } from "../../format/number.ts"
import { dateOf, exact, span } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { Empty, Missing } from "../parts/Missing.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { DownloadForm } from "./DownloadForm.tsx"
import { ImportForm } from "./ImportForm.tsx"
import { originWords } from "./places.ts"
import { useVenueName } from "./use-venue-name.ts"

/** Gaps that are told one by one. */
const TOLD = 5

const Row = ({ series }: { series: Series }) => {
  const client = useQueryClient()
  const { count, from, gaps, origin, symbol, timeframe, to, venue } = series
  const { data: known = [] } = useQuery(exchanges)
  // What was imported or downloaded may be of no exchange here.
  const exchange = known.find(({ id }) => id === venue)
  const venueName = useVenueName()
  const remove = useMutation({
    mutationFn: () => ask("DELETE /candles/import/:symbol", { params: { symbol } }),
    onError: (error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries({ queryKey: catalogue.queryKey })
  })
  return (
    <tr data-testid="series-row">
      <td className="nowrap">
        <strong>
          {exchange === undefined ? symbol : <a href={addressOfPair("/app/market/", { venue, symbol })}>{symbol}</a>}
        </strong>
      </td>
      <td>{timeframe}</td>
      <td className="nowrap soft">
        {origin === "DOWNLOAD" ? `${originWords[origin]} · ${venueName(venue)}` : originWords[origin]}
      </td>
      <td className="nowrap" title={`${exact(from)} to ${exact(to)}`}>
        {dateOf(from)} – {dateOf(to)}
      </td>
      <td className="number">{trimmed(String(count))}</td>
      <td
        className="number"
        title={gaps.longest
          .slice(0, TOLD)
          .map(({ from: begin, to: end }) => `${exact(begin)} to ${exact(end)} (${span(end - begin)})`)
          .join("\n")}
      >
        {gaps.missing === 0 ? (
          <span className="soft">none</span>
        ) : (
          <span className="warn">
            {trimmed(String(gaps.missing))} in {counted(gaps.count, "gap")}
          </span>
        )}
      </td>
      <td className="number">
        {origin === "IMPORT" && (
          <button type="button" className="button quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </button>
        )}
      </td>
    </tr>
  )
}

const wordsOf = ({ candles, remaining, waiting }: Download): string =>
  waiting !== undefined
    ? `${waiting}. It goes on by itself.`
    : (candles === 0 ? "Asking the exchange …" : `${counted(candles, "candle")} so far`) +
      (remaining === undefined ? "" : `, about ${span(remaining)} left`)

const Downloading = ({ download }: { download: Download }) => {
  const client = useQueryClient()
  const venueName = useVenueName()
  const cancel = useMutation({
    mutationFn: () => ask("POST /candles/downloads/:downloadId/cancel", { params: { downloadId: download.id } }),
    onError: (error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries({ queryKey: downloads.queryKey })
  })
  return (
    <li>
      <span className="spread">
        {download.symbol} · {venueName(download.venue)}, {dateOf(download.from)} – {dateOf(download.to)}
        <small className={download.state === "FAILED" ? "problem" : "soft"}>
          {" "}
          {download.failure ?? wordsOf(download)}
        </small>
      </span>
      {goesOn(download) && (
        <>
          <progress max={1} value={download.progress} aria-label={`Download of ${download.symbol}`} />
          <button type="button" className="button" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel
          </button>
        </>
      )}
    </li>
  )
}

/** Which candles there are, what is missing in them, and the ways to get more. */
export const CandleCatalogue = () => {
  const asked = useQuery(catalogue)
  const { data: fetched } = useQuery(downloads)
  const shown = (fetched ?? []).filter((download) => goesOn(download) || download.state === "FAILED").slice(0, 5)
  return (
    <section className="panel" aria-labelledby="catalogue-title" data-testid="catalogue">
      <header>
        <h2 id="catalogue-title">Candles</h2>
        <span className="soft">what backtests can run over</span>
      </header>
      {asked.data === undefined ? (
        <Missing what="The candles can't be listed" asked={[asked]} height={120} />
      ) : asked.data.length === 0 ? (
        <Empty title="No candles yet">
          <p>They are kept as the market goes on; or bring your own.</p>
        </Empty>
      ) : (
        <DataTable
          label="Candles"
          columns={[
            "Pair",
            "Length",
            "Origin",
            "Time",
            numbers("Candles"),
            numbers("Missing"),
            { title: "Actions", unseen: true }
          ]}
        >
          {asked.data.map((series) => (
            <Row key={`${series.venue}/${series.symbol}/${series.timeframe}`} series={series} />
          ))}
        </DataTable>
      )}
      {shown.length > 0 && (
        <ul className="list">
          {shown.map((download) => (
            <Downloading key={download.id} download={download} />
          ))}
        </ul>
      )}
      <div className="halves get-candles">
        <DownloadForm />
        <ImportForm />
      </div>
    </section>
  )
}
