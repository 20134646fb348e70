import { calendarWords } from "@tradetower/domain/calendar"
import type { Instrument } from "@tradetower/domain/market"
import { type BacktestResult, endWords, type EquityPoint, gapWords } from "@tradetower/domain/simulation"
import type { BotSettings } from "@tradetower/domain/strategy"
import { figure, grouped, moment, signed } from "./figures.ts"
import { chartOf } from "./report-chart.ts"
import { escaped, pageOf, settingsOf, tone } from "./report-page.ts"
import { investedWords, tellingRows } from "./result-words.ts"
import { reportScript } from "./report-style.ts"

/** Trades a page can hold without becoming slow; the JSON beside it has all. */
const TRADES = 2_000
/** Marks on the curve that can still be told apart. */
const MARKS = 1_500

const values = (
  equity: ReadonlyArray<EquityPoint>,
  name: "worth" | "holding" | "best" | "worst"
): ReadonlyArray<number> => equity.map((point) => Number(point[name] ?? point.worth))

const charts = ({ band, equity, trades }: BacktestResult, quote: string): string => {
  const at = equity.map((point) => point.at)
  const stride = Math.max(1, Math.ceil(trades.length / MARKS))
  const marks = trades
    .filter((_, i) => i % stride === 0)
    .map((trade) => ({ at: trade.at, className: trade.side === "BUY" ? "buy" : "sell" }))
  const worth = chartOf({
    label: `Worth of the bot and of holding over time, ${quote}`,
    at,
    lines: [
      { className: "holding", values: values(equity, "holding") },
      { className: "worth", values: values(equity, "worth") }
    ],
    ...(band !== undefined && { band: { low: values(equity, "worst"), high: values(equity, "best") } }),
    marks,
    height: 320,
    unit: ""
  })
  const fall = chartOf({
    label: "How far the worth is below its high, percent",
    at,
    lines: [{ className: "fall", values: equity.map(({ drawdownPercent }) => -Number(drawdownPercent)) }],
    filled: true,
    height: 140,
    unit: " %"
  })
  const keys = `<span><i></i>Bot</span><span class="h"><i></i>Holding</span>${
    band === undefined ? "" : `<span class="b"><i></i>By the order of prices inside the bars</span>`
  }<span><span class="up">▲</span> bought, <span class="down">▼</span> sold</span>`
  return `<figure><div class="legend" data-said>${keys}</div>${worth}</figure>
<h2>Below its high</h2><figure>${fall}</figure>`
}

const tradesTable = ({ trades }: BacktestResult, { base, quote }: Instrument): string => {
  const rows = trades
    .slice(0, TRADES)
    .map(
      ({ at, fee, price, profit, purpose, quantity, side }) =>
        `<tr><td>${moment(at)}</td><td>${side === "BUY" ? "Buy" : "Sell"}</td><td>${purpose.toLowerCase().replaceAll("_", " ")}</td>` +
        `<td>${grouped(price)}</td><td>${quantity}</td><td>${fee}</td><td class="${tone(profit ?? "0")}">${profit === undefined ? "" : signed(profit)}</td></tr>`
    )
  const more =
    trades.length > TRADES ? `<p class="soft">The first ${TRADES} of ${trades.length}; the JSON has all.</p>` : ""
  return `<h2>${grouped(String(trades.length))} trades</h2>${more}<div class="scroll" tabindex="0"><table><thead><tr><th>UTC</th><th>Side</th><th>Why</th>
<th>Price, ${escaped(quote)}</th><th>Quantity, ${escaped(base)}</th><th>Fee, ${escaped(quote)}</th><th>Profit, ${escaped(quote)}</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`
}

/** One page that needs nothing else: curves with the band, falls, figures, trades and the settings. */
export const reportOf = (
  title: string,
  settings: BotSettings,
  result: BacktestResult,
  instrument: Instrument,
  /** What rules made of it, in sentences. */
  told: ReadonlyArray<string>
): string => {
  const { candles, equity, from, gaps, metrics, to } = result
  const { base, quote } = instrument
  const { leftOut, rows } = tellingRows(result)
  const notes = [leftOut, gapWords(gaps), calendarWords(instrument, from)].filter((note) => note !== undefined)
  const ended = endWords(result)
  const points = equity.map(({ at, best, drawdownPercent, holding, worst, worth }) => [
    at,
    worth,
    holding,
    drawdownPercent,
    worst ?? "",
    best ?? ""
  ])
  const head = [
    ["Profit", `${signed(metrics.total)} ${quote}`, metrics.total],
    ["Return", `${signed(metrics.totalPercent)} %`, metrics.totalPercent],
    ["Holding", `${signed(metrics.holdingPercent)} %`, metrics.holdingPercent],
    ["Max drawdown", `${metrics.drawdown.percent} %`, "0"]
  ].map(
    ([name = "", value = "", sign = ""]) =>
      `<div><span class="soft">${name}</span><b class="${tone(sign)}">${escaped(value)}</b></div>`
  )
  const figures = rows.map(
    (row) =>
      `<div><span class="soft">${escaped(row.title)}</span><span>${escaped(figure(row, base, quote))}</span></div>`
  )
  return pageOf(
    title,
    "",
    `${ended === undefined ? "" : `<p class="warn">${escaped(ended)}</p>\n`}<p class="soft">${moment(from)} to ${moment(to)} UTC, ${grouped(String(candles))} candles, ${escaped(investedWords(metrics, quote))}. What has been is no promise.</p>
${[...notes, ...told].map((note) => `<p class="warn">${escaped(note)}</p>`).join("\n")}
<div class="head">${head.join("")}</div>
<h2>Worth, ${escaped(quote)}</h2>
${charts(result, quote)}
<h2>Figures</h2><div class="figures">${figures.join("")}</div>
${tradesTable(result, instrument)}
${settingsOf(settings)}
<script type="application/json" id="points">${JSON.stringify(points)}</script><script>${reportScript}</script>`
  )
}
