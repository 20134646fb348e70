import { createHash } from "node:crypto"
import type { ServerResponse } from "node:http"
import { Effect } from "effect"
import { RecentTelemetry } from "@tradetower/platform/embedded"

const style = `
:root{color-scheme:light dark;--line:light-dark(#dfe3e8,#2a323b);--soft:light-dark(#5b6672,#98a4b1)}
body{margin:24px;font:14px/1.5 system-ui,sans-serif}
h1{font-size:20px}h2{font-size:16px;margin:24px 0 8px}
table{border-collapse:collapse;width:100%}
td,th{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td:last-child{white-space:pre-wrap;overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums}
p,th{color:var(--soft);font-weight:400}
`
const policy =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
  "base-uri 'none'; frame-ancestors 'none'"

const escape = (value: unknown): string => String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const table = (title: string, heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<unknown>>): string =>
  `<h2>${title}</h2>` +
  (rows.length === 0
    ? "<p>Nothing yet.</p>"
    : `<table><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr>${rows
        .map(
          (row) =>
            `<tr>${row.map((cell) => `<td${typeof cell === "number" ? ' class="n"' : ""}>${escape(cell)}</td>`).join("")}</tr>`
        )
        .join("")}</table>`)

const time = (at: number): string => new Date(at).toISOString().slice(11, 23)
const attributes = (all: Readonly<Record<string, unknown>>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ")

/** `/.local/telemetry`: the newest logs, alerts, spans and figures of this process, for its operator. */
export const operatorPage = Effect.flatMap(RecentTelemetry, ({ recent }) =>
  Effect.map(
    recent,
    ({ alerts, counts, gauges, logs, spans }) =>
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">` +
      `<meta name="viewport" content="width=device-width, initial-scale=1"><title>Telemetry - TradingTower</title>` +
      `<style>${style}</style></head><body><h1>Telemetry of this process</h1><p>Kept in memory only; newest first.</p>` +
      table(
        "Alerts",
        ["At", "Name", "Message"],
        alerts.map((one) => [time(one.at), one.name, one.message])
      ) +
      table(
        "Figures",
        ["Value", "Name", "Of"],
        [...gauges, ...counts].map((one) => [one.value, one.name, attributes(one.attributes)])
      ) +
      table(
        "Logs",
        ["At", "Level", "Message"],
        logs.slice(0, 100).map((one) => [time(one.at), one.level, `${one.message} ${attributes(one.attributes)}`])
      ) +
      table(
        "Spans",
        ["ms", "At", "Name", "Trace", "What"],
        spans
          .slice(0, 100)
          .map((one) => [
            Number(one.durationMs.toFixed(2)),
            time(one.startedAt),
            one.name,
            one.traceId.slice(0, 8),
            one.failure ?? attributes(one.attributes)
          ])
      ) +
      "</body></html>\n"
  )
)

/** Sends the page. */
export const sendOperatorPage = (response: ServerResponse, html: string): void => {
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.setHeader("content-security-policy", policy)
  response.setHeader("cache-control", "no-store")
  response.end(html)
}
